"""What is counted: one certificate on the portal, one at a centre with paper, a refusal, a decline, a complaint.

Each is played through the real clients of the stack, from the first call to the last task that it left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import requests

from emulators.population import Scene
from emulators.stack.centre_client import CentreClient, application
from emulators.stack.client import PortalClient
from emulators.stack.complaint_client import ComplaintClient, by_hand
from emulators.stack.local import LocalStack
from functions.shared.calendars import working_calendar
from functions.shared.domain.calendar import WorkingWeek
from functions.shared.domain.complaint import end_of
from tools.cost.turns import Turns

AFTER_THE_CHECK = timedelta(minutes=6)
"""The five-minute check (2.1) is a task too."""
AFTER_THE_LINE = timedelta(minutes=40)
"""The checks of the wait and of the serving (2.2, 2.3)."""
A_MOMENT = timedelta(seconds=5)
DESK = "1"
COMPLAINT = "Анықтама бес минутта берілмеді. Кідіріс себебін түсіндіріп, шара қолдануды сұраймын."
ANSWER = "Шағымыңыз қаралды және негізді деп танылды: тізілім уақытында жауап бермегендіктен анықтама кешікті."
MEASURES = "Тізілімнің иесіне хабарланды."


class DidNotGo(Exception):
    """A case did not end as it was to end, so there is nothing to count."""


def got(answer: requests.Response, *allowed: int) -> Any:
    """The body of an answer: JSON, or the bytes of anything else. Raises DidNotGo."""
    if answer.status_code not in (allowed or (200, 201)):
        raise DidNotGo(f"{answer.request.method} {answer.request.path_url.partition('?')[0]}: {answer.status_code}")
    kind = answer.headers.get("Content-Type", "")
    return answer.json() if "json" in kind else answer.content


@dataclass(frozen=True)
class Journey:
    """`scenes` are played in turn: the first to make everything warm, which is not counted."""

    name: str
    about: str
    scenes: Sequence[str]
    play: Callable[[LocalStack, Turns, Scene], None]


def certificate(stack: LocalStack, turns: Turns, scene: Scene) -> None:
    """Asked for through the portal, issued, looked at once, and fetched once."""
    shown = _decided(stack, turns, scene)
    if shown["status"] != "issued":
        raise DidNotGo(f"an application in good order is {shown['status']}")
    portal = PortalClient(stack)
    got(portal.get(portal.citizen(scene), f"/v1/certificates/{shown['certificate']}"))


def decline(stack: LocalStack, turns: Turns, scene: Scene) -> None:
    """Asked for through the portal by somebody whose order has ended, or who never had one."""
    if (status := _decided(stack, turns, scene)["status"]) != "declined":
        raise DidNotGo(f"an application without a right is {status}")


def _decided(stack: LocalStack, turns: Turns, scene: Scene) -> dict[str, Any]:
    portal = PortalClient(stack)
    citizen = portal.citizen(scene)
    accepted = got(portal.submit(citizen, portal.sign(portal.request(scene), scene.id)), 201)
    turns.move(stack.clock.now() + AFTER_THE_CHECK)
    shown: dict[str, Any] = got(portal.get(portal.citizen(scene), f"/v1/applications/{accepted['id']}"))
    return shown


def on_paper(stack: LocalStack, turns: Turns, scene: Scene) -> None:
    """A ticket, the signed form, the package; the certificate printed, signed by the head, and handed over."""
    desk = CentreClient(stack)
    if _visit(desk, scene)["outcome"] != "accepted":
        raise DidNotGo("a complete package was refused")
    turns.move(stack.clock.now() + AFTER_THE_LINE)
    (copy,) = got(desk.copies())["copies"]
    number, n = copy["certificate"], copy["n"]
    got(desk.print_copy(number, n))
    got(desk.sign_copy(number, n, desk.provider_head(scene.provider)))
    name = scene.guardian.names.kk
    receiver = {"surname": name.surname, "name": name.name, "patronymic": name.patronymic}
    document = {"kind": "id-card", "number": "009800451"}
    got(desk.hand_over(number, n, {"received_by": receiver, "as": "recipient", "identity_document": document}))
    turns.run()


def refusal(stack: LocalStack, turns: Turns, scene: Scene) -> None:
    """A ticket, the signed form, and a birth certificate that was left at home (10.1)."""
    if _visit(CentreClient(stack), scene)["outcome"] != "refused":
        raise DidNotGo("an incomplete package was accepted")
    turns.move(stack.clock.now() + AFTER_THE_LINE)


def _visit(desk: CentreClient, scene: Scene) -> dict[str, Any]:
    """From the ticket to the receipt."""
    got(desk.take_ticket())
    ticket = got(desk.call(DESK))["ticket"]["number"]
    got(desk.start(ticket, DESK))
    got(desk.checklist(scene))
    scan = desk.scan(got(desk.form(scene)))
    consent = desk.consent(scan)
    got(desk.checklist(scene, consent))
    package = desk.package(scene, consent, [application(scan)], ticket=ticket, paper_copy=True)
    handed_in: dict[str, Any] = got(desk.hand_in(package), 201)
    got(desk.receipt(handed_in["receipt"]))
    got(desk.finish(ticket, DESK))
    return handed_in


def complaint(stack: LocalStack, turns: Turns, scene: Scene) -> None:
    """Handed in at the office, registered, given to an executor at once, answered on the third day, handed over."""
    office = ComplaintClient(stack, scene.provider)
    registered = got(office.register(office.on_paper(scene, COMPLAINT)), 201)
    identifier = registered["id"]
    got(office.coupon(registered))
    got(office.name_executor(identifier, stack.people.officer(f"officer-{scene.provider}")))
    turns.move(_working_day(registered, 2))
    got(office.answer(identifier, "upheld", ANSWER, MEASURES), 201)
    got(office.answer_pdf(identifier))
    got(office.deliver(identifier, **by_hand(scene)))
    turns.move(datetime.fromisoformat(registered["due_at"]) + A_MOMENT)


def _working_day(registered: dict[str, Any], n: int) -> datetime:
    """Just after the n-th working day from the registration."""
    since = date.fromisoformat(registered["registered_on"])
    return end_of(working_calendar(), since, n, WorkingWeek.FIVE_DAY) + A_MOMENT


SPARE = [f"guardian-spare-{number}" for number in range(1, 9)]
JOURNEYS = (
    Journey("certificate", "through the portal, no attachments, looked at once, fetched once", SPARE[:2], certificate),
    Journey("certificate-on-paper", "at a centre: ticket, form, package, print, head, handover", SPARE[2:4], on_paper),
    Journey(
        "refusal",
        "at a centre, of an incomplete package (10.1)",
        ("guardian-centre-abroad", "guardian-centre-without"),
        refusal,
    ),
    Journey("decline", "through the portal", ("guardian-no-record", "guardian-declined"), decline),
    Journey("complaint", "on paper: registered, given to an executor, answered, handed over", SPARE[4:6], complaint),
)
