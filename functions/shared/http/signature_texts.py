"""Why a signature was not accepted, so that a citizen knows what to do (clause 9.5)."""

from __future__ import annotations

from functions.shared.domain.language import Text
from functions.shared.trust.verdicts import InvalidReason

_BROKEN = Text(
    kk="Қолтаңба файлы бұзылған немесе CMS емес. Сұрау салуға порталда қайта қол қойыңыз.",
    ru="Файл подписи поврежден или это не CMS. Подпишите запрос на портале заново.",
    en="The signature is damaged or not a CMS. Sign the request on the portal again.",
)
_WRONG_KEY = Text(
    kk="Бұл кілтпен қол қоюға болмайды. Жеке тұлғаның қол қоюға арналған ЭЦҚ кілтін таңдаңыз.",
    ru="Этим ключом подписывать нельзя. Выберите ключ ЭЦП физического лица, предназначенный для подписи.",
    en="This key may not sign. Choose the natural person's key that is meant for signing.",
)

GOST = Text(
    kk="ГОСТ алгоритміндегі қолтаңбаны бұл жерде әзірге тексеру мүмкін емес. RSA немесе ECDSA кілтімен қол қойыңыз.",
    ru="Подпись по алгоритму ГОСТ здесь пока невозможно проверить. Подпишите ключом RSA или ECDSA.",
    en="A signature by the GOST algorithms cannot be checked here yet. Sign with an RSA or ECDSA key.",
)

WHY: dict[InvalidReason, Text] = {
    InvalidReason.NOT_CMS: _BROKEN,
    InvalidReason.NOT_CADES: _BROKEN,
    InvalidReason.NO_SIGNER: Text(
        kk="Сұрау салуға қол қойылмаған.", ru="Запрос не подписан.", en="The request is not signed."
    ),
    InvalidReason.SEVERAL_SIGNERS: Text(
        kk="Қолтаңба біреу ғана болуы тиіс.", ru="Подпись должна быть одна.", en="There must be exactly one signature."
    ),
    InvalidReason.NO_CERTIFICATE: _BROKEN,
    InvalidReason.NO_CONTENT: Text(
        kk="Қол қойылған сұрау салу CMS ішінде болуы тиіс.",
        ru="Подписанный запрос должен находиться внутри CMS.",
        en="The signed request must be inside the CMS.",
    ),
    InvalidReason.BAD_SIGNATURE: Text(
        kk="Қолтаңба мазмұнға сәйкес келмейді: сұрау салу қол қойылғаннан кейін өзгертілген.",
        ru="Подпись не соответствует содержанию: запрос изменен после подписания.",
        en="The signature does not fit the content: the request was changed after signing.",
    ),
    InvalidReason.WEAK_ALGORITHM: Text(
        kk="Қолтаңба алгоритмі ескірген.", ru="Алгоритм подписи устарел.", en="The signature's algorithm is too weak."
    ),
    InvalidReason.UNSUPPORTED_ALGORITHM: Text(
        kk="Қолтаңба алгоритмі қолдау таппайды.",
        ru="Алгоритм подписи не поддерживается.",
        en="The signature's algorithm is not supported.",
    ),
    InvalidReason.CERTIFICATE_SWAPPED: _BROKEN,
    InvalidReason.UNKNOWN_AUTHORITY: Text(
        kk="ЭЦҚ сертификатын біз сенетін куәландырушы орталық бермеген.",
        ru="Сертификат ЭЦП выдан не тем удостоверяющим центром, которому мы доверяем.",
        en="The certificate is of no certification authority that is trusted here.",
    ),
    InvalidReason.EXPIRED: Text(
        kk="ЭЦҚ сертификатының мерзімі өткен. Жаңа ЭЦҚ алыңыз: ол тегін.",
        ru="Срок действия сертификата ЭЦП истек. Получите новую ЭЦП: это бесплатно.",
        en="The certificate has expired. Get a new signature key: it is free of charge.",
    ),
    InvalidReason.NOT_YET_VALID: Text(
        kk="ЭЦҚ сертификаты әлі күшіне енбеген.",
        ru="Сертификат ЭЦП еще не вступил в силу.",
        en="The certificate is not valid yet.",
    ),
    InvalidReason.REVOKED: Text(
        kk="ЭЦҚ сертификаты қайтарып алынған.", ru="Сертификат ЭЦП отозван.", en="The certificate was revoked."
    ),
    InvalidReason.AUTHENTICATION_KEY: _WRONG_KEY,
    InvalidReason.ORGANISATION_KEY: _WRONG_KEY,
    InvalidReason.PERSON_KEY: _WRONG_KEY,
    InvalidReason.NO_IIN: Text(
        kk="ЭЦҚ сертификатында ЖСН жоқ.", ru="В сертификате ЭЦП нет ИИН.", en="The certificate names no IIN."
    ),
    InvalidReason.OTHER_ORGANISATION: _WRONG_KEY,
}
