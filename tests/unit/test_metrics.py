"""What is counted is what the code writes: metrics, alerts, the dashboard and the runbooks agree with the log's lines.

Here they are compared with the calls of `log` as they stand in the code; tests/unit/service/test_metrics_seen.py
compares them with lines that were really written, and tests/policy/test_watch.py with what Terraform plans.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from functions.shared.domain.histogram import BOUNDS
from functions.shared.log import LogEvent, Severity
from tests.log_calls import LogCall, calls_in, log_calls
from tests.monitoring import GOOGLES, in_promql, metrics_of

METRICS: dict[str, dict[str, Any]] = {each["name"]: each for each in json.loads(Path("infra/metrics.json").read_text())}
ALERTS: dict[str, dict[str, Any]] = {each["name"]: each for each in json.loads(Path("infra/alerts.json").read_text())}
CALLS = log_calls()
WATCH = "\n".join(file.read_text() for file in sorted(Path("infra/terraform/modules/watch").glob("*.tf")))
OUTSIDE_OF_FIELDS = {"event"}
"""The event's own name stands in the message."""
SETTINGS = {"name", "events", "description", "severity", "filter", "kind", "value", "unit", "buckets", "labels"}


def counted(metric: dict[str, Any]) -> list[LogCall]:
    """The calls whose lines the metric may count."""
    return [
        call
        for call in CALLS
        if call.events & {LogEvent(event) for event in metric["events"]}
        and ("severity" not in metric or Severity(metric["severity"]) in call.severities)
        and all(call.fields.get(field) == value for field, value in metric.get("filter", {}).items())
    ]


@pytest.mark.parametrize("name", METRICS)
class TestEachMetric:
    def test_it_counts_lines_that_the_code_writes(self, name: str) -> None:
        metric = METRICS[name]
        assert set(metric) <= SETTINGS
        written = {event.value for call in counted(metric) for event in call.events}
        assert set(metric["events"]) <= written

    def test_its_value_and_labels_are_fields_of_every_line(self, name: str) -> None:
        metric = METRICS[name]
        needed = {*metric.get("labels", []), *filter(None, [metric.get("value")])} - OUTSIDE_OF_FIELDS
        for call in counted(metric):
            assert needed <= set(call.fields), call.place

    def test_its_lines_have_a_field(self, name: str) -> None:
        """Of a line with nothing but a message Cloud Logging makes plain text, in which no metric finds its event."""
        assert all(call.fields for call in counted(METRICS[name]))

    def test_it_is_used(self, name: str) -> None:
        conditions = {condition["metric"] for alert in ALERTS.values() for condition in alert["conditions"]}
        assert name in conditions or f'"{name}"' in WATCH


def test_times_of_decisions_fall_into_the_classes_of_the_public_figures() -> None:
    assert tuple(METRICS["decision_seconds"]["buckets"]) == BOUNDS
    assert {30, 300} <= set(BOUNDS)


def test_every_decision_is_counted_and_tells_its_time() -> None:
    """Whoever closes a case writes one of these lines, or the promise would be measured on some of the cases."""
    assert METRICS["decision_seconds"]["events"] == [LogEvent.ISSUED, LogEvent.DECLINED]
    assert METRICS["applications_accepted"]["events"] == [LogEvent.ACCEPTED]
    assert METRICS["applications_overdue"]["events"] == [LogEvent.OVERDUE]


def test_every_line_that_is_an_alert_is_in_an_alert() -> None:
    heard = {
        event
        for alert in ALERTS.values()
        for condition in alert["conditions"]
        if "more_than" in condition and METRICS[condition["metric"]].get("severity", "ALERT") == "ALERT"
        for event in METRICS[condition["metric"]]["events"]
    }
    loud = {event.value for call in CALLS if Severity.ALERT in call.severities for event in call.events}
    assert loud <= heard


def test_every_error_is_in_an_alert() -> None:
    heard = {
        event
        for alert in ALERTS.values()
        for condition in alert["conditions"]
        for event in METRICS[condition["metric"]]["events"]
    }
    assert {e.value for call in CALLS if Severity.ERROR in call.severities for e in call.events} <= heard


