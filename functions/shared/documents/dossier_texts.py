"""What the file for a court says in set words: the lines of its cover, its events, its documents (clause 11.11)."""

from __future__ import annotations

from functions.shared.domain.complaint import About, DeliveryChannel, Intake, Stage
from functions.shared.domain.events import EventKind
from functions.shared.domain.language import Text

ABOUT: dict[About, Text] = {
    About.PROVIDER: Text(
        kk="көрсетілетін қызметті берушінің немесе оның лауазымды адамдарының шешімі, әрекеті (әрекетсіздігі)",
        ru="решение, действие (бездействие) услугодателя или его должностных лиц",
        en="a decision, action or inaction of the provider or its officials",
    ),
    About.CENTRE_STAFF: Text(
        kk="халыққа қызмет көрсету орталығы қызметкерінің дөрекі қызмет көрсетуі",
        ru="некорректное обслуживание работником центра обслуживания населения",
        en="rude service by an employee of a public service centre",
    ),
    About.ANSWER: Text(
        kk="алғашқы шағымға берілген жауап", ru="ответ на первую жалобу", en="the answer to an earlier complaint"
    ),
}

INTAKES: dict[Intake, Text] = {
    Intake.POST: Text(kk="пошта арқылы", ru="по почте", en="by post"),
    Intake.HAND: Text(kk="қолма-қол, кеңсе арқылы", ru="нарочно через канцелярию", en="by hand at the office"),
    Intake.PORTAL: Text(kk="портал арқылы, ЭЦҚ қойылған", ru="через портал, с ЭЦП", en="through the portal, signed"),
}

STAGES: dict[Stage, Text] = {
    Stage.REGISTERED: Text(kk="тіркелген", ru="зарегистрирована", en="registered"),
    Stage.ASSIGNED: Text(kk="орындаушыда", ru="у исполнителя", en="with its executor"),
    Stage.ANSWERED: Text(kk="жауап берілген", ru="дан ответ", en="answered"),
}

CHANNELS: dict[DeliveryChannel, Text] = {
    DeliveryChannel.POST: Text(kk="пошта арқылы", ru="по почте", en="by post"),
    DeliveryChannel.HAND: Text(kk="қолға берілді", ru="выдан на руки", en="by hand"),
    DeliveryChannel.CABINET: Text(kk="жеке кабинетке", ru="в личный кабинет", en="to the cabinet"),
}

EVENTS: dict[EventKind, Text] = {
    EventKind.REGISTERED: Text(kk="Тіркелді", ru="Зарегистрирована", en="Registered"),
    EventKind.PARTS_GIVEN: Text(
        kk="Жетіспейтін мәлімет берілді", ru="Предоставлено недостающее", en="What was missing was given"
    ),
    EventKind.FORWARDED: Text(kk="Қайта жіберілді", ru="Перенаправлена", en="Forwarded"),
    EventKind.ASSIGNED: Text(kk="Орындаушы тағайындалды", ru="Назначен исполнитель", en="An executor was named"),
    EventKind.NOTICED: Text(
        kk="Мерзімнің өткені белгіленді", ru="Отмечено истечение срока", en="A time was over, and noticed"
    ),
    EventKind.EXTENDED: Text(kk="Мерзім ұзартылды", ru="Срок продлен", en="The term was extended"),
    EventKind.EXTENSION_TOLD: Text(
        kk="Мерзімнің ұзартылғаны хабарланды", ru="О продлении сообщено", en="The extension was told"
    ),
    EventKind.RECOUNTED: Text(
        kk="Мерзім жаңа күнтізбе бойынша қайта есептелді",
        ru="Срок пересчитан по новому календарю",
        en="The term was counted anew by another calendar",
    ),
    EventKind.ANSWERED: Text(kk="Жауап берілді", ru="Дан ответ", en="Answered"),
    EventKind.DELIVERED: Text(kk="Жауап жеткізілді", ru="Ответ доставлен", en="The answer was delivered"),
    EventKind.APPEALED: Text(kk="Жауапқа шағым жасалды", ru="Ответ обжалован", en="The answer was appealed"),
    EventKind.LOOKED_UP: Text(
        kk="Жай-күйі туралы анықтама берілді", ru="Дана справка о состоянии", en="Its state was looked up"
    ),
    EventKind.EXPORTED: Text(
        kk="Іс материалдары жасалды", ru="Сформированы материалы дела", en="The file of the case was made"
    ),
}

ROLES: dict[str, Text] = {
    "citizen": Text(kk="шағым беруші", ru="заявитель", en="the complainant"),
    "psc_operator": Text(kk="ХҚКО қызметкері", ru="работник ЦОН", en="an employee of the centre"),
    "psc_head": Text(kk="ХҚКО басшысы", ru="руководитель ЦОН", en="the head of the centre"),
    "provider_officer": Text(
        kk="көрсетілетін қызметті берушінің қызметкері", ru="работник услугодателя", en="an officer of the provider"
    ),
    "provider_head": Text(
        kk="көрсетілетін қызметті берушінің басшысы", ru="руководитель услугодателя", en="the head of the provider"
    ),
    "akimat_clerk": Text(kk="әкімдік қызметкері", ru="работник акимата", en="a clerk of the akimat"),
    "akimat_head": Text(kk="әкімдік басшысы", ru="руководитель акимата", en="the head of the akimat"),
    "quality_officer": Text(
        kk="сапаны бақылау органының лауазымды адамы",
        ru="должностное лицо органа контроля качества",
        en="an official of the quality authority",
    ),
    "contact_centre": Text(kk="байланыс орталығы", ru="контакт-центр", en="the contact centre"),
    "service": Text(kk="ақпараттық жүйе", ru="информационная система", en="the system itself"),
}

