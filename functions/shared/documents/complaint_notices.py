"""The notices on a complaint in the complainant's cabinet (11.3, 11.8, 11.9; Administrative Code, art. 65).

Each is in three languages and names the single contact centre (16.2), none names a person. Numbers come in groups
already. The last day of a term is a day in Almaty.
"""

from __future__ import annotations

from datetime import date, datetime

from functions.shared.documents.dates import in_almaty, written_date
from functions.shared.documents.texts import CONTACT_CENTRE
from functions.shared.domain.language import Language, Text

_REGISTERED = Text(
    kk="№ {number} шағымыңыз қабылданды және тіркелді. Тіркеген орган: {office}, кіріс № {incoming}. "
    "Қараудың соңғы күні: {due}.",
    ru="Ваша жалоба № {number} принята и зарегистрирована. Орган: {office}, вх. № {incoming}. "
    "Последний день рассмотрения: {due}.",
    en="Your complaint No. {number} has been received and registered. Office: {office}, incoming No. {incoming}. "
    "Last day for its consideration: {due}.",
)
_FORWARDED = Text(
    kk="№ {number} шағымыңызды қарау тіркеген органның құзыретіне жатпайтындықтан, ол құзыреті бойынша жіберілді. "
    "Қарайтын орган: {office}, кіріс № {incoming}. Қарау мерзімі өзгерген жоқ: ол алғашқы тіркеуден бастап есептеледі.",
    ru="Рассмотрение Вашей жалобы № {number} не относится к компетенции органа, который ее зарегистрировал, поэтому "
    "она направлена по компетенции. Рассматривает: {office}, вх. № {incoming}. Срок рассмотрения не изменился: он "
    "исчисляется с первой регистрации.",
    en="Your complaint No. {number} is not for the office that registered it to decide, and has been sent on to the "
    "one whose it is: {office}, incoming No. {incoming}. The term has not changed: it is counted from the first "
    "registration.",
)
_EXTENDED = Text(
    kk="№ {number} шағымыңызды қарау мерзімі ұзартылды. Қараудың жаңа соңғы күні: {due}. Себебі: {reason}",
    ru="Срок рассмотрения Вашей жалобы № {number} продлен. Новый последний день рассмотрения: {due}. Причина: {reason}",
    en="The term of your complaint No. {number} has been extended. New last day for its consideration: {due}. "
    "Reason: {reason}",
)
_ANSWERED = Text(
    kk="№ {number} шағымыңызға жауап берілді. Жауап басшының ЭЦҚ қойылған электрондық құжат түрінде жеке кабинетіңізде "
    "тұр. Келіспеген жағдайда қайда және қандай тәртіппен шағымдануға болатыны жауаптың өзінде көрсетілген.",
    ru="На Вашу жалобу № {number} дан ответ. Он находится в Вашем личном кабинете в виде электронного документа, "
    "подписанного ЭЦП руководителя. Куда и в каком порядке обратиться при несогласии, указано в самом ответе.",
    en="Your complaint No. {number} has been answered. The answer is in your personal cabinet as an electronic "
    "document signed with the EDS of the head. It says where and how to turn if you disagree.",
)


def registered(number: str, incoming: str, office: Text, due_on: date) -> Text:
    """The complaint was registered: its numbers, where, and the last day of the term (11.3)."""
    return _with_contact(_REGISTERED, number=number, incoming=incoming, office=office, due=_written(due_on))


def forwarded(number: str, office: Text, incoming: str) -> Text:
    """It was sent on to `office`, whose it is, and is registered there as `incoming`; the term stays (art. 65)."""
    return _with_contact(_FORWARDED, number=number, incoming=incoming, office=office)


def extended(number: str, due_at: datetime, reason: str) -> Text:
    """The term ends later, on the day of `due_at`, for this reason, in the words of the head (Services Law, art. 25).

    Raises ValueError without a reason: an extension must have one.
    """
    reason = reason.strip()
    if not reason:
        raise ValueError("An extension without a reason may not be told.")
    if reason[-1] not in ".!?…":
        reason += "."
    return _with_contact(
        _EXTENDED, number=number, due=_written(in_almaty(due_at).date()), reason=Text(reason, reason, reason)
    )


def answered(number: str) -> Text:
    """The answer lies in the cabinet (11.9), and says itself how to go on from there (11.10, 11.11)."""
    return _with_contact(_ANSWERED, number=number)


def _written(day: date) -> Text:
    return Text(*(written_date(day, language) for language in Language))


def _with_contact(pattern: Text, **values: str | Text) -> Text:
    """The pattern with its values, each in the pattern's language, and the contact centre."""
    return Text(
        *(
            pattern.in_language(language).format(
                **{
                    name: value.in_language(language) if isinstance(value, Text) else value
                    for name, value in values.items()
                }
            )
            + " "
            + CONTACT_CENTRE.in_language(language)
            for language in Language
        )
    )
