"""Those who work for the offices, one of each role where the role belongs to every office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from emulators.population.casting import Casting
from emulators.population.names import Called
from emulators.population.offices import AUTHORITIES, CENTRES, OFFICES
from emulators.population.people import Officer

_MAIL = "anyqtama.example"

_LEAD = ("provider_head", "psc_head", "akimat_head", "quality_officer")

# role, office, called, born; None stands for "of no office".
_SINGLE = (
    ("psc_operator", "psc-almaty-1", Called("Жұмабеков", "Аружан", "Санжар", "female"), date(1996, 4, 17)),
    ("psc_head", "psc-almaty-1", Called("Мұқанов", "Рүстем", "Қайрат", "male"), date(1981, 10, 1)),
    ("akimat_clerk", "akimat-almaty", Called("Оспанов", "Көркем", "Ғалым", "female"), date(1993, 2, 27)),
    ("akimat_head", "akimat-almaty", Called("Тілеубердин", "Мұрат", "Асқар", "male"), date(1974, 8, 8)),
    ("quality_officer", "quality", Called("Шәріпов", "Інжу", "Нұрлан", "female"), date(1989, 12, 20)),
    ("contact_centre", None, Called("Ғабдуллин", "Санжар", "Ерлан", "male"), date(1998, 6, 3)),
)
_OFFICERS_BORN = (date(1985, 1, 11), date(1982, 3, 3), date(1990, 9, 29), date(1986, 5, 23))
_HEADS_BORN = (date(1969, 7, 19), date(1971, 11, 5), date(1966, 4, 26), date(1973, 1, 8))
_OFFICERS = (
    Called("Ахметов", "Ақерке", "Дәурен", "female"),
    Called("Сүлейменов", "Ғалым", "Рүстем", "male"),
    Called("Дәулетов", "Динара", "Бауыржан", "female"),
    Called("Қасымов", "Асқар", "Темірлан", "male"),
)
# centre, called, born; the first operator and the head of psc-almaty-1 stand above.
_OPERATORS = (
    ("psc-almaty-1", Called("Ысқақов", "Ерлан", "Мұрат", "male"), date(1994, 1, 23)),
    ("psc-almaty-1", Called("Тілеубердин", "Мәдина", "Қайрат", "female"), date(1999, 6, 11)),
    ("psc-almaty-2", Called("Әбдірахманов", "Әсел", "Нұрлан", "female"), date(1992, 9, 2)),
    ("psc-almaty-2", Called("Қожахметов", "Санжар", "Асқар", "male"), date(1997, 3, 30)),
    ("psc-astana-1", Called("Нұрпейісов", "Айгүл", "Дәурен", "female"), date(1995, 5, 18)),
    ("psc-astana-1", Called("Ғабдуллин", "Бауыржан", "Ерлан", "male"), date(1993, 10, 7)),
    ("psc-karasai-1", Called("Сүлейменов", "Томирис", "Рүстем", "female"), date(1998, 12, 14)),
    ("psc-karasai-1", Called("Өтегенов", "Нұрлан", "Санжар", "male"), date(1991, 7, 26)),
)
_AKIMAT_CLERKS = {
    "akimat-astana": (Called("Қожахметов", "Айгүл", "Темірлан", "female"), date(1995, 3, 12)),
    "akimat-shymkent": (Called("Оспанов", "Санжар", "Нұрлан", "male"), date(1991, 8, 30)),
    "akimat-karasai": (Called("Дәулетов", "Мәдина", "Ерлан", "female"), date(1997, 1, 5)),
}
_AKIMAT_HEADS_BORN = {
    "akimat-astana": date(1977, 5, 9),
    "akimat-shymkent": date(1972, 12, 3),
    "akimat-karasai": date(1980, 7, 17),
}
_CENTRE_HEADS_BORN = {
    "psc-almaty-2": date(1978, 2, 9),
    "psc-astana-1": date(1983, 6, 21),
    "psc-karasai-1": date(1976, 11, 28),
}


def all_officers(cast: Casting) -> tuple[Officer, ...]:
    """The providers' officers and heads and signers first, in the order of the directory, then the others."""
    officers = []
    for number, office in enumerate(OFFICES):
        where = office["id"]
        officers.append(
            _officer(cast, f"officer-{where}", "provider_officer", where, _OFFICERS[number], _OFFICERS_BORN[number])
        )
        officers.append(
            _officer(cast, f"head-{where}", "provider_head", where, _called(office["head"]), _HEADS_BORN[number])
        )
        officers.append(
            _officer(
                cast,
                f"signer-{where}",
                "provider_officer",
                where,
                _called(office["authorised_signer"]),
                date(1979 + number, 2 + number, 14),
            )
        )
    for role, office_id, called, born in _SINGLE:
        officers.append(_officer(cast, role.replace("_", "-"), role, office_id, called, born))
    return tuple(officers)


def centre_officers(cast: Casting) -> tuple[Officer, ...]:
    """Who joined with the public service centres; cast after everybody else, whose numbers must not move."""
    heads = {
        centre["id"]: (_called(centre["head"]), _CENTRE_HEADS_BORN[centre["id"]])
        for centre in CENTRES
        if centre["id"] in _CENTRE_HEADS_BORN
    }
    officers = [
        _officer(cast, f"head-{where}", "psc_head", where, called, born) for where, (called, born) in heads.items()
    ]
    at_work = Counter({"psc-almaty-1": 1})
    for where, called, born in _OPERATORS:
        at_work[where] += 1
        officers.append(_officer(cast, f"operator-{where}-{at_work[where]}", "psc_operator", where, called, born))
    return tuple(officers)


def akimat_officers(cast: Casting) -> tuple[Officer, ...]:
    """Clerk and head of each akimat but the first, whose two stand above; they joined last, with the complaints."""
    officers = []
    for akimat in AUTHORITIES:
        where = akimat["id"]
        if where in _AKIMAT_CLERKS:
            called, born = _AKIMAT_CLERKS[where]
            officers.append(_officer(cast, f"clerk-{where}", "akimat_clerk", where, called, born))
            head, born = _called(akimat["head"]), _AKIMAT_HEADS_BORN[where]
            officers.append(_officer(cast, f"head-{where}", "akimat_head", where, head, born))
    return tuple(officers)


def heads(officers: Sequence[Officer]) -> dict[str, Officer]:
    """Who leads each office, by the office; the quality authority's officer is its head, too."""
    return {officer.office: officer for officer in officers if officer.office and officer.role in _LEAD}


def _called(person: dict[str, dict[str, dict[str, str]]]) -> Called:
    kk = person["names"]["kk"]
    woman = kk["patronymic"].endswith("қызы")
    father = kk["patronymic"].removesuffix("қызы").removesuffix("ұлы")
    surname = kk["surname"].removesuffix("а") if woman else kk["surname"]
    return Called(surname, kk["name"], father, "female" if woman else "male")


def _officer(cast: Casting, who: str, role: str, office: str | None, called: Called, born: date) -> Officer:
    where = next((town for town in ("astana", "shymkent", "karasai") if town in (office or "")), "almaty")
    return Officer(who, role, office, cast.resident(who, called, born, where), f"{who}@{_MAIL}")
