"""Cloud Scheduler: calls each job of a file at its interval, in the shared clock's time, with Google's token.

The jobs are a JSON list: [{"name", "service", "path", "everySeconds"}]. A call that fails is not repeated: the next one
comes at its time. The first call comes one interval after the start.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from flask import Flask

from emulators.harness import Faults, HttpServer, add_control, options, run_until_stopped
from functions.shared.clock import FileClock

LOOK_EVERY_S = 0.1
"""Real seconds between two looks at the clock, which may be moved at any time."""


@dataclass(frozen=True)
class SchedulerFaults:
    paused: bool = False
    """No job is called."""


class Scheduler:
    """`targets` maps a service to its address; `token_url` gives tokens for the account and audience."""

    def __init__(
        self, jobs: list[dict[str, Any]], targets: dict[str, str], token_url: str, account: str, audience: str,
        clock: FileClock, host: str = "127.0.0.1", port: int = 0,
    ) -> None:  # fmt: skip
        self._jobs, self._targets, self._clock = jobs, targets, clock
        self._token_url, self._who = token_url, {"email": account, "audience": audience}
        self._due: dict[str, datetime] = {
            job["name"]: clock.now() + timedelta(seconds=job["everySeconds"]) for job in jobs
        }
        self.calls: dict[str, int] = {}
        self._begun = dict.fromkeys(self._due, 0)
        self._over = dict.fromkeys(self._due, 0)
        self._faults = Faults(SchedulerFaults)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        app = Flask(__name__)
        add_control(app, "scheduler", clock, self._faults, self._told)
        self._control = HttpServer(app, host, port, threads=2)
        self.address = self._control.address

    def start(self) -> Scheduler:
        self._control.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)
        self._control.stop()

    def _told(self) -> dict[str, Any]:
        """`calls`: how often which answer came; `jobs`: when each is due, how often it was called, and was answered."""
        jobs = {
            name: {"due": due.isoformat(), "begun": self._begun[name], "over": self._over[name]}
            for name, due in self._due.items()
        }
        return {"calls": dict(self.calls), "jobs": jobs}

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            now = self._clock.now()
            for job in self._jobs:
                if now >= self._due[job["name"]] and not self._faults.now.paused:
                    # The clock may have jumped over many minutes: what was missed is called once.
                    self._due[job["name"]] = self._clock.now() + timedelta(seconds=job["everySeconds"])
                    self._call(job)

    def _call(self, job: dict[str, Any]) -> None:
        self._begun[job["name"]] += 1
        try:
            token = requests.post(self._token_url, json=self._who, timeout=5).json()["token"]
            answer = requests.post(
                self._targets[job["service"]] + job["path"],
                headers={"Authorization": f"Bearer {token}", "User-Agent": "Google-Cloud-Scheduler"},
                timeout=60,
            )
            outcome = str(answer.status_code)
        except requests.RequestException as error:
            outcome = type(error).__name__
        self.calls[outcome] = self.calls.get(outcome, 0) + 1
        self._over[job["name"]] += 1


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--jobs", type=Path, required=True, help="JSON list of jobs")
    parser.add_argument("--target", action="append", default=[], metavar="SERVICE=URL", help="where a service is")
    parser.add_argument("--token-url", required=True, help="address that gives tokens: POST {email, audience}")
    parser.add_argument("--account", required=True, help="e-mail of the service account")
    parser.add_argument("--audience", required=True, help="audience of the tokens")
    chosen = parser.parse_args()
    scheduler = Scheduler(
        json.loads(chosen.jobs.read_text()),
        dict(target.split("=", 1) for target in chosen.target),
        chosen.token_url,
        chosen.account,
        chosen.audience,
        FileClock(chosen.clock),
        chosen.host,
        chosen.port,
    ).start()
    run_until_stopped("scheduler", scheduler.address, f"{scheduler.address}/_control", scheduler.stop)


if __name__ == "__main__":
    main()
