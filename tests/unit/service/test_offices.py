"""Who hears what an office leaves undone: the next akimat upward, else the quality authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from functions.shared.codec import to_fields
from functions.shared.domain.office import AnyOffice, Authority, Office, OfficeKind
from functions.shared.offices import Offices
from functions.shared.ports import Create
from tests.fakes.documents import FakeDocuments
from tests.unit.service.world import a_centre, an_authority, an_office

DISTRICT, OBLAST = "195200000", "190000000"
QUALITY = an_authority("quality", OfficeKind.QUALITY)
CITY = an_authority("akimat-almaty", OfficeKind.AKIMAT)
OF_OBLAST = replace(CITY, id="akimat-oblast", territory=OBLAST)


def department(identifier: str, territory: str, parent: str | None) -> Office:
    return replace(an_office("almaty"), id=identifier, territory=territory, parent=parent)


def directory(*offices: AnyOffice) -> Offices:
    store = FakeDocuments()
    store.commit(*(Create(f"offices/{office.id}", to_fields(office)) for office in offices))
    return Offices(store)


def above(office: AnyOffice, others: Iterable[AnyOffice]) -> str | None:
    found = directory(office, *others).above(office)
    return None if found is None else found.id


@pytest.mark.clause("11.1")
def test_a_city_department_stands_under_the_akimat_of_its_own_territory() -> None:
    assert above(department("edu", CITY.territory, None), [QUALITY, CITY, OF_OBLAST]) == "akimat-almaty"


@pytest.mark.clause("11.1")
def test_a_districts_department_stands_under_the_akimat_of_the_office_above_it() -> None:
    office = department("edu", DISTRICT, "akimat-oblast")
    assert above(office, [QUALITY, CITY, OF_OBLAST]) == "akimat-oblast"


@pytest.mark.clause("11.1")
def test_the_way_goes_on_upward_over_departments() -> None:
    between = department("edu-oblast", "353200000", "akimat-oblast")
    assert above(department("edu", DISTRICT, "edu-oblast"), [QUALITY, between, OF_OBLAST]) == "akimat-oblast"


@pytest.mark.clause("11.10")
@pytest.mark.parametrize(
    "others",
    [[QUALITY], [QUALITY, replace(OF_OBLAST, active=False)], [QUALITY, CITY]],
    ids=["no akimat", "a closed akimat", "another territory's akimat"],
)
def test_where_no_akimat_is_active_it_is_the_quality_authority(others: list[Authority]) -> None:
    assert above(department("edu", DISTRICT, "akimat-oblast"), others) == "quality"


@pytest.mark.clause("11.5", "11.10")
@pytest.mark.parametrize("office", [a_centre("psc-almaty-1"), CITY])
def test_above_everybody_else_is_the_quality_authority(office: AnyOffice) -> None:
    assert above(office, [QUALITY, OF_OBLAST]) == "quality"


def test_nobody_is_above_the_quality_authority_and_a_circle_of_parents_ends() -> None:
    assert above(QUALITY, [CITY]) is None
    office, other = department("edu-a", DISTRICT, "edu-b"), department("edu-b", "353200000", "edu-a")
    assert above(office, [other, QUALITY]) == "quality"
    assert above(department("edu", DISTRICT, "edu"), []) is None
