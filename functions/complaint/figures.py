"""The public figures of a period: one query over the small documents of its days, and one for what is overdue now.

What it costs depends on the offices and days, never on the cases (2.1 to 2.3, 11.8, 11.10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from functions.complaint.services import ComplaintServices
from functions.shared.contract.figures import (
    ChannelFigures,
    ComplaintFigures,
    DayFigures,
    FiguresShown,
    OfficeFigures,
    QueueFigures,
    TimesClass,
    TotalFigures,
)
from functions.shared.counting import FIGURES, counts_of
from functions.shared.domain import complaint_errors, errors
from functions.shared.domain.application import Channel
from functions.shared.domain.complaint import Stage
from functions.shared.domain.figures import (
    FEWEST,
    Counts,
    Figures,
    OfficeDay,
    decided_names,
    is_few,
    seconds,
    share,
    times_of,
)
from functions.shared.domain.histogram import BOUNDS, NAMES
from functions.shared.domain.language import Text
from functions.shared.domain.office import AnyOffice, OfficeKind
from functions.shared.ports import Query
from functions.shared.records import COMPLAINTS, pages

PAGE = 1_000
MOST = 8_000
"""How many office-days one answer is made of, a year of twenty offices; more takes longer than a caller waits."""
MOST_OVERDUE = 1_000
"""How many overdue complaints are read; where there are more, each office is asked for some of its own."""
MOST_OVERDUE_OF_OFFICE = 100
TOO_MUCH = Text(
    kk="Кезең тым ұзақ: оны қысқартыңыз немесе бір мекемені таңдаңыз.",
    ru="Период слишком велик: сократите его или выберите одно учреждение.",
    en="That is too much at once: ask for a shorter period, or for one office.",
)


@dataclass(frozen=True)
class Overdue:
    """How many complaints are overdue at each office, and of which offices that is only the least there are."""

    counts: Counts
    at_least: frozenset[str] = frozenset()
    is_cut: bool = False
    """Whether all together are only the least there are."""

    def at(self, office: str) -> tuple[int, bool]:
        return self.counts[office], office in self.at_least

    def in_all(self) -> tuple[int, bool]:
        return self.counts.total(), self.is_cut


@dataclass(frozen=True)
class Period:
    """Both days belong to it."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


def figures_of(services: ComplaintServices, period: Period, office: str | None) -> FiguresShown:
    """Raises InvalidFields, or OfficeUnknown where there is neither such an office nor a figure of it."""
    now = services.clock.now()
    figures = Figures.of(office_days(services, period, office))
    overdue = overdue_now(services, office, now)
    names = sorted(figures.offices.keys() | overdue.counts.keys() | ({office} if office else set()))
    if office and office not in figures.offices and services.offices.find(office) is None:
        raise complaint_errors.OfficeUnknown(flaws=[errors.Flaw("/office", complaint_errors.OfficeUnknown.title)])
    total, channels = figures.total, tuple(Channel)
    hidden = {channel: figures.hides(*decided_names(channel)) for channel in channels}
    return FiguresShown(
        first_day=period.first,
        last_day=period.last,
        at=now,
        withheld_below=FEWEST,
        offices=tuple(
            office_figures(services, name, figures.offices.get(name, Counter()), overdue.at(name)) for name in names
        ),
        total=TotalFigures(
            channels=(
                *(channel_figures(total, channel, withheld=hidden[channel]) for channel in channels),
                channel_figures(total, *channels, withheld=any(hidden.values())),
            ),
            queue=queue_figures(total),
            complaints=complaint_figures(
                total,
                overdue.in_all(),
                withheld=figures.hides("complaints.answered_in_time", "complaints.answered_late"),
            ),
        ),
        days=tuple(day_figures(day, figures.days.get(day, Counter())) for day in period.days()),
        times=times_classes(times_of(total, *channels)),
    )


# ---------------------------------------------------------------- read


def office_days(services: ComplaintServices, period: Period, office: str | None) -> Iterator[OfficeDay]:
    """Raises InvalidFields where there are too many."""
    where: list[tuple[str, str, object]] = [("office", "==", office)] if office else []
    where += [("day", ">=", period.first.isoformat()), ("day", "<=", period.last.isoformat())]
    query = Query(FIGURES, where, order_by=(("day", False), ("__name__", False)), limit=PAGE)
    for n, page in enumerate(pages(services.documents, query), start=1):
        for found in page:
            day = date.fromisoformat(found.fields["day"])
            yield OfficeDay(found.fields["office"], day, counts_of(found.fields))
        if len(page) == PAGE and n == MOST // PAGE:
            raise errors.InvalidFields(flaws=[errors.Flaw("/from", TOO_MUCH)])


