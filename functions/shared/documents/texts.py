"""All texts of the public check page, in Kazakh, Russian and English."""

from __future__ import annotations

from functions.shared.domain.language import Text
from functions.shared.domain.standard import STANDARD_2014

CONTACT_NUMBERS = STANDARD_2014.contact_centre
"""The single contact centre (16.2)."""

CONTACT_CENTRE = Text(
    kk="Бірыңғай байланыс орталығы: {numbers}.",
    ru="Единый контакт-центр: {numbers}.",
    en="Single contact centre: {numbers}.",
).format(numbers=", ".join(CONTACT_NUMBERS))

PAGE: dict[str, Text] = {
    "title": Text(kk="Анықтаманы тексеру", ru="Проверка справки", en="Check a certificate"),
    "service": Text(
        kk="Қорғаншылық және қамқоршылық жөнінде анықтама беру",
        ru="Выдача справок по опеке и попечительству",
        en="Certificates of guardianship and trusteeship",
    ),
    "languages": Text(kk="Бет тілі", ru="Язык страницы", en="Language of the page"),
    "result": Text(kk="Тексеру нәтижесі", ru="Результат проверки", en="Result of the check"),
    "number": Text(kk="Анықтаманың нөмірі", ru="Номер справки", en="Number of the certificate"),
    "issued_at": Text(kk="Берілген күні мен уақыты", ru="Дата и время выдачи", en="Issued at"),
    "issuer": Text(kk="Берген мекеме", ru="Кем выдана", en="Issued by"),
    "signatory": Text(kk="Электрондық қол қойған", ru="Электронно подписал(а)", en="Electronically signed by"),
    "holder": Text(kk="Кімге берілген", ru="Кому выдана", en="Issued to"),
    "holder_hint": Text(
        kk="бас әріптері; анықтамадағы аты-жөнімен салыстырыңыз",
        ru="инициалы; сверьте с именем в справке",
        en="initials; compare them with the name on the certificate",
    ),
    "state_at_issue": Text(kk="Берілген кездегі жағдайы", ru="Состояние при выдаче", en="State at issue"),
    "state_now": Text(kk="Қазіргі жағдайы", ru="Состояние сейчас", en="State now"),
    "revoked_at": Text(kk="Қайтарып алынған уақыты", ru="Когда отозвана", en="Revoked at"),
    "revocation_reason": Text(kk="Қайтарып алу себебі", ru="Причина отзыва", en="Reason for the revocation"),
    "reason": Text(kk="Себебі", ru="Причина", en="Reason"),
    "sha256": Text(kk="Құжаттың SHA-256 бақылау сомасы", ru="Контрольная сумма SHA-256", en="SHA-256 of the document"),
    "time_zone": Text(kk="Алматы уақыты", ru="время Алматы", en="Almaty time"),
    "by_number": Text(kk="Нөмірі бойынша тексеру", ru="Проверить по номеру", en="Check by number"),
    "number_label": Text(
        kk="Анықтаманың бірегей нөмірі", ru="Уникальный номер справки", en="Unique number of the certificate"
    ),
    "number_hint": Text(
        kk="Анықтаманың жоғарғы сол жағында, мысалы C4K7\u20119MXT\u20112RWF",
        ru="Вверху слева на справке, например C4K7\u20119MXT\u20112RWF",
        en="At the top left of the certificate, such as C4K7\u20119MXT\u20112RWF",
    ),
    "by_document": Text(kk="PDF файлы бойынша тексеру", ru="Проверить файл PDF", en="Check a PDF file"),
    "document_label": Text(kk="Анықтаманың PDF файлы", ru="Файл PDF справки", en="PDF file of the certificate"),
    "document_hint": Text(
        kk="Файл тексеріледі, бірақ сақталмайды",
        ru="Файл проверяется, но не сохраняется",
        en="The file is checked and not kept",
    ),
    "check": Text(kk="Тексеру", ru="Проверить", en="Check"),
    "contact": Text(kk="Бірыңғай байланыс орталығы", ru="Единый контакт-центр", en="Single contact centre"),
    "privacy": Text(
        kk="Бұл бет анықтама иесі мен балалар туралы анықтаманың өзінде жазылғаннан артық ештеңе көрсетпейді.",
        ru="Эта страница не сообщает о владельце справки и детях ничего сверх того, что написано в самой справке.",
        en="This page tells no more about the holder and the children than the certificate itself does.",
    ),
}

STATES: dict[str, Text] = {
    "valid": Text(kk="жарамды", ru="действует", en="valid"),
    "revoked": Text(kk="қайтарып алынған", ru="отозвана", en="revoked"),
}

