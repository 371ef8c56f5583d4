"""Builds residents, wards and scenes one after another; the same calls give the same people each time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from emulators.population.identifiers import iin
from emulators.population.names import MEN, SURNAMES, WOMEN, Called
from emulators.population.offices import AKIMATS
from emulators.population.people import Resident, Scene, Ward
from functions.shared.domain.facts import Birth, Capacity, Order
from functions.shared.domain.language import Bilingual

SEED = 20261123
FIRST_SERIAL = 9800

_STREETS = {
    "almaty": ("Алматы қаласы, Бостандық ауданы, Абай даңғылы", "город Алматы, Бостандыкский район, проспект Абая"),
    "astana": (
        "Астана қаласы, Сарыарқа ауданы, Бөгенбай батыр даңғылы",
        "город Астана, район Сарыарка, проспект Богенбая",
    ),
    "shymkent": (
        "Шымкент қаласы, Абай ауданы, Байтұрсынұлы көшесі",
        "город Шымкент, Абайский район, улица Байтурсынова",
    ),
    "karasai": (
        "Қарасай ауданы, Қаскелең қаласы, Наурызбай көшесі",
        "Карасайский район, город Каскелен, улица Наурызбая",
    ),
}


@dataclass
class Casting:
    """Hands out names, numbers and addresses; remembers everybody for the register of natural persons."""

    residents: list[Resident] = field(default_factory=list)
    _draw: random.Random = field(default_factory=lambda: random.Random(SEED))

    def resident(self, who: str, called: Called, born: date, where: str = "almaty") -> Resident:
        number = len(self.residents)
        kk, ru = _STREETS[where]
        house, flat = 300 + number, 1 + number % 90
        resident = Resident(
            id=who,
            iin=iin(born, called.sex, FIRST_SERIAL + number),
            names=called.names(traditional=born.year >= 1992),
            sex=called.sex,
            birth_date=born,
            address=Bilingual(f"{kk}, {house}-үй, {flat}-пәтер", f"{ru}, дом {house}, квартира {flat}"),
            phone=f"+7700000{1000 + number}",
        )
        self.residents.append(resident)
        return resident

    def ward(
        self,
        who: str,
        called: Called,
        born: date,
        where: str = "almaty",
        *,
        in_birth_registry: bool = True,
        foreign_certificate: str | None = None,
    ) -> Ward:
        """A child without an order; `appoint` adds one."""
        resident = self.resident(who, called, born, where)
        number = f"I-{where[:2].upper()} № {len(self.residents):07d}"
        birth = Birth(resident.iin, resident.names, born, number) if in_birth_registry else None
        return Ward(resident, birth, None, foreign_certificate)

    def appoint(
        self,
        guardian: Resident,
        ward: Ward,
        capacity: Capacity,
        issued_on: date,
        where: str = "almaty",
        *,
        ended_on: date | None = None,
        property_inventory: bool = False,
    ) -> Ward:
        """The same child with an order that names this guardian."""
        order = Order(
            number=f"{120 + 7 * len(self.residents)}/{issued_on:%y}",
            issued_on=issued_on,
            authority=AKIMATS[where],
            guardian_iin=guardian.iin,
            child_iin=ward.resident.iin,
            child_names=ward.resident.names,
            child_birth_date=ward.resident.birth_date,
            capacity=capacity,
            active=ended_on is None,
            ended_on=ended_on,
            property_inventory=property_inventory,
        )
        return Ward(ward.resident, ward.birth, order, ward.foreign_certificate)

    def spare(self, number: int) -> Scene:
        """A guardian of one child under fourteen, for load: everything in order."""
        draw = self._draw
        where = draw.choice(sorted(_STREETS))
        surname = draw.choice(sorted(SURNAMES))
        guardian = self.resident(
            f"guardian-spare-{number}",
            Called(surname, draw.choice(sorted(WOMEN)), draw.choice(sorted(MEN)), "female"),
            date(draw.randint(1966, 1991), draw.randint(1, 12), draw.randint(1, 28)),
            where,
        )
        child = self.ward(
            f"ward-spare-{number}",
            Called(surname, draw.choice(sorted(MEN)), draw.choice(sorted(MEN)), "male"),
            date(draw.randint(2016, 2021), draw.randint(1, 12), draw.randint(1, 28)),
            where,
        )
        ward = self.appoint(guardian, child, Capacity.GUARDIANSHIP, date(2024, draw.randint(1, 12), 15), where)
        return Scene(guardian.id, "Everything in order; for load.", where, guardian, (ward,), guardian.names.kk)
