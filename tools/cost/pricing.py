"""What a usage costs: to handle a case, once, and to keep what it leaves, each month."""

from __future__ import annotations

from dataclasses import dataclass

from tools.cost.meter import Usage
from tools.cost.prices import Prices
from tools.cost.shape import assumptions, sizes

GIB = 1 << 30


@dataclass(frozen=True)
class Item:
    """One line of a bill. `quantity` is in units of the price."""

    part: str
    what: str
    quantity: float
    dollars: float


@dataclass(frozen=True)
class Tariff:
    """Prices, and the level of the keys that seal."""

    prices: Prices
    protection_level: str = "SOFTWARE"

    def handling(self, usage: Usage) -> list[Item]:
        """Everything that is paid once. Each request is taken to have an instance for itself, as it has at night."""
        requests, tasks = sum(usage.calls.values()), usage.count("tasks")
        objects = usage.count("storage class_a") + usage.count("storage class_b")
        deletes = usage.count("firestore deletes") + usage.count("firestore expiring")
        out = usage.size("edge out") / GIB
        seconds = {function: ms / 1000 for function, ms in usage.alone_ms.items()}
        return [
            self._item("Firestore", "reads", "firestore-read", usage.count("firestore reads")),
            self._item("Firestore", "writes", "firestore-write", usage.count("firestore writes")),
            self._item("Firestore", "deletes, also those to come", "firestore-delete", deletes),
            self._item("Cloud Tasks", "tasks made, and dispatched", "tasks-operation", tasks),
            self._item("Cloud Storage", "class A", "storage-class-a", usage.count("storage class_a")),
            self._item("Cloud Storage", "class B", "storage-class-b", usage.count("storage class_b")),
            self._item("Cloud KMS", "seals", f"kms-operation-{self.protection_level}", usage.count("kms")),
            self._item("Cloud KMS", "encrypted objects", "kms-operation-SOFTWARE", objects),
            self._item("Functions", "CPU", "run-cpu", sum(s * sizes()[name].cpu for name, s in seconds.items())),
            self._item(
                "Functions", "memory", "run-memory", sum(s * sizes()[name].memory_gib for name, s in seconds.items())
            ),
            self._item("Functions", "requests", "run-request", requests),
            self._item("Edge", "requests through Cloud Armor", "armor-request", usage.count("edge requests")),
            self._item("Edge", "data through the load balancer", "edge-data", out),
            self._item("Edge", "data to the internet", "egress", out),
            self._item("Archive", "data to it", "egress", usage.size("archive received") / GIB),
            self._item("Logs", "ours and Google's", "logs", log_bytes(usage) / GIB),
        ]

    def keeping(self, usage: Usage) -> list[Item]:
        """Everything that is paid each month from then on, in Google Cloud: the archive has a price of its own."""
        documents, indexes = usage.size("firestore documents") / GIB, usage.size("firestore indexes") / GIB
        backups = documents * assumptions()["backups_kept"]
        return [
            self._item("Firestore", "documents", "firestore-stored", documents),
            self._item("Firestore", "indexes", "firestore-stored", indexes),
            self._item("Firestore", "backups", "firestore-backup", backups),
            self._item("Cloud Storage", "objects", "storage-stored", usage.size("storage stored") / GIB),
        ]

    def _item(self, part: str, what: str, price: str, quantity: float) -> Item:
        return Item(part, what, quantity, self.prices.of(price, quantity))


def log_bytes(usage: Usage) -> float:
    """Our own lines, and those that Google writes beside them."""
    size = assumptions()["log_bytes"]
    edge = usage.count("edge requests") * size["of_the_load_balancer"] * size["share_of_the_load_balancer"]
    requests = sum(usage.calls.values()) * size["of_a_request"]
    return float(usage.size("logs") + edge + requests + usage.count("tasks created") * size["of_a_task"])


def total(items: list[Item]) -> float:
    return sum(item.dollars for item in items)
