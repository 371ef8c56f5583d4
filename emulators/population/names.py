"""Names in both official spellings: Гүлнар and Гульнар are one person."""

from __future__ import annotations

from dataclasses import dataclass

from emulators.population.identifiers import Sex
from functions.shared.domain.facts import Name, Names

# Surnames in the male form; the female form takes an "а".
SURNAMES = {
    "Әбдірахманов": "Абдрахманов",
    "Ахметов": "Ахметов",
    "Ғабдуллин": "Габдуллин",
    "Дәулетов": "Даулетов",
    "Жұмабеков": "Жумабеков",
    "Қасымов": "Касымов",
    "Қожахметов": "Кожахметов",
    "Мұқанов": "Муканов",
    "Нұрпейісов": "Нурпеисов",
    "Оспанов": "Оспанов",
    "Өтегенов": "Утегенов",
    "Сәрсенбаев": "Сарсенбаев",
    "Сүлейменов": "Сулейменов",
    "Тілеубердин": "Тлеубердин",
    "Шәріпов": "Шарипов",
    "Ысқақов": "Искаков",
}
MEN = {
    "Әлихан": "Алихан",
    "Асқар": "Аскар",
    "Бауыржан": "Бауыржан",
    "Ғалым": "Галым",
    "Дәурен": "Даурен",
    "Ерлан": "Ерлан",
    "Қайрат": "Кайрат",
    "Мұрат": "Мурат",
    "Нұрлан": "Нурлан",
    "Рүстем": "Рустем",
    "Санжар": "Санжар",
    "Темірлан": "Темирлан",
}
WOMEN = {
    "Айгүл": "Айгуль",
    "Ақерке": "Акерке",
    "Аружан": "Аружан",
    "Әсел": "Асель",
    "Гүлнар": "Гульнар",
    "Динара": "Динара",
    "Жанар": "Жанар",
    "Інжу": "Инжу",
    "Көркем": "Коркем",
    "Мәдина": "Мадина",
    "Сәуле": "Сауле",
    "Томирис": "Томирис",
    "Үміт": "Умит",
}


@dataclass(frozen=True)
class Called:
    """A name given by its Kazakh parts; `father` is the father's given name, None where there is no patronymic."""

    surname: str
    given: str
    father: str | None
    sex: Sex

    def names(self, *, traditional: bool) -> Names:
        """Both spellings; the Russian patronymic ends in -улы, -кызы where `traditional`, else in -ович, -овна."""
        ending = "а" if self.sex == "female" else ""
        given = (MEN if self.sex == "male" else WOMEN)[self.given]
        return Names(
            kk=Name(self.surname + ending, self.given, self._patronymic_kk()),
            ru=Name(SURNAMES[self.surname] + ending, given, self._patronymic_ru(traditional)),
        )

    def _patronymic_kk(self) -> str | None:
        if self.father is None:
            return None
        return self.father + ("ұлы" if self.sex == "male" else "қызы")

    def _patronymic_ru(self, traditional: bool) -> str | None:
        if self.father is None:
            return None
        if traditional:
            return MEN[self.father] + ("улы" if self.sex == "male" else "кызы")
        return MEN[self.father] + ("ович" if self.sex == "male" else "овна")
