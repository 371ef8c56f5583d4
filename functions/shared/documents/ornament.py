"""The ornament of the certificate, drawn for it: ram's horns (қошқар мүйіз) and the crossing laths of a yurt.

It is deliberately no state symbol. The blank page is one SVG drawing with few paths, one for each colour and
width of the pen, because a path costs more to start than to continue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from math import cos, pi, radians, sin
from urllib.parse import quote

TEAL = "#0b5563"
GOLD = "#b08a2e"
PALE = "#eaf2f2"

PAGE = (210.0, 297.0)
"""A4 in millimetres, which are the units of the drawing."""
FRAME = 9.0
"""From the edge of the paper to the band of horns."""
BAND = 5.0
"""How wide the band is."""

Point = tuple[float, float]
Move = Callable[[float, float], Point]

# A pair of horns that grows from (12, 10.6), in a tile of 24 by 12, with the seeds between them.
_HORNS = (
    "M12 10.6C12.3 6.4 14.2 2.1 17.7 2.1C20 2.1 21.6 3.8 21.6 5.8C21.6 7.6 20.3 8.9 18.7 8.9C17.3 8.9 16.3 7.9 16.3 6.7"
    "M12 10.6C11.7 6.4 9.8 2.1 6.3 2.1C4 2.1 2.4 3.8 2.4 5.8C2.4 7.6 3.7 8.9 5.3 8.9C6.7 8.9 7.7 7.9 7.7 6.7"
)
_SEEDS = "M12 1.4L13.4 3.8L12 6.2L10.6 3.8zM0 8L1.4 10.2L0 12.4L-1.4 10.2z"
# A pair of horns in the medallion that grows from (0, -30) away from the centre.
_GREAT_HORNS = (
    "M0 -31C1 -41 4 -57 12 -60C18 -62 23.5 -58 23.5 -52.5C23.5 -47.5 19.5 -44.5 16 -45.5C13 -46.5 12.5 -50 15 -51.5"
    "M0 -31C-1 -41 -4 -57 -12 -60C-18 -62 -23.5 -58 -23.5 -52.5"
    "C-23.5 -47.5 -19.5 -44.5 -16 -45.5C-13 -46.5 -12.5 -50 -15 -51.5"
)
_GREAT_SEED = "M0 -64L3 -59L0 -54L-3 -59z"
_SMALL_SEED = "M0 -36L2.4 -41L0 -46L-2.4 -41z"


def blank() -> str:
    """The whole page of the certificate before anything is written on it."""
    width, height = PAGE
    drawing = _rosette(105, 152, 74) + _frame() + _medallion(105, 33.3, 0.15)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">{drawing}</svg>'
    )


def sign() -> str:
    """The medallion alone, for a page; it says nothing, so readers of the screen pass it by."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-100 -100 200 200" aria-hidden="true" focusable="false">'
        f"{_medallion(0, 0, 1)}</svg>"
    )


def as_url(svg: str) -> str:
    """The drawing as a `data:` address."""
    return f"data:image/svg+xml,{quote(svg)}"


def _moved(path: str, move: Move) -> str:
    """The path with each of its points moved. Paths here hold absolute commands with pairs of numbers only."""

    def point(pair: re.Match[str]) -> str:
        x, y = move(float(pair[1]), float(pair[2]))
        return f"{x:.3f} {y:.3f}"

    return re.sub(r"(-?[\d.]+) (-?[\d.]+)", point, path)


def _turned(path: str, angles: Iterable[float], centre: Point, scale: float = 1) -> str:
    """Copies of the path, turned around the origin by these degrees, then scaled and laid on the centre."""

    def turn(angle: float) -> Move:
        c, s = scale * cos(radians(angle)), scale * sin(radians(angle))
        return lambda x, y: (centre[0] + c * x - s * y, centre[1] + s * x + c * y)

    return "".join(_moved(path, turn(angle)) for angle in angles)


