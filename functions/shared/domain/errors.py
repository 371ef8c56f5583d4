"""Every error that a caller can meet: one tree, each with a status, a problem type and texts (RFC 9457).

    Problem
    ├── MalformedBody 400               ├── Unauthenticated 401
    ├── IdempotencyKeyMissing 400       ├── Forbidden 403
    ├── NumberMistyped 400              ├── NotFound 404
    ├── CursorInvalid 400               ├── MethodNotAllowed 405
    ├── OtherOffice 403                 ├── OutsideHours 409
    ├── InvalidFields 422               ├── AlreadyRevoked 409   ├── AlreadySubmitted 409
    ├── SignatureInvalid 422            ├── BodyTooLarge 413
    ├── SignerNotApplicant 422          ├── AttachmentUnsupported 415
    ├── ConsentMissing 422              ├── Internal 500
    ├── ChildNotMinor 422               ├── Unavailable 503
    ├── BirthCertificateMissing 422     │   ├── Maintenance 503
    ├── AttachmentMissing 422           │   ├── SignatureUncheckable 503
    ├── AttachmentHashMismatch 422      │   ├── StillWaiting 503
    ├── ProviderUnknown 422             │   └── CalendarUnknown 503
    ├── RequestStale 422
    └── IdempotencyKeyReused 422

The public service centre's own problems stand in `package_errors`, `queue_errors` and `paper_errors`.

A problem tells what is wrong and where (JSON pointers), never whose data it met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from functions.shared.domain.language import Text

TYPE_PREFIX = "urn:anyqtama:problem:"


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: where (a JSON pointer into what was sent) and what."""

    pointer: str
    detail: Text


class Problem(Exception):
    """The root. `slug` makes the type; `title` is fixed for the type, `detail` speaks of this case."""

    status: ClassVar[int]
    slug: ClassVar[str]
    title: ClassVar[Text]
    default_detail: ClassVar[Text | None] = None

    def __init__(
        self,
        detail: Text | None = None,
        *,
        flaws: Sequence[Flaw] = (),
        retry_after: int | None = None,
        allow: Iterable[str] | None = None,
        **extra: object,
    ) -> None:
        super().__init__(self.slug)
        self.detail = detail or self.default_detail or self.title
        self.flaws = tuple(flaws)
        self.retry_after = retry_after
        self.allow = tuple(allow or ())
        self.extra = extra

    @classmethod
    def type(cls) -> str:
        return TYPE_PREFIX + cls.slug


class MalformedBody(Problem):
    status, slug = 400, "malformed-body"
    title = Text(
        kk="Сұрау салуды оқу мүмкін емес", ru="Запрос невозможно прочитать", en="The request body cannot be read"
    )


class IdempotencyKeyMissing(Problem):
    status, slug = 400, "idempotency-key-missing"
    title = Text(
        kk="Idempotency-Key тақырыбы жоқ немесе жарамсыз",
        ru="Заголовок Idempotency-Key отсутствует или негоден",
        en="The Idempotency-Key header is missing or unusable",
    )
    default_detail = Text(
        kk="Қайталанған сұрау салуды тану үшін 8–255 таңбадан тұратын Idempotency-Key тақырыбын жіберіңіз.",
        ru="Передайте заголовок Idempotency-Key из 8–255 знаков, чтобы повтор запроса можно было узнать.",
        en="Send an Idempotency-Key header of 8 to 255 visible characters, so that a repeat can be recognised.",
    )


class NumberMistyped(Problem):
    status, slug = 400, "number-mistyped"
    title = Text(kk="Нөмір қате терілген", ru="Номер введен с ошибкой", en="The number is mistyped")
    default_detail = Text(
        kk="Бақылау таңбасы сәйкес келмейді. Нөмірді құжаттан қайта оқып, мұқият теріңіз.",
        ru="Контрольный знак не сходится. Прочитайте номер на документе еще раз и введите внимательно.",
        en="The check character does not fit. Read the number on the document again and type it carefully.",
    )


class CursorInvalid(Problem):
    status, slug = 400, "cursor-invalid"
    title = Text(kk="Бет көрсеткіші жарамсыз", ru="Указатель страницы негоден", en="The page cursor is not one of ours")


class InvalidFields(Problem):
    status, slug = 422, "invalid-fields"
    title = Text(
        kk="Сұрау салудың кейбір өрістері дұрыс емес",
        ru="Некоторые поля запроса неверны",
        en="Some fields of the request are wrong",
    )


class SignatureInvalid(Problem):
    status, slug = 422, "signature-invalid"
    title = Text(
        kk="Электрондық цифрлық қолтаңба жарамсыз",
        ru="Электронная цифровая подпись недействительна",
        en="The electronic digital signature is not valid",
    )


