"""An S3-compatible store with object lock, as the archive in the country: moto's S3 server.

It has one bucket, made with object lock when it starts. It is good for the way of a copy and for what can go wrong on
it, and it is no proof that a copy cannot be changed:

  * it keeps everything in memory: after kill -9, and after a clean stop, it is empty;
  * it lets a retention in COMPLIANCE mode be shortened, and believes checksums that are wrong;
  * it verifies no signature; a wrong key id alone is turned away.

`make archive-proof` shows on another store that what we write cannot be changed or removed.

The control, beside /_control, which tells `operations` (by S3's names), `bytes` (received, sent, stored), `objects`:
    POST /_control/objects  {"damage": NAME} changes a byte of an object, {"lose": NAME} removes it

Faults: down, slow (seconds), full, refuses (412 to whatever is to be stored), lies (what is read differs from what is
stored), lost_reply (stored, then 503).
"""

from __future__ import annotations

from emulators.archive.server import ArchiveEmulator
from emulators.harness import options, run_until_stopped
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--bucket", default="archive", help="the bucket (default: %(default)s)")
    parser.add_argument("--region", default="kz-ala-1", help="its region (default: %(default)s)")
    parser.add_argument("--key-id", required=True, help="the key id that is let in")
    given = parser.parse_args()
    emulator = ArchiveEmulator(
        FileClock(given.clock),
        bucket=given.bucket,
        region=given.region,
        key_id=given.key_id,
        host=given.host,
        port=given.port,
    ).start()
    run_until_stopped("archive", emulator.address, emulator.address, emulator.stop)


if __name__ == "__main__":
    main()