def _pen(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>'


def _fill(path: str, colour: str) -> str:
    return f'<path d="{path}" fill="{colour}"/>'


def _ring(centre: Point, radius: float, colour: str, width: float, inside: str = "none") -> str:
    return (
        f'<circle cx="{centre[0]}" cy="{centre[1]}" r="{radius}" fill="{inside}" stroke="{colour}" '
        f'stroke-width="{width}"/>'
    )


def _frame() -> str:
    """Bands of horns that grow inwards, between a strong line outside and a fine one inside."""
    (right, bottom), far = PAGE, FRAME
    near, unit = FRAME + BAND, BAND / 12
    tiles: list[Move] = []
    for along, sides in (
        (right - 2 * near, (lambda u, v: (near + u, near - v), lambda u, v: (near + u, bottom - near + v))),
        (bottom - 2 * near, (lambda u, v: (near - v, near + u), lambda u, v: (right - near + v, near + u))),
    ):
        count = round(along / (24 * unit))
        step = along / count
        for side in sides:
            tiles += [_tile(side, number * step, step / 24, unit) for number in range(count)]
    corners = [
        (x, y) for x in (far + BAND / 2, right - far - BAND / 2) for y in (far + BAND / 2, bottom - far - BAND / 2)
    ]
    squares = "".join(_turned("M-1.9 -1.9L1.9 -1.9L1.9 1.9L-1.9 1.9z", (0, 45), corner) for corner in corners)
    stars = "".join(_turned("M-.8 -.8L.8 -.8L.8 .8L-.8 .8z", (45,), corner) for corner in corners)
    lines = "".join(
        f'<rect x="{inset}" y="{inset}" width="{right - 2 * inset}" height="{bottom - 2 * inset}" fill="none" '
        f'stroke="{colour}" stroke-width="{width}"/>'
        for inset, colour, width in ((far - 0.9, TEAL, 0.55), (near + 0.9, GOLD, 0.25))
    )
    return (
        _pen("".join(_moved(_HORNS, tile) for tile in tiles), TEAL, 0.62)
        + _fill("".join(_moved(_SEEDS, tile) for tile in tiles) + stars, GOLD)
        + _pen(squares, TEAL, 0.45)
        + lines
    )


def _tile(side: Move, start: float, stretch: float, unit: float) -> Move:
    """Where a point of the tile of horns comes to lie on a side; the roots of the horns lie on the outer line."""
    return lambda x, y: side(start + x * stretch, (y - 0.4) * unit)


def _medallion(x: float, y: float, scale: float) -> str:
    """The sign over the title, 200 units wide: laths that cross in a ring, horns around it, and a ring of rays."""
    centre = (x, y)
    rays = _turned("M0 -76L0 -86", range(0, 360, 6), centre, scale)
    laths = "M-26 -8Q0 -14 26 -8M-27.5 0L27.5 0M-26 8Q0 14 26 8"
    eighths = [45 * n for n in range(8)]
    return (
        _ring(centre, 97 * scale, TEAL, 3.2 * scale, inside="#fff")
        + _ring(centre, 91.5 * scale, GOLD, 1.4 * scale)
        + _ring(centre, 70 * scale, TEAL, 1.6 * scale)
        + _ring(centre, 28 * scale, TEAL, 4.4 * scale)
        + _pen(rays, GOLD, 3.0 * scale)
        + _pen(_turned(laths, (45, 135), centre, scale), TEAL, 2.6 * scale)
        + _pen(_turned(_GREAT_HORNS, eighths, centre, scale), TEAL, 3.6 * scale)
        + _fill(_turned(_GREAT_SEED, eighths, centre, scale), GOLD)
        + _fill(_turned(_SMALL_SEED, [angle + 22.5 for angle in eighths], centre, scale), GOLD)
    )


def _rosette(x: float, y: float, radius: float, petals: int = 20, points: int = 6) -> str:
    """The pale guilloche behind the text: three pairs of closed waves of `petals` each, which copiers blur."""
    waves = ((0.74, 0.26), (0.54, 0.2), (0.35, 0.14))
    curves = "".join(
        _wave((x, y), middle * radius, swing * radius, petals, phase, points)
        for middle, swing in waves
        for phase in (0.0, pi)
    )
    return _pen(curves, PALE, 0.5)


def _wave(centre: Point, middle: float, swing: float, petals: int, phase: float, points: int) -> str:
    """A closed wave around the centre, `points` cubic pieces to a petal, each with the exact tangents at its ends."""

    def at(angle: float) -> tuple[float, float, float, float]:
        radius = middle + swing * cos(petals * angle + phase)
        slope = -swing * petals * sin(petals * angle + phase)
        return (
            centre[0] + radius * cos(angle),
            centre[1] + radius * sin(angle),
            slope * cos(angle) - radius * sin(angle),
            slope * sin(angle) + radius * cos(angle),
        )

    steps = petals * points
    third = 2 * pi / steps / 3
    x, y, dx, dy = at(0)
    parts = [f"M{x:.2f} {y:.2f}"]
    for step in range(1, steps + 1):
        u, v, du, dv = at(2 * pi * step / steps)
        parts.append(
            f"C{x + dx * third:.2f} {y + dy * third:.2f} {u - du * third:.2f} {v - dv * third:.2f} {u:.2f} {v:.2f}"
        )
        x, y, dx, dy = u, v, du, dv
    return "".join(parts)