FACTS: dict[str, Text] = {
    "about": Text(kk="Шағымның мәні", ru="Предмет жалобы", en="What it is about"),
    "office": Text(kk="Қарайтын мекеме", ru="Рассматривает", en="Considered by"),
    "registration": Text(kk="Тіркелуі", ru="Регистрация", en="Registration"),
    "intake": Text(kk="Түсу тәсілі", ru="Способ подачи", en="How it came"),
    "complainant": Text(kk="Шағым беруші", ru="Заявитель", en="Complainant"),
    "iin": Text(kk="ЖСН", ru="ИИН", en="IIN"),
    "address": Text(kk="Мекенжайы", ru="Адрес", en="Address"),
    "phone": Text(kk="Телефоны", ru="Телефон", en="Phone"),
    "accused": Text(kk="Кімнің үстінен", ru="На кого", en="Person complained about"),
    "linked": Text(kk="Байланысты құжаттың нөмірі", ru="Номер связанного документа", en="Number of the case it names"),
    "legal_basis": Text(  # of the first registration: forwarding moves no term
        kk="Мерзімнің құқықтық негізі", ru="Правовое основание срока", en="Legal basis of the term"
    ),
    "due": Text(kk="Қарау мерзімі", ru="Срок рассмотрения", en="Term"),
    "extension": Text(kk="Мерзімді ұзарту", ru="Продление срока", en="Extension"),
    "executor": Text(kk="Орындаушы", ru="Исполнитель", en="Executor"),
    "stage": Text(kk="Жай-күйі", ru="Состояние", en="Stage"),
    "outcome": Text(kk="Нәтижесі", ru="Результат", en="Outcome"),
    "answered": Text(kk="Жауап берілді", ru="Ответ дан", en="Answered"),
    "delivery": Text(kk="Жауаптың жеткізілуі", ru="Доставка ответа", en="Delivery of the answer"),
    "first": Text(kk="Алғашқы шағым", ru="Первая жалоба", en="First complaint"),
    "appeal": Text(kk="Жауапқа жасалған шағым", ru="Жалоба на ответ", en="Appeal against the answer"),
    "broken": Text(kk="Тізбек үзілген жазба", ru="Цепочка нарушена на записи", en="Where the chain breaks"),
    "left_out": Text(kk="Файлға салынбаған құжат", ru="Документ не вложен в файл", en="Document not inside"),
}

LEGAL_BASES: dict[str, Text] = {
    "standard 11.8; Law on State Services, art. 25": Text(
        kk="Стандарттың 11.8-тармағы; «Мемлекеттік көрсетілетін қызметтер туралы» Заңның 25-бабы",
        ru="пункт 11.8 стандарта; статья 25 Закона «О государственных услугах»",
        en="clause 11.8 of the standard; Law on State Services, art. 25",
    ),
    "standard 11.10; Law on State Services, art. 25": Text(
        kk="Стандарттың 11.10-тармағы; «Мемлекеттік көрсетілетін қызметтер туралы» Заңның 25-бабы",
        ru="пункт 11.10 стандарта; статья 25 Закона «О государственных услугах»",
        en="clause 11.10 of the standard; Law on State Services, art. 25",
    ),
}
"""By the words that the case keeps; those of another version are shown as they are kept."""
REGISTRATION = Text(
    kk="{office}: № {number}, {on}; түскен уақыты: {came}; қабылдаған: {by}",
    ru="{office}: № {number}, {on}; время поступления: {came}; принято: {by}",
    en="{office}: No. {number}, {on}; received: {came}; accepted by: {by}",
)
IN_TIME = Text(kk="мерзімінде", ru="в срок", en="in time")
LATE = Text(kk="мерзімінен кеш", ru="с опозданием", en="late")
WORKING_DAYS = Text(
    kk="{days} жұмыс күні, {until} дейін", ru="{days} рабочих дней, до {until}", en="{days} w.d., {until}"
)
NOT_STORED = Text(
    kk="қоймада жоқ немесе өзгертілген", ru="в хранилище отсутствует или изменен", en="missing in the store, or changed"
)
TOO_LARGE = Text(
    kk="көлемі үлкен, мекеменің кеңсесінде беріледі ({office})",
    ru="велик по объему, выдается в канцелярии учреждения ({office})",
    en="too large, to be had at the office ({office})",
)
ADDRESS = Text(
    kk="; қызметтің мына мекенжайында да беріледі: {address}",
    ru="; выдается также службой по адресу: {address}",
    en="; the service gives it as well, at {address}",
)

REQUEST = Text(kk="Шағым, түскен күйінде", ru="Жалоба в том виде, как поступила", en="The complaint as it came")
EVIDENCE = Text(kk="Дәлел: {kind}", ru="Доказательство: {kind}", en="Evidence: {kind}")
COUPON = Text(kk="Тіркеу талоны", ru="Талон о регистрации", en="The coupon of registration")
ANSWER = Text(kk="Жауап, ЭЦҚ қойылған", ru="Ответ с ЭЦП", en="The sealed answer")
CHAIN = Text(
    kk="Оқиғалар тізбегі, тексеруге арналған",
    ru="Цепочка событий для проверки",
    en="The chain of events, to be checked",
)
ATTACHMENT = Text(kk="{n}-қосымша", ru="Приложение {n}", en="Attachment {n}")
