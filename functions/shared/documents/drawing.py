"""Draw the blank page once, and copy the drawing into every certificate.

The blank is the same on every certificate, but WeasyPrint would read its thousands of curves anew each time, and
that is a fifth of the time of a render.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree


class DrawnOnce:
    """Stands in for an image of WeasyPrint: remembers what it put on the page, and puts just that the next time.

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
