"""Comparing the names in certificates without preparing the same text again and again.

Names are compared as RFC 4518 prepares them, which asn1crypto does letter by letter: a fifth of the time of a
verification, since the names of authorities stand in every certificate, and each is read anew.
"""

from __future__ import annotations

from functools import lru_cache, partial

from asn1crypto.x509 import NameTypeAndValue

MOST = 256
"""Texts that are remembered. The authorities' own are some ten; a certificate from anybody brings its holder's."""


def remember_prepared_names() -> None:
    """Have asn1crypto remember what the latest texts became. A text that has no such form is refused every time."""
    prepare = NameTypeAndValue._ldap_string_prep
    if not hasattr(prepare, "cache_info"):
        # It says `self`, and does not look at it: what becomes of a text depends on the text alone.
        NameTypeAndValue._ldap_string_prep = staticmethod(lru_cache(MOST)(partial(prepare, None)))
