"""What can go wrong with a complaint, which itself is never refused (clause 11): a branch of the tree in `errors`.

    Problem
    ├── ReceivedInFuture 422            ├── ComplaintAnswered 409
    ├── ReceivedLongAgo 422             ├── ExecutorIsAccused 409
    ├── OfficeUnknown 422               ├── HeadIsAccused 409
    └── NothingMissing 409              └── NotItsOffice 409

They name numbers, offices and times, never the people of a complaint.
"""

from __future__ import annotations

from functions.shared.domain.errors import Problem
from functions.shared.domain.language import Text


class ReceivedInFuture(Problem):
    status, slug = 422, "received-in-future"
    title = Text(
        kk="Түскен уақыты әлі келмеген", ru="Время поступления еще не наступило", en="The time of receipt is to come"
    )


class ReceivedLongAgo(Problem):
    """`earliest` tells the first day that may be named."""

    status, slug = 422, "received-long-ago"
    title = Text(
        kk="Түскен уақыты тым ескі", ru="Время поступления слишком давнее", en="The time of receipt is too long ago"
    )
    default_detail = Text(
        kk="Шағым түскен күні тіркеледі. Түскен күнін тексеріңіз.",
        ru="Жалоба регистрируется в день поступления. Проверьте день поступления.",
        en="A complaint is registered on the day it comes. Check the day of receipt.",
    )


class OfficeUnknown(Problem):
    status, slug = 422, "office-unknown"
    title = Text(kk="Мұндай мекеме жоқ", ru="Такого учреждения нет", en="There is no such office")


class ComplaintAnswered(Problem):
    status, slug = 409, "complaint-answered"
    title = Text(kk="Шағымға жауап берілген", ru="На жалобу уже дан ответ", en="The complaint was answered before")


class ExecutorIsAccused(Problem):
    status, slug = 409, "executor-is-accused"
    title = Text(
        kk="Шағым жасалған адам оның орындаушысы бола алмайды",
        ru="Тот, на кого жалуются, не может быть исполнителем",
        en="The person complained about cannot be its executor",
    )
    default_detail = Text(
        kk="Басқа орындаушыны тағайындаңыз.",
        ru="Назначьте другого исполнителя.",
        en="Name another executor.",
    )


class HeadIsAccused(Problem):
    status, slug = 409, "head-is-accused"
    title = Text(
        kk="Шағым жасалған басшы өзіне жасалған шағымды қарауға бере алмайды",
        ru="Руководитель не распоряжается жалобой на самого себя",
        en="A head does not dispose of a complaint about himself",
    )
    default_detail = Text(
        kk="Шағымды жоғары тұрған мекемеге қайта жіберіңіз.",
        ru="Перенаправьте жалобу в вышестоящее учреждение.",
        en="Forward the complaint to the office above.",
    )


class NotItsOffice(Problem):
    """`belongs_to` tells the kinds of offices whose it is."""

    status, slug = 409, "not-its-office"
    title = Text(
        kk="Шағым бұл мекемеге тиесілі емес",
        ru="Жалоба не относится к этому учреждению",
        en="The complaint does not belong to that office",
    )


class NothingMissing(Problem):
    status, slug = 409, "nothing-missing"
    title = Text(
        kk="Берілген мәлімет шағымда бар", ru="Это в жалобе уже есть", en="The complaint does not lack what was given"
    )
