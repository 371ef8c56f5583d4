"""What an office is called, from its territory's name in the KATO classifier, in Kazakh and in Russian.

Kazakh is regular: whatever ends in қаласы, ауданы or облысы takes -ның. Russian is so for districts and oblasts. A city
keeps its first form wherever official papers waver («города Семей»): it is changed where its ending leaves no doubt,
see `city_in_genitive`. Those that were left as they are stand in infra/directory/README.md.
"""

from __future__ import annotations

import re

from functions.shared.domain.language import Bilingual
from tools.directory.territories import Territory, TerritoryKind

QUALITY = Bilingual(
    kk="Мемлекеттік қызметтер көрсету сапасын бағалау және бақылау жөніндегі уәкілетті орган",
    ru="Уполномоченный орган по оценке и контролю за качеством оказания государственных услуг",
)
"""As the standard calls it (11.10). Which body it is, the operator writes in its place."""

LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхыэәғқңөұүһі", "abvgdeziiklmnoprstufhyeagknouuhi", strict=True)),
    **{"ё": "yo", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya"},
    **{"ъ": "", "ь": "", " ": "-", "-": "-"},
}
KIND_OF_PLACE = re.compile(r" (?:қаласы|ауданы|облысы|атындағы аудан)$")
INDECLINABLE = "уыеио"
"""The last letters of city names that no case changes: Актау, Алматы, Текели."""


def department(territory: Territory, oblast: Territory | None) -> Bilingual:
    """The education department (1.1): a басқарма (управление) of a republican city, elsewhere a бөлім (отдел).

    The oblast stands in the name, because the names of districts repeat.
    """
    kk, ru = genitive_kk(territory.names.kk), genitive_ru(territory.names.ru)
    if territory.kind is TerritoryKind.REPUBLICAN_CITY:
        return Bilingual(f"{kk} білім басқармасы", f"Управление образования {ru}")
    assert oblast is not None
    return Bilingual(f"{oblast.names.kk} {kk} білім бөлімі", f"Отдел образования {ru} {genitive_ru(oblast.names.ru)}")


def akimat(territory: Territory) -> Bilingual:
    """The local executive body of an oblast or of a republican city (11.1)."""
    return Bilingual(f"{genitive_kk(territory.names.kk)} әкімдігі", f"Акимат {genitive_ru(territory.names.ru)}")


def genitive_kk(name: str) -> str:
    """«Абай ауданы» → «Абай ауданының». Raises ValueError for what ends otherwise than the classifier's names do."""
    if not re.search(r"(?:қаласы|ауданы|облысы|аудан)$", name):
        raise ValueError(f"no rule for the genitive of {name!r}")
    return f"{name}ның"


def genitive_ru(name: str) -> str:
    """«Абайский район» → «Абайского района». Raises ValueError for what is neither district, oblast nor city."""
    first, _, rest = name.partition(" ")
    if first in ("район", "область"):
        return f"{ {'район': 'района', 'область': 'области'}[first] } {rest}"
    if first == "город":
        return f"города {city_in_genitive(rest)}"
    if name.endswith("ский район"):
        return name.removesuffix("ий район") + "ого района"
    if name.endswith("ская область"):
        return name.removesuffix("ая область") + "ой области"
    raise ValueError(f"no rule for the genitive of {name!r}")


def city_in_genitive(name: str) -> str:
    """«Астана» → «Астаны», «Уральск» → «Уральска», «Рудный» → «Рудного»; every other name stays as it is."""
    if name.endswith("а"):
        return f"{name[:-1]}ы"
    if name.endswith("ск"):
        return f"{name}а"
    return f"{name[:-2]}ого" if name.endswith("ный") else name


def is_left_as_it_is(name: str) -> bool:
    """Whether a city's name could take a case, and was left in its first form."""
    return city_in_genitive(name) == name and name[-1] not in INDECLINABLE


def slug(territory: Territory) -> str:
    """The proper name in small Latin letters, from the Kazakh one, for an identifier: «Ақсу қаласы» → aksu."""
    name = KIND_OF_PLACE.sub("", territory.names.kk).lower()
    return "".join(LATIN[letter] for letter in name)
