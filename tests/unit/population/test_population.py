"""The synthetic population is what the scenes promise; the domain's own rules are the judge."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from emulators.certification_authority import Member
from emulators.population import Scene, as_json, population
from functions.shared.domain.facts import Capacity, Order
from functions.shared.domain.iin import Sex, check_digit, parse_iin
from functions.shared.domain.office import OfficeKind

TODAY = date(2026, 11, 23)
EVERYBODY = population()


def age(born: date) -> int:
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


def scene(name: str) -> Scene:
    return EVERYBODY.scene(f"guardian-{name}")


def test_the_population_is_the_same_in_every_process() -> None:
    other = subprocess.run([sys.executable, "-m", "emulators.population"], capture_output=True, check=True, timeout=60)

    assert json.loads(other.stdout) == as_json()


def test_every_iin_is_well_formed_and_belongs_to_one_person() -> None:
    iins = [resident.iin for resident in EVERYBODY.residents]
    assert len(set(iins)) == len(iins)

    for resident in EVERYBODY.residents:
        read = parse_iin(resident.iin)
        assert (read.birth_date, read.sex) == (resident.birth_date, Sex(resident.sex))


def test_every_bin_has_its_check_digit() -> None:
    bins = [holder["bin"] for holder in EVERYBODY.key_holders() if "bin" in holder]

    # Four providers and their heads, one's next key, the heads of centres and authorities, three registries.
    assert (len(bins), len(set(bins))) == (21, 16)
    assert all(int(number[11]) == check_digit(number[:11]) for number in bins)


def test_guardians_are_of_age_and_names_exist_in_both_spellings() -> None:
    for found in EVERYBODY.scenes:
        assert age(found.guardian.birth_date) >= 18
        assert found.guardian.names.ru.full().isprintable()
        assert not set("әғқңөұүһіӘҒҚҢӨҰҮҺІ") & set(found.guardian.names.ru.full())


@pytest.mark.clause("9.6")
def test_two_children_one_of_them_born_abroad() -> None:
    here, abroad = scene("two-children").wards

    assert here.birth is not None
    assert abroad.birth is None
    assert abroad.foreign_certificate
    assert [age(ward.resident.birth_date) for ward in (here, abroad)] == [10, 15]
    assert [order.capacity for order in orders("two-children")] == [Capacity.GUARDIANSHIP, Capacity.TRUSTEESHIP]


def orders(name: str) -> list[Order]:
    return [ward.order for ward in scene(name).wards if ward.order]


def test_capacity_follows_the_age_on_the_day_of_the_order_or_is_read_from_it() -> None:
    """Guardianship under fourteen, trusteeship from fourteen, in every order of the population."""
    for order in EVERYBODY.orders():
        born, on = order.child_birth_date, order.issued_on
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        assert (order.capacity is Capacity.TRUSTEESHIP) == (years >= 14), order.number


def test_orders_have_numbers_of_their_own() -> None:
    numbers = [order.number for order in EVERYBODY.orders()]
    assert len(set(numbers)) == len(numbers)


def test_the_scenes_that_must_be_declined() -> None:
    (ended,) = orders("declined")
    assert (ended.active, ended.ended_on) == (False, date(2026, 5, 12))

    assert orders("stranger") == []
    stranger = scene("stranger").guardian.iin
    assert not any(order.guardian_iin == stranger for order in EVERYBODY.orders())

    (of_another,) = orders("other-child")
    assert of_another.guardian_iin != scene("other-child").guardian.iin
    (own,) = scene("other-child").further_orders
    assert own.guardian_iin == scene("other-child").guardian.iin

    (no_record,) = scene("no-record").wards
    assert (no_record.birth, no_record.foreign_certificate) == (None, None)

    (adult,) = scene("adult-ward").wards
    assert age(adult.resident.birth_date) == 18
    assert adult.resident.birth_date > date(2007, 8, 13)

    differs = scene("name-differs")
    assert differs.writes_as.surname != differs.guardian.names.kk.surname
    assert differs.writes_as.name == differs.guardian.names.kk.name


def test_the_scenes_that_must_be_issued() -> None:
    plain = ("two-children", "one-child", "five-children", "no-patronymic", "astana", "district", "spare-1", "spare-20")
    for name in plain:
        found = scene(name)
        assert found.wards
        for ward in found.wards:
            assert age(ward.resident.birth_date) < 18
            assert ward.order is not None
            assert ward.order.active
            assert ward.order.guardian_iin == found.guardian.iin
            assert ward.birth is not None or ward.foreign_certificate
    assert scene("no-patronymic").guardian.names.kk.patronymic is None
    assert len(scene("five-children").wards) == 5


@pytest.mark.clause("9.1", "9.4")
def test_the_scenes_at_the_counter() -> None:
    """Born abroad means: nobody but the guardian has the certificate."""
    (ordinary,) = scene("centre").wards
    assert ordinary.birth is not None

    for name, brings in (("centre-abroad", True), ("centre-without", False)):
        (child,) = scene(name).wards
        assert (child.birth, scene(name).brings_certificate) == (None, brings)
        assert child.foreign_certificate

    assert [scene(name).paper_copy for name in ("centre", "centre-abroad", "paper")] == [False, True, True]
    centres = {centre.id for centre in EVERYBODY.centres()}
    for found in EVERYBODY.scenes:
        assert found.centre is None or found.centre in centres
        assert found.centre is None or all(ward.order and ward.order.active for ward in found.wards)


def test_who_joined_later_moved_nobody() -> None:
    """A number in an IIN is a place in the order of casting, and keys and tests hold on to it."""
    iins = {resident.id: resident.iin for resident in EVERYBODY.residents}

    assert iins["guardian-two-children"] == "790514498004"
    assert iins["psc-operator"] == "960417498836"
    assert iins["ward-paper"] == "191204599070"
    assert [officer.id for officer in EVERYBODY.officers if officer.office == "psc-almaty-1"][:2] == [
        "psc-operator",
        "psc-head",
    ]


@pytest.mark.clause("1.2", "13.1")
def test_the_directory_names_each_centre_with_its_head_and_its_operators() -> None:
    found = {centre.id: centre for centre in EVERYBODY.centres()}

    assert set(found) == {"psc-almaty-1", "psc-almaty-2", "psc-astana-1", "psc-karasai-1"}
    assert len(found["psc-almaty-1"].desks) == 3
    territories = {office.territory for office in EVERYBODY.directory()}
    for centre in found.values():
        assert centre.territory in territories
        assert "Халыққа қызмет көрсету орталығы" in centre.names.kk
        here = [officer for officer in EVERYBODY.officers if officer.office == centre.id]
        (head,) = (officer for officer in here if officer.role == "psc_head")
        assert head.resident.names.kk.full() == centre.head.name
        assert sum(officer.role == "psc_operator" for officer in here) >= len(centre.desks)


@pytest.mark.clause("11.1", "11.10")
def test_the_directory_names_who_hears_complaints_above_the_providers() -> None:
    found = {authority.id: authority for authority in EVERYBODY.authorities()}

    akimats = {authority.territory for authority in found.values() if authority.kind is OfficeKind.AKIMAT}
    assert akimats == {office.territory for office in EVERYBODY.directory()}
    (quality,) = (authority for authority in found.values() if authority.kind is OfficeKind.QUALITY)
    assert quality.id == "quality"
    for authority in found.values():
        roles = Counter(officer.role for officer in EVERYBODY.officers if officer.office == authority.id)
        both = {"akimat_clerk": 1, "akimat_head": 1}
        assert roles == (both if authority.kind is OfficeKind.AKIMAT else {"quality_officer": 1})


@pytest.mark.clause("11.9")
def test_the_head_of_every_office_has_a_key_to_sign_answers_with() -> None:
    keys = {holder["id"]: holder for holder in EVERYBODY.key_holders()}
    offices = EVERYBODY.everywhere()

    for office in offices:
        key = keys[f"seal-head-{office.id}"]
        assert f"{key['surname']} {key['name']} {key['patronymic']}" == office.head.name
        assert (key["kind"], key["bin"], key["organisation"]) == ("organisation", office.bin, office.names.kk)


@pytest.mark.clause("1.1")
def test_the_directory_names_each_provider_with_its_signer() -> None:
    found = {office.id: office for office in EVERYBODY.directory()}

    assert set(found) == {"almaty", "astana", "shymkent", "karasai"}
    for office in found.values():
        signer = EVERYBODY.officer(f"signer-{office.id}").resident
        assert office.signatory.name == signer.names.kk.full()
        assert len(office.territory) == 9
    assert {scene.provider for scene in EVERYBODY.scenes} == set(found)


def test_the_certification_authority_can_read_the_list_of_holders() -> None:
    members = {member.id: member for member in map(Member.model_validate, EVERYBODY.key_holders())}

    assert {f"guardian-one-child-{bad}" for bad in ("authentication", "revoked", "expired", "rogue")} <= set(members)
    assert {f"registry-{name}" for name in ("persons", "births", "guardianship")} <= set(members)
    assert members["signer-almaty"].bin == next(o.bin for o in EVERYBODY.directory() if o.id == "almaty")
    assert {scene.id for scene in EVERYBODY.scenes} <= set(members)


def test_officers_have_the_roles_of_the_house() -> None:
    roles = {officer.role for officer in EVERYBODY.officers}

    assert {"provider_officer", "provider_head", "psc_operator", "psc_head", "contact_centre"} <= roles
    assert EVERYBODY.officer("head-almaty").office == "almaty"


def test_who_is_unknown_is_unknown() -> None:
    with pytest.raises(KeyError):
        EVERYBODY.scene("nobody")
    with pytest.raises(KeyError):
        EVERYBODY.officer("nobody")
