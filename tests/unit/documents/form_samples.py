"""Papers of a public service centre to render in tests: invented people, in the letters of each language.

What was handed in and what is missing stands in the words of the service.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from functions.shared.documents.content import PaperCopy
from functions.shared.documents.forms_content import AcceptanceReceipt, ApplicationForm, FormChild, RefusalReceipt
from functions.shared.domain.application import Child, DocumentKind, HandedIn
from functions.shared.domain.facts import Name
from functions.shared.domain.language import Bilingual, Language, Text
from functions.shared.domain.package import Lack, Lacking
from functions.shared.domain.standard import STANDARD_2014
from functions.submit.papers import CONSENT, lacked, received
from tests.unit.documents.samples import ALMATY_DEPARTMENT

MORNING = datetime(2026, 11, 23, 5, 3, 7, tzinfo=UTC)
CENTRE = Bilingual(
    "«Халыққа қызмет көрсету орталығы» РМК Алматы қаласы бойынша филиалының № 3 бөлімі",
    "Отдел № 3 филиала РГП «Центр обслуживания населения» по городу Алматы",
)
CENTRE_ADDRESS = Bilingual("050000, Алматы қ., Жандосов көшесі, 51-үй", "050000, г. Алматы, ул. Жандосова, дом 51")
LONG_NAME = "Әбдірахманова-Сейітқазықызы Айсұлу-Гүлжауһар-Нұрсұлу Нұрсұлтанмұхаммедқызы"
LONG_ADDRESS = (
    "Шығыс Қазақстан облысы, Глубокое ауданы, Белоусовка кенті, Қазақстан Республикасы Тәуелсіздігінің 30 жылдығы "
    "көшесі, 123-үй, 45-пәтер"
)
LONG_CENTRE = Bilingual(
    "«Халыққа қызмет көрсету орталығы» РМК Шығыс Қазақстан облысы бойынша филиалының Глубокое ауданы № 17 бөлімі",
    "Отдел № 17 Глубоковского района филиала РГП «Центр обслуживания населения» по Восточно-Казахстанской области",
)


def _people(language: Language) -> tuple[str, str, str, str]:
    """The recipient, her address, the operator and the head, as each language writes them."""
    if language is Language.RU:
        address = "г. Алматы, проспект Абая, дом 1, квартира 12"
        return "Алиева Гульнар Кайратовна", address, "Нурланова Мадина Ерлановна", "Касымова Асель Бауржановна"
    address = "Алматы қ., Абай даңғылы, 1-үй, 12-пәтер"
    return "Әлиева Гүлнар Қайратқызы", address, "Нұрланова Мадина Ерланқызы", "Қасымова Әсел Бауыржанқызы"


def _child(language: Language) -> Child:
    russian = Name("Омирбек", "Инкар", "Хашимовна")
    name = russian if language is Language.RU else Name("Өмірбек", "Іңкәр", "Һашімқызы")
    return Child("160305500456", name, date(2016, 3, 5))


def application(language: Language = Language.KK, children: int = 2) -> ApplicationForm:
    """An application; the birth of every second child is read from the registry."""
    name, address, _, head = _people(language)
    child = _child(language).name.full()
    return ApplicationForm(
        addressee=ALMATY_DEPARTMENT,
        head=head,
        applicant=name,
        iin="880101400123",
        address=address,
        phone="+7 701 000 12 34",
        child_address=address,
        children=tuple(
            FormChild(child, f"16030{place}500456", date(2016, 3, 5 + place), None if place % 2 else f"AA {place:07d}")
            for place in range(children)
        ),
        consent=STANDARD_2014.consent["2014-1"],
        paper_copy=True,
        day=date(2026, 11, 23),
    )


def acceptance(language: Language = Language.KK) -> AcceptanceReceipt:
    name, _, operator, _ = _people(language)
    return AcceptanceReceipt(
        number="A2B3-C4D5-E6F7",
        accepted_at=MORNING,
        due_at=MORNING + timedelta(minutes=5),
        centre=CENTRE,
        centre_address=CENTRE_ADDRESS,
        operator=operator,
        applicant=name,
        provider=ALMATY_DEPARTMENT,
        documents=(
            received(HandedIn(DocumentKind.APPLICATION), ()),
            received(HandedIn(DocumentKind.BIRTH_CERTIFICATE, 0, "AA 0000001"), (_child(language),)),
            CONSENT,
        ),
        ticket="A 017",
        paper_copy=True,
    )


def refusal(language: Language = Language.KK) -> RefusalReceipt:
    name, address, operator, _ = _people(language)
    return RefusalReceipt(
        number="R7K2-M4QX-9TD3",
        refused_at=MORNING,
        applicant=name,
        applicant_address=address,
        centre=CENTRE,
        centre_address=CENTRE_ADDRESS,
        centre_phone="8 (727) 247-16-25",
        operator=operator,
        missing=(
            lacked(Lacking(DocumentKind.BIRTH_CERTIFICATE, Lack.MISSING, 0), (_child(language),)),
            lacked(
                Lacking(DocumentKind.IDENTITY_DOCUMENT, Lack.EXPIRED, number="041234567", expires_on=date(2026, 11, 1)),
                (),
            ),
        ),
    )


LONG_CHILDREN = (Child("160305500456", Name(*LONG_NAME.split()), date(2016, 3, 5)),) * 10
LONG_NUMBER = "ШҚО-АБВ 0123456789 / 2016, Глубокое ауданы, 45-т"
"""As long as a document's number may be, almost."""


