"""Problems of the package at a public service centre (clauses 9.3, 9.4, 15.1); see `errors`.

Problem
├── LookUpReasonMissing 400
├── ConsentScanMissing 422
├── OriginalNotCompared 422
└── OriginalNotReturned 422
"""

from __future__ import annotations

from functions.shared.domain.errors import Problem
from functions.shared.domain.language import Text


class LookUpReasonMissing(Problem):
    """`reasons` tells those that are known."""

    status, slug = 400, "look-up-reason-missing"
    title = Text(
        kk="Қараудың себебі көрсетілмеген", ru="Не указана причина просмотра", en="The look-up needs its reason"
    )
    default_detail = Text(
        kk="Іс бойынша әрбір қарау тіркеледі: why параметрінде себебін көрсетіңіз.",
        ru="Каждый просмотр дела записывается: укажите причину в параметре why.",
        en="Every look-up is recorded in the case: tell why, in the parameter why.",
    )


class ConsentScanMissing(Problem):
    status, slug = 422, "consent-scan-missing"
    title = Text(
        kk="Жазбаша келісімнің көшірмесі жоқ",
        ru="Нет скана письменного согласия",
        en="The scan of the written consent is missing",
    )
    default_detail = Text(
        kk="Келісімге қол қойғызып, сканерлеп жүктеңіз: онсыз тізілімдерден ештеңе сұралмайды.",
        ru="Дайте подписать согласие, отсканируйте и загрузите его: без него регистры не запрашиваются.",
        en="Have the consent signed, scan it and upload it: without it no registry is asked.",
    )


class OriginalNotCompared(Problem):
    status, slug = 422, "original-not-compared"
    title = Text(
        kk="Құжат түпнұсқасымен салыстырылмаған",
        ru="Документ не сверен с оригиналом",
        en="A document was not compared with its original",
    )
    default_detail = Text(
        kk="Қабылданған әрбір құжатты түпнұсқасымен салыстырыңыз (9.4).",
        ru="Сверьте каждый принятый документ с оригиналом (9.4).",
        en="Compare every document that is handed in with its original (9.4).",
    )


class OriginalNotReturned(Problem):
    status, slug = 422, "original-not-returned"
    title = Text(
        kk="Құжаттың түпнұсқасы қайтарылмаған",
        ru="Оригинал документа не возвращен",
        en="The original of a document was not returned",
    )
    default_detail = Text(
        kk="Салыстырылғаннан кейін түпнұсқаны алушыға қайтарыңыз (9.4).",
        ru="После сверки верните оригинал получателю (9.4).",
        en="Return the original to the recipient after comparing it (9.4).",
    )
