"""The operators' commands, called wrongly or where nothing answers: one sentence and status 2, never a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.api_core.exceptions import GoogleAPICallError
from google.auth.exceptions import GoogleAuthError

from functions.issue.case_files import Sources
from functions.shared.maintenance import PATH
from functions.shared.ports import Document, Query, Replace, StoreUnavailable, VersionMismatch, Write
from tests.fakes.archive import FakeArchive
from tests.fakes.documents import FakeDocuments
from tests.fakes.objects import FakeObjects
from tests.unit.service.world import World
from tests.unit.trust.pki import Pki
from tools import chains, maintenance, recount
from tools.archive import __main__ as archives
from tools.archive.compare import Stores
from tools.directory import __main__ as directory
from tools.directory.exporting import pem
from tools.restore import __main__ as restore
from tools.restore.outcome import Outcome, What
from tools.seal_keys import __main__ as seal_keys

Main = Callable[[Sequence[str] | None, FakeDocuments | None], int]
COMMANDS = [
    pytest.param(chains.main, [], id="chains"),
    pytest.param(recount.main, ["2026-11-23"], id="recount"),
    pytest.param(maintenance.main, [], id="maintenance"),
]
REFUSAL = GoogleAPICallError("no\nmore")  # type: ignore[no-untyped-call]  # Google leaves it untyped
UNKNOWN = GoogleAuthError("none found")  # type: ignore[no-untyped-call]  # Google leaves it untyped
SOON = datetime(2026, 12, 1, 17, tzinfo=UTC)


class Refusing(FakeDocuments):
    """A store that answers every question with an error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def get(self, path: str) -> Document | None:
        raise self._error

    def query(self, query: Query) -> list[Document]:
        raise self._error


def ends_with_2(main: Main, arguments: Sequence[str], store: FakeDocuments | None = None) -> bool:
    with pytest.raises(SystemExit) as ended:
        main(arguments, store)
    return ended.value.code == 2


