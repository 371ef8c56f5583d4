"""Why an application is declined: a closed list, in three languages (9.3 to 9.6; Law on State Services, art. 19-1).

A reason points at the part of the application it is about, so that "child 2" can be said without naming anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from functions.shared.domain.language import Text


class ReasonCode(StrEnum):
    CONSENT_MISSING = "consent-missing"
    SIGNER_NOT_APPLICANT = "signer-not-applicant"
    SIGNATURE_REVOKED = "signature-revoked"
    APPLICANT_UNKNOWN = "applicant-unknown"
    APPLICANT_NOT_ALIVE = "applicant-not-alive"
    APPLICANT_NAME_DIFFERS = "applicant-name-differs"
    CHILD_NOT_MINOR = "child-not-minor"
    BIRTH_CERTIFICATE_MISSING = "birth-certificate-missing"
    BIRTH_RECORD_DIFFERS = "birth-record-differs"
    ORDER_NOT_FOUND = "order-not-found"
    ORDER_ENDED = "order-ended"
    ORDER_DIFFERS = "order-differs"


@dataclass(frozen=True)
class Reason:
    """One reason. `child` is the child's place in the application, from 0, or None where it is about the applicant."""

    code: ReasonCode
    child: int | None = None

    @property
    def pointer(self) -> str:
        """A JSON pointer into the signed request (RFC 6901)."""
        return "/applicant" if self.child is None else f"/children/{self.child}"

    def text(self) -> Text:
        return TEXTS[self.code].format(child="" if self.child is None else self.child + 1)


TEXTS: dict[ReasonCode, Text] = {
    ReasonCode.CONSENT_MISSING: Text(
        kk="Заңмен қорғалатын құпияны құрайтын мәліметтерді пайдалануға келісім берілмеген.",
        ru="Нет согласия на использование сведений, составляющих охраняемую законом тайну.",
        en="There is no consent to the use of data that are a secret protected by law.",
    ),
    ReasonCode.SIGNER_NOT_APPLICANT: Text(
        kk="Сұрау салуға өтініш берушіден басқа адам қол қойған.",
        ru="Запрос подписан не заявителем.",
        en="The request was signed by somebody other than the applicant.",
    ),
    ReasonCode.SIGNATURE_REVOKED: Text(
        kk="Сұрау салуға қол қойылған ЭЦҚ сертификаты қайтарып алынған. Жаңа ЭЦҚ алып, қайта өтініш беріңіз.",
        ru="Сертификат ЭЦП, которым подписан запрос, отозван. Получите новую ЭЦП и подайте заявление снова.",
        en="The certificate of the signature was revoked. Get a new signature key and apply again.",
    ),
    ReasonCode.APPLICANT_UNKNOWN: Text(
        kk="Өтініш беруші туралы мәлімет жеке тұлғалар тізілімінде жоқ.",
        ru="В регистре физических лиц нет сведений о заявителе.",
        en="The register of natural persons has no record of the applicant.",
    ),
    ReasonCode.APPLICANT_NOT_ALIVE: Text(
        kk="Жеке тұлғалар тізілімінде өтініш беруші қайтыс болған деп көрсетілген.",
        ru="По регистру физических лиц заявитель значится умершим.",
        en="The register of natural persons records the applicant as deceased.",
    ),
    ReasonCode.APPLICANT_NAME_DIFFERS: Text(
        kk="Өтініштегі тегі, аты немесе әкесінің аты тізілімдегіден өзгеше.",
        ru="Фамилия, имя или отчество в заявлении не совпадают с регистром.",
        en="The applicant's name differs from the register.",
    ),
    ReasonCode.CHILD_NOT_MINOR: Text(
        kk="{child}-бала кәмелетке толған: оған қатысты анықтама берілмейді.",
        ru="Ребенок № {child} достиг совершеннолетия: справка о нем не выдается.",
        en="Child {child} has come of age: no certificate is issued.",
    ),
    ReasonCode.BIRTH_CERTIFICATE_MISSING: Text(
        kk="{child}-баланың тууы туралы жазба тізілімде жоқ және туу туралы куәлік ұсынылмаған. Қайта өтініш беріңіз: "
        "порталда куәліктің электрондық көшірмесін (PDF, JPEG немесе PNG) қосыңыз, ХҚКО-да куәліктің өзін көрсетіңіз.",
        ru="Записи о рождении ребенка № {child} нет в регистре, и свидетельство о рождении не представлено. Подайте "
        "заявление снова: на портале приложите электронную копию свидетельства (PDF, JPEG или PNG), в ЦОН предъявите "
        "само свидетельство.",
        en="There is no record of the birth of child {child}, and no birth certificate was given. Apply again: on the "
        "portal attach a copy of the certificate (PDF, JPEG or PNG), at a public service centre show the certificate.",
    ),
    ReasonCode.BIRTH_RECORD_DIFFERS: Text(
        kk="{child}-бала туралы өтініштегі мәлімет тууды тіркеу жазбасынан өзгеше.",
        ru="Данные ребенка № {child} в заявлении не совпадают с записью о рождении.",
        en="What the application says of child {child} differs from the record of the birth.",
    ),
    ReasonCode.ORDER_NOT_FOUND: Text(
        kk="{child}-балаға өтініш берушіні қорғаншы (қамқоршы) етіп тағайындау туралы шешім тізілімде жоқ.",
        ru="В регистре нет решения о назначении заявителя опекуном (попечителем) ребенка № {child}.",
        en="The register has no order that appoints the applicant guardian or trustee of child {child}.",
    ),
    ReasonCode.ORDER_ENDED: Text(
        kk="{child}-балаға қорғаншылық (қамқоршылық) тоқтатылған.",
        ru="Опека (попечительство) над ребенком № {child} прекращена.",
        en="The guardianship (trusteeship) of child {child} has ended.",
    ),
    ReasonCode.ORDER_DIFFERS: Text(
        kk="{child}-бала туралы өтініштегі мәлімет қорғаншылық тізіліміндегі шешімнен өзгеше.",
        ru="Данные ребенка № {child} в заявлении не совпадают с решением в регистре опеки.",
        en="What the application says of child {child} differs from the order in the register of guardianship.",
    ),
}