def overdue_now(services: ComplaintServices, office: str | None, now: datetime) -> Overdue:
    """Open complaints whose term is over, by office: read from the complaints themselves.

    Of more than can be read at once, no office of the directory is left out: each is asked for, and counted to its end
    or to a hundred.
    """
    found = overdue_of(services, office, now, MOST_OVERDUE)
    if len(found) < MOST_OVERDUE:
        return Overdue(Counter(found))
    if office is not None:
        return Overdue(Counter(found), frozenset({office}), is_cut=True)
    directory, counts = services.offices, Counter(found)
    listed: list[AnyOffice] = [*directory.providers(), *directory.centres(), *directory.authorities()]
    known = {each.id for each in listed}
    at_least = set(counts) - known
    for each in sorted(known):
        own = len(overdue_of(services, each, now, MOST_OVERDUE_OF_OFFICE))
        if own >= MOST_OVERDUE_OF_OFFICE:
            at_least.add(each)
        counts[each] = max(own, counts[each])
    return Overdue(+counts, frozenset(at_least), is_cut=True)


def overdue_of(services: ComplaintServices, office: str | None, now: datetime, most: int) -> list[str]:
    """The office of each overdue complaint, the longest overdue first."""
    where: list[tuple[str, str, object]] = [("office", "==", office)] if office else []
    where += [("stage", "in", [Stage.REGISTERED.value, Stage.ASSIGNED.value]), ("due_at", "<", now)]
    query = Query(COMPLAINTS, where, order_by=(("due_at", False),), limit=most)
    return [document.fields["office"] for document in services.documents.query(query)]


# ---------------------------------------------------------------- told


def office_figures(
    services: ComplaintServices, identifier: str, counts: Counts, overdue: tuple[int, bool]
) -> OfficeFigures:
    office = services.offices.find(identifier)
    kind = office.kind if office else None
    is_provider = kind is OfficeKind.PROVIDER or any(name.startswith(tuple(Channel)) for name in counts)
    is_centre = kind is OfficeKind.CENTRE or any(name.startswith("queue.") for name in counts)
    return OfficeFigures(
        office=identifier,
        kind=kind,
        name_kk=office.names.kk if office else identifier,
        name_ru=office.names.ru if office else identifier,
        channels=tuple(channel_figures(counts, channel) for channel in Channel) if is_provider else (),
        queue=queue_figures(counts) if is_centre else None,
        complaints=complaint_figures(counts, overdue),
    )


def channel_figures(counts: Counts, *channels: Channel, withheld: bool = False) -> ChannelFigures:
    """Of one channel, or of several together. What is withheld of the offices is withheld of a total, too."""

    def of(name: str) -> int:
        return sum(counts[f"{channel}.{name}"] for channel in channels)

    issued, declined, refused, times = of("issued"), of("declined"), of("refused"), times_of(counts, *channels)
    withheld = withheld or is_few(issued + declined + refused)
    return ChannelFigures(
        channel=channels[0] if len(channels) == 1 else "all",
        accepted=of("accepted"),
        withheld=withheld,
        issued=None if withheld else issued,
        declined=None if withheld else declined,
        refused=None if withheld else refused,
        in_time_share=share(of("in_time"), issued + declined),
        p50_seconds=seconds(times, 0.50),
        p95_seconds=seconds(times, 0.95),
        p99_seconds=seconds(times, 0.99),
    )


def queue_figures(counts: Counts) -> QueueFigures:
    called, finished = counts["queue.called"], counts["queue.finished"]
    return QueueFigures(
        called=called,
        left=counts["queue.left"],
        no_show=counts["queue.no_show"],
        waiting_in_time_share=share(counts["queue.called_in_time"], called + counts["queue.left_late"]),
        finished=finished,
        serving_in_time_share=share(counts["queue.finished_in_time"], finished),
    )


def complaint_figures(counts: Counts, overdue: tuple[int, bool], *, withheld: bool = False) -> ComplaintFigures:
    in_time, late = counts["complaints.answered_in_time"], counts["complaints.answered_late"]
    withheld = withheld or is_few(in_time + late)
    return ComplaintFigures(
        received=counts["complaints.received"],
        answered=in_time + late,
        answered_in_time=in_time,
        answered_late=late,
        in_time_share=share(in_time, in_time + late),
        overdue_now=overdue[0],
        overdue_at_least=overdue[1],
        withheld=withheld,
        upheld=None if withheld else counts["complaints.upheld"],
        partly_upheld=None if withheld else counts["complaints.partly_upheld"],
    )


def day_figures(day: date, counts: Counts) -> DayFigures:
    return DayFigures(day=day, portal=counts["portal.accepted"], psc=counts["psc.accepted"])


def times_classes(times: Counts) -> tuple[TimesClass, ...]:
    bounds = zip((*BOUNDS, None), NAMES, strict=True)
    return tuple(TimesClass(under_seconds=bound, count=times[name]) for bound, name in bounds)
