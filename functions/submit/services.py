"""What the submit function's handlers are given."""

from __future__ import annotations

from dataclasses import dataclass

from functions.shared.services import Common
from functions.shared.trust.ports import RequestSignatures


@dataclass(frozen=True)
class SubmitServices(Common):
    signatures: RequestSignatures
