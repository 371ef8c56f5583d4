"""Those who work for the offices, one of each role where the role belongs to every office."""

from __future__ import annotations

from datetime import date

from emulators.population.casting import Casting
from emulators.population.names import Called
from emulators.population.offices import OFFICES
from emulators.population.people import Officer

_MAIL = "anyqtama.example"

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


def _called(person: dict[str, dict[str, dict[str, str]]]) -> Called:
    kk = person["names"]["kk"]
    woman = kk["patronymic"].endswith("қызы")
    father = kk["patronymic"].removesuffix("қызы").removesuffix("ұлы")
    surname = kk["surname"].removesuffix("а") if woman else kk["surname"]
    return Called(surname, kk["name"], father, "female" if woman else "male")


def _officer(cast: Casting, who: str, role: str, office: str | None, called: Called, born: date) -> Officer:
    where = office if office in {"astana", "shymkent", "karasai"} else "almaty"
    return Officer(who, role, office, cast.resident(who, called, born, where), f"{who}@{_MAIL}")
