"""What can go wrong with a complaint, which itself is never refused (clause 11): a branch of the tree in `errors`.

    Problem
    ├── SignerNotItsHead 403        ├── HeadKeyUnusable 409
    ├── ComplaintAnswered 409       ├── NotAnswered 409
    ├── ExecutorIsAccused 409       ├── AlreadyDelivered 409
    ├── HeadIsAccused 409           ├── ReceivedInFuture 422
    ├── NotItsOffice 409            ├── ReceivedLongAgo 422
    ├── NothingMissing 409          ├── OfficeUnknown 422
    ├── ExecutorMissing 409         ├── ReceiverMissing 422
    ├── MustBeForwarded 409         ├── TrackingMissing 422
    ├── ExtensionNotAllowed 409     ├── ExtensionRepeated 409
    ├── ExtensionTooLate 409        ├── NotExtended 409
    └── ExtensionAlreadyTold 409

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
    """`working_days` tells after how many it has to be confirmed; a complaint is never refused for having lain."""

    status, slug = 422, "received-long-ago"
    title = Text(
        kk="Түскен уақыты көптен бері өткен, растау қажет",
        ru="Время поступления давнее, подтвердите его",
        en="The time of receipt is long ago and has to be confirmed",
    )
    default_detail = Text(
        kk="Түскен күнін тексеріңіз. Күні дұрыс болса, шағымды late_entry: true белгісімен қайта жіберіңіз: ол "
        "тіркеледі, мерзімі түскен күннен есептеледі.",
        ru="Проверьте день поступления. Если он верен, повторите с пометкой late_entry: true: жалоба будет "
        "зарегистрирована, срок считается со дня поступления.",
        en="Check the day of receipt. If it is right, send the complaint again with late_entry: true: it is "
        "registered, and its term counts from the day of receipt.",
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


class ExecutorMissing(Problem):
    status, slug = 409, "executor-missing"
    title = Text(
        kk="Шағымның орындаушысы тағайындалмаған",
        ru="По жалобе не назначен исполнитель",
        en="The complaint has no executor",
    )
    default_detail = Text(
        kk="Алдымен орындаушыны тағайындаңыз (стандарт, 11.4).",
        ru="Сначала назначьте исполнителя (стандарт, 11.4).",
        en="Name an executor first (standard, 11.4).",
    )


class MustBeForwarded(Problem):
    status, slug = 409, "must-be-forwarded"
    title = Text(
        kk="Шағым бұл мекемеге тиесілі емес, оған мұнда жауап берілмейді",
        ru="Жалоба не относится к этому учреждению, ответ на нее дается не здесь",
        en="The complaint does not belong to this office and is not answered here",
    )
    default_detail = Text(
        kk="Шағымды үш жұмыс күні ішінде тиесілі мекемеге қайта жіберіңіз (Әкімшілік кодекс, 65-бап).",
        ru="Перенаправьте жалобу в учреждение, к которому она относится, в течение трех рабочих дней "
        "(Административный кодекс, статья 65).",
        en="Forward the complaint to the office whose it is within three working days (Administrative Code, art. 65).",
    )


class SignerNotItsHead(Problem):
    status, slug = 403, "signer-not-its-head"
    title = Text(
        kk="Жауапқа тек мекеменің басшысы қол қояды",
        ru="Ответ подписывает только руководитель учреждения",
        en="Only the head of the office signs the answer",
    )
    default_detail = Text(
        kk="Сіздің аты-жөніңіз мекемелер анықтамалығындағы басшының аты-жөнімен сәйкес келмейді (стандарт, 11.9).",
        ru="Ваше имя не совпадает с именем руководителя в справочнике учреждений (стандарт, 11.9).",
        en="Your name is not that of the head in the directory of offices (standard, 11.9).",
    )


class HeadKeyUnusable(Problem):
    """Nothing that the head could mend: the office's key is installed, or the directory corrected, by the operator."""

    status, slug = 409, "head-key-unusable"
    title = Text(
        kk="Мекеме басшысының ЭЦҚ кілті жоқ немесе басқа адамдыкі",
        ru="Ключа ЭЦП руководителя учреждения нет, или он принадлежит другому лицу",
        en="The key of the office's head is missing, or another person's",
    )
    default_detail = Text(
        kk="Жауапқа анықтамалықта көрсетілген басшының ғана кілтімен қол қойылады. 1414 нөміріне хабарласыңыз.",
        ru="Ответ подписывается только ключом руководителя, указанного в справочнике. Обратитесь по номеру 1414.",
        en="An answer is signed with the key of the head whom the directory names, and no other. Please call 1414.",
    )


