"""An emulator of Cloud Storage; `python -m emulators.cloud_storage --help` says what it does."""

from emulators.cloud_storage.emulator import CloudStorageEmulator

__all__ = ["CloudStorageEmulator"]
