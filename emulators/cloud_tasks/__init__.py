"""An emulator of Cloud Tasks v2; `python -m emulators.cloud_tasks --help` says what it does."""

from emulators.cloud_tasks.emulator import CloudTasksEmulator

__all__ = ["CloudTasksEmulator"]
