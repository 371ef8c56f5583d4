"""Read the HTML of our templates, which is well-formed XML too.

WeasyPrint reads whatever a browser would, with a parser in Python that takes a tenth of a render, and gives every
element styles for the calls and marks of footnotes, which we never use: as many again as a page has otherwise.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML

_NOTES = re.compile(r"^::(foot)?note-.*$", re.MULTILINE)


class WellFormed(HTML):  # type: ignore[misc]  # WeasyPrint tells no types
    """A document that `HTML(string=…)` would read to the same elements.

    Raises ParseError where the text is not well-formed: every element is closed, and what comes from people is escaped
    and holds letters that our fonts have, so no control characters (see `letters` and `printable`).
    """

    def __init__(self, text: str, url_fetcher: Any) -> None:
        self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
        self.etree_element = ElementTree.fromstring(text)  # noqa: S314  # a document of our own
        self.wrapper_element = ElementWrapper.from_html_root(self.etree_element, content_language=None)

    def _ua_stylesheets(self, _forms: bool = False) -> list[Any]:
        return [_without_notes()]


@cache
def _without_notes() -> Any:
    """WeasyPrint's style sheet for all of HTML, but for the rules that hold for a part of every element."""
    return CSS(string=_NOTES.sub("", (files("weasyprint.css") / "html5_ua.css").read_text()))
