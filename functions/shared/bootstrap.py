"""The only place that knows both the ports and their adapters. Everything heavy is imported where it is built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from functions.shared.clock import FileClock, SystemClock
from functions.shared.cloud.documents import documents as firestore_documents
from functions.shared.cloud.objects import CloudObjects, storage_client
from functions.shared.cloud.tasks import CloudTasks, tasks_client
from functions.shared.http.oidc import OidcCallers
from functions.shared.http.tokens import Issuer, TokenVerifier
from functions.shared.loading import load
from functions.shared.log import LogEvent, Severity, log
from functions.shared.maintenance import MaintenanceGate
from functions.shared.offices import Offices
from functions.shared.ports import Archive, Clock, Objects
from functions.shared.services import Common, Portal, Rules
from functions.shared.settings import AskingSettings, ComplaintSettings, IssueSettings, Settings, UnusableSettings

if TYPE_CHECKING:
    from functions.shared.documents.certificate import CertificateRenderer
    from functions.shared.documents.complaints import ComplaintRenderer
    from functions.shared.documents.forms import FormRenderer
    from functions.shared.registries.ports import Registries
    from functions.shared.trust.authorities import Authorities
    from functions.shared.trust.office_keys import OfficeKeys
    from functions.shared.trust.ports import RequestSignatures, SealChecks, Seals
    from functions.shared.trust.revocation import RevocationChecker

FOR_ALL = (
    *("google.cloud.firestore", "google.cloud.tasks_v2"),
    *("functions.shared.cloud.messages", "functions.shared.trust.request_signature"),
)
FOR_SUBMITTING = ("functions.shared.registries.client", "functions.shared.documents.forms")
FOR_COMPLAINING = ("functions.shared.documents.complaints",)
FOR_SEALING = (
    *("google.cloud.kms_v1", "google_crc32c"),
    *("functions.shared.trust.sealing", "pyhanko.pdf_utils.metadata.xmp_xml"),
)
FOR_ISSUING = (
    *("google.cloud.storage", "functions.shared.registries.client", "functions.shared.trust.registry_signature"),
    *(*FOR_SEALING, "weasyprint", "functions.shared.documents.certificate", "segno"),
    *("fontTools.agl", "fontTools.ttLib.tables.otTables"),
)
"""What the first application needs, beyond what the modules themselves import."""
NCANODE_SECONDS = 6.0
ANSWER_SEALED = "Шағымға жауап / Ответ на жалобу"
"""What the signature panel of a PDF reader says an answer was sealed for (11.9); a certificate is another thing."""


def clock(settings: Settings) -> Clock:
    return FileClock(settings.clock_file) if settings.clock_file else SystemClock()


def common(settings: Settings) -> Common:
    """What both functions need. Nothing is asked of anybody yet: clients connect at their first call."""
    if settings.iin_check == "off":
        log(LogEvent.CHECKS_OFF, Severity.ALERT, setting="IIN_CHECK")
    time = clock(settings)
    documents = firestore_documents(settings.project, settings.database)
    tasks = CloudTasks(
        lambda: tasks_client(settings.cloud_tasks_emulator_host),
        project=settings.project,
        location=settings.location,
        services={
            "issue": settings.issue_url,
            "submit": settings.submit_url,
            "complaint": settings.complaint_url,
        },
        service_account=settings.tasks_account,
        audience=settings.tasks_audience,
    )
    return Common(
        rules=rules(settings),
        clock=time,
        documents=documents,
        tasks=tasks,
        callers=callers(settings, time),
        offices=Offices(documents),
        maintenance=MaintenanceGate(documents, time),
        attachments=objects(settings.project, settings.attachments_bucket),
    )


def rules(settings: Settings) -> Rules:
    here = Rules(settings.cabinet_secret, iin_checked=settings.iin_check == "on")
    if isinstance(settings, AskingSettings):
        here = replace(here, registry_budget=settings.registry_budget)
    return replace(here, public_url=settings.public_url) if isinstance(settings, IssueSettings) else here


def callers(settings: Settings, time: Clock) -> OidcCallers:
    issuers = [
        Issuer(given.issuer, given.jwks_uri, given.audience, states_roles=given.tasks_account is None)
        for given in settings.issuers
    ]
    accounts = {given.issuer: given.tasks_account for given in settings.issuers if given.tasks_account}
    return OidcCallers(TokenVerifier(issuers, time), accounts)


def objects(project: str, bucket: str) -> Objects:
    return CloudObjects(lambda: storage_client(project), bucket)


@dataclass(frozen=True)
class Trust:
    """Whom a function trusts, and what it has learnt of revocation: one for all that verify or seal in it."""

    authorities: Authorities
    revocation: RevocationChecker


def known_authorities(settings: Settings) -> Authorities:
    """Whom the files of the settings trust. Raises UnusableSettings.

    Called at start as well: a function that could verify nobody does not start.
    """
    from functions.shared.trust.authorities import Authorities

    return Authorities(
        trusted_certificates("TRUST_ROOTS", settings.trust_roots),
        trusted_certificates("TRUST_INTERMEDIATES", settings.trust_intermediates),
    )


def trusted_certificates(setting: str, file: Path) -> list[bytes]:
    """The certificates of a setting's file, one at least, as DER. Raises UnusableSettings, which names the setting."""
    from asn1crypto import x509

    from functions.shared.trust.authorities import read_certificates

    try:
        found = read_certificates(file.read_bytes())
        for der in found:
            x509.Certificate.load(der, strict=True).native  # noqa: B018 - asn1crypto parses only what is asked for
    except OSError as error:
        raise UnusableSettings(f"{setting}: the file cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UnusableSettings(f"{setting}: a PEM file of certificates is expected") from error
    if not found:
        raise UnusableSettings(f"{setting}: the file holds no certificate")
    return found


def trust(settings: Settings, time: Clock) -> Trust:
    from functions.shared.trust.fetcher import HttpFetcher
    from functions.shared.trust.revocation import RevocationChecker

    authorities = known_authorities(settings)
    return Trust(authorities, RevocationChecker(authorities, HttpFetcher(), time))


def request_signatures(settings: Settings, known: Trust, time: Clock) -> RequestSignatures:
    from functions.shared.trust.fetcher import HttpFetcher
    from functions.shared.trust.ncanode import NcaNode
    from functions.shared.trust.request_signature import RequestVerifier

    gost = None
    if settings.ncanode_url:
        # It asks the authority's OCSP itself before it answers, so it may take longer than that.
        gost = NcaNode(settings.ncanode_url, HttpFetcher(timeout=NCANODE_SECONDS), known.authorities, time)
    return RequestVerifier(known.authorities, time, known.revocation, gost)


def registries(settings: AskingSettings, known: Trust, time: Clock) -> Registries:
    from functions.shared.registries.client import RegistryClient
    from functions.shared.trust.registry_signature import RegistrySignatureVerifier

    signatures = RegistrySignatureVerifier(known.authorities, time, settings.registry_bins, known.revocation)
    return RegistryClient(settings.registries_url, signatures, time, settings.registries_token)


def renderer() -> CertificateRenderer:
    from functions.shared.documents.certificate import CertificateRenderer

    return CertificateRenderer()


def forms() -> FormRenderer:
    from functions.shared.documents.forms import FormRenderer

    return FormRenderer()


def complaint_papers() -> ComplaintRenderer:
    from functions.shared.documents.complaints import ComplaintRenderer

    return ComplaintRenderer()


def seals(settings: IssueSettings | ComplaintSettings, known: Trust, offices: Offices, time: Clock) -> Seals:
    """Of the complaint function only when it has something to seal."""
    from functions.shared.trust.late_seals import LateSeals

    def build() -> Seals:
        for module in FOR_SEALING:
            load(module)
        from functions.shared.trust.fetcher import HttpFetcher
        from functions.shared.trust.sealing import Sealer, SealText

        keys, stamps = office_keys(settings, offices), settings.time_stamping_url
        text = SealText(reason=ANSWER_SEALED) if isinstance(settings, ComplaintSettings) else None
        return Sealer(keys, known.authorities, known.revocation, stamps, HttpFetcher(), time, text)

    return LateSeals(build) if isinstance(settings, ComplaintSettings) else build()


def seal_checks(settings: IssueSettings, known: Trust, offices: Offices, time: Clock) -> SealChecks:
    from functions.shared.trust.seal_check import SealVerifier

    return SealVerifier(known.authorities, time, office_keys(settings, offices).bins)


def office_keys(settings: IssueSettings | ComplaintSettings, offices: Offices) -> OfficeKeys:
    """Authorised persons seal certificates (4.4), heads answers (11.9): neither function seals by the other's keys."""
    from functions.shared.cloud.kms import CloudKms, KmsKey, kms_client
    from functions.shared.trust.office_keys import OfficeKeys, Purpose

    kms = CloudKms(lambda: kms_client(settings.kms_emulator_host))
    purpose = Purpose.ANSWERS if isinstance(settings, ComplaintSettings) else Purpose.CERTIFICATES
    return OfficeKeys(offices, purpose, lambda key: KmsKey(kms, key))


def portal(settings: IssueSettings) -> Portal:
    from functions.shared.portal import HttpPortal

    return HttpPortal(settings.portal_url, settings.portal_secret)


def archive(settings: IssueSettings) -> Archive | None:
    """None where nothing is copied to the country. Its settings are given together (see Settings.together)."""
    from functions.shared.cloud.archive import S3Archive, archive_client

    url, region, bucket = settings.archive_url, settings.archive_region, settings.archive_bucket
    key_id, secret = settings.archive_key_id, settings.archive_secret
    if not (url and region and bucket and key_id and secret):
        return None
    return S3Archive(lambda: archive_client(url, region, key_id, secret), bucket)
