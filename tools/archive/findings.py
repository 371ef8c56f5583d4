"""What a comparison can find, one line each, without anything personal."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """Lacking is what `repair` mends; everything else is for people."""

    LACKS = "LACKS"  # an object is missing
    DIFFERS = "DIFFERS"  # an object is there, and is not what the register says
    BEHIND = "BEHIND"  # a copy should have been made a day ago, and was not
    UNKNOWN = "UNKNOWN"  # an object in the archive that no register knows
    UNREADABLE = "UNREADABLE"  # a document of the register that cannot be read


ARCHIVE, BUCKET, REGISTER = "archive", "bucket", "register"


@dataclass(frozen=True, order=True)
class Finding:
    """`where` is archive, bucket or register; `name` the object or the document; `why` half a sentence.

    `certificate` is the number of the register's entry that it was found by.
    """

    what: What
    where: str
    name: str
    why: str = ""
    certificate: str = field(default="", compare=False)

    def line(self) -> str:
        return f"{self.what} {self.where} {self.name}" + (f": {self.why}" if self.why else "")
