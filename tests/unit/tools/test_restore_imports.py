"""A restored database is handed to Terraform with the indexes that it came with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools.restore.imports import INDEXES, key_of, main

NEW = "projects/demo/databases/anyqtama-20261124"


def listed(index: dict[str, Any], n: int) -> dict[str, Any]:
    """As gcloud lists it: with the name at its end."""
    last = index["fields"][-1].get("order", "ASCENDING")
    return {
        "name": f"{NEW}/collectionGroups/{index['collectionGroup']}/indexes/{n:04d}",
        "queryScope": index["queryScope"],
        "fields": [*index["fields"], {"fieldPath": "__name__", "order": last}],
        "state": "READY",
    }


def run(tmp_path: Path, given: Any) -> int:
    file = tmp_path / "indexes.json"
    file.write_text(json.dumps(given))
    return main(["--project=demo", "--database=anyqtama-20261124", str(file)])


def test_every_declared_index_is_imported_where_terraform_has_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = json.loads(INDEXES.read_text())["indexes"]
    assert run(tmp_path, [listed(index, n) for n, index in enumerate(declared)]) == 0
    text = capsys.readouterr().out
    assert text.count("import {") == 1 + len(declared)
    assert f'  to = module.service.module.store.google_firestore_database.this\n  id = "{NEW}"\n' in text
    for n, index in enumerate(declared):
        key = key_of(index["collectionGroup"], index)
        address = f'module.service.module.store.google_firestore_index.this["{key}"]'
        assert f'  to = {address}\n  id = "{NEW}/collectionGroups/{index["collectionGroup"]}/indexes/{n:04d}"\n' in text


def test_an_index_that_nobody_declares_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fields = [{"fieldPath": "a", "order": "ASCENDING"}, {"fieldPath": "b", "order": "ASCENDING"}]
    other = {"collectionGroup": "others", "queryScope": "COLLECTION", "fields": fields}
    assert run(tmp_path, [listed(other, 7)]) == 1
    assert f"nobody declares {NEW}/collectionGroups/others/indexes/0007" in capsys.readouterr().err


@pytest.mark.parametrize("given", [{"name": "x"}, [{"name": "x"}], [{"name": 1}], ["x"], 1])
def test_what_is_no_list_of_indexes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], given: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        run(tmp_path, given)
    assert ended.value.code == 2
    assert "expected the list of indexes" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--project=demo", "--database=new", str(tmp_path / "nowhere.json")])
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f"error: {tmp_path / 'nowhere.json'}: No such file or directory\n")
