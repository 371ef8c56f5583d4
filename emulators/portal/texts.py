"""What the pages say, in the three languages."""

from __future__ import annotations

from functions.shared.domain.language import Language, Text

TEXTS: dict[str, Text] = {
    "cabinet": Text("Жеке кабинет", "Личный кабинет", "Personal cabinet"),
    "portal": Text("Қызметтер порталы", "Портал услуг", "Services portal"),
    "service": Text(
        "Қорғаншылық және қамқоршылық жөнінде анықтама беру",
        "Выдача справок по опеке и попечительству",
        "Certificates of guardianship and trusteeship",
    ),
    "applications": Text("Сұрау салулар", "Запросы", "Requests"),
    "notices": Text("Хабарламалар", "Уведомления", "Notices"),
    "no_applications": Text("Сұрау салулар әзірше жоқ.", "Запросов пока нет.", "There are no requests yet."),
    "no_notices": Text("Хабарламалар әзірше жоқ.", "Уведомлений пока нет.", "There are no notices yet."),
    "number": Text("Сұрау салу №", "Запрос №", "Request No."),
    "accepted_at": Text("Қабылданды", "Принят", "Accepted"),
    "due_at": Text("Нәтиже мерзімі", "Срок результата", "Result due"),
    "decided_at": Text("Шешім қабылданды", "Решение принято", "Decided"),
    "took": Text("Жауап уақыты", "Время ответа", "Answered in"),
    "seconds": Text("{seconds} с", "{seconds} с", "{seconds} s"),
    "overdue": Text(
        "Мерзімі өтті: біз бұл туралы білеміз, сұрау салу жоғалған жоқ.",
        "Срок истек: мы об этом знаем, запрос не потерян.",
        "Overdue: we know of it, and the request is not lost.",
    ),
    "reasons": Text("Бас тарту себептері", "Причины отказа", "Reasons"),
    "certificate": Text("Анықтама №", "Справка №", "Certificate No."),
    "open_pdf": Text("Анықтаманы ашу (PDF)", "Открыть справку (PDF)", "Open the certificate (PDF)"),
    "coupon": Text("Талонды ашу (PDF)", "Открыть талон (PDF)", "Open the coupon (PDF)"),
    "answer": Text("Шағымға жауапты ашу (PDF)", "Открыть ответ на жалобу (PDF)", "Open the answer (PDF)"),
    "check": Text("Түпнұсқалығын тексеру", "Проверить подлинность", "Check authenticity"),
    "step_accepted": Text("Қабылдау", "Прием", "Acceptance"),
    "step_checked": Text("Тексеру", "Проверка", "Checks"),
    "step_answered": Text("Нәтиже", "Результат", "Result"),
    "accepted": Text("Қабылданды, қаралуда", "Принят, рассматривается", "Accepted, under way"),
    "verified": Text("Тексерілді, анықтама дайындалуда", "Проверен, справка готовится", "Checked, being issued"),
    "issued": Text("Анықтама берілді", "Справка выдана", "Certificate issued"),
    "declined": Text("Бас тартылды", "Отказано", "Declined"),
    "refused": Text("Қабылданбады", "Не принят", "Not accepted"),
    "delivered": Text("Порталға жеткізілді: {at}", "Доставлено на портал: {at}", "Delivered to the portal: {at}"),
    "older": Text("Бұрынғылары", "Более ранние", "Earlier ones"),
    "newest": Text("Ең жаңалары", "Самые новые", "Newest"),
    "unreachable": Text(
        "Қызмет қазір жауап бермейді. Сұрау салуларыңыз сақтаулы: бетті бірер минуттан кейін жаңартыңыз.",
        "Сервис сейчас не отвечает. Ваши запросы сохранены: обновите страницу через пару минут.",
        "The service does not answer now. Your requests are kept: reload this page in a minute or two.",
    ),
    "contact": Text(
        "Бірыңғай байланыс орталығы: 8-800-080-7777, 1414",
        "Единый контакт-центр: 8-800-080-7777, 1414",
        "Single contact centre: 8-800-080-7777, 1414",
    ),
    "time_zone": Text("Уақыт Алматы уақытымен көрсетілген.", "Время указано по Алматы.", "Times are those of Almaty."),
    "synthetic": Text(
        "Оқу порталы: барлық деректер ойдан шығарылған.",
        "Учебный портал: все данные вымышлены.",
        "A portal for trials: all data are made up.",
    ),
    "people": Text("Сынақ азаматтары", "Пробные граждане", "Sample citizens"),
}


def texts_in(language: Language) -> dict[str, str]:
    return {key: text.in_language(language) for key, text in TEXTS.items()}
