"""What an environment costs each month before anybody asks for anything."""

from __future__ import annotations

from collections.abc import Mapping

from functions.shared.maintenance import KEPT_SECONDS as MAINTENANCE_S
from functions.shared.offices import KEPT_SECONDS as DIRECTORY_S
from tools.cost.meter import BILLED_MS, Usage
from tools.cost.prices import Prices
from tools.cost.pricing import Item, Tariff, total
from tools.cost.shape import Environment, assumptions, jobs, offices, sizes

HOURS = 730.5
SECONDS = HOURS * 60 * 60
ENCRYPTING_KEYS = 3


def base(environment: Environment, prices: Prices, idle: Mapping[str, Usage]) -> list[Item]:
    """`idle` is what each job uses when it finds nothing to do. An instance reads what it keeps only while it is asked:
    what stands here is the most that one can read."""
    given = assumptions()

    def item(part: str, what: str, price: str, quantity: float) -> Item:
        return Item(part, what, quantity, prices.of(price, quantity))

    instances = sum(environment.least.values())
    keys = environment.signers + environment.heads
    checks = given["uptime_checks"] * SECONDS / given["uptime_every_seconds"] * given["uptime_places"]
    checks *= environment.name == "prod"
    starts = given["starts_of_an_instance_a_month"] * len(sizes())
    waiting = SECONDS * sum(count * sizes()[name].cpu for name, count in environment.least.items())
    memory = SECONDS * sum(count * sizes()[name].memory_gib for name, count in environment.least.items())
    return [
        item("Functions", f"{instances} instances kept waiting: CPU", "run-idle-cpu", waiting),
        item("Functions", f"{instances} instances kept waiting: memory", "run-idle-memory", memory),
        item("Cloud Scheduler", "jobs", "scheduler-job", len(jobs())),
        *_runs(prices, idle),
        item("Firestore", "the directory's mark", "firestore-read", SECONDS / DIRECTORY_S * max(1, instances)),
        item("Firestore", "the switch of maintenance", "firestore-read", SECONDS / MAINTENANCE_S * max(1, instances)),
        item("Firestore", "the directory, at each start", "firestore-read", starts * len(offices())),
        item("Cloud KMS", f"keys that seal, {environment.protection_level}", _key(environment), keys),
        item("Cloud KMS", "keys that encrypt", "kms-key-SOFTWARE", ENCRYPTING_KEYS),
        item("Secret Manager", "versions", "secret-version", given["secret_versions"]),
        item("Secret Manager", "read at each start", "secret-access", starts * given["secret_versions"]),
        item("Edge", "forwarding rule", "edge-rule", HOURS),
        item("Edge", "Cloud Armor: policy", "armor-policy", 1),
        item("Edge", "Cloud Armor: rules", "armor-rule", given["armor_rules"]),
        item("Watching", "uptime checks", "uptime-check", checks),
        *_answered(prices, checks),
        item("Watching", "conditions of alerts", "alert-condition", given["alert_conditions"]),
    ]


def _key(environment: Environment) -> str:
    return f"kms-key-{environment.protection_level}"


def _runs(prices: Prices, idle: Mapping[str, Usage]) -> list[Item]:
    tariff = Tariff(prices)
    runs = {job["name"]: SECONDS / job["everySeconds"] for job in jobs()}
    return [
        Item("Cloud Scheduler", f"{name}, with nothing to do", runs[name], runs[name] * total(tariff.handling(usage)))
        for name, usage in idle.items()
    ]


def _answered(prices: Prices, checks: float) -> list[Item]:
    """The requests that uptime checks are: through the load balancer to a function, which looks into the store."""
    size = sizes()["submit"]
    seconds = checks * BILLED_MS / 1000
    dollars = (
        prices.of("armor-request", checks)
        + prices.of("firestore-read", checks)
        + prices.of("run-request", checks)
        + prices.of("run-cpu", seconds * size.cpu)
        + prices.of("run-memory", seconds * size.memory_gib)
    )
    return [Item("Watching", "the requests that uptime checks are", checks, dollars)]