@pytest.mark.parametrize(("main", "arguments"), COMMANDS)
def test_without_a_project_nothing_is_asked(
    main: Main, arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROJECT", raising=False)
    assert ends_with_2(main, arguments)
    assert "PROJECT is not set" in capsys.readouterr().err


@pytest.mark.parametrize(("main", "arguments"), COMMANDS)
@pytest.mark.parametrize(
    ("error", "line"),
    [
        (StoreUnavailable("?"), "The store gives no answer. Run the command again.\n"),
        (REFUSAL, "The cloud refuses (GoogleAPICallError): None no\n"),
        (UNKNOWN, "The cloud refuses (GoogleAuthError): none found\n"),
    ],
    ids=["silent", "no right", "no credentials"],
)
def test_no_answer_is_no_finding(
    main: Main, arguments: list[str], error: Exception, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends_with_2(main, arguments, Refusing(error))
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", line)


@pytest.mark.parametrize("name", ["chains", "recount", "maintenance"])
def test_help_needs_no_settings(name: str) -> None:
    command = [sys.executable, "-m", f"tools.{name}", "--help"]
    environment = {"PATH": os.environ["PATH"]}
    root = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"usage: python -m tools.{name}" in done.stdout


@pytest.mark.parametrize("day", ["23.11.2026", "2026-13-01", ""])
def test_a_day_that_is_none_is_told(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with_2(recount.main, [day], FakeDocuments())
    assert "a day like 2026-11-23 is expected" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["2026-12-01T23:30+05:00", "2026-12-01T22:00+05:00"], "the break ends before it starts"),
        (["2026-12-01T22:00+05:00"], "give both times"),
        (["2026-12-01T22:00", "2026-12-01T23:30"], "give the time zone"),
        (["tomorrow", "later"], "a time like 2026-12-01T22:00+05:00 is expected"),
        (["--end", "2026-12-01T22:00+05:00"], "--end takes no times"),
    ],
)
def test_a_break_that_cannot_be_announced_is_told_and_nothing_is_written(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = FakeDocuments()
    assert ends_with_2(maintenance.main, arguments, store)
    assert why in capsys.readouterr().err
    assert store.get(PATH) is None


def test_a_break_is_announced_shown_and_ended(capsys: pytest.CaptureFixture[str]) -> None:
    store = FakeDocuments()
    assert maintenance.main([], store) == 0
    assert capsys.readouterr().out == "technical break: none announced\n"
    assert maintenance.main(["2026-12-01T22:00+05:00", "2026-12-01T23:30+05:00"], store) == 0
    announced = f"technical break: {SOON.isoformat()} to {(SOON + timedelta(minutes=90)).isoformat()}\n"
    assert capsys.readouterr().out == announced
    assert maintenance.main([], store) == 0
    assert capsys.readouterr().out == announced
    assert maintenance.main(["--end"], store) == 0
    starts, _, ends = capsys.readouterr().out.removeprefix("technical break: ").strip().partition(" to ")
    assert starts == ends


class Contended(FakeDocuments):
    """Somebody else writes between our reading and our writing."""

    def commit(self, *writes: Write) -> None:
        raise VersionMismatch(", ".join(write.path for write in writes))


def test_who_is_second_to_announce_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with_2(maintenance.main, ["--end"], Contended())
    assert "Somebody else announces a break" in capsys.readouterr().err


def test_a_broken_chain_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    world = World()
    path = f"applications/{world.accepted()}/events/000001"
    assert chains.main([], world.fake_documents) == 0
    link = world.documents.get(path)
    assert link is not None
    world.documents.commit(Replace(path, {**link.fields, "actor": "somebody"}, link.version))
    assert chains.main([], world.fake_documents) == 1
    assert capsys.readouterr().out.endswith("chains=1 broken=1\n")


TRUSTING: list[Any] = [
    pytest.param(seal_keys.main, ["check"], id="seal_keys"),
    pytest.param(directory.main, ["check", str(directory.SHIPPED)], id="directory"),
]


@pytest.mark.parametrize(("main", "arguments"), TRUSTING)
@pytest.mark.parametrize("setting", ["TRUST_ROOTS", "TRUST_INTERMEDIATES"])
def test_a_file_of_trust_that_is_none_is_named(
    main: Main,
    arguments: list[str],
    setting: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "good.pem").write_text(pem(Pki().root))
    (tmp_path / "bad.pem").write_text("roots")
    for name in ("TRUST_ROOTS", "TRUST_INTERMEDIATES"):
        monkeypatch.setenv(name, str(tmp_path / ("bad.pem" if name == setting else "good.pem")))
    assert ends_with_2(main, arguments, FakeDocuments())
    assert f"{setting}: a PEM file of certificates is expected" in capsys.readouterr().err


def test_what_the_cloud_refuses_ends_the_check_of_keys_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert seal_keys.main(["check"], Refusing(REFUSAL)) == 1
    assert capsys.readouterr().err == "The cloud refuses (GoogleAPICallError): None no\n"


def test_a_recovery_that_the_cloud_refuses_says_how_far_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    def refused() -> Iterator[Outcome]:
        yield Outcome(What.LOST, "application 1", "gone.")
        raise REFUSAL

    assert restore.told(refused(), look_only=False) == 2
    said = capsys.readouterr()
    assert said.out == "LOST application 1: gone.\n"
    assert said.err == "broken off: The cloud refuses (GoogleAPICallError): None no\n"


def test_a_comparison_that_the_cloud_refuses_is_no_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for field in fields(archives.Given):
        monkeypatch.setenv(field.name.upper(), "5")
    archive = FakeArchive()
    sources = Sources(Refusing(REFUSAL), FakeObjects(), FakeObjects())
    monkeypatch.setattr(archives, "stores_of", lambda _given: Stores(sources, archive, SOON))
    with pytest.raises(SystemExit) as ended:
        archives.main(["compare"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "The cloud refuses (GoogleAPICallError): None no\n"
