"""The public board of a PSC's electronic queue: whose turn it is, at which desk, and who is next (2.2, 6.2).

It shows numbers of tickets and desks, never people. One self-contained HTML page, read from across a hall on a
television and on a phone alike: no script, nothing fetched from elsewhere, it asks for itself again every few seconds.
Kazakh stands first and another language beside it, for a board is for everyone in the hall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from functions.shared.documents.dates import in_almaty, written_date, written_time
from functions.shared.documents.html_page import HtmlPage
from functions.shared.documents.texts import CONTACT_NUMBERS, PAGE
from functions.shared.domain.language import Bilingual, Language, Text

HTML = HtmlPage("board", forms=False)
SHOWN_CALLS = 5
"""The newest call and the four before it; older ones are at their desks or gone."""
SHOWN_WAITING = 11
"""How many of those in line are named; of the rest the board tells the number."""
SHOWN_AFTER_CLOSING = 2
"""As many calls, while those who came in time are served: the board also has to say that the centre is closed."""

TEXTS: dict[str, Text] = {
    "title": Text(kk="Электрондық кезек", ru="Электронная очередь", en="Electronic queue"),
    "called": Text(kk="Шақырылды", ru="Вызван", en="Now called"),
    "earlier": Text(kk="Бұрынырақ шақырылған", ru="Вызваны ранее", en="Called before"),
    "ticket": Text(kk="Талон", ru="Талон", en="Ticket"),
    "desk": Text(kk="Терезе", ru="Окно", en="Desk"),
    "nobody_called": Text(kk="Қазір ешкім шақырылған жоқ", ru="Сейчас никто не вызван", en="Nobody is called now"),
    "waiting": Text(kk="Кезекте", ru="В очереди", en="In line"),
    "next": Text(kk="Келесі", ru="Следующий", en="Next"),
    "nobody_waits": Text(kk="Кезек жоқ", ru="Очереди нет", en="There is no line"),
    "more": Text(kk="тағы {count}", ru="и еще {count}", en="and {count} more"),
    "closed": Text(kk="Орталық жабық", ru="Центр закрыт", en="The centre is closed"),
    "opens": Text(kk="Ашылатын уақыты", ru="Откроется", en="Opens"),
    "contact": PAGE["contact"],
}


@dataclass(frozen=True)
class BoardView:
    """What the board shows.

    `called` are pairs of ticket and desk, like ("A 017", "3"), the newest first. `waiting` are the tickets in line,
    the next one first. `at` is the moment of which the board tells; it and `next_opening` are aware.
    Raises ValueError for a page that would ask for itself without a pause.
    """

    centre: Bilingual
    at: datetime
    called: tuple[tuple[str, str], ...]
    waiting: tuple[str, ...]
    open: bool
    next_opening: datetime | None
    refresh_seconds: int = 5

    def __post_init__(self) -> None:
        if self.refresh_seconds < 1:
            raise ValueError("The board refreshes after a second at the earliest.")


def board_page(view: BoardView, language: Language) -> str:
    """The page as HTML (UTF-8), in Kazakh and, beside it, in Russian, or in English where that is asked for.

    Send it with `content_security_policy()`. Raises ValueError where a moment names no time zone.
    """
    beside = Language.EN if language is Language.EN else Language.RU
    return HTML.render(
        view=view,
        texts=TEXTS,
        beside=beside,
        newest=view.called[0] if view.called else None,
        earlier=view.called[1 : SHOWN_CALLS if view.open else SHOWN_AFTER_CLOSING],
        line=view.waiting[1:SHOWN_WAITING],
        more=max(0, len(view.waiting) - SHOWN_WAITING),
        local=in_almaty(view.at),
        day=lambda spoken: written_date(in_almaty(view.at).date(), spoken),
        moment=written_time,
        contacts=CONTACT_NUMBERS,
    )


def content_security_policy() -> str:
    """The header that goes with the page."""
    return HTML.security_policy