class SignerNotApplicant(Problem):
    status, slug = 422, "signer-not-applicant"
    title = Text(
        kk="Сұрау салуға өтініш беруші қол қоймаған",
        ru="Запрос подписан не заявителем",
        en="The request was not signed by the applicant",
    )
    default_detail = Text(
        kk="Қолтаңбадағы ЖСН, кірген адамның ЖСН және өтініштегі ЖСН бірдей болуы тиіс (стандарт, 9.5).",
        ru="ИИН в подписи, ИИН вошедшего и ИИН в заявлении должны совпадать (стандарт, 9.5).",
        en="The IIN in the signature, of the caller, and in the application must be the same (standard, 9.5).",
    )


class ConsentMissing(Problem):
    status, slug = 422, "consent-missing"
    title = Text(
        kk="Мәліметтерді пайдалануға келісім жоқ",
        ru="Нет согласия на использование сведений",
        en="The consent to the use of data is missing",
    )
    default_detail = Text(
        kk="Заңмен қорғалатын құпияны құрайтын мәліметтерді пайдалануға келісім қажет (стандарт, 9.3).",
        ru="Необходимо согласие на использование сведений, составляющих охраняемую законом тайну (стандарт, 9.3).",
        en="The consent to the use of data that are a secret protected by law is needed (standard, 9.3).",
    )


class ChildNotMinor(Problem):
    status, slug = 422, "child-not-minor"
    title = Text(
        kk="Бала кәмелетке толған", ru="Ребенок достиг совершеннолетия", en="A child of the application has come of age"
    )


class BirthCertificateMissing(Problem):
    status, slug = 422, "birth-certificate-missing"
    title = Text(
        kk="Туу туралы куәлік қоса берілмеген",
        ru="Свидетельство о рождении не приложено",
        en="A birth certificate is not attached",
    )
    default_detail = Text(
        kk="2007 жылғы 13 тамызға дейін туған баланың туу туралы куәлігінің көшірмесі қажет (стандарт, 9.5, 9.6).",
        ru="Ребенку, родившемуся до 13 августа 2007 года, нужна копия свидетельства о рождении (стандарт, 9.5, 9.6).",
        en="A copy of the birth certificate is needed of a child born before 13 August 2007 (standard, 9.5, 9.6).",
    )


class AttachmentMissing(Problem):
    status, slug = 422, "attachment-missing"
    title = Text(
        kk="Қоса берілген құжат жүктелмеген", ru="Приложенный документ не загружен", en="An attachment was not uploaded"
    )
    default_detail = Text(
        kk="Алдымен құжатты PUT /v1/attachments/{sha256} арқылы жүктеңіз.",
        ru="Сначала загрузите документ через PUT /v1/attachments/{sha256}.",
        en="Upload the document first, with PUT /v1/attachments/{sha256}.",
    )


class AttachmentHashMismatch(Problem):
    status, slug = 422, "attachment-hash-mismatch"
    title = Text(
        kk="Құжаттың SHA-256 мәні мекенжайдағыдан өзгеше",
        ru="SHA-256 документа не совпадает с адресом",
        en="The document's SHA-256 is not the one in the address",
    )


class ProviderUnknown(Problem):
    status, slug = 422, "provider-unknown"
    title = Text(
        kk="Мұндай көрсетілетін қызметті беруші жоқ", ru="Такого услугодателя нет", en="There is no such provider"
    )
    default_detail = Text(
        kk="Көрсетілетін қызметті берушілердің тізбесі: GET /v1/service.",
        ru="Перечень услугодателей: GET /v1/service.",
        en="The providers are listed in GET /v1/service.",
    )


class RequestStale(Problem):
    status, slug = 422, "request-stale"
    title = Text(
        kk="Сұрау салудың уақыты ескірген немесе әлі келмеген",
        ru="Время запроса устарело или еще не наступило",
        en="The request's time is too old or in the future",
    )


class IdempotencyKeyReused(Problem):
    status, slug = 422, "idempotency-key-reused"
    title = Text(
        kk="Idempotency-Key басқа сұрау салумен пайдаланылған",
        ru="Idempotency-Key уже использован с другим запросом",
        en="The Idempotency-Key was used with another request",
    )


class Unauthenticated(Problem):
    status, slug = 401, "unauthenticated"
    title = Text(
        kk="Жарамды кіру токені қажет", ru="Нужен действующий токен доступа", en="A valid access token is needed"
    )


class Forbidden(Problem):
    status, slug = 403, "forbidden"
    title = Text(
        kk="Бұл әрекетке құқығыңыз жоқ", ru="У вас нет права на это действие", en="Your role does not allow this"
    )


class OtherOffice(Problem):
    status, slug = 403, "other-office"
    title = Text(
        kk="Бұл әрекетті тек сол мекеменің қызметкері жасай алады",
        ru="Это действие доступно только работнику того же учреждения",
        en="Only staff of that very office may do this",
    )


class NotFound(Problem):
    status, slug = 404, "not-found"
    title = Text(kk="Табылмады", ru="Не найдено", en="Not found")


