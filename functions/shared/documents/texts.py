"""All texts of the public check page, in Kazakh, Russian and English."""

from __future__ import annotations

CONTACT_NUMBERS = ("1414", "8-800-080-7777")
"""The single contact centre (16.2)."""
