"""What WeasyPrint leaves undone for a PDF that is PDF/A-3a and PDF/UA-1 at once.

* The XMP metadata must name PDF/UA too, and describe its schema, which PDF/A does not know (ISO 19005-3, 6.6.2.3).
* Parts in another language than the document's must say so in the structure tree (ISO 14289-1, 7.2).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_END_OF_METADATA = b"</rdf:RDF>"

_UNIVERSAL_ACCESS = b"""<rdf:Description rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class ColourProfile:
    """What red, green and blue mean: PDF/A wants to know (ISO 19005-3, 6.2.3). WeasyPrint's own sRGB profile.

    Left to itself WeasyPrint opens the file anew for each document, and leaves it open.
    """

    src = "sRGB2014.icc"
    name = "sRGB2014"
    rendering_intent = "relative-colorimetric"
    components = (("r",), ("g",), ("b",))

    def __init__(self) -> None:
        self.pdf_reference: bytes | None = None
        self.content = _profile()


@cache
def _profile() -> bytes:
    return (files("weasyprint.pdf") / ColourProfile.src).read_bytes()


def finish(_document: Any, pdf: Any) -> None:
    """The finisher for WeasyPrint, called when the PDF is complete but not yet written."""
    _declare_universal_access(pdf)
    _pack(pdf)


def _pack(pdf: Any) -> None:
    """Compress the streams. Left to itself WeasyPrint does so at the highest level, which takes a third of a render.

    Fonts, the colour profile and the blank page are the same in every certificate, and are packed only once.
    """
    from pydyf import Stream, _to_bytes

    for stream in pdf.objects:
        if isinstance(stream, Stream) and stream.compress:
            plain = b"\n".join(map(_to_bytes, stream.stream))
            same_each_time = "Length1" in stream.extra or "N" in stream.extra or stream.extra.get("Subtype") == "/Form"
            stream.stream = [_packed_once(plain) if same_each_time else zlib.compress(plain, 6)]
            stream.extra["Filter"] = "/FlateDecode"
            stream.compress = False


@lru_cache(maxsize=16)
def _packed_once(plain: bytes) -> bytes:
    return zlib.compress(plain, 9)


def _declare_universal_access(pdf: Any) -> None:
    """Add PDF/UA-1 to the metadata that was written for PDF/A, in the same rdf:RDF."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    text = b"".join(metadata.stream)
    before, end, after = text.rpartition(_END_OF_METADATA)
    if not end:
        raise ValueError("WeasyPrint wrote no XMP metadata to complete.")
    metadata.stream = [before + _UNIVERSAL_ACCESS + end + after]
    metadata.compress = False  # archives look for the metadata without unpacking the file


def tag_languages() -> None:
    """Make WeasyPrint copy the `lang` of an element to its tag; once per process is enough, twice does no harm.

    Version 70 sets the language of the document only. Its tag builder is one recursive function, found by its name
    on each step, so a wrapper around that function sees every element.
    """
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree
    if getattr(build, "tags_languages", False):
        return

    def build_with_language(box: Any, *arguments: Any) -> Iterator[Any]:
        element = getattr(box, "_box", box).element  # an absolutely placed box stands behind a placeholder
        language = None if element is None or element.tag == "html" else element.get("lang")
        for tag in build(box, *arguments):
            if language and "Lang" not in tag:
                tag["Lang"] = pydyf.String(language)
            yield tag

    build_with_language.tags_languages = True  # type: ignore[attr-defined]  # the mark that it is done
    tags._build_box_tree = build_with_language
