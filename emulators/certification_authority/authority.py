"""The certification authority: its keys and certificates in a state folder, its services on one HTTP address.

The state folder holds:

    index.json          the address, the services, and per member: id, kind, file, password, serial (hexadecimal)
    roots.pem           the root certificates to trust
    intermediates.pem   the certificates of the two intermediates
    keys/{id}.p12       a member's key, certificate and chain
    private/            the private keys of everybody, the authorities included
    revocations.json    since when whose certificate is revoked
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import pem
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture

from emulators.certification_authority import architecture, keys
from emulators.certification_authority.population import Kind, Member
from emulators.certification_authority.server import Server
from functions.shared.clock import FileClock


@dataclass(frozen=True)
class SigningFile:
    """A PKCS#12 file and its password: with it anyone can sign as its holder. `serial` is hexadecimal."""

    id: str
    data: bytes
    password: str
    serial: str


class CertificationAuthority:
    """A running infrastructure. Members of kind REVOKED are revoked since a day before the first start."""

    def __init__(
        self, state: Path, clock: FileClock, members: Sequence[Member], host: str = "127.0.0.1", port: int = 0
    ) -> None:
        keys.keep_parsed_keys()
        state.mkdir(parents=True, exist_ok=True)
        self.state, self.clock = state, clock
        self._members = {member.id: member for member in members}
        index = self._read("index.json", {"members": []})
        # Certificates name the address of OCSP and CRL, so a restart on a free port takes the one of the last time.
        last = str(index.get("address", "")).rpartition(":")[2]
        self._server = Server(host, port or int(last or 0), clock, self.revoke, self._tell)
        self.address = self._server.address
        now = clock.now().replace(microsecond=0)
        self._issued_at = datetime.fromisoformat(index["issued_at"]) if "issued_at" in index else now
        self._passwords = {entry["id"]: entry["password"] for entry in index["members"]}
        self._revocations = {
            member_id: datetime.fromisoformat(since) for member_id, since in self._read("revocations.json", {}).items()
        }
        for member in members:
            if member.kind is Kind.REVOKED:
                self._revocations.setdefault(member.id, self._issued_at - timedelta(days=1))
        self._make_keys()
        self._architectures = self._build()
        self._write_files()

    # ------------------------------------------------------------ services

    def start(self) -> CertificationAuthority:
        self._server.start()
        return self

    def stop(self) -> None:
        self._server.stop()

    @property
    def tsa_url(self) -> str:
        return f"{self.address}/{architecture.NATIONAL}/tsa/tsa"

    def set_faults(self, **faults: Any) -> None:
        """Replace all faults; see `server.AuthorityFaults`."""
        self._server.faults.replace(faults)

    def revoke(self, member_id: str) -> None:
        """Revoke a member's certificate at the clock's time. Raises KeyError for an unknown id."""
        if member_id not in self._members:
            raise KeyError(member_id)
        self._revocations.setdefault(member_id, self.clock.now().replace(microsecond=0))
        self._write("revocations.json", {key: since.isoformat() for key, since in self._revocations.items()})
        self._architectures = self._build()

    # ------------------------------------------------------------ certificates

    @property
    def roots(self) -> list[bytes]:
        """The root certificates, DER."""
        return [self._certificate(architecture.NATIONAL, "root")]

    @property
    def intermediates(self) -> list[bytes]:
        """The certificates of the intermediates, DER."""
        return [self._certificate(architecture.NATIONAL, office) for office in architecture.OFFICES]

    def signing_file(self, member_id: str) -> SigningFile:
        """The key of a member. Raises KeyError for an unknown id."""
        spec = self._architecture_of(self._members[member_id]).get_cert_spec(CertLabel(member_id))
        data = (self.state / "keys" / f"{member_id}.p12").read_bytes()
        return SigningFile(member_id, data, self._passwords[member_id], f"{spec.serial:x}")

    # ------------------------------------------------------------ building

    def _make_keys(self) -> None:
        folder = self.state / "private"
        for label in architecture.RSA_AUTHORITIES:
            keys.make_key(folder / architecture.NATIONAL / f"{label}.pem", is_rsa=True)
        for label in architecture.EC_AUTHORITIES:
            keys.make_key(folder / architecture.NATIONAL / f"{label}.pem", is_rsa=False)
        for label in architecture.ROGUE_AUTHORITIES:
            keys.make_key(folder / architecture.ROGUE / f"{label}.pem", is_rsa=False)
        for member in self._members.values():
            keys.make_key(folder / self._hierarchy(member) / f"{member.id}.pem", is_rsa=member.rsa)

    def _build(self) -> dict[str, PKIArchitecture]:
        members = list(self._members.values())
        config = CertomancerConfig(
            architecture.configuration(self.address, members, self._issued_at, self._revocations),
            key_search_dir=str(self.state / "private"),
            lazy_load_keys=True,
        )
        labels = (architecture.NATIONAL, architecture.ROGUE)
        built = {label: config.get_pki_arch(ArchLabel(label)) for label in labels}
        self._server.serve(config.pki_archs)
        return built

    def _write_files(self) -> None:
        """Write what others read; the key files only where the address or the population is new."""
        index = self._read("index.json", {})
        known = {entry["id"]: entry for entry in index.get("members", [])}
        entries = []
        for member in self._members.values():
            file = self.state / "keys" / f"{member.id}.p12"
            entry = known.get(member.id)
            if entry is None or index["address"] != self.address or not file.exists():
                entry = self._write_key(member, file)
            entries.append(entry)
        self._write_pem("roots.pem", self.roots)
        self._write_pem("intermediates.pem", self.intermediates)
        services = {"address": self.address, "tsa": self.tsa_url, "issued_at": self._issued_at.isoformat()}
        self._write("index.json", {**services, "members": entries})

    def _write_key(self, member: Member, file: Path) -> dict[str, str]:
        built, label = self._architecture_of(member), CertLabel(member.id)
        password = self._passwords.setdefault(member.id, secrets.token_urlsafe(9))
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(built.package_pkcs12(label, password=password.encode()))
        serial = f"{built.get_cert_spec(label).serial:x}"
        return {
            "id": member.id,
            "kind": member.kind,
            "file": f"keys/{member.id}.p12",
            "password": password,
            "serial": serial,
        }

    @staticmethod
    def _hierarchy(member: Member) -> str:
        return architecture.ROGUE if member.kind is Kind.ROGUE else architecture.NATIONAL

    def _architecture_of(self, member: Member) -> PKIArchitecture:
        return self._architectures[self._hierarchy(member)]

    def _certificate(self, hierarchy: str, label: str) -> bytes:
        der: bytes = self._architectures[hierarchy].get_cert(CertLabel(label)).dump()
        return der

    # ------------------------------------------------------------ files

    def _tell(self) -> dict[str, Any]:
        revoked = sorted(key for key, since in self._revocations.items() if since <= self.clock.now().astimezone(UTC))
        return {"members": sorted(self._members), "revoked": revoked}

    def _read(self, name: str, default: dict[str, Any]) -> dict[str, Any]:
        path = self.state / name
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else default

    def _write(self, name: str, value: dict[str, Any]) -> None:
        draft = self.state / f"{name}.draft"
        draft.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self.state / name)

    def _write_pem(self, name: str, certificates: list[bytes]) -> None:
        armoured = b"".join(pem.armor("CERTIFICATE", der) for der in certificates)
        (self.state / name).write_bytes(armoured)
