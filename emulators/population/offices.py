"""The offices, shaped as the store keeps them under `offices/{id}`.

The territory is a code of the КАТО classifier (НК РК 11-2025), the names are those of the territories' education
departments; telephone, address, BIN and officers are made up.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from functions.shared.domain.language import Bilingual

OFFICES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("offices.json").read_text(encoding="utf-8"))

AKIMATS: dict[str, Bilingual] = {office["id"]: Bilingual(**office["akimat"]) for office in OFFICES}
"""The body that appoints guardians in the territory of each provider."""
