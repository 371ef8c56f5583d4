"""Papers of a complaint to render in tests: invented people, in the letters of each language."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from functions.shared.documents.complaints_content import AnswerPaper, Coupon, Dossier, DossierEvent, DossierPart
from functions.shared.domain.complaint import Outcome
from functions.shared.domain.language import Bilingual, Language, Text
from tests.unit.documents.form_samples import LONG_ADDRESS, LONG_CENTRE, LONG_NAME
from tests.unit.documents.samples import ALMATY_DEPARTMENT

RECEIVED = datetime(2026, 11, 23, 5, 3, 7, tzinfo=UTC)
"""A Monday, 10:03 in Almaty."""
ADDRESS = Bilingual("050001, Алматы қ., Республика алаңы, 4", "050001, г. Алматы, площадь Республики, 4")
AKIMAT = Bilingual("Алматы қаласының әкімдігі", "Акимат города Алматы")


def _people(language: Language) -> tuple[str, str, str]:
    """The complainant, her address, and an employee of the office."""
    if language is Language.RU:
        return "Алиева Гульнар Кайратовна", "г. Алматы, проспект Абая, дом 1, квартира 12", "Нурланова М. Е."
    return "Әлиева Гүлнар Қайратқызы", "Алматы қ., Абай даңғылы, 1-үй, 12-пәтер", "Нұрланова М. Е."


def coupon(language: Language = Language.KK) -> Coupon:
    name, _, clerk = _people(language)
    return Coupon(
        number="K7R2-M4QX-9TD3",
        incoming="2026/000017",
        office=ALMATY_DEPARTMENT,
        office_address=ADDRESS,
        office_phone="8 (727) 271-00-00",
        received_at=RECEIVED,
        registered_on=date(2026, 11, 23),
        accepted_by=clerk,
        complainant=name,
        due_on=date(2026, 11, 30),
        answer_where=Text(
            "Поштамен, шағымда көрсетілген мекенжайға; қалауыңыз бойынша кеңседе қолма-қол",
            "По почте на указанный в жалобе адрес; по желанию нарочно в канцелярии",
            "By post",
        ),
    )


def incomplete_coupon(language: Language = Language.KK) -> Coupon:
    """Received on a Sunday by the wrong office, without an address and a signature."""
    return replace(
        coupon(language),
        received_at=RECEIVED - timedelta(days=1),
        missing=(
            Text("шағым берушінің пошталық мекенжайы", "почтовый адрес заявителя", "postal address"),
            Text("шағым берушінің қолы", "подпись заявителя", "signature"),
        ),
        missing_until=date(2026, 11, 26),
        misdirected_to=Text(AKIMAT.kk, AKIMAT.ru, "Akimat of Almaty"),
    )


def longest_coupon() -> Coupon:
    return replace(
        incomplete_coupon(),
        office=LONG_CENTRE,
        office_address=Bilingual(LONG_ADDRESS, LONG_ADDRESS),
        accepted_by=LONG_NAME,
        complainant=LONG_NAME,
        answer_where=Text(LONG_ADDRESS, LONG_ADDRESS, LONG_ADDRESS),
        missing=tuple(Text(f"{place}: {LONG_ADDRESS}", f"{place}: {LONG_ADDRESS}", "") for place in range(1, 5)),
        misdirected_to=Text(LONG_CENTRE.kk, LONG_CENTRE.ru, ""),
    )


REASONED = {
    Language.KK: "Сіздің шағымыңыз қаралды. Тексеру барысында 2026 жылғы 20 қарашада жұмыс уақытында жауап кешігіп "
    "берілгені анықталды.\n\nКешігу себебі: мемлекеттік ақпараттық жүйе уақытша қолжетімсіз болған.\nБұл Заңның "
    "талабын бұзу болып табылады.",
    Language.RU: "Ваша жалоба рассмотрена. При проверке установлено, что 20 ноября 2026 года ответ был дан с "
    "опозданием.\n\nПричина опоздания: государственная информационная система временно была недоступна.\nЭто является "
    "нарушением требований Закона.",
}


def answer(language: Language = Language.KK) -> AnswerPaper:
    name, address, employee = _people(language)
    russian = language is Language.RU
    return AnswerPaper(
        number="K7R2-M4QX-9TD3",
        incoming="2026/000017",
        registered_on=date(2026, 11, 23),
        language=language,
        office=ALMATY_DEPARTMENT,
        office_address=ADDRESS,
        office_phone="8 (727) 271-00-00",
        complainant=name,
        complainant_address=address,
        outcome=Outcome.PARTLY_UPHELD,
        text=REASONED[language],
        measures="Виновному сотруднику объявлено замечание." if russian else "Кінәлі қызметкерге ескерту жасалды.",
        executor=employee,
        signatory="Сейткали Ерлан Муратович" if russian else "Сейітқали Ерлан Мұратұлы",
        signatory_position=Bilingual("Басқарма басшысы", "Руководитель управления"),
        certificate_serial="47d3f2a19c0b8e6611aa23f05e7d9c1b2a3f4e5d",
        answered_at=RECEIVED + timedelta(days=4, hours=5),
        check_url=None,
        to_court_only=False,
    )


def longest_answer(language: Language = Language.KK) -> AnswerPaper:
    """Twenty thousand characters in paragraphs, and long names."""
    sentence = REASONED[language].split("\n")[0] + " "
    paragraph = sentence * 8
    text = "\n\n".join(f"{place}. {paragraph}".strip() for place in range(1, 40))[:20_000]
    return replace(
        answer(language),
        text=text,
        complainant=LONG_NAME,
        complainant_address=LONG_ADDRESS,
        office=LONG_CENTRE,
        office_address=Bilingual(LONG_ADDRESS, LONG_ADDRESS),
        executor=LONG_NAME,
        signatory=LONG_NAME,
        signatory_position=LONG_CENTRE,
    )


def part(place: int, data: bytes = b"", name: str = "", title: str = "") -> DossierPart:
    data = data or bytes(range(256)) * place
    return DossierPart(
        name=name or f"{place:02d}-attachment.pdf",
        title=Text(title or f"Қосымша {place}", title or f"Приложение {place}", ""),
        media_type="application/pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
    )


def event(n: int) -> DossierEvent:
    return DossierEvent(
        n=n,
        at=RECEIVED + timedelta(minutes=n),
        what=Text("Тіркелді", "Зарегистрирована", "Registered"),
        by=Text("кеңсе қызметкері", "сотрудник канцелярии", "clerk"),
        details=("2026/000017",),
        hash=hashlib.sha256(str(n).encode()).hexdigest(),
    )


def dossier(language: Language = Language.KK, events: int = 5, parts: int = 2) -> Dossier:
    name, address, _ = _people(language)
    return Dossier(
        number="K7R2-M4QX-9TD3",
        incoming=("2026/000017", "2026/000123"),
        office=ALMATY_DEPARTMENT,
        language=language,
        made_at=RECEIVED + timedelta(days=20),
        facts=(
            (Text("Шағым беруші", "Заявитель", ""), name),
            (Text("Мекенжайы", "Адрес", ""), address),
            (Text("Тіркелген күні", "Дата регистрации", ""), "23.11.2026"),
            (Text("Қарау мерзімі", "Срок рассмотрения", ""), "30.11.2026"),
        ),
        text=REASONED[language],
        answer=REASONED[language],
        events=tuple(event(n) for n in range(1, events + 1)),
        chain_is_whole=True,
        parts=tuple(part(place) for place in range(1, parts + 1)),
    )
