"""The arithmetic of the cost table: what is counted between two readings, priced, compared, and shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.shared.domain.calendar import ALMATY
from tools.cost import __main__ as program
from tools.cost import expected, prices, shape
from tools.cost.base import base
from tools.cost.journeys import JOURNEYS
from tools.cost.measuring import Measured, plain_monday
from tools.cost.meter import Usage, between, without
from tools.cost.pricing import GIB, Tariff, total
from tools.cost.report import GOAL_OF, Report

LISTED = prices.read()
CASE = Usage(
    counts={"firestore reads applications": 10, "firestore writes applications/events": 4, "tasks created verify": 1,
            "tasks dispatched verify": 2, "storage class_a certificates": 1, "kms AsymmetricSign": 1,
            "edge requests submit": 2, "firestore expiring requests": 1},
    bytes={"firestore documents applications": GIB // 1000, "storage stored certificates": GIB // 1000},
    calls={"submit POST /v1/portal/applications": 1, "issue POST /tasks/verify/<id>": 2},
    cpu_ms={"submit": 20.0, "issue": 300.0},
    alone_ms={"submit": 100, "issue": 500},
)  # fmt: skip


def dollars_of(what: str, level: str = "SOFTWARE") -> float:
    (item,) = [item for item in Tariff(LISTED, level).handling(CASE) if item.what == what]
    return item.dollars


@pytest.mark.parametrize(
    ("what", "dollars"),
    [
        ("reads", 10 * 0.03 / 100_000),
        ("writes", 4 * 0.09 / 100_000),
        ("deletes, also those to come", 0.01 / 100_000),
        ("tasks made, and dispatched", 3 * 0.40 / 1_000_000),
        ("class A", 0.005 / 1000),
        ("seals", 0.03 / 10_000),
        ("CPU", 0.6 * 0.000024),
        ("memory", (0.1 * 0.5 + 0.5 * 1) * 0.0000025),
        ("requests", 3 * 0.40 / 1_000_000),
        ("requests through Cloud Armor", 2 * 0.75 / 1_000_000),
    ],
)
def test_each_part_is_priced_by_the_list(what: str, dollars: float) -> None:
    assert dollars_of(what) == pytest.approx(dollars)


def test_keys_in_hardware_cost_five_times_as_much_for_each_seal() -> None:
    assert dollars_of("seals", "HSM") == pytest.approx(5 * dollars_of("seals"))


def test_what_is_kept_counts_its_backups() -> None:
    kept = {item.what: item.dollars for item in Tariff(LISTED).keeping(CASE)}
    assert kept["documents"] == pytest.approx(0.15 / 1000, rel=1e-4)
    assert kept["backups"] == pytest.approx(28 * 0.03 / 1000, rel=1e-4)
    assert kept["objects"] == pytest.approx(0.02 / 1000, rel=1e-4)


def test_a_count_is_the_sum_of_the_names_that_begin_with_whole_words() -> None:
    usage = Usage(counts={"firestore reads offices": 2, "firestore reads offices/tickets": 3, "firestore writes a": 5})
    assert usage.count("firestore reads") == 5
    assert usage.count("firestore reads offices") == 2
    assert usage.count("firestore read") == 0


def test_between_two_readings_lies_what_was_added() -> None:
    later = Usage(
        counts={**CASE.counts, "firestore reads applications": 13, "kms AsymmetricSign": 1, "firestore reads x": 1},
        cpu_ms={"submit": 25.0, "issue": 300.0},
    )
    used = between(Usage(counts=CASE.counts, cpu_ms=CASE.cpu_ms), later)
    assert used.counts == {"firestore reads applications": 3, "firestore reads x": 1}
    assert used.cpu_ms == {"submit": 5.0, "issue": 0.0}
    assert without(used, ["firestore reads x"]).counts == {"firestore reads applications": 3}


def test_what_grew_is_named_before_what_shrank() -> None:
    before = {"certificate": {"reads": 3, "writes": 4}, "decline": {"reads": 1}}
    after = {"certificate": {"reads": 2, "writes": 5, "deletes": 1}, "decline": {"reads": 1}}
    assert expected.differences(before, after) == [
        "certificate: deletes grew from 0 to 1",
        "certificate: writes grew from 4 to 5",
        "certificate: reads shrank from 3 to 2",
    ]


def test_the_expected_counts_name_every_case_and_every_job() -> None:
    cases = {journey.name for journey in JOURNEYS} | {job["name"] for job in shape.jobs()}
    assert set(expected.read()) == cases


def price_list(**changes: Any) -> str:
    price = {"dollars": 0.03, "per": 100, "unit": "documents", "region": "all", "source": "https://example.test"}
    return json.dumps({"as_of": "2026-11-23", "say_first": "Check.", "prices": {"x": {**price, **changes}}})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "line 1"),
        ("[]", "expected an object"),
        ("{}", "'prices'"),
        (price_list(dollars="much"), "dollars of the price x must be a number"),
        (price_list(per=0), "per of the price x must be a number, 1 or more"),
        (price_list(discount=0.5), "the price x must have dollars, per, region, source, unit, and nothing else"),
        (price_list().replace("2026-11-23", "yesterday"), "yesterday"),
    ],
)
def test_a_faulty_price_list_is_refused_with_the_place(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "prices.json"
    file.write_text(content)
    with pytest.raises(prices.PriceListFaulty, match=told) as refused:
        prices.read(file)
    assert str(file) in str(refused.value)


def test_what_has_no_price_is_not_free() -> None:
    with pytest.raises(prices.PriceListFaulty, match="no price gold"):
        LISTED.of("gold", 1)


def test_the_base_of_prod_follows_its_variables() -> None:
    prod, dev = shape.environment("prod"), shape.environment("dev")
    assert (prod.protection_level, dev.protection_level) == ("HSM", "SOFTWARE")
    assert sum(dev.least.values()) == 0 < sum(prod.least.values())
    bills = {each.name: {item.what: item.dollars for item in base(each, LISTED, {})} for each in (prod, dev)}
    assert bills["prod"]["keys that seal, HSM"] == pytest.approx(2.5 * (prod.signers + prod.heads))
    assert bills["dev"]["uptime checks"] == 0 < bills["prod"]["uptime checks"]


def test_a_months_runs_of_a_job_are_part_of_the_base() -> None:
    idle = {job["name"]: CASE for job in shape.jobs()}
    found = {item.what: item for item in base(shape.environment("dev"), LISTED, idle)}
    once = found["reconcile, with nothing to do"]
    assert once.quantity == pytest.approx(730.5 * 60)
    assert once.dollars == pytest.approx(once.quantity * total(Tariff(LISTED).handling(CASE)))


def test_the_report_says_which_part_costs_most_and_whether_the_goal_is_met() -> None:
    report = Report(Measured({journey.name: CASE for journey in JOURNEYS}, {}), LISTED)
    assert report.goal_is_met == (report.thousand(GOAL_OF) <= 0.20)
    assert "Most of it is Functions" in report.conclusion()
    text = "\n".join(table.as_text() for table in report.tables())
    assert f"{report.thousand(GOAL_OF):.4f}" in text
    assert all(len(row) == len(table.head) for table in report.tables() for row in table.rows)


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-23", "2026-11-30"),
        ("2026-12-05", "2027-01-11"),  # Independence Day on 16 December, New Year, Christmas on 7 January
    ],
)
def test_counting_begins_on_a_monday_before_two_weeks_without_a_holiday(now: str, monday: str) -> None:
    found = plain_monday(datetime.fromisoformat(f"{now}T12:00").replace(tzinfo=ALMATY))
    assert found == datetime.fromisoformat(f"{monday}T09:05").replace(tzinfo=ALMATY)
    assert found.date() - date.fromisoformat(now) < timedelta(days=45)


class TestCommand:
    @pytest.fixture(autouse=True)
    def _counted(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """What was counted is here the example; a case that costs hours of CPU misses any goal."""
        self.measured = Measured({journey.name: CASE for journey in JOURNEYS}, {})
        monkeypatch.setattr(program, "measure", lambda _folder: self.measured)
        self.known = expected.counts(self.measured)
        monkeypatch.setattr(expected, "read", lambda: self.known)
        self.arguments = ["--json", str(tmp_path / "cost.json")]

    def test_a_slow_machine_is_no_reason_to_fail(self, capsys: pytest.CaptureFixture[str]) -> None:
        slow = replace(CASE, cpu_ms={"issue": 3.6e6}, alone_ms={"issue": 3_600_000})
        self.measured.journeys[GOAL_OF] = slow
        assert program.main(self.arguments) == 0
        assert "is MISSED" in capsys.readouterr().out

    @pytest.mark.parametrize("check", [[], ["--check"]])
    def test_a_count_that_grew_is(self, check: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        self.measured.journeys[GOAL_OF] = replace(CASE, counts={**CASE.counts, "kms AsymmetricSign": 2})
        assert program.main([*self.arguments, *check]) == 1
        said = capsys.readouterr()
        assert f"{GOAL_OF}: kms AsymmetricSign grew from 1 to 2" in said.err
        assert bool(said.out) == (not check)
