"""Fuzzing: the same inputs in every run, unless FUZZ_SECONDS tells for how long to look for new ones (`make fuzz`)."""

from __future__ import annotations

from tests.fuzz import profile

profile.load()
