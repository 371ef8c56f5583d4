"""The country's offices: who provides and who hears complaints by the standard, and what they are called."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from functions.shared.contract.common import OfficeId
from functions.shared.domain.language import Bilingual
from tests.unit.tools.directory_files import KNOWN, NOW
from tools.directory import __main__ as program
from tools.directory.certificates import Trust
from tools.directory.loading import load
from tools.directory.making import country
from tools.directory.names import akimat, city_in_genitive, department, genitive_kk, genitive_ru, is_left_as_it_is
from tools.directory.reading import as_csv, read_rows
from tools.directory.territories import FOLDER, TerritoryKind

SHIPPED = FOLDER / "offices.csv"
ROWS = {row.cells["id"]: row.cells for row in read_rows(SHIPPED.read_bytes())[0]}


def name_of(kato: str) -> Bilingual:
    territory = KNOWN[kato]
    return department(territory, KNOWN[territory.parent] if territory.parent else None)


def test_the_shipped_file_is_what_the_command_makes_and_nothing_is_wrong_with_it() -> None:
    made = list(country(KNOWN))
    assert [cells["id"] for cells in made] == list(ROWS)
    loaded = load(SHIPPED, KNOWN, Trust(NOW))
    assert loaded.flaws == ()
    assert not any(office.active for office in loaded.offices)
    assert as_csv(made) == SHIPPED.read_bytes()


@pytest.mark.clause("1.1", "11.1", "11.10")
def test_every_territory_has_the_office_that_the_standard_gives_it() -> None:
    assert Counter(territory.kind.value for territory in KNOWN.values()) == {
        "republican_city": 3,
        "oblast": 17,
        "district": 170,
        "oblast_city": 39,
    }
    assert Counter(cells["kind"] for cells in ROWS.values()) == {"provider": 212, "akimat": 20, "quality": 1}
    for kato, territory in KNOWN.items():
        kinds = {cells["kind"] for cells in ROWS.values() if cells["territory"] == kato}
        assert kinds == {
            TerritoryKind.OBLAST: {"akimat"},
            TerritoryKind.REPUBLICAN_CITY: {"akimat", "provider"},
        }.get(territory.kind, {"provider"})


def test_every_department_stands_under_the_akimat_of_its_oblast_or_of_its_own_city() -> None:
    for cells in ROWS.values():
        if cells["kind"] == "provider":
            above, here = ROWS[cells["parent"]], KNOWN[cells["territory"]]
            assert (above["kind"], above["territory"]) == ("akimat", here.parent or here.kato)


def test_ids_are_readable_unique_and_short_enough_everywhere() -> None:
    ids = TypeAdapter(OfficeId)
    assert len(ROWS) == 233
    for identifier, cells in ROWS.items():
        assert ids.validate_python(identifier) == identifier
        assert identifier == "quality" or identifier.endswith(f"-{cells['territory']}")
    assert {"edu-abai-353200000", "edu-abai-103200000", "edu-gabit-musirepov-596600000"} <= ROWS.keys()


@pytest.mark.parametrize(
    ("kato", "kk", "ru"),
    [
        ("710000000", "Астана қаласының білім басқармасы", "Управление образования города Астаны"),
        ("750000000", "Алматы қаласының білім басқармасы", "Управление образования города Алматы"),
        (
            "353200000",
            "Қарағанды облысы Абай ауданының білім бөлімі",
            "Отдел образования Абайского района Карагандинской области",
        ),
        ("103200000", "Абай облысы Абай ауданының білім бөлімі", "Отдел образования Абайского района области Абай"),
        (
            "596600000",
            "Солтүстік Қазақстан облысы Ғабит Мүсірепов атындағы ауданның білім бөлімі",
            "Отдел образования района имени Габита Мусрепова Северо-Казахстанской области",
        ),
        (
            "392400000",
            "Қостанай облысы Рудный қаласының білім бөлімі",
            "Отдел образования города Рудного Костанайской области",
        ),
        (
            "631000000",
            "Шығыс Қазақстан облысы Өскемен қаласының білім бөлімі",
            "Отдел образования города Усть-Каменогорска Восточно-Казахстанской области",
        ),
        ("101000000", "Абай облысы Семей қаласының білім бөлімі", "Отдел образования города Семей области Абай"),
    ],
)
def test_departments_are_called_as_officials_call_them(kato: str, kk: str, ru: str) -> None:
    assert name_of(kato) == Bilingual(kk, ru)


def test_akimats_are_called_as_officials_call_them() -> None:
    assert akimat(KNOWN["620000000"]) == Bilingual("Ұлытау облысының әкімдігі", "Акимат области Ұлытау")
    assert akimat(KNOWN["710000000"]) == Bilingual("Астана қаласының әкімдігі", "Акимат города Астаны")


def test_no_two_offices_have_one_name() -> None:
    for column in ("names_kk", "names_ru"):
        assert max(Counter(cells[column] for cells in ROWS.values()).values()) == 1


def test_names_that_keep_their_first_form_are_told_beside_the_file() -> None:
    cities = [
        territory.names.ru.removeprefix("город ")
        for territory in KNOWN.values()
        if territory.names.ru.startswith("город ")
    ]
    told = (FOLDER / "README.md").read_text(encoding="utf-8").replace("\n", " ")
    left = [city for city in cities if is_left_as_it_is(city)]
    assert len(left) == 20
    assert f"waver: {', '.join(left)}." in told
    assert city_in_genitive("Караганда") == "Караганды"


@pytest.mark.parametrize("form", [genitive_kk, genitive_ru])
def test_a_name_without_a_rule_is_an_error_and_no_guess(form: object) -> None:
    assert callable(form)
    with pytest.raises(ValueError, match="no rule"):
        form("Капчагай")


def test_what_an_operator_has_filled_in_stays_and_what_is_missing_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "offices.csv"
    filled = ROWS["edu-abai-353200000"] | {"id": "edu-abai", "phone": "+7 700"}
    file.write_bytes(as_csv([filled], for_excel=True))
    assert program.main(["make", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: offices=233 added=232\n"
    rows = [row.cells for row in read_rows(file.read_bytes())[0]]
    assert rows[0] == filled
    assert "edu-abai-353200000" not in {cells["id"] for cells in rows}
    file.write_bytes(b"x;y\n")
    assert program.main(["make", str(file)]) == 1
    assert file.read_bytes() == b"x;y\n"
