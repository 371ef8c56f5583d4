"""The scenes: each guardian stands for one thing that can happen. Ages are meant for late 2026 and after."""

from __future__ import annotations

from datetime import date

from emulators.population.casting import Casting
from emulators.population.names import Called
from emulators.population.people import Scene
from functions.shared.domain.facts import Capacity, Name

SPARES = 20


def all_scenes(cast: Casting) -> tuple[Scene, ...]:
    return (
        _two_children(cast),
        _one_child(cast),
        _five_children(cast),
        _declined(cast),
        _stranger(cast),
        _other_child(cast),
        _no_record(cast),
        _adult_ward(cast),
        _no_patronymic(cast),
        _name_differs(cast),
        _astana(cast),
        _district(cast),
        *(cast.spare(number) for number in range(1, SPARES + 1)),
    )


def _two_children(cast: Casting) -> Scene:
    guardian = cast.resident(
        "guardian-two-children", Called("Сәрсенбаев", "Гүлнар", "Нұрлан", "female"), date(1979, 5, 14)
    )
    boy = cast.ward("ward-in-registry", Called("Сәрсенбаев", "Әлихан", "Дәурен", "male"), date(2016, 3, 5))
    girl = cast.ward(
        "ward-born-abroad",
        Called("Сәрсенбаев", "Інжу", "Дәурен", "female"),
        date(2011, 4, 18),
        in_birth_registry=False,
        foreign_certificate="TR-34-2011-0098812",
    )
    wards = (
        cast.appoint(guardian, boy, Capacity.GUARDIANSHIP, date(2023, 9, 20), property_inventory=True),
        cast.appoint(guardian, girl, Capacity.TRUSTEESHIP, date(2025, 5, 6)),
    )
    about = "Two children, one of them born abroad, with her certificate attached: a certificate is issued."
    return Scene(guardian.id, about, "almaty", guardian, wards, guardian.names.kk)


def _one_child(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-one-child", Called("Қасымов", "Ерлан", "Мұрат", "male"), date(1984, 11, 2))
    child = cast.ward("ward-one-child", Called("Қасымов", "Томирис", "Ерлан", "female"), date(2018, 7, 9))
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2024, 2, 13))
    return Scene(guardian.id, "One child: a certificate is issued.", "almaty", guardian, (ward,), guardian.names.kk)


def _five_children(cast: Casting) -> Scene:
    guardian = cast.resident(
        "guardian-five-children", Called("Тілеубердин", "Үміт", "Қайрат", "female"), date(1968, 1, 30), "shymkent"
    )
    born = (date(2010, 9, 3), date(2014, 12, 17), date(2017, 2, 8), date(2020, 6, 21), date(2023, 10, 11))
    called = (
        Called("Ғабдуллин", "Рүстем", "Ғалым", "male"),
        Called("Ғабдуллин", "Мәдина", "Ғалым", "female"),
        Called("Ғабдуллин", "Санжар", "Ғалым", "male"),
        Called("Ғабдуллин", "Көркем", "Ғалым", "female"),
        Called("Ғабдуллин", "Темірлан", "Ғалым", "male"),
    )
    wards = tuple(
        cast.appoint(
            guardian,
            cast.ward(f"ward-five-{number}", name, day, "shymkent"),
            Capacity.TRUSTEESHIP if number == 1 else Capacity.GUARDIANSHIP,
            date(2025, 1, 22),
            "shymkent",
            property_inventory=number == 1,
        )
        for number, (name, day) in enumerate(zip(called, born, strict=True), start=1)
    )
    about = "Five brothers and sisters: one certificate names them all."
    return Scene(guardian.id, about, "shymkent", guardian, wards, guardian.names.kk)


