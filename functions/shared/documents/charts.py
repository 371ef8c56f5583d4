"""Charts for a page without script: drawn by pygal on the server, as SVG that carries nothing of its own.

What pygal adds for browsers that run scripts is taken out: its script and style, its comments with addresses, the
tooltips. A value is told by the `<title>` of its bar, and the colours are the page's own, by the classes `color-0`,
`color-1`, so that they follow the light or the dark of the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH, HEIGHT = 640, 300
LABELS = 8
"""How many labels stand under a chart of days at most."""
KEPT = frozenset({"class", "d", "fill", "height", "points", "r", "rx", "ry", "transform", "viewBox", "width", "x", "y"})
KEPT |= {"cx", "cy", "x1", "x2", "y1", "y2"}
DROPPED = frozenset({"defs", "desc", "script", "style", "title"})
FAMILY = "sans-serif"

Series = tuple[str, Sequence[float | None]]


def bars(
    labels: Sequence[str], series: Iterable[Series], *, told: str, number: Callable[[float], str], stacked: bool = True
) -> str:
    """Bars with labels under them, as an `<svg>` element. `told` says to a screen reader what the chart shows."""
    pygal = _pygal()
    kind = pygal.StackedBar if stacked else pygal.Bar
    chart = kind(
        style=_style(),
        css=[],
        js=[],
        no_prefix=True,
        width=WIDTH,
        height=HEIGHT,
        margin=4,
        spacing=8,
        show_legend=False,
        max_scale=5,
        min_scale=2,
        include_x_axis=True,
        rounded_bars=2,
        truncate_label=-1,
        value_formatter=number,
    )
    step = -(-len(labels) // LABELS)
    chart.x_labels = [label if place % step == 0 else "" for place, label in enumerate(labels)]
    lists = [(name, list(values)) for name, values in series]
    highest = max(
        (sum(value or 0 for value in column) for column in zip(*(v for _, v in lists), strict=True)), default=0
    )
    if highest < 5:
        chart.y_labels = list(range(max(1, int(highest)) + 1))  # half an application is none
    for name, values in lists:
        pairs = zip(values, labels, strict=True)
        chart.add(name, [{"value": value, "label": f"{name}, {label}" if name else label} for value, label in pairs])
    return _bare(chart.render_tree(), told)


def _bare(drawn: Any, told: str) -> str:
    """The drawing alone, copied from pygal's tree."""
    drawing = _copied(drawn)
    drawing.attrib |= {"class": "chart", "role": "img", "aria-label": told}
    return tostring(drawing, encoding="unicode")


def _copied(drawn: Any) -> Element:
    copy = Element(_name(drawn), {name: value for name, value in drawn.attrib.items() if name in KEPT})
    copy.text = drawn.text
    for each in drawn:
        if isinstance(each.tag, str) and _name(each) not in DROPPED:
            copy.append(_copied(each))
    if drawn.get("class") == "bar":
        # pygal keeps a bar's label and value beside it for its script: a reader needs none to see them.
        hidden = {each.get("class"): each.text for each in drawn if _name(each) == "desc"}
        SubElement(copy, "title").text = f"{hidden.get('label')}: {hidden.get('value')}"
    return copy


def _name(drawn: Any) -> str:
    """The name of an element without its namespace."""
    return str(drawn.tag).rpartition("}")[2]


@cache
def _pygal() -> Any:
    """The library without its import hook. The hook is for maps, and of a form that Python asks no longer: it would
    trip over it at every module that is not there."""
    import pygal

    sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook).__module__ != pygal.__name__]
    return pygal


def _style() -> Any:
    """Sizes alone: pygal lays labels out by them, the larger ones of a phone. Colours are the page's."""
    return _pygal().style.Style(
        font_family=FAMILY,
        label_font_family=FAMILY,
        major_label_font_family=FAMILY,
        label_font_size=21,
        major_label_font_size=21,
    )