HEADLINES: dict[str, Text] = {
    "valid": Text(
        kk="Анықтама шынайы және жарамды", ru="Справка подлинная и действует", en="The certificate is genuine and valid"
    ),
    "revoked": Text(kk="Анықтама қайтарып алынған", ru="Справка отозвана", en="The certificate has been revoked"),
    "not_found": Text(
        kk="Мұндай нөмірлі анықтама жоқ", ru="Справки с таким номером нет", en="There is no certificate of this number"
    ),
    "mistyped": Text(kk="Нөмір қате терілген", ru="Номер набран с ошибкой", en="The number is mistyped"),
    "authentic": Text(
        kk="Құжат шынайы, өзгертілмеген және жарамды",
        ru="Документ подлинный, не изменен и действует",
        en="The document is genuine, unaltered and valid",
    ),
    "authentic_revoked": Text(
        kk="Құжат шынайы, бірақ анықтама қайтарып алынған",
        ru="Документ подлинный, но справка отозвана",
        en="The document is genuine, but the certificate has been revoked",
    ),
    "altered": Text(kk="Құжат өзгертілген", ru="Документ изменен", en="The document has been altered"),
    "not_ours": Text(
        kk="Бұл құжатты біз бермегенбіз", ru="Этот документ выдан не нами", en="This document was not issued by us"
    ),
    "not_registered": Text(
        kk="Бұл құжат тізілімдегі анықтама емес",
        ru="Этот документ не является справкой из реестра",
        en="This document is not a certificate of the register",
    ),
    "cannot_check": Text(
        kk="Құжатты қазір тексеру мүмкін емес",
        ru="Сейчас документ проверить нельзя",
        en="The document cannot be checked now",
    ),
}

ADVICE: dict[str, Text] = {
    "valid": Text(
        kk="Нөмірі мен бас әріптерін қолыңыздағы анықтамамен салыстырыңыз.",
        ru="Сверьте номер и инициалы со справкой, которая у вас в руках.",
        en="Compare the number and the initials with the certificate that you hold.",
    ),
    "revoked": Text(
        kk="Ол берілген кезде жарамды болған, бірақ қазір оған сүйенуге болмайды.",
        ru="При выдаче она действовала, но полагаться на нее больше нельзя.",
        en="It was valid when it was issued, but must not be relied on any more.",
    ),
    "not_found": Text(
        kk="Нөмір дұрыс терілген, бірақ тізілімде ондай анықтама жоқ. Оған сенбеңіз.",
        ru="Номер набран верно, но в реестре такой справки нет. Не доверяйте ей.",
        en="The number is well formed, but the register holds no such certificate. Do not trust it.",
    ),
    "mistyped": Text(
        kk="Нөмір толық емес немесе бір таңбасы қате. Оны анықтамамен салыстырып, қайта теріңіз.",
        ru="Номер неполный, или в нем неверный знак. Сверьте его со справкой и наберите снова.",
        en="The number is incomplete or has a wrong character. Compare it with the certificate and type it again.",
    ),
    "authentic": Text(
        kk="Файл біз берген құжатпен дәл келеді, электрондық қолтаңбасы дұрыс.",
        ru="Файл в точности совпадает с выданным документом, электронная подпись верна.",
        en="The file is exactly the document that was issued, and its electronic signature is correct.",
    ),
    "authentic_revoked": Text(
        kk="Файл өзгертілмеген, бірақ анықтамаға қазір сүйенуге болмайды.",
        ru="Файл не изменен, но полагаться на справку больше нельзя.",
        en="The file is unaltered, but the certificate must not be relied on any more.",
    ),
    "altered": Text(
        kk="Файл берілген құжаттан өзгеше. Оған сенбеңіз, иесінен түпнұсқасын сұраңыз.",
        ru="Файл отличается от выданного документа. Не доверяйте ему и попросите у владельца подлинник.",
        en="The file differs from the document that was issued. Do not trust it; ask the holder for the original.",
    ),
    "not_ours": Text(
        kk="Бұл біз берген анықтама емес. Оған сенбеңіз.",
        ru="Это не справка, выданная нами. Не доверяйте ей.",
        en="It is no certificate of ours. Do not trust it.",
    ),
    "not_registered": Text(
        kk="Қолтаңбасы дұрыс, бірақ мұнда тек анықтамалар тексеріледі. "
        "Мекеменің шағымға жауабы болса, оны сол мекемеден немесе 1414 нөмірінен анықтаңыз.",
        ru="Подпись верна, но здесь проверяются только справки. "
        "Если это ответ учреждения на жалобу, уточните о нем в этом учреждении или по номеру 1414.",
        en="Its signature is correct, but only certificates are checked here. "
        "If it is an office's answer to a complaint, please ask that office, or call 1414.",
    ),
    "cannot_check": Text(
        kk="Бұл құжат жалған деген сөз емес. Сәл кейінірек қайталаңыз немесе нөмірі бойынша тексеріңіз.",
        ru="Это не значит, что документ поддельный. Повторите немного позже или проверьте справку по номеру.",
        en="This does not mean that it is false. Try again a little later, or check the certificate by its number.",
    ),
}