class MethodNotAllowed(Problem):
    status, slug = 405, "method-not-allowed"
    title = Text(
        kk="Бұл мекенжайда мұндай әдіс жоқ",
        ru="Для этого адреса такого метода нет",
        en="No such method at this place",
    )


class OutsideHours(Problem):
    """`opens_at` tells the next opening (RFC 3339)."""

    status, slug = 409, "outside-hours"
    title = Text(
        kk="Халыққа қызмет көрсету орталығы қазір жабық",
        ru="Центр обслуживания населения сейчас закрыт",
        en="The public service centre is closed now",
    )


class AlreadyRevoked(Problem):
    status, slug = 409, "already-revoked"
    title = Text(
        kk="Анықтама бұрын қайтарып алынған", ru="Справка уже отозвана", en="The certificate was revoked before"
    )


class AlreadySubmitted(Problem):
    status, slug = 409, "already-submitted"
    title = Text(
        kk="Бұл сұрау салу бұрын қабылданған", ru="Этот запрос уже принят", en="This very request was accepted before"
    )
    default_detail = Text(
        kk="Дәл осы қол қойылған сұрау салу басқа Idempotency-Key мәнімен қабылданған: кабинеттен қараңыз.",
        ru="Именно этот подписанный запрос принят с другим Idempotency-Key: смотрите кабинет.",
        en="Exactly this signed request was accepted under another Idempotency-Key: see the cabinet.",
    )


class BodyTooLarge(Problem):
    status, slug = 413, "body-too-large"
    title = Text(kk="Деректер көлемі тым үлкен", ru="Объем данных слишком велик", en="The body is too large")


class AttachmentUnsupported(Problem):
    status, slug = 415, "attachment-unsupported"
    title = Text(
        kk="Құжат PDF, JPEG немесе PNG болуы тиіс",
        ru="Документ должен быть PDF, JPEG или PNG",
        en="A document must be a PDF, JPEG or PNG",
    )
    default_detail = Text(
        kk="Түрі файл атауы бойынша емес, мазмұны бойынша анықталады.",
        ru="Тип определяется по содержанию, а не по имени файла.",
        en="The kind is told by the content, not by the file's name.",
    )


class Internal(Problem):
    status, slug = 500, "internal"
    title = Text(kk="Жүйеде қате болды", ru="В системе произошла ошибка", en="Something went wrong on our side")
    default_detail = Text(
        kk="Қате тіркелді. Сұрау салуды қайталаңыз; көмек: 1414.",
        ru="Ошибка записана. Повторите запрос; помощь: 1414.",
        en="It has been recorded. Please repeat the request; help: 1414.",
    )


class Unavailable(Problem):
    status, slug = 503, "unavailable"
    title = Text(
        kk="Қызмет уақытша қолжетімсіз", ru="Сервис временно недоступен", en="The service is unavailable for now"
    )
    default_detail = Text(
        kk="Сұрау салуды біраздан кейін қайталаңыз; көмек: 1414.",
        ru="Повторите запрос немного позже; помощь: 1414.",
        en="Please repeat the request a little later; help: 1414.",
    )


REPEAT_WITH_KEY = Text(
    kk="Сұрау салуды сол Idempotency-Key мәнімен қайталаңыз: ештеңе жоғалмайды.",
    ru="Повторите запрос с тем же Idempotency-Key: ничего не потеряется.",
    en="Repeat the request with the same Idempotency-Key: nothing is lost.",
)
"""The detail of `Unavailable` where the route takes a key."""


class Maintenance(Unavailable):
    slug = "maintenance"
    title = Text(kk="Техникалық үзіліс", ru="Технический перерыв", en="Technical break")


class SignatureUncheckable(Unavailable):
    slug = "signature-uncheckable"
    title = Text(
        kk="Қолтаңбаны қазір тексеру мүмкін емес",
        ru="Подпись сейчас невозможно проверить",
        en="The signature cannot be checked now",
    )


class StillWaiting(Unavailable):
    slug = "still-waiting"
    title = Text(kk="Жауап күтілуде", ru="Ожидается ответ", en="Waiting for an answer from outside")


class CalendarUnknown(Unavailable):
    """The working calendar has to be extended; the log has alerted those who do it."""

    slug = "calendar-unknown"
    title = Text(
        kk="Жұмыс күнтізбесі бұл күнге әлі жасалмаған",
        ru="Рабочий календарь на этот день еще не составлен",
        en="The working calendar does not reach this day yet",
    )
    default_detail = Text(
        kk="Күнтізбені толықтыратын мамандарға хабар берілді; көмек: 1414.",
        ru="Специалистам, которые дополняют календарь, сообщено; помощь: 1414.",
        en="Those who extend the calendar have been told; help: 1414.",
    )


def all_problems(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Every concrete problem of the tree."""
    for kind in root.__subclasses__():
        yield kind
        yield from all_problems(kind)
