"""The notices that the recipient's cabinet shows (4.4, 9.7, 15.1): each in three languages, none with a name.

Every one names the single contact centre (16.2). Numbers come in groups already; moments are aware and are shown
in the time of Almaty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from functions.shared.documents.dates import written
from functions.shared.documents.texts import CONTACT_CENTRE
from functions.shared.domain.language import Language, Text

_ACCEPTED = Text(
    kk="Сіздің № {number} сұрау салуыңыз қабылданды. Қабылданған уақыты: {at}. "
    "Нәтижені алу уақыты: {due} (Алматы уақыты).",
    ru="Ваш запрос № {number} принят. Время принятия: {at}. Время получения результата: {due} (время Алматы).",
    en="Your request No. {number} has been accepted. Accepted at: {at}. Result due at: {due} (Almaty time).",
)
_ISSUED = Text(
    kk="№ {number} сұрау салуыңыз бойынша № {certificate} анықтама берілді. "
    "Ол уәкілетті тұлғаның ЭЦҚ қойылған электрондық құжат түрінде жеке кабинетіңізде тұр.",
    ru="По вашему запросу № {number} выдана справка № {certificate}. "
    "Она находится в вашем личном кабинете в виде электронного документа, подписанного ЭЦП уполномоченного лица.",
    en="Certificate No. {certificate} has been issued on your request No. {number}. "
    "It is in your personal cabinet as an electronic document signed with the EDS of the authorised person.",
)
_DECLINED = Text(
    kk="№ {number} сұрау салуыңыз бойынша анықтама беруден бас тартылды. Себептері:",
    ru="По вашему запросу № {number} в выдаче справки отказано. Причины:",
    en="A certificate has been declined on your request No. {number}. Reasons:",
)
_ONE_REASON = Text(
    kk="№ {number} сұрау салуыңыз бойынша анықтама беруден бас тартылды. Себебі:",
    ru="По вашему запросу № {number} в выдаче справки отказано. Причина:",
    en="A certificate has been declined on your request No. {number}. Reason:",
)
_REFUSED = Text(
    kk="Құжаттар топтамасы толық болмағандықтан, өтінішіңіз қабылданбады (№ {number} қолхат). "
    "Жетіспейтін құжаттармен кез келген уақытта қайта келуге болады, бұл тегін. Жоқ немесе мерзімі өткен құжаттар:",
    ru="Ваше заявление не принято: пакет документов неполный (расписка № {number}). "
    "С недостающими документами можно прийти снова в любое время, это бесплатно. Отсутствуют или просрочены:",
    en="Your application was not accepted: the package of documents is incomplete (receipt No. {number}). "
    "You may come again with what is missing at any time, free of charge. Missing or expired:",
)
_LATE = Text(
    kk="№ {number} сұрау салуыңыздың нәтижесі кешігіп жатыр. Нәтиже дайын болуға тиіс уақыт: {due}. "
    "Кешірім сұраймыз: сұрау салуыңыз сақталды, қайта жіберудің қажеті жоқ. Жауап дайын болғанда хабарлаймыз.",
    ru="Результат по вашему запросу № {number} должен был быть готов к сроку: {due}, но задерживается. "
    "Приносим извинения: запрос сохранен, подавать его снова не нужно. Мы сообщим, когда будет ответ.",
    en="The result of your request No. {number} was due at {due} and is late. "
    "We apologise: your request is kept and need not be made again. We shall tell you when there is an answer.",
)
_REVOKED = Text(
    kk="№ {certificate} анықтама қайтарып алынды және енді жарамсыз. Себебін тексеру бетінен көруге болады.",
    ru="Справка № {certificate} отозвана и больше не действует. Причина указана на странице проверки.",
    en="Certificate No. {certificate} has been revoked and is no longer valid. The check page gives the reason.",
)


def accepted(number: str, accepted_at: datetime, due_at: datetime) -> Text:
    """The notification-report: the request was accepted, and when its result is to be had (9.7)."""
    return _with_contact(_filled(_ACCEPTED, number=number, at=written(accepted_at), due=written(due_at)))


def issued(number: str, certificate_number: str) -> Text:
    """The certificate lies in the cabinet (4.4)."""
    return _with_contact(_filled(_ISSUED, number=number, certificate=certificate_number))


def declined(number: str, reasons: Sequence[Text]) -> Text:
    """The certificate was declined, with every reason. Raises ValueError without one: a refusal must be reasoned."""
    if not reasons:
        raise ValueError("A decline without a reason may not be sent.")
    opening = _filled(_ONE_REASON if len(reasons) == 1 else _DECLINED, number=number)
    if len(reasons) == 1:
        return _with_contact(_joined(opening, reasons[0]))
    return _with_contact(_joined(opening, *_numbered(reasons)))


def refused(number: str, missing: Sequence[Text]) -> Text:
    """The package at a desk was incomplete (10.1). Raises ValueError where nothing is missing."""
    if not missing:
        raise ValueError("A refusal says what is missing.")
    return _with_contact(_joined(_filled(_REFUSED, number=number), *_numbered(missing)))


def late(number: str, due_at: datetime) -> Text:
    """The five minutes are over (2.1) and the work goes on."""
    return _with_contact(_filled(_LATE, number=number, due=written(due_at)))


def revoked(certificate_number: str) -> Text:
    """A certificate that lies in the cabinet holds no longer."""
    return _with_contact(_filled(_REVOKED, certificate=certificate_number))


def _filled(pattern: Text, **values: str | Text) -> Text:
    """The pattern with its values, each in the pattern's language."""
    return Text(
        *(
            pattern.in_language(language).format(
                **{
                    name: value.in_language(language) if isinstance(value, Text) else value
                    for name, value in values.items()
                }
            )
            for language in Language
        )
    )


def _numbered(texts: Sequence[Text]) -> list[Text]:
    return [
        Text(*(f"{place}) {text.in_language(language)}" for language in Language))
        for place, text in enumerate(texts, start=1)
    ]


def _joined(*texts: Text) -> Text:
    return Text(*(" ".join(text.in_language(language) for text in texts) for language in Language))


def _with_contact(text: Text) -> Text:
    return _joined(text, CONTACT_CENTRE)
