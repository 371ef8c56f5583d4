"""Import blocks that hand a restored database, with the indexes it came with, to Terraform.

    gcloud firestore indexes composite list --database=NEW --format=json > indexes.json
    python -m tools.restore.imports --project=P --database=NEW indexes.json > restored.tf

A backup and a clone bring their composite indexes along, and Terraform cannot create what is there. The file goes into
the root of the environment, and out of it once it was applied. The exit status is 1 where the database has an index
that the code does not declare: see it first; 2 where the file is no list of indexes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

INDEXES = Path(__file__).parents[2] / "infra" / "firestore.indexes.json"
MODULE = "module.service.module.store"


def key_of(collection: str, index: Mapping[str, Any]) -> str:
    """The key under which modules/store has an index; the name that closes every index is not said there."""
    fields = [field for field in index["fields"] if field["fieldPath"] != "__name__"]
    words = [f"{field['fieldPath']}:{field.get('order') or field['arrayConfig']}" for field in fields]
    return " ".join([collection, index.get("queryScope", "COLLECTION"), *words])


def block(address: str, identifier: str) -> str:
    return f'import {{\n  to = {address}\n  id = "{identifier}"\n}}\n'


def blocks(
    project: str, database: str, listed: Iterable[Mapping[str, Any]], declared: set[str]
) -> tuple[str, list[str]]:
    """The text, and the names of indexes that nobody declares. Raises KeyError for what is no list of indexes."""
    name = f"projects/{project}/databases/{database}"
    written, unknown = [block(f"{MODULE}.google_firestore_database.this", name)], []
    for index in listed:
        key = key_of(index["name"].split("/collectionGroups/")[1].split("/")[0], index)
        if key in declared:
            written.append(block(f'{MODULE}.google_firestore_index.this["{key}"]', index["name"]))
        else:
            unknown.append(index["name"])
    return "\n".join(written), unknown


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.restore.imports",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--project", required=True)
    parser.add_argument("--database", required=True, help="the restored one")
    parser.add_argument("indexes", type=Path, help="what gcloud listed, as JSON")
    given = parser.parse_args(arguments)
    declared = {key_of(one["collectionGroup"], one) for one in json.loads(INDEXES.read_text())["indexes"]}
    try:
        text, unknown = blocks(given.project, given.database, json.loads(given.indexes.read_text()), declared)
    except OSError as error:
        parser.error(f"{given.indexes}: {error.strerror}")
    except (ValueError, LookupError, TypeError, AttributeError):
        parser.error(f"{given.indexes}: expected the list of indexes that gcloud writes with --format=json")
    sys.stdout.write(text)
    for name in unknown:
        sys.stderr.write(f"nobody declares {name}\n")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