def most_received() -> tuple[Text, ...]:
    certificates = (HandedIn(DocumentKind.BIRTH_CERTIFICATE, place, LONG_NUMBER) for place in range(10))
    identity = HandedIn(DocumentKind.IDENTITY_DOCUMENT, number=LONG_NUMBER)
    handed_in = (HandedIn(DocumentKind.APPLICATION), identity, *certificates)
    return (*(received(document, LONG_CHILDREN) for document in handed_in), CONSENT)


def most_lacked() -> tuple[Text, ...]:
    ended = date(2026, 11, 1)
    lacking = (
        Lacking(DocumentKind.APPLICATION, Lack.MISSING),
        *(Lacking(DocumentKind.BIRTH_CERTIFICATE, Lack.EXPIRED, place, LONG_NUMBER, ended) for place in range(10)),
        Lacking(DocumentKind.IDENTITY_DOCUMENT, Lack.EXPIRED, None, LONG_NUMBER, ended),
    )
    return tuple(lacked(each, LONG_CHILDREN) for each in lacking)


def longest_application() -> ApplicationForm:
    child = FormChild(LONG_NAME, "160305500456", date(2016, 3, 5), "ШҚО-АБВ № 0123456789")
    return replace(
        application(),
        addressee=LONG_CENTRE,
        head=LONG_NAME,
        applicant=LONG_NAME,
        address=LONG_ADDRESS,
        child_address=LONG_ADDRESS,
        children=tuple(replace(child, iin=f"16030550045{place}") for place in range(10)),
    )


def longest_acceptance() -> AcceptanceReceipt:
    return replace(
        acceptance(),
        centre=LONG_CENTRE,
        centre_address=Bilingual(LONG_ADDRESS, LONG_ADDRESS),
        operator=LONG_NAME,
        applicant=LONG_NAME,
        provider=LONG_CENTRE,
        documents=most_received(),
    )


def longest_refusal() -> RefusalReceipt:
    return replace(
        refusal(),
        applicant=LONG_NAME,
        applicant_address=LONG_ADDRESS,
        centre=LONG_CENTRE,
        centre_address=Bilingual(LONG_ADDRESS, LONG_ADDRESS),
        operator=LONG_NAME,
        missing=most_lacked(),
    )


def paper_copy(number: int = 1) -> PaperCopy:
    return PaperCopy(
        number=number,
        head="Қасымова Әсел Бауыржанқызы",
        head_position=Bilingual("Басқарма басшысы", "Руководитель управления"),
        printed_at=datetime(2026, 11, 23, 5, 12, tzinfo=UTC),
    )