@pytest.mark.parametrize("name", ALERTS)
class TestEachAlert:
    def test_it_asks_for_labels_that_its_metrics_have(self, name: str) -> None:
        for condition in ALERTS[name]["conditions"]:
            labels = METRICS[condition["metric"]].get("labels", [])
            assert {*condition.get("labels", {}), *condition.get("by", [])} <= set(labels)
            assert METRICS[condition["metric"]]["kind"] == "counter"

    def test_whoever_is_called_finds_a_runbook(self, name: str) -> None:
        page = Path("docs/operations") / f"{ALERTS[name]['runbook']}.md"
        assert re.search(r"^## Confirm$", page.read_text(), re.MULTILINE)

    def test_a_label_that_is_told_apart_has_values_that_the_code_writes(self, name: str) -> None:
        for condition in ALERTS[name]["conditions"]:
            if "event" in condition.get("labels", {}):
                assert condition["labels"]["event"] in METRICS[condition["metric"]]["events"]


def test_silence_is_longer_than_two_runs_of_the_job() -> None:
    """Else every run that is a little late would wake somebody. The job's path names the function that logs its end."""
    jobs = {job["name"]: job["everySeconds"] for job in json.loads(Path("infra/scheduler.json").read_text())}
    ends = {
        **{"reconciled": "reconcile", "queue-reconciled": "queue-reconcile"},
        **{"complaints-reconciled": "complaints-reconcile", "inspected": "inspect"},
    }
    seconds = {"m": 60, "h": 3600}
    asked = set()
    for alert in ALERTS.values():
        for condition in alert["conditions"]:
            if silent := condition.get("silent_for"):
                event, every = condition["labels"]["event"], jobs[ends[condition["labels"]["event"]]]
                least = every + 3600 if every == 86400 else 3 * every
                assert int(silent[:-1]) * seconds[silent[-1]] >= least
                asked.add(event)
    assert asked == set(METRICS["runs"]["events"]) == set(ends)
    assert set(ends.values()) == set(jobs)


def test_the_module_names_no_metric_that_there_is_not() -> None:
    named = {name for name in metrics_of(WATCH, set(METRICS)) if "$" not in name and "%" not in name}
    googles = {name for name in named if "/" in name}
    assert googles <= set(GOOGLES)
    assert {*re.findall(r'local\.series\["(\w+)"\]', WATCH)} <= set(METRICS)
    described = "https://cloud.google.com/monitoring/api/metrics_gcp"
    assert all(address.startswith(described) for address in GOOGLES.values())


def test_names_in_promql_follow_googles_rule() -> None:
    assert in_promql("run.googleapis.com/request_count") == "run_googleapis_com:request_count"
    assert in_promql("logging.googleapis.com/user/runs") == "logging_googleapis_com:user_runs"
    assert metrics_of('rate(logging_googleapis_com:user_runs{a="b"}[5m])', {"runs"}) == {"runs"}
    assert metrics_of("logging_googleapis_com:user_walks", {"runs"}) == {"logging_googleapis_com:user_walks"}


def test_the_vocabulary_is_described() -> None:
    page = Path("docs/events-and-logs.md").read_text()
    assert [event.value for event in LogEvent if f"`{event.value}`" not in page] == []


def test_no_event_of_the_vocabulary_is_never_written() -> None:
    assert set(LogEvent) - {event for call in CALLS for event in call.events} == set()


def test_calls_are_read_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text(
        "log(LogEvent.OVERDUE, Severity.ALERT, application=one, given_up=True)\n"
        "log(LogEvent.ISSUED)\n"
        "log(LogEvent.INSPECTED, Severity.INFO if all_well else Severity.WARNING)\n"
        "severity = Severity.ERROR\n"
        "log(KINDS[one], severity)\n"
    )
    read = [(set(call.events), set(call.severities), call.fields) for call in calls_in(file)]
    everything = {LogEvent.OVERDUE, LogEvent.ISSUED, LogEvent.INSPECTED}
    assert read == [
        ({LogEvent.OVERDUE}, {Severity.ALERT}, {"application": None, "given_up": True}),
        ({LogEvent.ISSUED}, {Severity.INFO}, {}),
        ({LogEvent.INSPECTED}, {Severity.INFO, Severity.WARNING}, {}),
        (everything, set(Severity), {}),
    ]
    file.write_text("log(LogEvent.ISSUED, **fields)\n")
    with pytest.raises(AssertionError, match="cannot be read"):
        list(calls_in(file))
