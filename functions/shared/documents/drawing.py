"""Drawings that WeasyPrint need not read as SVG at each render, since reading costs more than drawing.

They stand in its cache of images under an address of their own, and offer what its images offer.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any
from xml.etree import ElementTree


class DrawnOnce:
    """The blank page, with its thousands of curves: remembers what it put on the page, and puts just that next time.

    Only for a drawing of plain lines and fills: patterns and gradients belong to one document.
    """

    def __init__(self, svg: str, url: str) -> None:
        from weasyprint.images import SVGImage

        self._image = SVGImage(ElementTree.fromstring(svg), url, None, None)  # noqa: S314  # a drawing of our own
        self._drawn: dict[tuple[float, float], tuple[bytes, dict[str, Any]]] = {}

    def get_intrinsic_size(self, resolution: float, font_size: float) -> Any:
        return self._image.get_intrinsic_size(resolution, font_size)

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Add the drawing to a content stream, which is a list of operators with the graphics states they name."""
        states = stream._resources["ExtGState"]
        if (width, height) not in self._drawn:
            start, known = len(stream.stream), set(states)
            self._image.draw(stream, width, height, style)
            named = {name: state for name, state in states.items() if name not in known}
            self._drawn[width, height] = b"\n".join(stream.stream[start:]), named
        else:
            operators, named = self._drawn[width, height]
            stream.stream.append(operators)
            states.update(named)


class DarkModules:
    """A QR code, of squares with a side of one: `rows` without the quiet zone, True is dark."""

    def __init__(self, rows: list[list[bool]], quiet_zone: int) -> None:
        self._rows, self._quiet_zone = rows, quiet_zone

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        side = len(self._rows) + 2 * self._quiet_zone
        return side, side, 1

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        """One path of rectangles, one for each run of dark modules, on a white ground."""
        side = len(self._rows) + 2 * self._quiet_zone
        with stream.stacked():
            stream.transform(a=width / side, d=height / side)
            stream.set_color_rgb(1, 1, 1)
            stream.rectangle(0, 0, side, side)
            stream.fill()
            stream.set_color_rgb(0, 0, 0)
            for top, row in enumerate(self._rows, start=self._quiet_zone):
                left = self._quiet_zone
                for dark, run in groupby(row):
                    length = len(list(run))
                    if dark:
                        stream.rectangle(left, top, length, 1)
                    left += length
            stream.fill()
