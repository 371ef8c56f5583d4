"""The public figures as a table (RFC 4180): a line for each office and channel, and one for the office itself."""

from __future__ import annotations

import csv
from io import StringIO

from functions.shared.contract.figures import (
    ChannelFigures,
    ComplaintFigures,
    FiguresShown,
    OfficeFigures,
    QueueFigures,
    TotalFigures,
)

ABOUT = ("first_day", "last_day", "office", "name_kk", "name_ru", "channel")
OF_CHANNEL = tuple(name for name in ChannelFigures.model_fields if name not in ("channel", "withheld"))
OF_QUEUE = tuple(QueueFigures.model_fields)
OF_COMPLAINTS = tuple(name for name in ComplaintFigures.model_fields if name != "withheld")
COLUMNS = (
    *ABOUT,
    *OF_CHANNEL,
    *OF_QUEUE,
    *(f"complaints_{name}" for name in OF_COMPLAINTS),
)
WHOLE = "office"
"""The channel of the line that tells an office's queue and complaints, which have no channel."""
TOTAL = "total"
"""The office of the lines for all together."""


def as_table(figures: FiguresShown) -> str:
    """What is null, or does not belong to a line, is empty."""
    written = StringIO()
    table = csv.DictWriter(written, COLUMNS, restval="")
    table.writeheader()
    lines: list[tuple[tuple[str, str, str], OfficeFigures | TotalFigures]] = [
        ((each.office, each.name_kk, each.name_ru), each) for each in figures.offices
    ]
    for names, each in [*lines, ((TOTAL, "", ""), figures.total)]:
        about: dict[str, object] = dict(zip(ABOUT, (figures.first_day, figures.last_day, *names), strict=False))
        for channel in each.channels:
            table.writerow(about | channel.model_dump(exclude={"withheld"}))
        queue = each.queue.model_dump() if each.queue else {}
        complaints = each.complaints.model_dump(exclude={"withheld"})
        told = {f"complaints_{name}": value for name, value in complaints.items()}
        table.writerow(about | {"channel": WHOLE} | queue | told)
    return written.getvalue()
