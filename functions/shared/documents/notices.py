"""What the cabinet says (clauses 4.4, 9.7, 15.1): numbers and times, never names, and where to ask (16.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from functions.shared.documents.dates import in_almaty
from functions.shared.domain.language import Text

HELP = Text(
    kk="Сұрақтар бойынша: 1414, 8-800-080-7777.",
    ru="Вопросы: 1414, 8-800-080-7777.",
    en="Questions: 1414, 8-800-080-7777.",
)


def accepted(number: str, accepted_at: datetime, due_at: datetime) -> Text:
    """The notification-report: the request was accepted, and when the result is to be received (9.7)."""
    at, due = _moment(accepted_at), _moment(due_at)
    return _with_help(
        Text(
            kk=f"№ {number} өтінішіңіз {at} қабылданды. Нәтижені алу уақыты: {due} дейін (Алматы уақыты).",
            ru=f"Ваше заявление № {number} принято {at}. Результат будет получен до {due} (время Алматы).",
            en=f"Your application No {number} was accepted on {at}. The result is due by {due} (Almaty time).",
        )
    )


def issued(number: str, certificate_number: str) -> Text:
    """The certificate is in the cabinet (4.4)."""
    return _with_help(
        Text(
            kk=f"№ {number} өтінішіңіз бойынша № {certificate_number} анықтама берілді. Ол жеке кабинетіңізде.",
            ru=f"По вашему заявлению № {number} выдана справка № {certificate_number}. Она в вашем личном кабинете.",
            en=f"Certificate No {certificate_number} was issued on your application No {number}. See your cabinet.",
        )
    )


def declined(number: str, reasons: Sequence[Text]) -> Text:
    """Every reason at once, and that applying again is free (5.1)."""
    kk, ru, en = (" ".join(getattr(reason, language) for reason in reasons) for language in ("kk", "ru", "en"))
    return _with_help(
        Text(
            kk=f"№ {number} өтінішіңіз бойынша анықтама беруден бас тартылды. {kk} Қайта өтініш беру тегін.",
            ru=f"По вашему заявлению № {number} в выдаче справки отказано. {ru} Повторное обращение бесплатно.",
            en=f"Your application No {number} was declined. {en} Applying again is free of charge.",
        )
    )


def late(number: str, due_at: datetime) -> Text:
    """The due time has passed; the application stays open and somebody knows (2.1)."""
    due = _moment(due_at)
    return _with_help(
        Text(
            kk=f"№ {number} өтінішіңіздің нәтижесі {due} дейін дайын болмады. Өтініш жоғалған жоқ: ол қаралуда, "
            "жауапты орган хабардар етілді.",
            ru=f"Результат по вашему заявлению № {number} не готов к {due}. Заявление не потеряно: "
            "оно рассматривается, ответственный орган извещен.",
            en=f"The result of your application No {number} was not ready by {due}. Nothing is lost: it is being "
            "worked on, and the responsible office has been told.",
        )
    )


def revoked(certificate_number: str) -> Text:
    """The provider has revoked a certificate."""
    return _with_help(
        Text(
            kk=f"№ {certificate_number} анықтаманы берген орган оны қайтарып алды: ол енді жарамсыз.",
            ru=f"Справка № {certificate_number} отозвана выдавшим ее органом и больше не действительна.",
            en=f"Certificate No {certificate_number} was revoked by the office that issued it and is no longer valid.",
        )
    )


def _moment(moment: datetime) -> str:
    return f"{in_almaty(moment):%d.%m.%Y %H:%M:%S}"


def _with_help(text: Text) -> Text:
    return Text(f"{text.kk} {HELP.kk}", f"{text.ru} {HELP.ru}", f"{text.en} {HELP.en}")
