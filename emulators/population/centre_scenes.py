"""The scenes at the counter of a public service centre: who comes, and what is in the folder under the arm."""

from __future__ import annotations

from datetime import date

from emulators.population.casting import Casting
from emulators.population.names import Called
from emulators.population.people import Scene
from functions.shared.domain.facts import Capacity


def centre_scenes(cast: Casting) -> tuple[Scene, ...]:
    return (_ordinary(cast), _abroad(cast), _without(cast), _paper(cast))


def _ordinary(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-centre", Called("Сүлейменов", "Мұрат", "Ерлан", "male"), date(1981, 4, 12))
    child = cast.ward("ward-centre", Called("Сүлейменов", "Дәурен", "Қайрат", "male"), date(2017, 9, 16))
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2024, 5, 21))
    about = "Comes to the centre; the child's birth is on record, nothing is asked for: a certificate is issued."
    return Scene(guardian.id, about, "almaty", guardian, (ward,), guardian.names.kk, centre="psc-almaty-1")


def _abroad(cast: Casting) -> Scene:
    guardian = cast.resident(
        "guardian-centre-abroad", Called("Нұрпейісов", "Көркем", "Бауыржан", "female"), date(1985, 10, 3)
    )
    child = cast.ward(
        "ward-centre-abroad",
        Called("Нұрпейісов", "Томирис", "Санжар", "female"),
        date(2015, 2, 27),
        in_birth_registry=False,
        foreign_certificate="DE-B-2015-0045127",
    )
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2023, 11, 8), property_inventory=True)
    about = "The child was born abroad; the foreign certificate is brought along, and the answer is wanted on paper."
    return Scene(
        guardian.id, about, "almaty", guardian, (ward,), guardian.names.kk, centre="psc-almaty-1", paper_copy=True
    )


def _without(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-centre-without", Called("Шәріпов", "Ғалым", "Асқар", "male"), date(1976, 6, 25))
    child = cast.ward(
        "ward-centre-without",
        Called("Шәріпов", "Үміт", "Нұрлан", "female"),
        date(2013, 8, 1),
        in_birth_registry=False,
        foreign_certificate="UZ-T-2013-0317740",
    )
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2025, 3, 13))
    about = "The child was born abroad and the certificate was left at home: the first visit ends in a refusal (10.1)."
    return Scene(
        guardian.id, about, "almaty", guardian, (ward,), guardian.names.kk, centre="psc-almaty-1",
        brings_certificate=False,
    )  # fmt: skip


def _paper(cast: Casting) -> Scene:
    guardian = cast.resident(
        "guardian-paper", Called("Тілеубердин", "Жанар", "Темірлан", "female"), date(1989, 1, 17), "karasai"
    )
    child = cast.ward("ward-paper", Called("Тілеубердин", "Ерлан", "Рүстем", "male"), date(2019, 12, 4), "karasai")
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2026, 2, 10), "karasai")
    about = "A district's guardian who wants the certificate on paper, over either channel."
    return Scene(
        guardian.id, about, "karasai", guardian, (ward,), guardian.names.kk, centre="psc-karasai-1", paper_copy=True
    )
