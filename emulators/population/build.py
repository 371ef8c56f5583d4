"""The population as a whole, and the registers' records in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from emulators.population.authority import holders
from emulators.population.casting import Casting
from emulators.population.centre_scenes import centre_scenes
from emulators.population.officers import akimat_officers, all_officers, centre_officers
from emulators.population.offices import AUTHORITIES, CENTRES, OFFICES, authorities, centres, directory
from emulators.population.people import Officer, Resident, Scene
from emulators.population.scenes import all_scenes
from functions.shared.domain.facts import Birth, Order, Person
from functions.shared.domain.office import AnyOffice, Authority, Centre, Office


@dataclass(frozen=True)
class Population:
    """Everybody, and what the registries know of them at the start."""

    residents: tuple[Resident, ...]
    scenes: tuple[Scene, ...]
    officers: tuple[Officer, ...]

    def scene(self, scene_id: str) -> Scene:
        """Raises KeyError for an id that no scene has."""
        return {scene.id: scene for scene in self.scenes}[scene_id]

    def officer(self, officer_id: str) -> Officer:
        """Raises KeyError for an id that no officer has."""
        return {officer.id: officer for officer in self.officers}[officer_id]

    def persons(self) -> dict[str, Person]:
        """The register of natural persons, by IIN."""
        return {resident.iin: resident.record() for resident in self.residents}

    def births(self) -> dict[str, Birth]:
        """The register of births, by the child's IIN."""
        found = (ward.birth for scene in self.scenes for ward in scene.wards)
        return {birth.child_iin: birth for birth in found if birth}

    def orders(self) -> tuple[Order, ...]:
        """The register of guardianship."""
        named = (ward.order for scene in self.scenes for ward in scene.wards)
        further = (order for scene in self.scenes for order in scene.further_orders)
        return tuple(order for order in (*named, *further) if order)

    def offices(self) -> list[dict[str, Any]]:
        """The offices with head and authorised signer, as JSON."""
        return OFFICES

    def directory(self) -> tuple[Office, ...]:
        """The providers, for the store's `offices/{id}`."""
        return directory()

    def centres(self) -> tuple[Centre, ...]:
        """The public service centres, for the store's `offices/{id}` too."""
        return centres()

    def authorities(self) -> tuple[Authority, ...]:
        """The akimats and the quality authority, for the store's `offices/{id}` too."""
        return authorities()

    def everywhere(self) -> tuple[AnyOffice, ...]:
        """The whole directory of the service."""
        return (*self.directory(), *self.centres(), *self.authorities())

    def key_holders(self) -> list[dict[str, Any]]:
        """For whom the certification authority makes keys (see `authority.Holder` for the shape)."""
        return holders(self.scenes, self.officers)


@cache
def population() -> Population:
    """The one synthetic population, the same in every process."""
    cast = Casting()
    # Who joined later comes later: a number in an IIN is the place in this order.
    scenes, officers = all_scenes(cast), all_officers(cast)
    officers += centre_officers(cast)
    scenes += centre_scenes(cast)
    officers += akimat_officers(cast)
    return Population(tuple(cast.residents), scenes, officers)


def as_json(everybody: Population | None = None) -> dict[str, Any]:
    """Each a list of JSON values only: scenes, officers, offices, centres, authorities, key_holders."""
    everybody = everybody or population()
    return {
        "scenes": TypeAdapter(tuple[Scene, ...]).dump_python(everybody.scenes, mode="json"),
        "officers": TypeAdapter(tuple[Officer, ...]).dump_python(everybody.officers, mode="json"),
        "offices": everybody.offices(),
        "centres": CENTRES,
        "authorities": AUTHORITIES,
        "key_holders": everybody.key_holders(),
    }
