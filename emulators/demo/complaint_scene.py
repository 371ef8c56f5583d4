"""A complaint that an office leaves lying: every time that is missed is an alarm, and the answer comes late.

The clock moves over days, to the very moments that matter and to the mornings on which the office works.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from typing import Any

from emulators.demo.papers import scan
from emulators.demo.summary import Case, ComplaintCase
from emulators.demo.telling import OUT, complaint_events, expect, say, title
from emulators.stack.complaint_client import ComplaintClient, by_hand
from emulators.stack.local import LocalStack
from emulators.stack.seals import seal_of
from functions.shared.calendars import working_calendar
from functions.shared.documents.dates import in_almaty, written
from functions.shared.domain.alarm import AlarmKind
from functions.shared.domain.calendar import ALMATY, WorkingWeek, almaty_day
from functions.shared.domain.complaint import end_of

WEEK = WorkingWeek.FIVE_DAY
OPENS, CLOSES = 9, 18
"""Hours of the offices, in Almaty."""
A_MOMENT = timedelta(seconds=5)
AN_HOUR = timedelta(hours=1)
ALARMED_WITHIN_S = 20.0

TEXT = "Анықтама стандартта белгіленген бес минутта берілмеді. Кідіріс себебін түсіндіріп, шара қолдануды сұраймын."
ANSWER = (
    "Шағымыңыз қаралды. Сұрау салуыңыз қабылданған уақытта қорғаншылық тізілімі жауап бермеді, сондықтан анықтама "
    "белгіленген бес минуттан кейін берілді. Кідіріс сіздің кінәңізден болған жоқ, шағымыңыз негізді."
)
MEASURES = "Тізілімнің иесіне хабарланды. Шағымды қарау мерзімінің өткізілгені үшін орындаушыға ескерту жасалды."
APPEAL = "Шағымыма бес жұмыс күнінде жауап берілмеді, жауапта кімнің жауапты екені айтылмаған. Қайта қарауды сұраймын."


class ComplaintScene:
    """`late` is the case of the portal that was answered too late: its guardian complains.

    `since` is the first day of the public figures that are kept.
    """

    def __init__(self, stack: LocalStack, late: Case, since: date) -> None:
        self.stack, self.late = stack, late
        self.scene = stack.people.scene(late.scene)
        self.office, self.quality = ComplaintClient(stack, self.scene.provider), ComplaintClient(stack, "quality")
        self.alarms: list[str] = []
        self.since = since

    def play(self) -> ComplaintCase:
        title(9, "A complaint on paper, which the office leaves lying", "The clock moves over days; nobody waits.")
        registered = self.register()
        self.nobody_is_named(registered)
        self.term_passes(registered)
        answered = self.answer_late(registered)
        appeal = self.appeal(registered)
        self.keep_figures()
        return ComplaintCase(
            scene="complaint",
            number=registered["number"],
            status=answered["stage"],
            seconds=round(_seconds(registered["received_at"], answered["answered_at"]), 1),
            overdue=not answered["in_time"],
            incoming_number=registered["incoming_number"],
            coupon_pdf=str(OUT / "complaint-coupon.pdf"),
            answer_pdf=str(OUT / "complaint-answer.pdf"),
            alarms=tuple(self.alarms),
            appeal=appeal["number"],
        )

    # ---- registration (11.2, 11.3)

    def register(self) -> dict[str, Any]:
        self.until_office_works()
        paper = self.office.upload(self.office.clerk(), scan(f"<p>{TEXT}</p>"))
        body = self.office.on_paper(self.scene, TEXT, linked=self.late.number, attachments=[paper])
        registered: dict[str, Any] = expect(self.office.register(body), 201)
        say(f"  {self.now()}  handed in by whoever got his certificate late (scene 3), and registered at once:")
        say(f"  incoming No {registered['incoming_number']}, accepted by {registered['accepted_by']}")
        self.write("coupon", expect(self.office.coupon(registered)), "the coupon says term and place of the answer")
        self.write("stamp", expect(self.office.stamp(registered)), "the stamp for the second copy (11.6)")
        say(f"  due on {registered['due_on']}: five working days from registration, which nothing moves (11.8)")
        return registered

    # ---- the alarms (11.4, 11.8)

    def nobody_is_named(self, registered: dict[str, Any]) -> None:
        self.pass_over(registered, 1)
        self.alarmed(registered, AlarmKind.COMPLAINT_NO_EXECUTOR, "nobody has been named for a working day (11.4)")
        self.until_office_works()
        executor = self.stack.people.officer(f"officer-{self.office.office}")
        expect(self.office.name_executor(registered["id"], executor))
        say(f"  {self.now()}  the head names the executor: {executor.resident.names.kk.full()}")

    def term_passes(self, registered: dict[str, Any]) -> None:
        self.pass_over(registered, 4)
        self.alarmed(registered, AlarmKind.COMPLAINT_DUE_SOON, "one working day is left")
        self.move(datetime.fromisoformat(registered["due_at"]) + A_MOMENT)
        self.alarmed(registered, AlarmKind.COMPLAINT_OVERDUE, "the term is over (11.8)")

    def alarmed(self, registered: dict[str, Any], kind: AlarmKind, why: str) -> None:
        """Wait for the alarm, which a task of the queue raises. Raises TimeoutError where the head hears nothing."""
        deadline = time.monotonic() + ALARMED_WITHIN_S
        while time.monotonic() < deadline:
            for alarm in expect(self.office.alarms())["alarms"]:
                if (alarm["kind"], alarm["number"]) == (kind, registered["number"]):
                    say(f"  {_moment(alarm['raised_at'])}  the head is alarmed: {why}", "yellow")
                    self.alarms.append(kind.value)
                    return
            time.sleep(0.05)
        raise TimeoutError(f"nobody was alarmed: {kind}")

    # ---- the answer (11.9), and the appeal (11.10)

    def answer_late(self, registered: dict[str, Any]) -> dict[str, Any]:
        self.until_office_works()
        answered: dict[str, Any] = expect(self.office.answer(registered["id"], "upheld", ANSWER, MEASURES), 201)
        say(f"  {self.now()}  answered, late: {answered['outcome']}, signed by {answered['signed_by']}", "red")
        sealed = expect(self.office.answer_pdf(registered["id"]))
        verdict = seal_of(self.stack, sealed)
        signer = verdict.signer.common_name if verdict.signer else None
        self.write("answer", sealed, f"its seal is {verdict.outcome}, by {signer}; it says the way on, to the court")
        self.move(self.stack.clock.now() + AN_HOUR)
        expect(self.office.deliver(registered["id"], **by_hand(self.scene)))
        say(f"  {self.now()}  handed over at the office (11.9)", "green")
        return answered

    def appeal(self, registered: dict[str, Any]) -> dict[str, Any]:
        self.move(self.stack.clock.now() + AN_HOUR)
        body = self.quality.through_portal(self.scene, APPEAL, about="answer", first=registered["number"])
        appeal: dict[str, Any] = expect(self.quality.send(self.scene, body), 201)
        say(f"  {self.now()}  the complainant appeals through the portal, signed, to the quality authority (11.10):")
        say(f"  incoming No {appeal['incoming_number']} there, due on {appeal['due_on']}: fifteen working days")
        first = expect(self.office.read(registered["id"]))
        say(f"  linked both ways: {first['appeal']} follows {appeal['first']}")
        self.write("file", expect(self.quality.file(registered["id"])), "the first case as a file for a court (11.11)")
        number, whole = complaint_events(self.stack, registered["id"])
        say(f"  {number} events, and their chain is {'whole' if whole else 'BROKEN'}", "dim")
        return appeal

    def keep_figures(self) -> None:
        last = almaty_day(self.stack.clock.now())
        page = self.office.figures(self.since.isoformat(), last.isoformat(), accept="text/html", lang="ru")
        (OUT / "figures.html").write_bytes(expect(page))
        say(f"  the public figures of {self.since} to {last}: {OUT / 'figures.html'}")

    # ---- the clock

    def until_office_works(self) -> None:
        """To the next morning on which the office works, unless it is at work now."""
        now = in_almaty(self.stack.clock.now())
        works = working_calendar().is_working(now.date(), WEEK)
        if works and OPENS <= now.hour < CLOSES:
            return
        early = works and now.hour < OPENS
        day = now.date() if early else working_calendar().next_working(now.date() + timedelta(days=1), WEEK)
        self.move(datetime(day.year, day.month, day.day, OPENS, 30, tzinfo=ALMATY))

    def pass_over(self, registered: dict[str, Any], working_days: int) -> None:
        """To just after the last moment of the n-th working day from registration."""
        since = date.fromisoformat(registered["registered_on"])
        self.move(end_of(working_calendar(), since, working_days, WEEK) + A_MOMENT)

    def move(self, to: datetime) -> None:
        self.stack.clock.move(to=to)

    # ---- telling

    def now(self) -> str:
        return written(self.stack.clock.now()).en

    def write(self, what: str, content: bytes, about: str) -> None:
        path = OUT / f"complaint-{what}.pdf"
        path.write_bytes(content)
        say(f"  {about}: {path}")


def _moment(text: str) -> str:
    return written(datetime.fromisoformat(text)).en


def _seconds(since: str, until: str) -> float:
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()
