"""Cloud KMS v1 over gRPC, for Google's own client: the asymmetric signing keys of offices.

AsymmetricSign, GetPublicKey, GetCryptoKeyVersion, ListCryptoKeyVersions. The private keys are PKCS#12 files that the
emulated certification authority made, so that for each version there is a certificate.

--holders is a JSON file that says whose file each version of a key is, version 1 first:
    {"keyRings/signers/cryptoKeys/almaty": ["signer-almaty"]}

GET /_control tells `operations`, how often each method was called, and the resource names of all `versions`.

Faults: unavailable (a share between 0 and 1), slow_s (real seconds), damage ("digest", "signature", "checksum" or
"name"), disabled and destroyed (lists of resource names of versions), forbidden (true).
"""

from __future__ import annotations

from pathlib import Path

from emulators.cloud_kms.emulator import PARENT, CloudKmsEmulator
from emulators.cloud_kms.keys import read_holders
from emulators.harness import options, run_until_stopped
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--control-port", type=int, default=0, help="port of the control; 0 takes a free one")
    parser.add_argument("--keys", type=Path, required=True, help="state folder of the certification authority")
    parser.add_argument("--holders", type=Path, required=True, help="JSON file: whose file each version of a key is")
    parser.add_argument("--parent", default=PARENT, help="stands before a key ring's name (default: %(default)s)")
    chosen = parser.parse_args()
    emulator = CloudKmsEmulator(
        chosen.keys,
        FileClock(chosen.clock),
        read_holders(chosen.holders),
        host=chosen.host,
        port=chosen.port,
        control_port=chosen.control_port,
        parent=chosen.parent,
    ).start()
    run_until_stopped("cloud_kms", emulator.address, emulator.control, emulator.stop)


if __name__ == "__main__":
    main()
