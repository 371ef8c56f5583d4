"""The issuer's signing keys: ES256, kept in the state folder, the newest one signs."""

from __future__ import annotations

import json
from pathlib import Path

from joserfc.jwk import ECKey, KeySet


class IssuerKeys:
    """All keys ever made stay published, so that a token outlives a rotation."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "issuer-keys.json"
        if self._path.exists():
            kept = KeySet.import_key_set(json.loads(self._path.read_text()))
            self._keys = [key for key in kept if isinstance(key, ECKey)]
        else:
            self._keys = []
            self.rotate()

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        keys = [*self._keys, ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)]
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(KeySet(list(keys)).as_dict(private=True)))
        draft.chmod(0o600)
        draft.replace(self._path)
        self._keys = keys

    @property
    def signing(self) -> ECKey:
        return self._keys[-1]

    def published(self) -> object:
        """The key set (JWKS), public parts only."""
        return KeySet(list(self._keys)).as_dict(private=False)
