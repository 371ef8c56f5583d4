"""The problems of the certificate on paper (clause 4.3).

Problem
├── SignerNotHead 403
├── CertificateRevoked 409          ├── CopyNotPrinted 409
├── TooManyCopies 409               ├── CopyNotSigned 409
├── HeadUnknown 409                 ├── CopySigned 409
├── PrintNamesAnotherHead 409       ├── CopyHandedOver 409
├── PlaceUnknown 422
├── ReceiverNotRecipient 422
└── IdentityDocumentExpired 422
"""

from __future__ import annotations

from functions.shared.domain.errors import Problem
from functions.shared.domain.language import Text


class SignerNotHead(Problem):
    status, slug = 403, "signer-not-head"
    title = Text(
        kk="Қағаз анықтамаға тек көрсетілетін қызметті берушінің басшысы қол қояды",
        ru="Бумажную справку подписывает только руководитель услугодателя",
        en="Only the head of the provider signs the paper",
    )
    default_detail = Text(
        kk="Сіздің аты-жөніңіз мекемелер анықтамалығындағы басшының аты-жөнімен сәйкес келмейді (стандарт, 4.3).",
        ru="Ваше имя не совпадает с именем руководителя в справочнике учреждений (стандарт, 4.3).",
        en="Your name is not that of the head in the directory of offices (standard, 4.3).",
    )


class CertificateRevoked(Problem):
    status, slug = 409, "certificate-revoked"
    title = Text(kk="Анықтама қайтарып алынған", ru="Справка отозвана", en="The certificate has been revoked")
    default_detail = Text(
        kk="Қайтарып алынған анықтама басып шығарылмайды, оған қол қойылмайды және ол берілмейді.",
        ru="Отозванная справка не печатается, не подписывается и не выдается.",
        en="A revoked certificate is neither printed, nor signed, nor handed over.",
    )


class TooManyCopies(Problem):
    status, slug = 409, "too-many-copies"
    title = Text(
        kk="Қағаз даналары тым көп сұралды",
        ru="Запрошено слишком много бумажных экземпляров",
        en="Too many paper copies were asked for",
    )


class HeadUnknown(Problem):
    status, slug = 409, "head-unknown"
    title = Text(
        kk="Анықтамалықта көрсетілетін қызметті берушінің басшысы көрсетілмеген",
        ru="В справочнике не указан руководитель услугодателя",
        en="The directory names no head of the provider",
    )


class PrintNamesAnotherHead(Problem):
    status, slug = 409, "print-names-another-head"
    title = Text(
        kk="Басып шығарылған парақта басқа басшы көрсетілген",
        ru="На отпечатанном листе указан другой руководитель",
        en="The printed sheet names another head",
    )
    default_detail = Text(
        kk="Басшы ауысты: дананы қайта басып шығарыңыз, содан кейін қол қойыңыз.",
        ru="Руководитель сменился: отпечатайте экземпляр заново и затем подпишите.",
        en="The head has changed: print the copy again, then sign it.",
    )


class CopyNotPrinted(Problem):
    status, slug = 409, "copy-not-printed"
    title = Text(
        kk="Дана әлі басып шығарылмаған", ru="Экземпляр еще не отпечатан", en="The copy has not been printed yet"
    )


class CopyNotSigned(Problem):
    status, slug = 409, "copy-not-signed"
    title = Text(
        kk="Данаға басшы әлі қол қоймаған",
        ru="Экземпляр еще не подписан руководителем",
        en="The head has not signed the copy yet",
    )


class CopySigned(Problem):
    status, slug = 409, "copy-signed"
    title = Text(kk="Данаға бұрын қол қойылған", ru="Экземпляр уже подписан", en="The copy was signed before")
    default_detail = Text(
        kk="Қол қойылған парақ бүлінсе немесе жоғалса, жаңа дана сұраңыз: оның өз нөмірі болады.",
        ru="Если подписанный лист испорчен или утрачен, запросите новый экземпляр: у него будет свой номер.",
        en="Where the signed sheet was spoilt or lost, ask for a new copy: it gets a number of its own.",
    )


class CopyHandedOver(Problem):
    status, slug = 409, "copy-handed-over"
    title = Text(kk="Дана бұрын берілген", ru="Экземпляр уже выдан", en="The copy was handed over before")


class PlaceUnknown(Problem):
    status, slug = 422, "place-unknown"
    title = Text(
        kk="Бұл жерде қағаз дана берілмейді",
        ru="В этом месте бумажный экземпляр не выдается",
        en="No paper copy is handed over at this place",
    )
    default_detail = Text(
        kk="Анықтаманы берген мекемені немесе халыққа қызмет көрсету орталығын көрсетіңіз.",
        ru="Укажите учреждение, выдавшее справку, или центр обслуживания населения.",
        en="Name the office that issued the certificate, or a public service centre.",
    )


class ReceiverNotRecipient(Problem):
    status, slug = 422, "receiver-not-recipient"
    title = Text(
        kk="Алушының аты-жөні анықтамадағыдан өзгеше",
        ru="Имя получающего не совпадает с именем в справке",
        en="The receiver's name is not the one on the certificate",
    )
    default_detail = Text(
        kk="Басқа адам алса, өкіл ретінде көрсетіп, өкілеттігін растайтын құжатты енгізіңіз.",
        ru="Если получает другое лицо, укажите его как представителя и внесите документ о полномочиях.",
        en="Where somebody else receives it, name a representative with the document that gives the authority.",
    )


class IdentityDocumentExpired(Problem):
    status, slug = 422, "identity-document-expired"
    title = Text(
        kk="Жеке басын куәландыратын құжаттың мерзімі өткен",
        ru="Срок действия документа, удостоверяющего личность, истек",
        en="The identity document has expired",
    )
