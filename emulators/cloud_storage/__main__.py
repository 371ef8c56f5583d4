"""The JSON API of Cloud Storage over HTTP, for Google's own client, with the rules that protect what is stored.

Buckets and objects with generations, preconditions on every call, versioning, retention policies of buckets,
retention of single objects, holds, checksums (CRC32C and MD5), simple, multipart and resumable uploads, listing by
prefix and delimiter in pages, ranges, and signed URLs (V4) that are really verified.

Retention, life cycle rules that delete, the life of signed URLs and all timestamps follow the shared clock. Not here:
compose, rewrite, ACL, IAM, soft delete, other life cycle rules, decompression of stored gzip.

The control, beside /_control:
    POST /_control/keys  {"email", "public_key_pem"}  an account that may sign URLs

Faults: latency_ms, unavailable and lost_reply (shares between 0 and 1; a lost reply: carried out, then 503).
"""

from __future__ import annotations

import json
from pathlib import Path

from emulators.cloud_storage.emulator import CloudStorageEmulator
from emulators.harness import options, run_until_stopped
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--buckets", type=Path, help="JSON list of buckets, in the shape of the REST resource Bucket")
    chosen = parser.parse_args()
    emulator = CloudStorageEmulator(
        chosen.state,
        FileClock(chosen.clock),
        host=chosen.host,
        port=chosen.port,
        declared=json.loads(chosen.buckets.read_text()) if chosen.buckets else (),
    ).start()
    run_until_stopped("cloud_storage", emulator.address, emulator.address, emulator.stop)


if __name__ == "__main__":
    main()
