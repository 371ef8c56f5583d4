"""Certificates to render in tests: invented people, with every letter that Kazakh has and Russian has not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from functions.shared.documents.content import CertificateContent, Issuer, Signatory, Ward
from functions.shared.domain.facts import Capacity, Name, Names
from functions.shared.domain.language import Bilingual

ALMATY_DEPARTMENT = Bilingual("Алматы қаласының Білім басқармасы", "Управление образования города Алматы")
AKIMAT = Bilingual("Алматы қаласының әкімдігі", "Акимат города Алматы")
CHECK_URL = "HTTPS://ANYQTAMA.EXAMPLE.KZ/CHECK/C4K79MXT2RWF"

CHILDREN = (
    Names(Name("Өмірбек", "Ұлан", "Һашімұлы"), Name("Омирбек", "Улан", "Хашимович")),
    Names(Name("Өмірбек", "Іңкәр", "Һашімқызы"), Name("Омирбек", "Инкар", "Хашимовна")),
    Names(Name("Ғабит", "Қуаныш"), Name("Габит", "Куаныш")),
    Names(
        Name("Әбдірахманова", "Айсұлу-Гүлжауһар", "Нұрсұлтанқызы"),
        Name("Абдрахманова", "Айсулу-Гульжаухар", "Нурсултановна"),
    ),
)


def ward(place: int = 0, names: Names | None = None, authority: Bilingual = AKIMAT) -> Ward:
    """A child; every third one is over fourteen and has a trustee."""
    older = place % 3 == 1
    return Ward(
        names=names or CHILDREN[place % len(CHILDREN)],
        birth_date=date(2011 if older else 2016, 3, 5 + place),
        iin=f"{'11' if older else '16'}03{5 + place:02d}500456",
        capacity=Capacity.TRUSTEESHIP if older else Capacity.GUARDIANSHIP,
        order_number=f"А-{123 + place}",
        order_date=date(2020, 9, 1 + place),
        order_authority=authority,
        property_inventory=place % 2 == 0,
    )


def certificate(wards: int = 2) -> CertificateContent:
    return CertificateContent(
        number="C4K7-9MXT-2RWF",
        issued_at=datetime(2026, 11, 22, 20, 3, 7, tzinfo=UTC),
        issuer=Issuer(
            name=ALMATY_DEPARTMENT,
            bin="061240001234",
            address=Bilingual("050001, Алматы қ., Республика алаңы, 4", "050001, г. Алматы, площадь Республики, 4"),
            signatory=Signatory(
                position=Bilingual("Басқарма басшысының орынбасары", "Заместитель руководителя управления"),
                name="Сейітқали Ерлан Мұратұлы",
                certificate_serial="47d3f2a19c0b8e6611aa23f05e7d9c1b2a3f4e5d",
            ),
        ),
        guardian=Names(Name("Әлиева", "Гүлнар", "Қайратқызы"), Name("Алиева", "Гульнар", "Кайратовна")),
        guardian_iin="880101400123",
        guardian_address=Bilingual(
            "Алматы қ., Абай даңғылы, 1-үй, 12-пәтер", "г. Алматы, проспект Абая, дом 1, квартира 12"
        ),
        wards=tuple(ward(place) for place in range(wards)),
        check_url=CHECK_URL,
    )


def longest_certificate() -> CertificateContent:
    """Ten children with the longest names, under orders of ten authorities, and the longest addresses."""
    address = Bilingual(
        "Шығыс Қазақстан облысы, Глубокое ауданы, Белоусовка кенті, Қазақстан Республикасы Тәуелсіздігінің 30 жылдығы "
        "көшесі, 123-үй, 45-пәтер",
        "Восточно-Казахстанская область, Глубоковский район, поселок Белоусовка, улица 30-летия Независимости "
        "Республики Казахстан, дом 123, квартира 45",
    )
    whole = certificate(10)
    return replace(
        whole,
        issuer=replace(
            whole.issuer,
            name=Bilingual(
                "Шығыс Қазақстан облысы білім басқармасының Глубокое ауданы бойынша білім бөлімі",
                "Отдел образования по Глубоковскому району управления образования Восточно-Казахстанской области",
            ),
            address=address,
        ),
        guardian=CHILDREN[3],
        guardian_address=address,
        wards=tuple(
            ward(
                place,
                CHILDREN[3],
                Bilingual(
                    f"Шығыс Қазақстан облысы Глубокое ауданының № {place} білім бөлімі",
                    f"Отдел образования № {place} Глубоковского района Восточно-Казахстанской области",
                ),
            )
            for place in range(10)
        ),
    )
