"""The archive that is deployed: the same bytes from the same commit, and nothing in it that should not be."""

from __future__ import annotations

import os
import stat
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tools import package
from tools.package import NotPackable, UnknownCommit, build

NOON = "2026-11-23T12:00:00+05:00"
IDENTITY = {
    **{f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    **{f"GIT_{who}_DATE": NOON for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, env={**os.environ, **IDENTITY})


def commit(root: Path, **files: str) -> None:
    """Write files, "__" in a name for "/", "_dot_" for ".", and commit all there is."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(root, "add", "--all")
    git(root, "commit", "--message", "A commit")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "first"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(
        root,
        functions__submit__main_dot_py="print(1)\n",
        functions__shared__a_dot_css="p {}\n",
        requirements_dot_txt="flask==3\n",
        tests__test_x_dot_py="assert True\n",
        tools__own_dot_py="print(2)\n",
        emulators__x_dot_py="print(3)\n",
    )
    return root


def test_the_same_commit_gives_the_same_bytes_in_another_clone(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(repository), "second")
    second = tmp_path / "second"
    for path in second.rglob("*.py"):
        path.chmod(stat.S_IRWXU)  # other permissions and other times in the folder are not what was committed
        os.utime(path, (0, 0))
    git(second, "config", "core.fileMode", "false")
    one, other = build(repository), build(second)
    assert one.data == other.data
    assert one.name == f"anyqtama-{one.commit[:12]}.zip"
    assert len(one.sha256) == 64


def test_it_holds_the_functions_their_requirements_and_the_commit_sorted_and_dated(repository: Path) -> None:
    built = build(repository)
    with zipfile.ZipFile(BytesIO(built.data)) as archive:
        entries = archive.infolist()
        assert archive.read("VERSION").decode() == f"{built.commit}\n"
        assert archive.read("functions/submit/main.py") == b"print(1)\n"
    names = [entry.filename for entry in entries]
    assert names == ["VERSION", "functions/shared/a.css", "functions/submit/main.py", "requirements.txt"]
    assert {entry.date_time for entry in entries} == {(2026, 11, 23, 7, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}


def test_what_is_changed_or_new_in_the_folder_is_refused_by_name(repository: Path) -> None:
    (repository / "requirements.txt").write_text("flask==4\n")
    (repository / "functions/new.py").write_text("")
    with pytest.raises(NotPackable, match=r"functions/new\.py, requirements\.txt in the working folder are not"):
        build(repository)


def test_what_is_changed_elsewhere_and_what_git_ignores_hinders_nobody(repository: Path) -> None:
    before = build(repository).data
    (repository / "tools/own.py").write_text("print(4)\n")
    (repository / ".git/info/exclude").write_text("__pycache__/\n")
    (repository / "functions/__pycache__").mkdir()
    (repository / "functions/__pycache__/main.pyc").write_bytes(b"x")
    assert build(repository).data == before


def test_an_earlier_commit_is_built_again_whatever_lies_in_the_folder(repository: Path) -> None:
    before = build(repository)
    commit(repository, functions__submit__main_dot_py="print(5)\n")
    (repository / "functions/submit/main.py").write_text("print(6)\n")
    assert build(repository, "HEAD~1") == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("functions__shared__key_dot_pem", "x"),
        ("functions__shared___dot_env", "A=1"),
        ("functions__shared__x_dot_py", "-----BEGIN EC PRIVATE" + " KEY-----"),
        ("functions__shared__x_dot_json", '{"type": "service' + '_account"}'),
        ("functions__shared__x_dot_py", "key = 'AK" + "IA" + "A" * 16 + "'"),
    ],
)
def test_what_looks_like_a_secret_is_refused_by_name(repository: Path, name: str, content: str) -> None:
    commit(repository, **{name: content})
    with pytest.raises(NotPackable, match=r"functions/shared/.* looks like a key"):
        build(repository)


def test_a_link_is_refused(repository: Path) -> None:
    (repository / "functions/link.py").symlink_to("submit/main.py")
    git(repository, "add", "--all")
    git(repository, "commit", "--message", "A link")
    with pytest.raises(NotPackable, match=r"functions/link\.py is no ordinary file"):
        build(repository)


def test_a_commit_without_functions_is_refused(repository: Path) -> None:
    git(repository, "rm", "-r", "--quiet", "functions")
    git(repository, "commit", "--message", "Nothing left")
    with pytest.raises(NotPackable, match="has no functions"):
        build(repository)


def test_a_wrong_call_is_told_in_a_sentence(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnknownCommit, match="no commit nowhere"):
        build(repository, "nowhere")
    monkeypatch.setattr(package, "ROOT", repository)
    assert package.main(["--commit", "nowhere", "--out", str(tmp_path)]) == 2
    assert package.main(["--out", str(tmp_path / "out")]) == 0
    path, digest, size = capsys.readouterr().out.splitlines()
    built = build(repository)
    assert Path(path).read_bytes() == built.data
    assert digest == f"SHA-256 {built.sha256}"
    assert size == f"{len(built.data)} bytes, commit {built.commit}"
    (repository / "requirements.txt").write_text("")
    assert package.main(["--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("Not packaged. requirements.txt in the working folder is not")
