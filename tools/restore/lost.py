"""What no source brings back: named one by one, with what is to be done. Only the log knows that it was there.

A line of an office's journal that was given out is reserved: the number on somebody's coupon is never another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from functions.issue.services import IssueServices
from functions.shared.domain.application import Status
from functions.shared.domain.complaint import Stage
from functions.shared.ports import AlreadyExists, Create, Objects
from functions.shared.records import APPLICATIONS, COMPLAINTS, IDENTIFIER, OFFICES, REFUSALS
from tools.restore.logged import Entry, Logged
from tools.restore.outcome import Outcome, What

LINE = re.compile(r"([0-9]{4})/([0-9]{6,})")
SIGN_AGAIN = "The portal finds it by this id in its notices and asks the citizen to sign again: text 1 of the runbook."
HAND_IN_AGAIN = "The centre finds it by the time and the desk, and hands in the package again: text 2 of the runbook."


def named(services: IssueServices, logged: Logged, answers: Objects | None) -> Iterator[Outcome]:
    yield from applications(services, logged)
    yield from refusals(services, logged)
    yield from complaints(services, logged, answers)


def applications(services: IssueServices, logged: Logged) -> Iterator[Outcome]:
    for entry, fields in gone_or_open(services, logged, "application-accepted", "application", APPLICATIONS):
        if fields is None and not services.certificates.exists(f"certificates/{entry.fields['application']}.pdf"):
            at_desk = entry.fields.get("channel") == "psc"
            told = f"accepted for {entry.fields.get('provider')}{when(entry)} and not issued."
            subject = f"application {entry.fields['application']}"
            yield Outcome(What.LOST, subject, f"{told} {HAND_IN_AGAIN if at_desk else SIGN_AGAIN}")
    for entry, fields in gone_or_open(services, logged, "application-declined", "application", APPLICATIONS):
        if fields is not None and fields.get("status") in (Status.ACCEPTED, Status.VERIFIED):
            told = f"it was declined{when(entry)}; the registries are asked again, and it is told the outcome."
            yield Outcome(What.AGAIN, f"application {entry.fields['application']}", told)


def refusals(services: IssueServices, logged: Logged) -> Iterator[Outcome]:
    for entry, fields in gone_or_open(services, logged, "application-refused", "refusal", REFUSALS):
        if fields is None:
            told = (
                f"refused at {entry.fields.get('centre')}{when(entry)}. Its receipt holds; what follows is not linked."
            )
            yield Outcome(What.LOST, f"refusal {entry.fields['refusal']}", told)


def complaints(services: IssueServices, logged: Logged, answers: Objects | None) -> Iterator[Outcome]:
    for entry, fields in gone_or_open(services, logged, "complaint-registered", "complaint", COMPLAINTS):
        if fields is None:
            told = f"registered at {entry.fields.get('office')} as {entry.fields.get('line', 'unknown')}{when(entry)}."
            again = "The office registers it again by its coupon, with its day of receipt: text 3 of the runbook."
            yield Outcome(What.LOST, f"complaint {entry.fields['complaint']}", f"{told} {again}")
            yield from reserved(services, entry, str(entry.fields.get("office")))
    for entry, _ in gone_or_open(services, logged, "complaint-forwarded", "complaint", COMPLAINTS):
        yield from reserved(services, entry, str(entry.fields.get("to")))
    for entry, fields in gone_or_open(services, logged, "complaint-answered", "complaint", COMPLAINTS):
        if fields is None or fields.get("stage") != Stage.ANSWERED:
            identifier = entry.fields["complaint"]
            lies = ", ".join(answers.names(f"answers/{identifier}/")) if answers is not None else "not looked for"
            told = f"it was answered{when(entry)}; the sealed answer: {lies or 'none'}. The head enters it again."
            yield Outcome(What.AGAIN, f"complaint {identifier}", told)


def gone_or_open(
    services: IssueServices, logged: Logged, event: str, field: str, collection: str
) -> Iterator[tuple[Entry, dict[str, object] | None]]:
    """Each case of which the log has this event, and what the store has of it now."""
    entries = {str(entry.fields.get(field)): entry for entry in logged.of(event)}
    known = [identifier for identifier in entries if IDENTIFIER.fullmatch(identifier)]
    for start in range(0, len(known), 200):
        some = known[start : start + 200]
        stored = services.documents.get_many([f"{collection}/{identifier}" for identifier in some])
        for identifier in some:
            document = stored.get(f"{collection}/{identifier}")
            yield entries[identifier], dict(document.fields) if document else None


def reserved(services: IssueServices, entry: Entry, office: str) -> Iterator[Outcome]:
    """The line that somebody's coupon bears, where the journal has lost it."""
    line = LINE.fullmatch(str(entry.fields.get("line", "")))
    if line is None or not IDENTIFIER.fullmatch(office):
        return
    year, n = int(line[1]), int(line[2])
    path = f"{OFFICES}/{office}/journals/{year}/entries/{n:06d}"
    try:
        if services.documents.get(path) is None:
            services.documents.commit(Create(path, {"n": n, "complaint": entry.fields["complaint"], "lost": True}))
            yield Outcome(What.RESERVED, f"line {line[0]} of {office}", "nobody gets this number again.")
    except AlreadyExists:
        return  # another run reserved it, or a new complaint has it: then that is what the journal says


def when(entry: Entry) -> str:
    return f" at {entry.at:%Y-%m-%d %H:%M:%S}" if entry.at else ""
