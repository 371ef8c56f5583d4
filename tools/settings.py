"""What the operators' commands take from the environment, and what they say where the cloud gives no answer.

PROJECT and DATABASE name the store; TRUST_ROOTS and TRUST_INTERMEDIATES are PEM files, where certificates are checked.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError

from functions.shared.bootstrap import trusted_certificates
from functions.shared.cloud.documents import documents
from functions.shared.ports import Documents, StoreUnavailable

if TYPE_CHECKING:
    from functions.shared.trust.authorities import Authorities

NO_ANSWER = "The store gives no answer. Run the command again."


def command(module: str, about: str | None) -> argparse.ArgumentParser:
    """The parser of `python -m MODULE`, whose help is the module's docstring as it stands."""
    return argparse.ArgumentParser(
        prog=f"python -m {module}", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def store(parser: argparse.ArgumentParser) -> Documents:
    """The documents of PROJECT. Ends the program with status 2 where it is not set."""
    project = os.environ.get("PROJECT")
    if not project:
        parser.error("PROJECT is not set: the project whose store it is")
    return documents(project, os.environ.get("DATABASE") or "(default)")


@contextmanager
def answered(parser: argparse.ArgumentParser) -> Iterator[None]:
    """Ends the program with status 2 and a sentence where the cloud is silent or refuses: nothing was found out."""
    try:
        yield
    except StoreUnavailable:
        parser.exit(2, f"{NO_ANSWER}\n")
    except (GoogleAPIError, GoogleAuthError) as error:
        parser.exit(2, f"{refused(error)}\n")


def refused(error: GoogleAPIError | GoogleAuthError) -> str:
    """What the cloud refuses, in one line."""
    return f"The cloud refuses ({type(error).__name__}): {(str(error).splitlines() or [''])[0]}"


def authorities() -> Authorities | None:
    """Whom TRUST_ROOTS and TRUST_INTERMEDIATES trust; None where no roots are given.

    Raises UnusableSettings, which names the setting whose file is not one of certificates.
    """
    from functions.shared.trust.authorities import Authorities

    roots, between = (os.environ.get(name) for name in ("TRUST_ROOTS", "TRUST_INTERMEDIATES"))
    if not roots:
        return None
    known = trusted_certificates("TRUST_INTERMEDIATES", Path(between)) if between else []
    return Authorities(trusted_certificates("TRUST_ROOTS", Path(roots)), known)