def _declined(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-declined", Called("Оспанов", "Динара", "Асқар", "female"), date(1987, 8, 25))
    child = cast.ward("ward-declined", Called("Жұмабеков", "Нұрлан", "Бауыржан", "male"), date(2015, 1, 12))
    ward = cast.appoint(
        guardian, child, Capacity.GUARDIANSHIP, date(2021, 3, 4), ended_on=date(2026, 5, 12), property_inventory=True
    )
    about = "The order was ended in May 2026: declined."
    return Scene(guardian.id, about, "almaty", guardian, (ward,), guardian.names.kk)


def _stranger(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-stranger", Called("Шәріпов", "Асқар", "Рүстем", "male"), date(1990, 4, 1))
    child = cast.ward("ward-stranger", Called("Ахметов", "Аружан", "Ерлан", "female"), date(2019, 5, 27))
    about = "No order names this applicant at all: declined."
    return Scene(guardian.id, about, "almaty", guardian, (child,), guardian.names.kk)


def _other_child(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-other-child", Called("Өтегенов", "Жанар", "Дәурен", "female"), date(1983, 12, 6))
    rightful = cast.resident("guardian-rightful", Called("Мұқанов", "Сәуле", "Ғалым", "female"), date(1975, 2, 19))
    child = cast.ward("ward-of-another", Called("Мұқанов", "Қайрат", "Санжар", "male"), date(2017, 11, 23))
    own = cast.ward("ward-other-own", Called("Өтегенов", "Ақерке", "Мұрат", "female"), date(2016, 8, 15))
    ward = cast.appoint(rightful, child, Capacity.GUARDIANSHIP, date(2022, 10, 10))
    own_order = cast.appoint(guardian, own, Capacity.GUARDIANSHIP, date(2023, 4, 7)).order
    assert own_order is not None
    about = "An order about this child names another guardian: declined. Her own ward is not in the request."
    return Scene(guardian.id, about, "almaty", guardian, (ward,), guardian.names.kk, (own_order,))


def _no_record(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-no-record", Called("Дәулетов", "Бауыржан", "Асқар", "male"), date(1980, 6, 18))
    child = cast.ward(
        "ward-no-record", Called("Дәулетов", "Әсел", "Темірлан", "female"), date(2014, 2, 3), in_birth_registry=False
    )
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2024, 8, 30))
    about = "No record of the birth and nothing attached: declined, saying what to attach."
    return Scene(guardian.id, about, "almaty", guardian, (ward,), guardian.names.kk)


def _adult_ward(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-adult-ward", Called("Нұрпейісов", "Айгүл", "Мұрат", "female"), date(1972, 9, 9))
    child = cast.ward("ward-adult", Called("Нұрпейісов", "Дәурен", "Асқар", "male"), date(2008, 6, 14))
    ward = cast.appoint(guardian, child, Capacity.TRUSTEESHIP, date(2023, 1, 16))
    about = "The ward came of age on 14 June 2026: declined."
    return Scene(guardian.id, about, "almaty", guardian, (ward,), guardian.names.kk)


def _no_patronymic(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-no-patronymic", Called("Ысқақов", "Мәдина", None, "female"), date(1991, 3, 22))
    child = cast.ward("ward-no-patronymic", Called("Ысқақов", "Рүстем", None, "male"), date(2020, 10, 5))
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2025, 11, 11))
    about = "Neither guardian nor child has a patronymic: a certificate is issued."
    return Scene(guardian.id, about, "almaty", guardian, (ward,), guardian.names.kk)


def _name_differs(cast: Casting) -> Scene:
    guardian = cast.resident("guardian-name-differs", Called("Қожахметов", "Әсел", "Ерлан", "female"), date(1988, 7, 7))
    child = cast.ward("ward-name-differs", Called("Сүлейменов", "Асқар", "Нұрлан", "male"), date(2016, 12, 1))
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2022, 5, 19))
    writes_as = Name("Сүлейменова", guardian.names.kk.name, guardian.names.kk.patronymic)
    about = "She writes her surname from before the marriage; the register has another: declined."
    return Scene(guardian.id, about, "almaty", guardian, (ward,), writes_as)


def _astana(cast: Casting) -> Scene:
    guardian = cast.resident(
        "guardian-astana", Called("Әбдірахманов", "Қайрат", "Бауыржан", "male"), date(1977, 10, 28), "astana"
    )
    child = cast.ward("ward-astana", Called("Әбдірахманов", "Үміт", "Мұрат", "female"), date(2012, 5, 5), "astana")
    ward = cast.appoint(guardian, child, Capacity.TRUSTEESHIP, date(2026, 6, 2), "astana", property_inventory=True)
    about = "A trusteeship over a child of fourteen, in Astana: a certificate is issued."
    return Scene(guardian.id, about, "astana", guardian, (ward,), guardian.names.kk)


def _district(cast: Casting) -> Scene:
    guardian = cast.resident(
        "guardian-district", Called("Ахметов", "Нұрлан", "Санжар", "male"), date(1970, 12, 12), "karasai"
    )
    child = cast.ward("ward-district", Called("Ахметов", "Динара", "Ерлан", "female"), date(2021, 3, 30), "karasai")
    ward = cast.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2025, 7, 24), "karasai")
    about = "A district's department answers: a certificate is issued."
    return Scene(guardian.id, about, "karasai", guardian, (ward,), guardian.names.kk)
