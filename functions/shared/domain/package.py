"""The package that a recipient hands in at a public service centre (clauses 9.1 to 9.4, 10.1).

What must be handed in is computed from the children and from what the registry of births says, never typed. Whoever is
silent is not taken for one who has nothing: what cannot be known at the desk is decided in verification.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from functions.shared.domain.application import DocumentKind, HandedIn
from functions.shared.domain.decision import must_attach_birth_certificate
from functions.shared.domain.facts import Answer, Birth, Found, NoRecord
from functions.shared.domain.language import Text
from functions.shared.domain.standard import Profile


class Need(StrEnum):
    """Whether a document must be handed in."""

    NEEDED = "needed"
    FROM_REGISTRY = "from-registry"  # nothing to hand in (9.2)
    AFTER_CONSENT = "after-consent"  # the registry may be asked only then (9.3)
    UNKNOWN = "unknown"  # the registry is silent: nobody is sent away for that


class Why(StrEnum):
    """What the need follows from."""

    ALWAYS = "always"
    BORN_BEFORE_REGISTRY = "born-before-registry"
    NO_RECORD = "no-record"
    RECORD_FOUND = "record-found"
    NO_CONSENT_YET = "no-consent-yet"
    REGISTRY_SILENT = "registry-silent"


@dataclass(frozen=True)
class Item:
    """One line of the checklist. `child` is the child's place in the application, from 0."""

    kind: DocumentKind
    need: Need
    why: Why
    child: int | None = None


class Lack(StrEnum):
    MISSING = "missing"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Lacking:
    """One reason to refuse a package (10.1): what is not there, or no longer valid.

    What is no longer valid was shown: `number` is the document's, `expires_on` its last day.
    """

    kind: DocumentKind
    lack: Lack
    child: int | None = None
    number: str | None = None
    expires_on: date | None = None

    def text(self) -> Text:
        """As anybody may be told it: without a name, and without a number."""
        return kind_text(self.kind, self.child) + self.lapse()

    def lapse(self) -> Text:
        """What is said behind a document's name: when it expired; nothing of one that is missing."""
        return EXPIRED_ON.format(day=self.expires_on) if self.expires_on else NOTHING


def checklist(births: Sequence[date], answers: Sequence[Answer[Birth] | None], profile: Profile) -> tuple[Item, ...]:
    """What is needed for children born on these days (9.1, 9.2). An answer is None where the registry was not asked."""
    always = (
        Item(DocumentKind.APPLICATION, Need.NEEDED, Why.ALWAYS),
        Item(DocumentKind.IDENTITY_DOCUMENT, Need.FROM_REGISTRY, Why.ALWAYS),
    )
    return always + tuple(
        Item(DocumentKind.BIRTH_CERTIFICATE, *about_birth(born, answer, profile), child=place)
        for place, (born, answer) in enumerate(zip(births, answers, strict=True))
    )


def about_birth(born: date, answer: Answer[Birth] | None, profile: Profile) -> tuple[Need, Why]:
    """The birth certificate: needed where the child was born before 13 August 2007, or has no record (9.1, 9.2)."""
    if must_attach_birth_certificate(born, profile):
        return Need.NEEDED, Why.BORN_BEFORE_REGISTRY
    match answer:
        case None:
            return Need.AFTER_CONSENT, Why.NO_CONSENT_YET
        case NoRecord():
            return Need.NEEDED, Why.NO_RECORD
        case Found():
            return Need.FROM_REGISTRY, Why.RECORD_FOUND
        case _:
            return Need.UNKNOWN, Why.REGISTRY_SILENT


