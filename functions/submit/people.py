"""The people of an application, checked before anything is kept, the same at the portal and at a desk (9.3, 9.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from functions.shared.documents.dates import in_almaty
from functions.shared.domain import errors
from functions.shared.domain.decision import is_minor
from functions.shared.domain.errors import Flaw
from functions.shared.domain.iin import MalformedIin, parse_iin
from functions.shared.domain.language import Text
from functions.shared.services import Rules

CONSENT_LASTS = timedelta(days=1)
"""A consent is given for this request (9.3), not once and for all."""
AHEAD = timedelta(minutes=2)
"""How far the clock of whoever wrote a time may be ahead of ours."""

BAD_IIN = Text(
    kk="ЖСН дұрыс емес: цифрларын қайта тексеріңіз.",
    ru="ИИН неверен: проверьте его цифры.",
    en="Not a valid IIN: check its digits.",
)
TWICE = Text(kk="Бұл бала екі рет көрсетілген.", ru="Этот ребенок указан дважды.", en="This child is named twice.")
SELF = Text(
    kk="Өтініш беруші өзіне қорғаншы бола алмайды.",
    ru="Заявитель не может быть опекуном самого себя.",
    en="The applicant cannot be his own guardian.",
)


def check_iins(applicant: tuple[str, str], children: Iterable[tuple[str, str]], rules: Rules) -> None:
    """Identification numbers that cannot be, and children named twice, each given as (JSON pointer, IIN).

    Raises InvalidFields.
    """
    flaws, seen = [], set[str]()
    for pointer, iin in (applicant, *children):
        try:
            parse_iin(iin, checked=rules.iin_checked)
        except MalformedIin:
            flaws.append(Flaw(pointer, BAD_IIN))
        if iin in seen:
            flaws.append(Flaw(pointer, SELF if iin == applicant[1] else TWICE))
        seen.add(iin)
    if flaws:
        raise errors.InvalidFields(flaws=flaws)


def check_minors(births: Sequence[tuple[str, date]], rules: Rules, now: datetime) -> None:
    """Under 18 on the day in Almaty (4.1), each given as (JSON pointer, day of birth). Raises ChildNotMinor."""
    today = in_almaty(now).date()
    grown = [
        Flaw(pointer, errors.ChildNotMinor.title)
        for pointer, born in births
        if born > today or not is_minor(born, today, rules.profile)
    ]
    if grown:
        raise errors.ChildNotMinor(flaws=grown)


def consent_holds(text_version: str, given_at: datetime, rules: Rules, now: datetime) -> bool:
    """A known text, given for this request (9.3)."""
    return text_version in rules.profile.consent and now - CONSENT_LASTS <= given_at <= now + AHEAD
