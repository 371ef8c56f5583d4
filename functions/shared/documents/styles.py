"""Compute the style of an element once in a process, and not anew for each document.

Our documents differ in their words and hardly in their elements, while a computed style has a hundred properties, each
of them worked out when it is first asked for: a quarter of a render (22 of 84 ms).
"""

from __future__ import annotations

import atexit
from typing import Any

MOST_STYLES = 3_000
"""So many are kept at most, of 3 kB each. A certificate needs 260, and as many again for each density of its page."""

_known: dict[Any, Any] = {}


def remember() -> None:
    """Make WeasyPrint remember computed styles; once per process is enough, twice does no harm.

    Renders must take turns. A style sheet must not measure in parts of the page (`vw`, `vh`), which styles read from
    the document that they were first computed for.
    """
    from weasyprint import css

    if hasattr(css.StyleFor, "remembers"):
        return

    class Remembering(css.StyleFor):  # type: ignore[misc]  # WeasyPrint tells no types
        """Finds an element's style by its parent's style and the declarations that apply to the element."""

        remembers = True

        def set_computed_styles(
            self, element: Any, parent: Any, root: Any = None, pseudo_type: str | None = None, **more: Any
        ) -> None:
            styles, place = self.get_computed_styles(), (element, pseudo_type)
            cascaded = self.get_cascaded_styles().get(place, {})
            if not hasattr(element, "tag") or "anchor" in cascaded:  # a page, or what a link leads to: of one document
                super().set_computed_styles(element, parent, root=root, pseudo_type=pseudo_type, **more)
                return
            # A style keeps alive all that stands here by its identity, so no other object can take the identity. The
            # declaration of the language is made anew from the attribute, and so stands here itself.
            key = (
                id(self.font_config if parent is None else styles[parent, None]),
                pseudo_type,
                *((name, value if name == "lang" else id(value), weight) for name, (value, weight) in cascaded.items()),
            )
            if key not in _known:
                super().set_computed_styles(element, parent, root=root, pseudo_type=pseudo_type, **more)
                if len(_known) >= MOST_STYLES:
                    _known.clear()
                _known[key] = styles[place]
            styles[place] = _known[key]

    css.StyleFor = Remembering
    atexit.register(_known.clear)  # styles know their fonts, which are released by code that is gone in the end
