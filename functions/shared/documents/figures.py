"""The page of the public figures: how the service keeps its promises, to look at (2.1 to 2.3, 11.8).

Like the check page it is self-contained: no script, no cookie, nothing fetched from elsewhere, charts drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from functions.shared.contract.figures import DayFigures, FiguresShown, OfficeFigures, TimesClass
from functions.shared.documents.charts import bars
from functions.shared.documents.dates import written_date, written_time
from functions.shared.documents.figures_texts import PAGE, UNITS
from functions.shared.documents.html_page import HtmlPage
from functions.shared.documents.texts import CONTACT_NUMBERS
from functions.shared.documents.texts import PAGE as COMMON
from functions.shared.domain.language import Bilingual, Language

HTML = HtmlPage("figures", forms=True)
LIMIT_SECONDS = 300
"""Five minutes (2.1)."""
CLASSES = (10, 30, 60, 120, LIMIT_SECONDS, 900)
"""The classes of the chart of times: coarser than those that are stored."""
MOST_BARS = 31
"""A longer period is drawn by weeks, then by months."""
NOTHING = "–"
NARROW = "\u202f"


@dataclass(frozen=True)
class FiguresView:
    """What the page shows; `offices` is the choice, by id, and `office` what was chosen."""

    figures: FiguresShown
    offices: tuple[tuple[str, Bilingual], ...]
    office: str | None


def figures_page(view: FiguresView, language: Language) -> str:
    """The page as HTML (UTF-8). Send it with `content_security_policy()`."""
    figures = view.figures
    official = Language.KK if language is Language.EN else language  # names of offices exist in kk and ru only
    page = {key: text.in_language(language) for key, text in (COMMON | PAGE).items()}
    asked = {"from": figures.first_day.isoformat(), "to": figures.last_day.isoformat()}
    asked |= {"office": view.office} if view.office else {}
    queues = [office for office in figures.offices if office.queue]
    return HTML.render(
        view=view,
        figures=figures,
        overall=figures.total.channels[-1],
        providers=[office for office in figures.offices if office.channels],
        centres=queues,
        complaints=[office for office in figures.offices if _heard(office)],
        language=language,
        languages=((Language.KK, "Қазақша"), (Language.RU, "Русский"), (Language.EN, "English")),
        official=official,
        page=page,
        name=lambda office: getattr(office, f"name_{official.value}"),
        link=lambda **more: "/v1/figures?" + urlencode(asked | more),
        count=lambda value: written_count(value, language),
        share=lambda value: written_share(value, language),
        duration=lambda value: written_duration(value, language),
        period=written_period(figures.first_day, figures.last_day, language),
        as_of=written_time(figures.at, language),
        by_day=Markup(days_chart(figures.days, page, language)),  # noqa: S704  # pygal escapes what it draws
        by_time=Markup(times_chart(figures.times, page, language)),  # noqa: S704  # and so here
        contacts=CONTACT_NUMBERS,
    )


def _heard(office: OfficeFigures) -> bool:
    complaints = office.complaints
    return bool(complaints.received or complaints.answered or complaints.overdue_now)


# ---------------------------------------------------------------- written


def written_count(value: float, language: Language) -> str:
    """12 345, in English 12,345."""
    return f"{value:,.0f}" if language is Language.EN else f"{value:,.0f}".replace(",", NARROW)


def written_share(value: float | None, language: Language) -> str:
    """98,7 %, in English 98.7%. It never rounds up to all, nor down to nothing."""
    if value is None:
        return NOTHING
    percent = min(99.9, max(0.1, value * 100)) if 0 < value < 1 else value * 100
    text = f"{percent:.0f}" if percent in (0, 100) else f"{percent:.1f}"
    return f"{text}%" if language is Language.EN else text.replace(".", ",") + "\u00a0%"


def written_duration(value: float | None, language: Language) -> str:
    """28 s, 4 min 10 s, 2 h 5 min, 3 d."""
    if value is None:
        return NOTHING
    unit = {key: "\u00a0" + text.in_language(language) for key, text in UNITS.items()}
    if value < 10:
        text = f"{value:.1f}" if language is Language.EN else f"{value:.1f}".replace(".", ",")
        return text + unit["s"]
    minutes, seconds = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    first = next(place for place, (amount, _) in enumerate(parts) if amount)
    return " ".join(f"{amount}{unit[name]}" for amount, name in parts[first : first + 2] if amount)


def written_period(first: date, last: date, language: Language) -> str:
    if first == last:
        return written_date(first, language)
    return f"{written_date(first, language)} – {written_date(last, language)}"


# ---------------------------------------------------------------- drawn


def days_chart(days: Sequence[DayFigures], page: dict[str, str], language: Language) -> str:
    """Accepted applications by channel, a bar for each day; of a longer period for each week, or month."""
    groups: dict[str, list[DayFigures]] = {}
    for each in days:
        groups.setdefault(_label(each.day, len(days), days[0].day), []).append(each)
    return bars(
        list(groups),
        (
            (page["portal"], [sum(day.portal for day in group) for group in groups.values()]),
            (page["psc"], [sum(day.psc for day in group) for group in groups.values()]),
        ),
        told=page["by_day"],
        number=lambda value: written_count(value, language),
    )


def _label(day: date, days: int, first: date) -> str:
    if days <= MOST_BARS:
        return f"{day:%d.%m}"
    if days <= MOST_BARS * 7:
        return f"{max(first, date.fromordinal(day.toordinal() - day.weekday())):%d.%m}"
    return f"{day:%m.%Y}"


def times_chart(times: Sequence[TimesClass], page: dict[str, str], language: Language) -> str:
    """How long results took, in a few classes; those beyond the limit stand out."""
    bounds = [*CLASSES, None]
    counts = dict.fromkeys(bounds, 0)
    for each in times:
        under = each.under_seconds
        counts[next((bound for bound in CLASSES if under is not None and under <= bound), None)] += each.count
    labels = [f"<{written_duration(bound, language)}" for bound in CLASSES]
    labels.append(f"≥{written_duration(CLASSES[-1], language)}")
    in_time = [bound is not None and bound <= LIMIT_SECONDS for bound in bounds]
    return bars(
        labels,
        (
            (page["in_time"], [counts[bound] if good else None for bound, good in zip(bounds, in_time, strict=True)]),
            (page["late"], [None if good else counts[bound] for bound, good in zip(bounds, in_time, strict=True)]),
        ),
        told=page["by_time"],
        number=lambda value: written_count(value, language),
    )


def content_security_policy() -> str:
    """The header that goes with the page."""
    return HTML.security_policy
