"""The whole cloud on one machine: every emulator, the functions as production loads them, and the gateway.

Everything is a process of its own and speaks the protocol of the real thing; the functions do not know that they are
on a laptop. All share one clock, which can be moved and sped up.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from emulators.population import population
from emulators.ports import Ports
from emulators.stack.program import Program
from emulators.stack.seal_keys import holders_of, with_keys
from emulators.stack.seeding import seed_offices
from functions.shared.clock import FileClock
from functions.shared.settings import ComplaintSettings, IssueSettings, Settings, SubmitSettings

ROOT = Path(__file__).resolve().parents[2]
PROJECT, LOCATION = "anyqtama-local", "local"
PARENT = f"projects/{PROJECT}/locations/{LOCATION}"
AUDIENCE = "anyqtama"
ARCHIVE, ARCHIVE_REGION = "archive", "kz-ala-1"
MOST_CALLERS = 64
"""How many calls may be under way at once without losing their connections."""
TASKS_ACCOUNT = "tasks@anyqtama-local.iam.example"
TASKS_AUDIENCE = "anyqtama-tasks"
FUNCTIONS: dict[str, type[Settings]] = {
    "submit": SubmitSettings,
    "issue": IssueSettings,
    "complaint": ComplaintSettings,
}


def threads_of(function: str) -> int:
    """How many requests an instance of a function serves at once: the same as in the cloud (decision 0025)."""
    return int(json.loads((ROOT / "infra" / "functions.json").read_text())[function]["threads"])


class LocalStack:
    """Starts and stops everything; its state lives in `folder`. `port` 0 takes a free one for the gateway.

    `instances` says how many of a function share its requests, as instances do in the cloud under load: one where it
    says nothing. Here they are processes of one server.
    """

    def __init__(self, folder: Path, port: int = 0, instances: Mapping[str, int] | None = None) -> None:
        self.folder = folder
        self._instances = dict(instances or {})
        self.clock = FileClock(folder / "clock.json")
        self.programs: dict[str, Program] = {}
        self._ports = Ports()
        self.ports = {name: self._ports.take() for name in FUNCTIONS}
        self.gateway_port = port or self._ports.take()
        self.gateway = f"http://127.0.0.1:{self.gateway_port}"
        self.people = population()
        self.http = requests.Session()
        """For all clients of the stack: it is closed with it."""
        self.http.mount("http://", HTTPAdapter(pool_connections=len(FUNCTIONS) + 9, pool_maxsize=MOST_CALLERS))

    def start(self) -> LocalStack:
        """Everything ready, the directory of offices filled. Raises DidNotStart, and leaves nothing running."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def _start(self) -> None:
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        self.clock.move(rate=1.0)
        members = self.folder / "holders.json"
        members.write_text(json.dumps(self.people.key_holders()))
        infra = ROOT / "infra"
        authority = self._emulator("certification_authority", "--population", str(members))
        early = [
            authority,
            self._emulator("cloud_tasks", "--queues", str(infra / "queues.json"), "--parent", PARENT),
            self._emulator("firestore", "--indexes", str(infra / "firestore.indexes.json")),
            self._emulator("cloud_storage", "--buckets", str(infra / "buckets.json")),
            self._emulator("identity", "--audience", AUDIENCE),
        ]
        # moto takes its time, and nobody asks it before the functions do: it starts beside all the others.
        archive = self._emulator(
            "archive", "--bucket", ARCHIVE, "--region", ARCHIVE_REGION, "--key-id", self._secret("archive-key-id")
        )
        for program in early:
            program.wait_ready()
        secret = self._secret("registries")
        keys, held = self.folder / "certification_authority", self.folder / "seal_keys.json"
        held.write_text(json.dumps(holders_of(self.people.everywhere())))
        later = [
            self._emulator("cloud_kms", "--keys", str(keys), "--holders", str(held), "--parent", PARENT),
            self._emulator("registries", "--keys", str(keys), "--secret", secret),
            self._emulator(
                "portal",
                "--secret",
                self._secret("portal"),
                "--gateway",
                self.gateway,
                "--identity",
                self.address("identity"),
            ),
            archive,
        ]
        for program in later:
            program.wait_ready()
        self._seed()
        functions = [self._function(name) for name in FUNCTIONS]
        for program in functions:
            program.wait_ready()
        targets = [f"{name}={self.function_url(name)}" for name in FUNCTIONS]
        last = [
            self._emulator(
                "gateway",
                *("--port", str(self.gateway_port), "--routes", str(infra / "routes.json")),
                *(part for target in targets for part in ("--service", target)),
            ),
            self._emulator(
                "scheduler",
                *("--jobs", str(infra / "scheduler.json"), "--account", TASKS_ACCOUNT, "--audience", TASKS_AUDIENCE),
                *("--token-url", self.programs["cloud_tasks"].ready["control"] + "/token"),
                *(part for target in targets for part in ("--target", target)),
            ),
        ]
        for program in last:
            program.wait_ready()

    def stop(self) -> None:
        """Stop everything, the functions and those in front of them first."""
        self.http.close()
        for program in reversed(self.programs.values()):
            program.stop()
        self._ports.release()

    def address(self, name: str) -> str:
        return str(self.programs[name].ready["address"])

    def control(self, name: str) -> str:
        """The root of an emulator's control: append /_control, /_control/faults or /_control/clock."""
        return str(self.programs[name].ready["control"]).removesuffix("/_control")

    def function_url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def restart(self, name: str) -> None:
        """Kill a program with SIGKILL and start it again at the same address, with the state it had."""
        program = self.programs[name]
        program.kill()
        program.start()

    def _emulator(self, name: str, *arguments: str) -> Program:
        """Emulators keep their port over a restart, so that those who know it need not learn another."""
        given = list(arguments)
        if "--port" not in given:
            given += ["--port", str(self._ports.take())]
        if name in ("cloud_tasks", "firestore", "cloud_kms"):
            given += ["--control-port", str(self._ports.take())]
        common = ["--state", str(self.folder / name), "--clock", str(self.clock.path)]
        program = Program(name, f"emulators.{name}", [*common, *given], self.folder / "log" / f"{name}.log")
        program.environment = {"PYTHONPATH": str(ROOT)}
        self.programs[name] = program
        return program.spawn()

    def _function(self, name: str) -> Program:
        """A function under functions-framework, loaded by its source file as production does."""
        port = str(self.ports[name])
        source = str(ROOT / "functions" / name / "main.py")
        program = Program(
            name,
            "functions_framework",
            ["--target", name, "--source", source, "--host", "127.0.0.1", "--port", port],
            self.folder / "log" / f"{name}.log",
            environment=self.settings_of(name) | {"WORKERS": str(self._instances.get(name, 1))},
            port=int(port),
        )
        self.programs[name] = program
        return program.spawn()

    def settings_of(self, function: str) -> dict[str, str]:
        """The environment of a function: its own settings, so that none holds another's secrets, and the emulators."""
        wanted = {field.name.upper() for field in fields(FUNCTIONS[function])} | {"PYTHONPATH", "THREADS"}
        wanted |= {"FIRESTORE_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"}
        given = self._environment() | {"THREADS": str(threads_of(function))}
        return {name: value for name, value in given.items() if name in wanted}

    def _environment(self) -> dict[str, str]:
        identity, tasks = (
            self.address("identity"),
            self.programs["cloud_tasks"].ready["control"].removesuffix("/_control"),
        )
        keys = self.folder / "certification_authority"
        issuers = [
            {"issuer": identity, "jwks_uri": f"{identity}/jwks", "audience": AUDIENCE},
            {
                "issuer": "https://accounts.google.com",
                "jwks_uri": f"{tasks}/jwks",
                "audience": TASKS_AUDIENCE,
                "tasks_account": TASKS_ACCOUNT,
            },
        ]
        return {
            "PYTHONPATH": str(ROOT),
            "PROJECT": PROJECT,
            "LOCATION": LOCATION,
            "CABINET_KEY": self._secret("cabinet"),
            "ISSUERS": json.dumps(issuers),
            "TRUST_ROOTS": str(keys / "roots.pem"),
            "TRUST_INTERMEDIATES": str(keys / "intermediates.pem"),
            "ISSUE_URL": self.function_url("issue"),
            "SUBMIT_URL": self.function_url("submit"),
            "COMPLAINT_URL": self.function_url("complaint"),
            "TASKS_ACCOUNT": TASKS_ACCOUNT,
            "TASKS_AUDIENCE": TASKS_AUDIENCE,
            "ATTACHMENTS_BUCKET": "attachments",
            "CERTIFICATES_BUCKET": "certificates",
            "ANSWERS_BUCKET": "answers",
            "PUBLIC_URL": self.gateway,
            "REGISTRIES_URL": self.address("registries") if "registries" in self.programs else "",
            "REGISTRIES_TOKEN": self._secret("registries"),
            "REGISTRY_BINS": json.dumps(self.registry_bins()),
            "TIME_STAMPING_URL": self._authority_index()["tsa"],
            "PORTAL_URL": self.address("portal") if "portal" in self.programs else "",
            "PORTAL_SECRET": self._secret("portal"),
            **self._archive_settings(),
            "CLOCK_FILE": str(self.clock.path),
            "CLOUD_TASKS_EMULATOR_HOST": self.address("cloud_tasks"),
            "KMS_EMULATOR_HOST": self.address("cloud_kms") if "cloud_kms" in self.programs else "",
            "FIRESTORE_EMULATOR_HOST": self.address("firestore"),
            "STORAGE_EMULATOR_HOST": self.address("cloud_storage"),
        }

    def _archive_settings(self) -> dict[str, str]:
        if "archive" not in self.programs:
            return {}
        return {
            "ARCHIVE_URL": self.address("archive"),
            "ARCHIVE_REGION": ARCHIVE_REGION,
            "ARCHIVE_BUCKET": ARCHIVE,
            "ARCHIVE_KEY_ID": self._secret("archive-key-id"),
            "ARCHIVE_SECRET": self._secret("archive"),
            "ARCHIVE_YEARS": "5",
        }

    def registry_bins(self) -> dict[str, str]:
        holders = {holder["id"]: holder for holder in self.people.key_holders()}
        return {name: holders[f"registry-{name}"]["bin"] for name in ("persons", "births", "guardianship")}

    def key(self, holder: str) -> dict[str, str]:
        """The PKCS#12 file of a holder and its password."""
        entries = {entry["id"]: entry for entry in self._authority_index()["members"]}
        entry = entries[holder]
        file = self.folder / "certification_authority" / entry["file"]
        return {"pkcs12": str(file), "password": entry["password"]}

    def _authority_index(self) -> dict[str, Any]:
        index = json.loads((self.folder / "certification_authority" / "index.json").read_text())
        assert isinstance(index, dict)
        return index

    def _secret(self, name: str) -> str:
        path = self.folder / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_hex(32))
        return path.read_text()

    def _seed(self) -> None:
        authority = self.folder / "certification_authority"
        offices = with_keys(self.people.everywhere(), authority, PARENT)
        seed_offices(PROJECT, self.address("firestore"), offices)
