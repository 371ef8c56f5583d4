"""The private keys: PKCS#12 files that the certification authority made, as versions of keys with resource names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12
from pydantic import TypeAdapter

KeyHolders = Mapping[str, Sequence[str]]
"""The holders of each key's versions, in order: `keyRings/R/cryptoKeys/K` → the ids of the authority's members."""
_HOLDERS = TypeAdapter(dict[str, list[str]])


class Pkcs12Key:
    """A key out of a PKCS#12 file, parsed once. Raises ValueError for a wrong password or another kind of key."""

    def __init__(self, data: bytes, password: str) -> None:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, password.encode())
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or certificate is None:
            raise ValueError("the file holds no RSA or EC key with its certificate")
        self._key, self._holder = key, certificate
        self.certificate = certificate.public_bytes(Encoding.DER)

    @property
    def held_by(self) -> x509.Certificate:
        return self._holder

    @property
    def algorithm(self) -> str:
        """As Cloud KMS calls it. Of the EC keys only those on P-256 are emulated, as the authority makes no others."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return f"RSA_SIGN_PKCS1_{self._key.key_size}_SHA256"
        return "EC_SIGN_P256_SHA256"

    @property
    def public_pem(self) -> str:
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest: RSA with PKCS #1 v1.5, or ECDSA in DER."""
        prehashed = utils.Prehashed(hashes.SHA256())
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(digest, padding.PKCS1v15(), prehashed)
        return self._key.sign(digest, ec.ECDSA(prehashed))


def read_holders(path: Path) -> KeyHolders:
    """Raises ValueError (pydantic's) for a file of another shape."""
    return _HOLDERS.validate_python(json.loads(path.read_text(encoding="utf-8")))


class Versions:
    """Every version of every key, by resource name; the file of one is opened when it is first asked for."""

    def __init__(self, authority: Path, parent: str, holders: KeyHolders) -> None:
        self._authority = authority
        self._holder = {
            f"{parent}/{key}/cryptoKeyVersions/{number}": holder
            for key, members in holders.items()
            for number, holder in enumerate(members, 1)
        }
        self._keys = {f"{parent}/{key}" for key in holders}
        self._opened: dict[str, Pkcs12Key] = {}

    @property
    def names(self) -> list[str]:
        return list(self._holder)

    def of_key(self, key: str) -> list[str]:
        """The names of a key's versions, in order. Raises KeyError for an unknown key."""
        if key not in self._keys:
            raise KeyError(key)
        return [name for name in self._holder if name.startswith(f"{key}/")]

    def open(self, name: str) -> Pkcs12Key:
        """Raises KeyError for an unknown version."""
        found = self._opened.get(name)
        if found is None:
            found = self._opened[name] = self._read(self._holder[name])
        return found

    def _read(self, holder: str) -> Pkcs12Key:
        index = json.loads((self._authority / "index.json").read_text(encoding="utf-8"))
        entry = next(entry for entry in index["members"] if entry["id"] == holder)
        return Pkcs12Key((self._authority / entry["file"]).read_bytes(), entry["password"])
