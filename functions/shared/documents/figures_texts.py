"""What the page of the public figures says, in the three languages."""

from __future__ import annotations

from functions.shared.domain.language import Text

PAGE: dict[str, Text] = {
    "title": Text(kk="Ашық көрсеткіштер", ru="Открытые показатели", en="Public figures"),
    "lead": Text(
        kk="Қызмет өз уәделерін қалай орындайды: өтініш бес минутта, кезек он бес минуттан аспайды, қызмет көрсету бес "
        "минуттан аспайды, шағымға жауап мерзімінде.",
        ru="Как служба держит обещания: результат за пять минут, ожидание в очереди не более пятнадцати минут, "
        "обслуживание не более пяти минут, ответ на жалобу в срок.",
        en="How the service keeps its promises: a result within five minutes, a wait of at most fifteen minutes, a "
        "serving of at most five, an answer to a complaint in time.",
    ),
    "period": Text(kk="Кезең", ru="Период", en="Period"),
    "from": Text(kk="Басы", ru="С", en="From"),
    "to": Text(kk="Соңы", ru="По", en="To"),
    "office": Text(kk="Мекеме", ru="Учреждение", en="Office"),
    "all_offices": Text(kk="Барлық мекемелер", ru="Все учреждения", en="All offices"),
    "show": Text(kk="Көрсету", ru="Показать", en="Show"),
    "download": Text(kk="Жүктеп алу", ru="Скачать", en="Download"),
    "accepted": Text(kk="Қабылданған өтініштер", ru="Принято заявлений", en="Applications accepted"),
    "in_five": Text(kk="Бес минут ішінде шешілгені", ru="Решено за пять минут", en="Decided within five minutes"),
    "p95": Text(kk="95 % өтініштің нәтижесі", ru="95 % результатов готовы за", en="95% of the results within"),
    "waited": Text(kk="15 минут ішінде шақырылғаны", ru="Вызвано за 15 минут", en="Called within 15 minutes"),
    "answered": Text(kk="Шағымға мерзімінде жауап", ru="Ответы на жалобы в срок", en="Complaints answered in time"),
    "overdue": Text(kk="Қазір мерзімі өткен шағымдар", ru="Жалоб просрочено сейчас", en="Complaints overdue now"),
    "by_day": Text(kk="Қабылданған өтініштер", ru="Принятые заявления", en="Applications accepted"),
    "by_time": Text(
        kk="Өтініштен нәтижеге дейінгі уақыт", ru="Время от заявления до результата", en="From application to result"
    ),
    "limit": Text(
        kk="стандарттың шегі – 5 минут", ru="предел стандарта – 5 минут", en="the standard's limit is 5 minutes"
    ),
    "in_time": Text(kk="Мерзімінде", ru="В срок", en="In time"),
    "late": Text(kk="Кешіккен", ru="С опозданием", en="Late"),
    "portal": Text(kk="Портал", ru="Портал", en="Portal"),
    "psc": Text(kk="ХҚКО", ru="ЦОН", en="PSC"),
    "all": Text(kk="Барлығы", ru="Всего", en="All"),
    "applications": Text(kk="Өтініштер", ru="Заявления", en="Applications"),
    "channel": Text(kk="Арна", ru="Канал", en="Channel"),
    "column_accepted": Text(kk="Қабылданды", ru="Принято", en="Accepted"),
    "issued": Text(kk="Берілді", ru="Выдано", en="Issued"),
    "declined": Text(kk="Бас тартылды", ru="Отказано", en="Declined"),
    "refused": Text(kk="Құжат толық емес", ru="Пакет неполон", en="Package incomplete"),
    "share_in_five": Text(kk="5 минут ішінде", ru="За 5 минут", en="Within 5 minutes"),
    "p50": Text(kk="Жартысы", ru="Половина за", en="Half within"),
    "column_p95": Text(kk="95 %", ru="95 % за", en="95% within"),
    "p99": Text(kk="99 %", ru="99 % за", en="99% within"),
    "queues": Text(
        kk="Халыққа қызмет көрсету орталықтарындағы кезек",
        ru="Очередь в центрах обслуживания населения",
        en="The queue at public service centres",
    ),
    "called": Text(kk="Шақырылды", ru="Вызвано", en="Called"),
    "share_called": Text(kk="15 минут ішінде шақырылды", ru="Вызвано за 15 минут", en="Called within 15 minutes"),
    "left": Text(kk="Шақырғанға дейін кетті", ru="Ушли до вызова", en="Left before the call"),
    "no_show": Text(kk="Келмеді", ru="Не подошли", en="Did not come"),
    "finished": Text(kk="Қызмет көрсетілді", ru="Обслужено", en="Served"),
    "share_served": Text(
        kk="5 минут ішінде қызмет көрсетілді", ru="Обслужено за 5 минут", en="Served within 5 minutes"
    ),
    "complaints": Text(kk="Шағымдар", ru="Жалобы", en="Complaints"),
    "received": Text(kk="Түсті", ru="Поступило", en="Received"),
    "column_answered": Text(kk="Жауап берілді", ru="Дан ответ", en="Answered"),
    "share_answered": Text(kk="Мерзімінде", ru="В срок", en="In time"),
    "column_overdue": Text(kk="Қазір мерзімі өткен", ru="Просрочено сейчас", en="Overdue now"),
    "upheld": Text(kk="Қанағаттандырылды", ru="Удовлетворено", en="Upheld"),
    "partly_upheld": Text(kk="Ішінара", ru="Частично", en="Partly"),
    "total": Text(kk="Барлық мекемелер", ru="Все учреждения", en="All offices"),
    "nothing": Text(
        kk="Бұл кезеңде ештеңе болған жоқ.", ru="За этот период ничего не было.", en="Nothing happened in this period."
    ),
    "few": Text(kk="аз", ru="мало", en="few"),
    "note_few": Text(
        kk="«Аз»: осы кезеңде мекемеде бұл арна бойынша {below}-тен аз шешім қабылданды, олардың нәтижесі айтылмайды. "
        "Екі кезеңді салыстырған адам жекелеген шешімнің нәтижесін есептей алады.",
        ru="«Мало»: за этот период по этому каналу в учреждении принято менее {below} решений, их исход не сообщается. "
        "Сравнив два периода, исход отдельного решения можно вычислить.",
        en="“Few”: fewer than {below} were decided there in this period, and how is not told. Whoever compares two "
        "periods can work out how a single case was decided.",
    ),
    "note_times": Text(
        kk="Уақыт өтініш қабылданғаннан нәтиже жеке кабинетке түскенге дейін есептеледі; гистограмма аралықтарының "
        "ішінде ол интерполяцияланған.",
        ru="Время считается от принятия заявления до результата в личном кабинете; внутри интервалов гистограммы оно "
        "интерполировано.",
        en="Times run from the acceptance of an application to its result in the cabinet; inside a class of the "
        "histogram they are interpolated.",
    ),
    "note_days": Text(
        kk="Әр оқиға өзі болған күнге (Алматы уақыты) жатады: қабылдау – қабылданған күнге, нәтиже – шешім күніне. "
        "Қайта жіберілген шағым екі мекеменің де журналында тұр.",
        ru="Каждое событие относится ко дню, когда оно произошло (время Алматы): принятие – ко дню принятия, "
        "результат – ко дню решения. Перенаправленная жалоба есть в журналах обоих учреждений.",
        en="Each event belongs to the day on which it happened (Almaty time): an acceptance to its day, a result to "
        "the day of the decision. A complaint that was forwarded stands in the journals of both offices.",
    ),
    "note_same": Text(
        kk="Көрсеткіштер әр шешіммен бірге бір жазбада саналады. Мұнда ешкімнің аты-жөні жоқ.",
        ru="Показатели считаются в той же записи, что и само решение. Здесь нет ничьих имен.",
        en="The figures are counted in the same write as each decision. Nobody is named here.",
    ),
    "as_of": Text(kk="Жағдайы", ru="По состоянию на", en="As of"),
}
UNITS: dict[str, Text] = {
    "s": Text(kk="с", ru="с", en="s"),
    "min": Text(kk="мин", ru="мин", en="min"),
    "h": Text(kk="сағ", ru="ч", en="h"),
    "d": Text(kk="тәул", ru="сут", en="d"),
}
