"""What our pages share: one self-contained file in HTML, no script, no cookie, nothing fetched from elsewhere.

So they work on any phone and television, and their security policy can forbid everything but their own style.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from functions.shared.documents import ornament

TEMPLATES = Path(__file__).parent / "templates"


class HtmlPage:
    """The page of this name: `templates/{name}/{name}.html` with the style sheet `{name}.css` beside it.

    `forms` tells whether it has forms, which may be sent to ourselves alone.
    """

    def __init__(self, name: str, *, forms: bool) -> None:
        self._name, self._folder, self._forms = name, TEMPLATES / name, forms

    def render(self, **values: Any) -> str:
        """The page as HTML (UTF-8). Send it with `security_policy`."""
        template = self._environment.get_template(f"{self._name}.html")
        page: str = template.render(
            **values,
            style=Markup(self._style),  # noqa: S704  # our own file
            sign=Markup(ornament.sign()),  # noqa: S704  # our own drawing
        )
        return page

    @cached_property
    def security_policy(self) -> str:
        """The header that goes with the page: its one style sheet by hash, and nothing else."""
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        form = "'self'" if self._forms else "'none'"
        return (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action {form}; "
            "base-uri 'none'; frame-ancestors 'none'"
        )

    @cached_property
    def _style(self) -> str:
        return (self._folder / f"{self._name}.css").read_text()

    @cached_property
    def _environment(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(self._folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
