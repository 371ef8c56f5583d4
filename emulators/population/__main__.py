"""Prints the synthetic population as JSON: `python -m emulators.population`."""

from __future__ import annotations

import json
import sys

from emulators.population import as_json

if __name__ == "__main__":
    sys.stdout.write(json.dumps(as_json(), ensure_ascii=False, indent=2) + "\n")
