"""Measured through the service: from a portal's request to the certificate, and acceptance beside its bare writes."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import cycle
from statistics import median
from typing import Any

from google.cloud.firestore import Client, Increment

from emulators.population import Scene
from emulators.stack.client import PortalClient
from emulators.stack.local import PARENT, PROJECT, LocalStack
from tools.bench.figures import Figure, percentile, ratio, timed

P50_GOAL_MS, P99_GOAL_MS = 400.0, 1500.0
ACCEPT_RATIO_GOAL = 3.0
PAUSE_S = 0.01
"""Between two looks of the client at its application."""
PATIENCE_S = 20.0
DISTANCE_MS = 10
WARM_UP = 2
"""Rounds that only make connections and fill caches."""
QUEUES = ("verify", "deadline", "notices")


@dataclass(frozen=True)
class Case:
    """One application that ended with a certificate. Times in milliseconds from the moment the request was sent."""

    accepted_ms: float
    """Until the client had the answer 201."""
    seen_ms: float
    """Until the client saw it issued."""
    stored_ms: float
    """Until the certificate was committed, by the clock that the document store and the client share."""
    application: str = ""


class Bench:
    """A portal that measures. `scenes` are guardians with everything in order; they come in turn."""

    def __init__(self, stack: LocalStack) -> None:
        self.stack = stack
        self.portal = PortalClient(stack)
        self.scenes = [scene for scene in stack.people.scenes if scene.id.startswith("guardian-spare-")]
        self.store = Client(project=PROJECT)  # finds the emulator by the environment, as the functions do
        self._headers = {scene.id: self.portal.citizen(scene) for scene in self.scenes}

    def signed(self, scene: Scene) -> bytes:
        return self.portal.sign(self.portal.request(scene), scene.id)

    def submit(self, scene: Scene, cms: bytes, origin: str | None = None) -> str:
        """The id of the application; through the gateway, or straight to the function at `origin`."""
        headers = self._headers[scene.id] | {"Idempotency-Key": secrets.token_hex(16)}
        body = {"cms": base64.b64encode(cms).decode()}
        url = f"{origin or self.stack.gateway}/v1/portal/applications"
        answer = self.portal.http.post(url, json=body, headers=headers, timeout=PATIENCE_S)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def case(self, scene: Scene) -> Case:
        cms = self.signed(scene)
        began, sent = time.perf_counter(), self.stack.clock.now()
        identifier = self.submit(scene, cms)
        accepted = time.perf_counter()
        shown: dict[str, Any] = {"status": "accepted"}
        while shown["status"] != "issued":
            if time.perf_counter() - began > PATIENCE_S:
                raise TimeoutError(f"an application in good order is still {shown['status']}")
            time.sleep(PAUSE_S)
            shown = self.portal.get(self._headers[scene.id], f"/v1/applications/{identifier}").json()
        seen = time.perf_counter()
        return Case(
            (accepted - began) * 1000,
            (seen - began) * 1000,
            (self._committed(identifier) - sent).total_seconds() * 1000,
            identifier,
        )

    def _committed(self, application: str) -> datetime:
        """When the application became what it is, by the store's clock."""
        moment: datetime = self.store.document("applications", application).get().update_time
        return moment

    def cases(self, most: int, seconds: float) -> list[Figure]:
        """One at a time, so many or for so many seconds, after each provider has sealed once."""
        first, *_ = [self.case(scene) for scene in {scene.provider: scene for scene in self.scenes}.values()]
        end = time.monotonic() + seconds
        done: list[Case] = []
        for _, scene in zip(range(most), cycle(self.scenes), strict=False):
            done.append(self.case(scene))
            if time.monotonic() > end:
                break
        seen, stored = [case.seen_ms for case in done], [case.stored_ms for case in done]
        count = len(done)
        how = f"seen by a client that asks every {PAUSE_S * 1000:.0f} ms, {count} cases one at a time"
        return [
            Figure("submit to certificate, p50", percentile(seen, 50), "ms", P50_GOAL_MS, count, how),
            Figure("submit to certificate, p99", percentile(seen, 99), "ms", P99_GOAL_MS, count, "the same cases"),
            Figure("the same until committed, p50", percentile(stored, 50), "ms", samples=count, how="by the store"),
            Figure("first case, accepted", first.accepted_ms, "ms", how="the first request after the start"),
            Figure("first case, certificate", first.seen_ms, "ms", how="the first request after the start"),
        ]

    def acceptance(self, rounds: int) -> list[Figure]:
        """Acceptance beside one bare batch of the same writes to the same store.

        Nobody carries out the tasks meanwhile, so that nothing else is at work; they are made all the same.
        """
        self.pause()
        accepted, straight, bare = self._in_turn(rounds)
        self._faults("firestore", latency_ms=DISTANCE_MS)
        far, _, bare_far = self._in_turn(rounds // 2)
        self._faults("firestore")
        how = "client to gateway to 201, the tasks made"
        away = f"the same, each call of the store {DISTANCE_MS} ms longer, nearer to production"
        writes = "all that it writes; same store, same library"
        return [
            Figure("accept", median(accepted), "ms", samples=rounds, how=how),
            Figure("accept, without the gateway", median(straight), "ms", samples=rounds, how="client to function"),
            Figure("a bare batch of its writes", median(bare), "ms", samples=rounds, how=writes),
            Figure("accept beside the bare batch", ratio(accepted, bare), "times", ACCEPT_RATIO_GOAL, rounds),
            Figure("the same without the gateway", ratio(straight, bare), "times", samples=rounds),
            Figure("accept beside it, store far away", ratio(far, bare_far), "times", samples=rounds // 2, how=away),
        ]

    def _in_turn(self, rounds: int) -> tuple[list[float], list[float], list[float]]:
        """Milliseconds of acceptances through the gateway, of some without it, and of bare batches, in turn."""
        accepted, straight, bare = [], [], []
        function = self.stack.function_url("submit")
        for scene in [scene for _, scene in zip(range(rounds + WARM_UP), cycle(self.scenes), strict=False)]:
            cms, another = self.signed(scene), self.signed(scene)
            took, identifier = timed(partial(self.submit, scene, cms))
            accepted.append(took)
            straight.append(timed(partial(self.submit, scene, another, function))[0])
            writes = self._written(identifier)
            bare.append(timed(partial(self._write, writes))[0])
        return accepted[WARM_UP:], straight[WARM_UP:], bare[WARM_UP:]

    def _faults(self, emulator: str, **faults: float) -> None:
        self.portal.http.post(f"{self.stack.control(emulator)}/_control/faults", json=faults).raise_for_status()

    def pause(self) -> None:
        """From now on tasks are made, but nobody is called."""
        from functions.shared.cloud.tasks import tasks_client

        client = tasks_client(self.stack.address("cloud_tasks"))
        for queue in QUEUES:
            client.pause_queue(name=f"{PARENT}/queues/{queue}")

    def _written(self, application: str) -> list[tuple[str, dict[str, Any]]]:
        """What acceptance wrote, each document with a path beside the original's."""
        root = self.store.document("applications", application)
        originals = [
            root,
            *(document for collection in root.collections() for document in collection.list_documents()),
            self.store.document("notices", f"{application}-accepted"),
            self.store.document("numbers", root.get(["number"]).get("number")),
        ]
        copy = secrets.token_hex(16)
        claim = (f"requests/{copy}", {"application": copy, "expires_at": self.stack.clock.now()})  # found by no query
        return [
            *(
                (path_of_copy(document.path, application, copy), snapshot.to_dict())
                for document in originals
                if (snapshot := document.get()).exists
            ),
            claim,
        ]

    def _write(self, writes: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """With a count beside them, as acceptance counts for the public figures."""
        batch = self.store.batch()
        for path, fields in writes:
            batch.create(self.store.document(path), fields)
        batch.set(self.store.document("bare/figures"), {"portal": {"accepted": Increment(1)}}, merge=True)
        batch.commit()


def path_of_copy(path: str, application: str, copy: str) -> str:
    """The path of a copied document: under the copy's id, or beside the original where the id is not in the path."""
    return path.replace(application, copy) if application in path else f"{path}-{copy}"