REASONS: dict[str, Text] = {
    "in-register": Text(
        kk="Мөр деректерінің мерзімі өткен, бірақ құжат тізілімдегі түпнұсқамен дәлме-дәл бірдей.",
        ru="Срок данных печати истек, но документ в точности совпадает с подлинником в реестре.",
        en="The seal's own proof has expired, but the document is, byte by byte, the one in the register.",
    ),
    "not-as-issued": Text(
        kk="Мөр дұрыс, бірақ файл берілген түпнұсқамен дәлме-дәл бірдей емес.",
        ru="Печать верна, но файл не совпадает в точности с выданным подлинником.",
        en="The seal is right, but the file is not, byte by byte, the one that was issued.",
    ),
    "not-registered": Text(
        kk="Мөр дұрыс, бірақ мұндай анықтама тізілімде жоқ.",
        ru="Печать верна, но такой справки в реестре нет.",
        en="The seal is right, but the register holds no such certificate.",
    ),
    "register-disagrees": Text(
        kk="Мөр мен тізілім әртүрлі мекемені көрсетеді. 1414 нөміріне хабарласыңыз.",
        ru="Печать и реестр называют разные органы. Обратитесь по номеру 1414.",
        en="The seal and the register name different offices. Please call 1414.",
    ),
    "sealed-by-provider": Text(
        kk="Электрондық қолтаңба дұрыс.", ru="Электронная подпись верна.", en="The electronic signature is correct."
    ),
    "content-changed": Text(
        kk="Қол қойылғаннан кейін мазмұны өзгертілген.",
        ru="Содержание изменено после подписания.",
        en="The content was changed after signing.",
    ),
    "bytes-added": Text(
        kk="Қол қойылғаннан кейін файлға бірдеңе қосылған.",
        ru="После подписания в файл что-то добавлено.",
        en="Something was added to the file after signing.",
    ),
    "time-stamp-broken": Text(
        kk="Уақыт белгісі бұзылған.", ru="Метка времени нарушена.", en="The time-stamp is broken."
    ),
    "unreadable": Text(
        kk="Бұл PDF файлы емес немесе ол оқылмайды.",
        ru="Это не файл PDF, или он не читается.",
        en="This is no PDF file, or it cannot be read.",
    ),
    "signature-damaged": Text(
        kk="Электрондық қолтаңбасы бүлінген.",
        ru="Электронная подпись повреждена.",
        en="The electronic signature is damaged.",
    ),
    "unsigned": Text(
        kk="Электрондық қолтаңбасы жоқ.", ru="Электронной подписи нет.", en="There is no electronic signature."
    ),
    "other-signer": Text(
        kk="Оған мұндай анықтамаларды бермейтін тұлға қол қойған.",
        ru="Подписан тем, кто таких справок не выдает.",
        en="It is signed by somebody who does not issue such certificates.",
    ),
    "unknown-authority": Text(
        kk="Қолтаңба сертификатын сенімді куәландырушы орталық бермеген.",
        ru="Сертификат подписи выдан не доверенным удостоверяющим центром.",
        en="The certificate of the signature comes from no authority that is trusted.",
    ),
    "not-entitled": Text(
        kk="Бұл кілтпен ұйым атынан қол қоюға болмайды.",
        ru="Этим ключом нельзя подписывать от имени организации.",
        en="The key may not sign for the organisation.",
    ),
    "revoked": Text(
        kk="Қол қойылған кезде қолтаңба сертификаты жарамсыз болған.",
        ru="При подписании сертификат подписи не действовал.",
        en="The certificate of the signature was not valid when the document was signed.",
    ),
    "not-certifying": Text(
        kk="Қолтаңба құжатты өзгертуге тыйым салмайды.",
        ru="Подпись не запрещает изменять документ.",
        en="The signature does not forbid changes of the document.",
    ),
    "validation-data-missing": Text(
        kk="Қолтаңбаны тексеруге қажетті деректер жоқ.",
        ru="Нет данных, нужных для проверки подписи.",
        en="Data that the check of the signature needs are missing.",
    ),
    "time-stamp-untrusted": Text(
        kk="Уақыт белгісін сенімді орталық қоймаған.",
        ru="Метка времени поставлена не доверенным центром.",
        en="The time-stamp comes from no authority that is trusted.",
    ),
    "time-stamp-expired": Text(
        kk="Уақыт белгісі сертификатының мерзімі өткен.",
        ru="Срок сертификата метки времени истек.",
        en="The certificate of the time-stamp has expired.",
    ),
    "sealed-later": Text(
        kk="Құжатқа тексерілетін сәттен кейін қол қойылған.",
        ru="Документ подписан позже проверяемого момента.",
        en="The document was signed later than the moment asked about.",
    ),
}
"""By the closed list of reasons of a seal's verdict."""
