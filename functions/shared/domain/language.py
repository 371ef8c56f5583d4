"""Languages of the service, and texts that exist in all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Kazakh is the state language; Russian is used officially beside it; English is a courtesy."""

    KK = "kk"
    RU = "ru"
    EN = "en"


@dataclass(frozen=True)
class Text:
    """One text in the three languages."""

    kk: str
    ru: str
    en: str

    def in_language(self, language: Language) -> str:
        return str(getattr(self, language.value))

    def __add__(self, other: Text) -> Text:
        return Text(self.kk + other.kk, self.ru + other.ru, self.en + other.en)

    def format(self, **values: object) -> Text:
        return Text(*(text.format(**values) for text in (self.kk, self.ru, self.en)))


@dataclass(frozen=True)
class Bilingual:
    """What the registries and the directory hold in the two official languages."""

    kk: str
    ru: str
