"""An emulator of Cloud KMS v1; `python -m emulators.cloud_kms --help` says what it does."""

from emulators.cloud_kms.emulator import CloudKmsEmulator
from emulators.cloud_kms.keys import KeyHolders, Pkcs12Key

__all__ = ["CloudKmsEmulator", "KeyHolders", "Pkcs12Key"]
