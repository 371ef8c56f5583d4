"""The synthetic population of the local stack: guardians, their wards, officers and offices.

Nobody here lives. The serial numbers in the IINs begin at 9800, which a day's registrations do not reach; telephone
numbers begin with +7700000 and +7 727 000. Everything is built the same way each time, from a fixed seed, so that the
registries, the identity provider, the portal, the certification authority and the tests speak of the same people
without asking each other.

    from emulators.population import population
    everybody = population()
    everybody.scene("guardian-two-children").guardian.iin
"""

from emulators.population.build import Population, as_json, population
from emulators.population.people import Officer, Resident, Scene, Ward

__all__ = ["Officer", "Population", "Resident", "Scene", "Ward", "as_json", "population"]
