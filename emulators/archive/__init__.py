"""The S3-compatible store in the country."""

from __future__ import annotations

from emulators.archive.server import ArchiveEmulator

__all__ = ["ArchiveEmulator"]