class NotAnswered(Problem):
    status, slug = 409, "not-answered"
    title = Text(
        kk="Шағымға әлі жауап берілген жоқ", ru="На жалобу ответа еще нет", en="The complaint has not been answered yet"
    )


class AlreadyDelivered(Problem):
    """`delivered_at` and `channel` tell how the answer went out."""

    status, slug = 409, "already-delivered"
    title = Text(kk="Жауап бұрын жеткізілген", ru="Ответ уже доставлен", en="The answer was delivered before")


class ReceiverMissing(Problem):
    status, slug = 422, "receiver-missing"
    title = Text(
        kk="Жауапты кім алғаны көрсетілмеген",
        ru="Не указано, кто получил ответ",
        en="Who received the answer is missing",
    )
    default_detail = Text(
        kk="Жауап қолға берілсе, алған адамның аты-жөнін енгізіңіз (стандарт, 11.9).",
        ru="Если ответ выдан на руки, внесите имя получившего (стандарт, 11.9).",
        en="Where the answer is handed over, give the name of whoever took it (standard, 11.9).",
    )


class TrackingMissing(Problem):
    status, slug = 422, "tracking-missing"
    title = Text(
        kk="Пошта жөнелтілімінің нөмірі көрсетілмеген",
        ru="Не указан номер почтового отправления",
        en="The tracking number of the letter is missing",
    )
    default_detail = Text(
        kk="Жауап пошта арқылы жіберілсе, жөнелтілім нөмірін енгізіңіз (стандарт, 11.9).",
        ru="Если ответ отправлен почтой, внесите номер отправления (стандарт, 11.9).",
        en="Where the answer goes by post, give the number of the letter (standard, 11.9).",
    )


class ExtensionNotAllowed(Problem):
    """The law gives an extension to providers, akimats and the quality authority alone (art. 25)."""

    status, slug = 409, "extension-not-allowed"
    title = Text(
        kk="Халыққа қызмет көрсету орталығында шағымды қарау мерзімі ұзартылмайды",
        ru="В центре обслуживания населения срок рассмотрения жалобы не продлевается",
        en="A public service centre cannot extend the term of a complaint",
    )


class ExtensionRepeated(Problem):
    """`extended_at` tells when it was extended."""

    status, slug = 409, "extension-repeated"
    title = Text(
        kk="Шағымды қарау мерзімі бұрын ұзартылған",
        ru="Срок рассмотрения жалобы уже продлен",
        en="The term of the complaint was extended before",
    )
    default_detail = Text(
        kk="Мерзім бір рет қана ұзартылады.", ru="Срок продлевается один раз.", en="A term is extended once."
    )


class ExtensionTooLate(Problem):
    """`due_at` tells when the term ended."""

    status, slug = 409, "extension-too-late"
    title = Text(
        kk="Шағымды қарау мерзімі өтіп кеткен, оны ұзартуға болмайды",
        ru="Срок рассмотрения жалобы истек, продлить его нельзя",
        en="The term of the complaint is over and cannot be extended",
    )


class NotExtended(Problem):
    status, slug = 409, "not-extended"
    title = Text(
        kk="Шағымды қарау мерзімі ұзартылмаған",
        ru="Срок рассмотрения жалобы не продлевался",
        en="The term of the complaint was not extended",
    )


class ExtensionAlreadyTold(Problem):
    """`told_at` tells when."""

    status, slug = 409, "extension-already-told"
    title = Text(
        kk="Мерзімнің ұзартылғаны арыз иесіне бұрын хабарланған",
        ru="О продлении срока заявителю уже сообщено",
        en="The complainant was told of the extension before",
    )
