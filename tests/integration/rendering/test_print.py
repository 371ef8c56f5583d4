"""The certificate on paper: made from the sealed original, printed in black, to be signed by the head (4.3)."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import zxingcpp
from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import CertificateRegistry
from weasyprint import Attachment

from functions.shared.documents.certificate import CertificateRenderer, DoesNotFit
from functions.shared.documents.content import CertificateContent
from functions.shared.documents.letters import UnknownLetters
from functions.shared.documents.reading import attached_content
from functions.shared.domain.language import Bilingual
from tests.integration.rendering.test_certificate import (
    assert_nothing_else_is_missing,
    elements,
    family,
    fonts,
    read,
    root,
    text_by_language,
    text_of,
)
from tests.integration.rendering.test_forms import colours_of
from tests.unit.documents.form_samples import LONG_NAME, paper_copy
from tests.unit.documents.samples import certificate, longest_certificate

RENDERER = CertificateRenderer()
needs_poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")


@cache
def printed(wards: int = 2, number: int = 1) -> bytes:
    return RENDERER.render_print(certificate(wards), paper_copy(number))


# ---------------------------------------------------------------- what it says


@pytest.mark.clause("4.3")
def test_the_paper_copy_has_a_place_for_the_signature_and_the_seal_of_the_head() -> None:
    text = text_of(printed())
    for said in (
        "Қағаздағы дана / Бумажный экземпляр № 1",
        "Басып шығарылды / Распечатано: 23.11.2026 10:12",
        "Бұл парақ – № C4K7-9MXT-2RWF электрондық құжаттың қағаздағы көшірмесі, басшының қолымен расталады.",
        "Настоящий лист – бумажная копия электронного документа № C4K7-9MXT-2RWF, заверяется подписью руководителя.",
        "Басқарма басшысы Руководитель управления",
        "(қолы / подпись) Қасымова Әсел Бауыржанқызы",
        "М.О. / М.П.",
    ):
        assert said in text, said


@pytest.mark.clause("4.3")
@pytest.mark.parametrize("wards", [1, 2, 5, 10])
def test_the_paper_copy_reads_as_the_electronic_certificate_and_is_one_page(wards: int) -> None:
    content, text = certificate(wards), text_of(printed(wards))
    for child in content.wards:
        for said in (child.names.kk.full(), child.names.ru.full(), child.iin, f"№ {child.order_number}"):
            assert said in text
    assert_nothing_else_is_missing(content, text)
    assert "47d3 f2a1 9c0b 8e66 11aa 23f0" in text, "who sealed it stays readable"
    assert "23.11.2026 01:03:07" in text


@pytest.mark.clause("4.3")
def test_the_longest_certificate_fits_on_paper_with_the_longest_head() -> None:
    position = Bilingual(
        "Шығыс Қазақстан облысы білім басқармасының Глубокое ауданы бойынша білім бөлімінің басшысы",
        "Руководитель отдела образования по Глубоковскому району управления образования Восточно-Казахстанской области",
    )
    copy = replace(paper_copy(12), head=LONG_NAME, head_position=position)
    text = text_of(RENDERER.render_print(longest_certificate(), copy)).replace("- ", "-")
    assert_nothing_else_is_missing(longest_certificate(), text)
    for said in (LONG_NAME, position.kk, position.ru, "№ 12", "М.О. / М.П."):
        assert said in text


def test_what_just_fits_the_electronic_page_fits_on_paper_too() -> None:
    """The paper copy has less room; a certificate that was issued must not fail at the printer."""
    content, more = longest_certificate(), Bilingual(" ұзақ мекенжай", " длинный адрес")
    for length in (20, 18, 16):
        address = Bilingual(
            content.guardian_address.kk + more.kk * length, content.guardian_address.ru + more.ru * length
        )
        longer = replace(content, guardian_address=address)
        try:
            RENDERER.render(longer)
        except DoesNotFit:
            continue
        assert address.ru in text_of(RENDERER.render_print(longer, paper_copy()))
        return
    pytest.fail("None of these fits the electronic page: the test is too hard.")


def test_every_copy_is_another_paper() -> None:
    assert "Бумажный экземпляр № 2" in text_of(printed(2, number=2))
    assert printed(2, number=1) != printed(2, number=2)


def test_letters_that_our_fonts_lack_are_refused_in_the_name_of_the_head_too() -> None:
    with pytest.raises(UnknownLetters):
        RENDERER.render_print(certificate(), replace(paper_copy(), head="小明"))


# ---------------------------------------------------------------- how it is made


def test_the_paper_copy_is_black_only_and_written_with_our_fonts() -> None:
    assert colours_of(printed()) <= {"black", "white"}
    assert {family(font) for font in fonts(printed())} == {"Literata"}


@needs_poppler
@pytest.mark.parametrize("wards", [1, 10])
def test_the_qr_code_is_read_from_a_print_of_black_dots(wards: int, tmp_path: Path) -> None:
    file = tmp_path / "print.pdf"
    file.write_bytes(printed(wards))
    subprocess.run(["pdftoppm", "-r", "150", "-mono", "-singlefile", file, tmp_path / "print"], check=True)
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "print.pbm").convert("L"))
    assert code.text == certificate().check_url


@pytest.mark.clause("4.2")
def test_the_paper_copy_is_no_second_original() -> None:
    assert not read(printed()).attachments
    assert "/AcroForm" not in root(printed())
    with pytest.raises(ValueError, match="no certificate"):
        attached_content(printed())


def test_the_paper_copy_has_its_title_and_the_time_of_its_printing() -> None:
    information = read(printed(2, number=2)).metadata
    assert information is not None
    assert information.title == (
        "Қорғаншылық (қамқоршылық) белгілеу туралы анықтама № C4K7-9MXT-2RWF, қағаздағы 2-дана"
    )
    assert str(information["/CreationDate"]) == "D:20261123101200+05'00"


def test_the_paper_copy_is_tagged_in_both_languages() -> None:
    assert root(printed())["/Lang"] == "kk"
    assert root(printed())["/MarkInfo"]["/Marked"]
    read_in = text_by_language(printed())
    assert "Настоящий лист – бумажная копия" in read_in["ru"]
    assert "Руководитель управления" in read_in["ru"]
    assert "қағаздағы көшірмесі" in read_in["kk"]
    assert "Бумажный экземпляр" not in read_in["kk"]
    assert list(elements(root(printed())["/StructTreeRoot"]))


def test_the_same_copy_gives_the_same_bytes() -> None:
    assert CertificateRenderer().render_print(certificate(), paper_copy()) == printed()


# ---------------------------------------------------------------- from the sealed original


@cache
def sealed() -> bytes:
    """A certificate with an electronic signature, here of a key that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "Seal")])
    now = datetime.now(UTC)
    issued = (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(certificates.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(key, hashes.SHA256())
    )
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(issued.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        cert_registry=CertificateRegistry.build([]),
    )
    original = IncrementalPdfFileWriter(io.BytesIO(RENDERER.render(certificate())))
    signed: io.BytesIO = sign_pdf(original, PdfSignatureMetadata(field_name="Seal", md_algorithm="sha256"), signer)
    return signed.getvalue()


@pytest.mark.clause("4.3")
def test_the_paper_copy_is_made_from_what_the_sealed_original_holds() -> None:
    assert "/AcroForm" in root(sealed()), "it is sealed"
    data = attached_content(sealed())
    assert data == certificate().machine_readable()
    content = CertificateContent.from_machine_readable(data)
    assert content == certificate()
    assert RENDERER.render_print(content, paper_copy()) == printed()


@pytest.mark.parametrize("names", [(), ("other.json",), ("certificate.json", "certificate.json")])
def test_a_pdf_that_holds_no_certificate_or_two_is_refused(names: tuple[str, ...]) -> None:
    attachments = [Attachment(string=str(place), name=name) for place, name in enumerate(names)]
    pdf = RENDERER._write(RENDERER._pages(certificate(), "normal"), attachments)
    with pytest.raises(ValueError, match="no certificate"):
        attached_content(pdf)
