"""What queries of Cloud Monitoring name: metrics of ours, metrics of Google's, and promises."""

from __future__ import annotations

import re

OURS = "logging.googleapis.com/user/"
GOOGLES = {
    "cloudtasks.googleapis.com/queue/depth": "https://cloud.google.com/monitoring/api/metrics_gcp_c#gcp-cloudtasks",
    "cloudtasks.googleapis.com/queue/task_attempt_count": (
        "https://cloud.google.com/monitoring/api/metrics_gcp_c#gcp-cloudtasks"
    ),
    "loadbalancing.googleapis.com/https/request_count": (
        "https://cloud.google.com/monitoring/api/metrics_gcp_i_o#gcp-loadbalancing"
    ),
    "monitoring.googleapis.com/uptime_check/check_passed": (
        "https://cloud.google.com/monitoring/api/metrics_gcp_i_o#gcp-monitoring"
    ),
    "pubsub.googleapis.com/topic/send_message_operation_count": (
        "https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-pubsub"
    ),
    "run.googleapis.com/container/instance_count": "https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-run",
    "run.googleapis.com/request_count": "https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-run",
}
"""Metrics of Google's that may be used, and where each is described."""
TYPE = re.compile(r'metric\.type\s*=\s*"([^"]+)"')
PROMQL = re.compile(r"\b([a-z]+_googleapis_com:[a-z0-9_]+)")
PROMISE = re.compile(r'select_slo_[a-z_]+\("([^"]+)"')


def in_promql(metric: str) -> str:
    """A metric's name in PromQL (https://cloud.google.com/monitoring/promql/promql-mapping)."""
    domain, _, path = metric.partition("/")
    return re.sub(r"[^a-zA-Z0-9_]", "_", domain) + ":" + re.sub(r"[^a-zA-Z0-9_]", "_", path)


def metrics_of(query: str, ours: set[str]) -> set[str]:
    """The metrics that a query names: a name of ours alone, Google's in full, anything else as it stands there."""
    written = {in_promql(name): name for name in (*GOOGLES, *(OURS + each for each in ours))}
    named = {*TYPE.findall(query), *(written.get(name, name) for name in PROMQL.findall(query))}
    return {name.removeprefix(OURS) for name in named}
