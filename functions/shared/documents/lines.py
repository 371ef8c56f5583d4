"""Give back the memory that WeasyPrint keeps of each line with figures of one width: 6 kB of a certificate.

Pango takes such wishes as a list of attributes. Version 70 makes a list for each line and never lets go of it; and it
puts the same attribute into many lists, which lasts only as long as no list is ever freed.
"""

from __future__ import annotations

from typing import Any


class OwnAttributes(dict[bytes, Any]):
    """For `FontConfiguration.font_features`: keeps none for another list, so that each is freed with its own."""

    def setdefault(self, _features: bytes, attribute: Any = None) -> Any:
        return attribute


def free_attributes() -> None:
    """Make WeasyPrint leave each list to its line; once per process is enough, twice does no harm.

    It holds for the font configurations with `OwnAttributes`. A version that frees its lists needs none of this, and
    would free them twice: a test names the version that was looked into.
    """
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi, pango

    if hasattr(line_break.Layout, "frees_attributes"):
        return

    class Freeing(line_break.Layout):  # type: ignore[misc]  # WeasyPrint tells no types
        frees_attributes = True

        def setup(self, style: Any) -> None:
            super().setup(style)
            attributes = pango.pango_layout_get_attributes(self.layout)
            if attributes != ffi.NULL and isinstance(style.font_config.font_features, OwnAttributes):
                pango.pango_attr_list_unref(attributes)  # Pango's layout holds it, and frees it in the end

    line_break.Layout = Freeing
