"""The public keys of token issuers (JWKS, RFC 7517), fetched when needed and kept for a while."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import requests
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

Key = RSAKey | ECKey | OKPKey | OctKey

KEEP_S = 600.0
"""How long fetched keys are used without asking again."""
KEEP_UNREACHABLE_S = 3600.0
"""How long they are used when asking again fails: an hour, so that a short outage of the issuer locks nobody out."""
ASK_FOR_UNKNOWN_S = 30.0
"""At most so often does a token with an unknown key id make us ask, or anybody could make us ask all day."""
ASK_AFTER_FAILURE_S = 1.0
TIMEOUT_S = (2.0, 3.0)
"""To connect, and between two pieces of the answer."""
LARGEST = 256 * 1024
"""Bytes. A key set is a few kilobytes."""


class TokensUnavailable(Exception):
    """The issuer's keys cannot be had now, so that nothing is known about the token."""


class KeyUnknown(Exception):
    """The issuer publishes no key of this id."""


@dataclass
class _Kept:
    """What is known of one issuer; times are those of the machine's monotonic clock."""

    keys: dict[str, Key] = field(default_factory=dict)
    fetched: float | None = None
    failed: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class SigningKeys:
    """Keys by the address of the key set and by key id. Safe to share between threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kept: defaultdict[str, _Kept] = defaultdict(_Kept)
        self._session = requests.Session()
        # Neither a proxy nor a .netrc of the machine has a say in whom we trust.
        self._session.trust_env = False

    def get(self, address: str, key_id: str) -> Key:
        """Raises KeyUnknown, TokensUnavailable."""
        kept = self._kept[address]
        with kept.lock:
            now = self._monotonic()
            age = None if kept.fetched is None else now - kept.fetched
            if key_id in kept.keys and age is not None and age < KEEP_S:
                return kept.keys[key_id]
            if age is not None and age < ASK_FOR_UNKNOWN_S:
                raise KeyUnknown
            try:
                self._refresh(kept, address, now)
            except TokensUnavailable:
                if key_id in kept.keys and age is not None and age < KEEP_UNREACHABLE_S:
                    return kept.keys[key_id]
                raise
            if key_id not in kept.keys:
                raise KeyUnknown
            return kept.keys[key_id]

    def close(self) -> None:
        self._session.close()

    def _refresh(self, kept: _Kept, address: str, now: float) -> None:
        if kept.failed is not None and now - kept.failed < ASK_AFTER_FAILURE_S:
            raise TokensUnavailable("the issuer's keys could not be had a moment ago")
        try:
            keys = self._fetch(address)
        except (requests.RequestException, JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            kept.failed = self._monotonic()
            raise TokensUnavailable("the issuer's keys cannot be had") from error
        kept.keys, kept.fetched, kept.failed = keys, now, None

    def _fetch(self, address: str) -> dict[str, Key]:
        with self._session.get(address, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200:
                raise ValueError("the answer is not 200")
            body = b""
            for piece in answer.iter_content(16 * 1024):
                body += piece
                if len(body) > LARGEST:
                    raise ValueError("the answer is too long for a key set")
        keys = KeySet.import_key_set(json.loads(body))
        return {key.kid: key for key in keys if key.kid is not None and not isinstance(key, OctKey)}
