"""Cloud Tasks v2 over gRPC, for Google's own client, with everything that a task goes through on its way.

Queues (create, get, list, update, pause, resume, purge, delete), tasks (create, get, list, delete, run), named tasks
with de-duplication and 24 h of tombstones, schedule times, retries with back-off, Retry-After, rate and concurrency
limits, the dispatch deadline, the X-CloudTasks-* headers, OIDC tokens.

Schedule times, tombstones, back-off and the times in tokens follow the shared clock; rate limits and the dispatch
deadline are real time.

The control address serves, besides /_control:
    GET /jwks                              the keys that sign the tokens
    GET /.well-known/openid-configuration  the issuer, and where its keys are
    POST /token {"email", "audience"}      a token as Cloud Scheduler gets it, signed with the same key

Faults: duplicate, drop, unavailable (shares between 0 and 1), delay_s (seconds of the clock).
"""

from __future__ import annotations

import json
from pathlib import Path

from emulators.cloud_tasks.emulator import PARENT, CloudTasksEmulator
from emulators.cloud_tasks.tokens import GOOGLE
from emulators.harness import options, run_until_stopped
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--control-port", type=int, default=0, help="port of the control; 0 takes a free one")
    parser.add_argument("--queues", type=Path, help="JSON list of queues, in the shape of the REST resource Queue")
    parser.add_argument("--parent", default=PARENT, help="stands before a queue's short name (default: %(default)s)")
    parser.add_argument("--issuer", default=GOOGLE, help="issuer of the OIDC tokens (default: %(default)s)")
    chosen = parser.parse_args()
    emulator = CloudTasksEmulator(
        chosen.state,
        FileClock(chosen.clock),
        host=chosen.host,
        port=chosen.port,
        control_port=chosen.control_port,
        declared=json.loads(chosen.queues.read_text()) if chosen.queues else (),
        parent=chosen.parent,
        issuer=chosen.issuer,
    ).start()
    run_until_stopped("cloud_tasks", emulator.address, emulator.control, emulator.stop)


if __name__ == "__main__":
    main()
