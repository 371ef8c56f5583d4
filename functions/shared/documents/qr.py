"""The QR code of a certificate: the address of its check page."""

from __future__ import annotations

import re

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
QUIET_ZONE = 4
"""Light modules around the code (ISO/IEC 18004)."""
_MASK = 3  # any mask is read well; trying all eight for the best one takes most of the time


def modules(text: str) -> list[list[bool]]:
    """The code without its quiet zone, row by row; True is dark.

    Raises ValueError for a text outside the alphanumeric mode: capitals keep the code small, and so its modules large.
    """
    import segno

    if not _ALPHANUMERIC.fullmatch(text):
        raise ValueError("The address in a QR code is written in capitals, digits and $%*+-./: only.")
    code = segno.make(text, error="m", micro=False, mask=_MASK, boost_error=True)
    return [[bool(module) for module in row] for row in code.matrix]
