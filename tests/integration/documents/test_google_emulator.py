"""Google's emulator is looked for where it may be, and where it is missing that is said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.google_emulator import IN_SDK, NotFound, find


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def java(tmp_path: Path) -> Path:
    return program(tmp_path / "bin" / "java")


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    """The jar where an installed Google Cloud SDK has it."""
    return program(tmp_path / "sdk" / IN_SDK)


def test_it_is_found_where_the_variable_says(tmp_path: Path, java: Path, jar: Path) -> None:
    elsewhere = program(tmp_path / "my.jar")
    environment = {
        "PATH": str(java.parent),
        "FIRESTORE_EMULATOR_JAR": str(elsewhere),
        "CLOUDSDK_ROOT_DIR": str(tmp_path / "sdk"),
    }
    assert find(environment) == (str(java), elsewhere)


def test_it_is_found_in_the_sdk_that_gcloud_on_the_path_links_to(tmp_path: Path, java: Path, jar: Path) -> None:
    (java.parent / "gcloud").symlink_to(program(tmp_path / "sdk" / "bin" / "gcloud"))
    assert find({"PATH": str(java.parent)}) == (str(java), jar)


def test_it_is_found_in_the_sdk_that_the_variable_names(tmp_path: Path, java: Path, jar: Path) -> None:
    assert find({"PATH": str(java.parent), "CLOUDSDK_ROOT_DIR": str(tmp_path / "sdk")}) == (str(java), jar)


def test_where_the_jar_is_missing_what_to_install_is_said(java: Path) -> None:
    with pytest.raises(NotFound, match=r"its jar was not found.*install Java and.*or set FIRESTORE_EMULATOR_JAR"):
        find({"PATH": str(java.parent), "FIRESTORE_EMULATOR_JAR": "/nowhere.jar"})


def test_where_java_is_missing_that_is_said(tmp_path: Path, jar: Path) -> None:
    with pytest.raises(NotFound, match="its java command was not found"):
        find({"PATH": str(tmp_path), "FIRESTORE_EMULATOR_JAR": str(jar)})
