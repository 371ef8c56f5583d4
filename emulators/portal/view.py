"""What the cabinet page shows, made of what the service answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from emulators.population import Scene
from emulators.portal.texts import texts_in
from functions.shared.documents.dates import in_almaty, written_time
from functions.shared.domain.language import Language

_OPEN = {"accepted", "verified"}
_PAPERS = {"complaint-registered": "coupon", "complaint-answered": "answer"}
"""What a notice on a complaint leads to."""
_NUMBER = re.compile(r"\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b")


@dataclass(frozen=True)
class Step:
    """One dot of an application's way: its name, its moment, and whether it is done, under way, ahead or bad."""

    name: str
    at: str
    state: str


@dataclass(frozen=True)
class ApplicationView:
    number: str
    status: str
    status_text: str
    steps: tuple[Step, ...]
    facts: tuple[tuple[str, str], ...]
    overdue: bool
    certificate: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class NoticeView:
    kind: str
    at: str
    text: str
    delivered: str | None
    paper: str | None
    """The paper of the complaint `case` that it leads to: `coupon` or `answer`."""
    case: str


@dataclass(frozen=True)
class CabinetView:
    applications: tuple[ApplicationView, ...]
    notices: tuple[NoticeView, ...]
    next: str | None

    @property
    def waiting(self) -> bool:
        """Whether the page is worth looking at again soon."""
        return any(application.status in _OPEN for application in self.applications)


def cabinet_view(answer: dict[str, Any], received_at: dict[str, datetime], language: Language) -> CabinetView:
    """Raises KeyError, ValueError for an answer that is not as the contract says."""
    return CabinetView(
        applications=tuple(_application(shown, language) for shown in answer["applications"]),
        notices=tuple(_notice(shown, received_at.get(shown["id"]), language) for shown in answer["notices"]),
        next=answer["next"],
    )


def whole_numbers(text: str) -> Markup:
    """The text with its numbers (A111-2222-3333, 8-800-080-7777) kept from breaking at the end of a line."""
    return Markup(_NUMBER.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped just here


def guardian_name(scene: Scene, language: Language) -> str:
    """In Kazakh to readers of Kazakh, in Russian to all others."""
    names = scene.guardian.names
    return (names.kk if language is Language.KK else names.ru).full()


def _application(shown: dict[str, Any], language: Language) -> ApplicationView:
    texts, status = texts_in(language), str(shown["status"])
    accepted, due = (datetime.fromisoformat(shown[name]) for name in ("accepted_at", "due_at"))
    decided = datetime.fromisoformat(shown["decided_at"]) if shown["decided_at"] else None
    facts = [(texts["accepted_at"], written_time(accepted, language)), (texts["due_at"], written_time(due, language))]
    if decided is not None:
        took = _seconds((decided - accepted).total_seconds(), language)
        facts.append((texts["decided_at"], written_time(decided, language)))
        facts.append((texts["took"], texts["seconds"].format(seconds=took)))
    return ApplicationView(
        number=shown["number"],
        status=status,
        status_text=texts.get(status, status),
        steps=_steps(status, accepted, decided, texts),
        facts=tuple(facts),
        overdue=shown["overdue_since"] is not None,
        certificate=shown["certificate"],
        reasons=tuple(reason["text"][language.value] for reason in shown["reasons"]),
    )


def _steps(status: str, accepted: datetime, decided: datetime | None, texts: dict[str, str]) -> tuple[Step, ...]:
    checked = "now" if status == "accepted" else "done"
    answered = {"accepted": "ahead", "verified": "now", "issued": "done"}.get(status, "bad")
    return (
        Step(texts["step_accepted"], _clock(accepted), "done"),
        Step(texts["step_checked"], "", checked),
        Step(texts["step_answered"], _clock(decided) if decided else "", answered),
    )


def _notice(shown: dict[str, Any], received: datetime | None, language: Language) -> NoticeView:
    return NoticeView(
        kind=shown["kind"],
        at=written_time(datetime.fromisoformat(shown["at"]), language),
        text=shown["text"][language.value],
        delivered=texts_in(language)["delivered"].format(at=_clock(received)) if received else None,
        paper=_PAPERS.get(shown["kind"]),
        case=shown["application"],
    )


def _clock(moment: datetime) -> str:
    return f"{in_almaty(moment):%H:%M:%S}"


def _seconds(seconds: float, language: Language) -> str:
    """With one decimal up to a minute; a comma where the language writes one."""
    text = f"{seconds:.1f}" if seconds < 60 else f"{seconds:.0f}"
    return text if language is Language.EN else text.replace(".", ",")