def lacking(items: Iterable[Item], handed_in: Sequence[HandedIn], today: date) -> tuple[Lacking, ...]:
    """All that keeps the package from being accepted (10.1); empty for a complete one. `today` is Almaty's.

    What is needed must be valid, and so must the identity document that is shown: it tells who stands there. What
    nobody needs refuses nobody, expired or not (Law on State Services, art. 5).
    """
    there = {(document.kind, document.child) for document in handed_in}
    needed = [(item.kind, item.child) for item in items if item.need is Need.NEEDED]
    counts = {*needed, (DocumentKind.IDENTITY_DOCUMENT, None)}
    missing = [Lacking(kind, Lack.MISSING, child) for kind, child in needed if (kind, child) not in there]
    expired = [
        Lacking(document.kind, Lack.EXPIRED, document.child, document.number, document.expires_on)
        for document in handed_in
        if document.is_expired(today) and (document.kind, document.child) in counts
    ]
    return (*missing, *expired)


def kind_text(kind: DocumentKind, child: int | None) -> Text:
    """A document by its kind; `child` is the child's place in the application, from 0."""
    return KIND_TEXTS[kind].format(child="" if child is None else child + 1)


KIND_TEXTS: dict[DocumentKind, Text] = {
    DocumentKind.APPLICATION: Text(
        kk="2-қосымшаға сәйкес өтініш", ru="заявление по форме приложения 2", en="the application by Annex 2"
    ),
    DocumentKind.BIRTH_CERTIFICATE: Text(
        kk="{child}-баланың туу туралы куәлігі",
        ru="свидетельство о рождении ребенка № {child}",
        en="the birth certificate of child {child}",
    ),
    DocumentKind.IDENTITY_DOCUMENT: Text(
        kk="өтініш берушінің жеке басын куәландыратын құжат",
        ru="документ, удостоверяющий личность заявителя",
        en="the applicant's identity document",
    ),
}
NOTHING = Text(kk="", ru="", en="")
EXPIRED_ON = Text(
    kk=" (қолданылу мерзімі {day:%d.%m.%Y} аяқталған)",
    ru=" (срок действия истек {day:%d.%m.%Y})",
    en=" (expired on {day:%Y-%m-%d})",
)
WHY_TEXTS: dict[Why, Text] = {
    Why.ALWAYS: Text(kk="Стандарттың 9-тармағы бойынша.", ru="По пункту 9 стандарта.", en="By item 9 of the standard."),
    Why.BORN_BEFORE_REGISTRY: Text(
        kk="Бала 2007 жылғы 13 тамызға дейін туған: куәлікті тапсыру қажет.",
        ru="Ребенок родился до 13 августа 2007 года: нужно сдать данные свидетельства.",
        en="The child was born before 13 August 2007: the certificate is needed.",
    ),
    Why.NO_RECORD: Text(
        kk="Тууды тіркеу жазбасы жоқ (мысалы, бала шетелде туған): куәлікті тапсыру қажет.",
        ru="Записи о рождении нет (например, ребенок родился за границей): нужно сдать данные свидетельства.",
        en="There is no record of the birth (the child was born abroad, for instance): the certificate is needed.",
    ),
    Why.RECORD_FOUND: Text(
        kk="Жазба тізілімде бар: тапсырудың қажеті жоқ.",
        ru="Запись есть в регистре: сдавать ничего не нужно.",
        en="The record is in the registry: nothing is to be handed in.",
    ),
    Why.NO_CONSENT_YET: Text(
        kk="Тізілімнен келісім алынғаннан кейін ғана сұралады.",
        ru="Регистр запрашивается только после согласия.",
        en="The registry is asked only after the consent is given.",
    ),
    Why.REGISTRY_SILENT: Text(
        kk="Тізілім жауап бермей тұр: өтініш қабылданады, жазба кейін тексеріледі. Куәлік қолда болса, тапсырыңыз.",
        ru="Регистр не отвечает: заявление принимается, запись проверят позже. Если свидетельство с собой, сдайте его.",
        en="The registry is silent: the application is accepted and the record checked later. Hand the certificate in "
        "if it is at hand.",
    ),
}
"""Why a document is needed or not, as the checklist says it."""
