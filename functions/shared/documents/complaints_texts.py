"""What the answer to a complaint says in set words: its outcome, and the way on from it (11.9 to 11.11)."""

from __future__ import annotations

from functions.shared.domain.complaint import Outcome
from functions.shared.domain.language import Text
from functions.shared.domain.standard import STANDARD_2014

OUTCOMES: dict[Outcome, Text] = {
    Outcome.UPHELD: Text(kk="шағым қанағаттандырылды", ru="жалоба удовлетворена", en="the complaint is upheld"),
    Outcome.PARTLY_UPHELD: Text(
        kk="шағым ішінара қанағаттандырылды", ru="жалоба удовлетворена частично", en="the complaint is partly upheld"
    ),
    Outcome.REJECTED: Text(
        kk="шағымды қанағаттандырудан бас тартылды",
        ru="в удовлетворении жалобы отказано",
        en="the complaint is rejected",
    ),
    Outcome.FORWARDED: Text(
        kk="шағым құзыреті бойынша басқа органға жіберілді",
        ru="жалоба направлена по компетенции в другой орган",
        en="the complaint is sent on to the body whose it is",
    ),
}

WAY_TITLE = Text(kk="Жауапқа шағымдану тәртібі", ru="Порядок обжалования ответа", en="If you disagree with this answer")

_COURT = Text(
    kk="Қазақстан Республикасының заңнамасында белгіленген тәртіппен сотқа жүгінуге құқылысыз.",
    ru="Вы вправе обратиться в суд в установленном законодательством Республики Казахстан порядке.",
    en="you have the right to go to court, as the law of the Republic of Kazakhstan provides.",
)

WAYS_ON: Text = Text(
    kk="Осы жауаппен келіспесеңіз, мемлекеттік қызметтер көрсету сапасын бағалау және бақылау жөніндегі уәкілетті "
    "органға шағымдана аласыз: портал арқылы, пошта арқылы немесе оның кеңсесіне қолма-қол. Шағым сол органда "
    "тіркелген күнінен бастап {days} жұмыс күні ішінде қаралады; шағымдану тегін. Сол органның жауабымен де "
    "келіспесеңіз, ",
    ru="Если Вы не согласны с настоящим ответом, Вы можете обратиться с жалобой в уполномоченный орган по оценке и "
    "контролю за качеством оказания государственных услуг: через портал, по почте или нарочно через его канцелярию. "
    "Жалоба рассматривается в течение {days} рабочих дней со дня ее регистрации в этом органе; подача жалобы "
    "бесплатна. Если Вы не согласитесь и с его ответом, ",
    en="If you disagree with this answer, you may complain to the authority that assesses and controls the quality of "
    "state services: through the portal, by post, or by hand at its office. It considers the complaint within {days} "
    "working days of registering it; complaining is free of charge. If you disagree with its answer as well, ",
).format(days=STANDARD_2014.appeal_working_days) + Text(
    kk=_COURT.kk, ru=_COURT.ru[0].lower() + _COURT.ru[1:], en=_COURT.en
)
"""The way from an answer to the quality authority (11.10), and from there to court (11.11)."""

WAYS_TO_COURT: Text = Text(
    kk="Осы жауаппен келіспесеңіз, ",
    ru="Если Вы не согласны с настоящим ответом, ",
    en="If you disagree with this answer, ",
) + Text(kk=_COURT.kk, ru=_COURT.ru[0].lower() + _COURT.ru[1:], en=_COURT.en)
"""The way from an answer of the quality authority itself (11.11)."""
