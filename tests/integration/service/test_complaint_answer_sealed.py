"""The answer and the file for a court with the real renderer and the real seal (clauses 11.9 to 11.11)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace

import pypdf
import pytest

from emulators.certification_authority import CertificationAuthority, Kind, Member
from emulators.cloud_kms import Pkcs12Key
from functions.shared.bootstrap import ANSWER_SEALED
from functions.shared.clock import FileClock
from functions.shared.documents.complaints import ComplaintRenderer
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import HttpFetcher
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.sealing import Sealer, SealText
from functions.shared.trust.verdicts import SealOutcome
from tests.fakes.keys import HeldKeys
from tests.unit.service.answer_world import CLERK, HEAD, QUALITY, AnswerWorld
from tests.unit.service.world import BINS, PDF

SEALED_BY = {"almaty": BINS["almaty"]}
HEAD_OF_ALMATY = Member(
    id="head-almaty",
    kind=Kind.ORGANISATION,
    iin="700101300123",
    bin=BINS["almaty"],
    surname="СӘРСЕНБАЕВ",
    name="БАУЫРЖАН",
    organisation="Алматы қаласы Білім басқармасы",
)


class Sealing(AnswerWorld):
    """The service with a real seal and real papers; the rest are fakes."""

    def __init__(self, authority: CertificationAuthority) -> None:
        super().__init__()
        self.clock.move_to(authority.clock.now())
        trusted = Authorities(authority.roots, authority.intermediates)
        revocation = RevocationChecker(trusted, HttpFetcher(), authority.clock)
        file = authority.signing_file(HEAD_OF_ALMATY.id)
        sealer = Sealer(
            HeldKeys({"almaty": Pkcs12Key(file.data, file.password)}, SEALED_BY),
            trusted,
            revocation,
            authority.tsa_url,
            HttpFetcher(),
            authority.clock,
            SealText(reason=ANSWER_SEALED),
        )
        self.complaint_services = replace(self.complaint_services, seals=sealer, papers=ComplaintRenderer())
        self.verifier = SealVerifier(trusted, authority.clock, lambda: SEALED_BY)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationAuthority]:
    folder = tmp_path_factory.mktemp("authority-of-heads")
    clock = FileClock(folder / "clock")
    clock.move(to=AnswerWorld().clock.now(), rate=0)
    running = CertificationAuthority(folder / "state", clock, [HEAD_OF_ALMATY]).start()
    yield running
    running.stop()


@pytest.fixture
def office(authority: CertificationAuthority) -> Iterator[Sealing]:
    yield Sealing(authority)
    authority.set_faults()


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.clause("11.9", "11.10", "11.11")
def test_a_sealed_answer_holds_before_a_stranger_and_says_how_to_go_on(office: Sealing) -> None:
    identifier = office.answered(office.on_paper())
    pdf = office.get(identifier, "answer", office.citizen()).get_data()
    verdict = office.verifier.check(pdf)
    assert (verdict.outcome, verdict.provider) == (SealOutcome.AUTHENTIC, "almaty")
    said = text_of(pdf)
    for words in ("Анықтама мерзімінде берілуі тиіс еді.", "Сәрсенбаев Бауыржан Асқарұлы", "2026/000001"):
        assert words in said
    for language in ("сотқа", "в суд", "go to court"):
        assert language in said


def test_the_longest_answer_is_sealed_too(office: Sealing) -> None:
    identifier = office.on_paper()
    office.assign(identifier)
    response = office.answer(identifier, text=("Жауап мәтіні. " * 1500)[:19_990] + " соңы.", language="kk")
    assert response.status_code == 201
    pdf = office.get(identifier, "answer", HEAD).get_data()
    assert office.verifier.check(pdf).outcome is SealOutcome.AUTHENTIC
    assert "соңы." in text_of(pdf)


def test_a_seal_that_cannot_be_made_in_full_is_not_made(office: Sealing, authority: CertificationAuthority) -> None:
    identifier = office.on_paper()
    office.assign(identifier)
    authority.set_faults(tsa_down=True)
    before = office.everything()
    assert office.answer(identifier).status_code == 503
    assert (office.everything(), office.answers.stored) == (before, {})
    authority.set_faults()
    assert office.answer(identifier).status_code == 201


@pytest.mark.clause("11.11")
def test_the_file_for_a_court_holds_the_very_documents(office: Sealing) -> None:
    scan = PDF + b"what lay with it %%EOF"
    first = office.answered(office.on_paper(attachments=[office.upload(scan)], text="Шағым \U0001f600 мәтіні"))
    office.on_paper(QUALITY, key="paper-0002", about="answer", first=office.complaint(first).number)
    response = office.get(first, "file", CLERK, lang="ru")
    assert response.status_code == 200
    reader = pypdf.PdfReader(io.BytesIO(response.get_data()))
    inside = {hashlib.sha256(data).hexdigest() for files in reader.attachments.values() for data in files}
    complaint = office.complaint(first)
    assert complaint.answer is not None
    assert {complaint.request_sha256, complaint.answer.sha256, hashlib.sha256(scan).hexdigest()} <= inside
    assert complaint.head.hash in text_of(response.get_data()).replace(" ", "")
