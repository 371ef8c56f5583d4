"""Dates and times as people in Kazakhstan write them; everything is shown in the time of Almaty."""

from __future__ import annotations

from datetime import date, datetime

from functions.shared.domain.calendar import ALMATY
from functions.shared.domain.language import Language, Text

_MONTHS = {
    Language.KK: "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    Language.RU: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    Language.EN: "January February March April May June July August September October November December",
}
_PATTERNS = {
    Language.KK: "{year} жылғы {day} {month}",
    Language.RU: "{day} {month} {year} года",
    Language.EN: "{day} {month} {year}",
}


def in_almaty(moment: datetime) -> datetime:
    """The same moment on Almaty's clocks. Raises ValueError where the moment names no time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be shown.")
    return moment.astimezone(ALMATY)


def written_date(day: date, language: Language) -> str:
    """2026 жылғы 22 қараша; 22 ноября 2026 года; 22 November 2026."""
    month = _MONTHS[language].split()[day.month - 1]
    return _PATTERNS[language].format(year=day.year, month=month, day=day.day)


def written_time(moment: datetime, language: Language) -> str:
    """The date in words and the time to the minute, in Almaty."""
    local = in_almaty(moment)
    return f"{written_date(local.date(), language)}, {local:%H:%M}"


def written(moment: datetime) -> Text:
    """The date and time in the three languages."""
    return Text(*(written_time(moment, language) for language in (Language.KK, Language.RU, Language.EN)))


def short_date(day: date) -> str:
    """22.11.2026, which both official languages read alike."""
    return f"{day:%d.%m.%Y}"
