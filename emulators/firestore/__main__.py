"""The document store's emulator: Firestore's gRPC API, so far as the service uses it.

Set FIRESTORE_EMULATOR_HOST to the address that the READY line names; Google's own client then speaks to it.
Beside the routes that all emulators share, the control answers:

    POST /_control/reset    {"prefix": ""}: deletes the documents whose full name (projects/…) begins so
    POST /_control/backup   {"file": "/path"}: all documents of this moment into a new file, 409 where there is one;
                            --restore FILE starts from it where the state's folder has no documents yet
    POST /_control/faults   {"latency_ms": 50, "unavailable": 0.1, "aborted": 0.1, "lost_reply": 0.1,
                            "rpcs": ["Commit"]}: shares are 0 to 1; aborted concerns commits; lost_reply carries
                            the call out and answers UNAVAILABLE; rpcs names the calls concerned, all when empty
"""

from __future__ import annotations

from pathlib import Path

from emulators.harness import options, run_until_stopped
from functions.shared.clock import FileClock

from .indexes import IndexCatalog
from .server import FirestoreEmulator
from .storage import restore


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--control-port", type=int, default=0, help="port of the control; 0 takes a free one")
    parser.add_argument(
        "--indexes",
        type=Path,
        help="firestore.indexes.json, in the Firebase CLI's format; without it no composite index is declared",
    )
    parser.add_argument(
        "--restore", type=Path, help="a backup to start from; the state's folder must have no documents"
    )
    given = parser.parse_args()
    if given.restore is not None:
        try:
            restore(given.restore, given.state)
        except OSError as error:
            parser.error(str(error))
    emulator = FirestoreEmulator(
        given.state,
        FileClock(given.clock),
        IndexCatalog.read(given.indexes) if given.indexes else IndexCatalog({}),
        given.host,
        given.port,
        given.control_port,
    ).start()
    run_until_stopped("firestore", emulator.address, emulator.control, emulator.stop)


if __name__ == "__main__":
    main()
