"""Forgeries by somebody who knows PDF: revisions appended to the seal, files written anew, a seal bent or moved."""

from __future__ import annotations

import re
from io import BytesIO
from random import Random
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from tests.forgeries.parts import parts_of
from tests.forgeries.scene import Scene
from tests.integration.trust.weaker import sign_weakly

_dictionary: Any = generic.DictionaryObject  # Any: pyHanko leaves it untyped, as its writer


def _appended(writer: Any) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _writer(scene: Scene) -> Any:
    return IncrementalPdfFileWriter(BytesIO(scene.sealed))


def _page(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


# ---------------------------------------------------------------- revisions appended


def text_laid_over(scene: Scene, draw: Random) -> bytes:
    writer = _writer(scene)
    text = b"BT /F1 %d Tf %d %d Td (880101400123) Tj ET" % (
        draw.randint(6, 20),
        draw.randint(0, 500),
        draw.randint(0, 800),
    )
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=text)))
    return _appended(writer)


def data_exchanged(scene: Scene, draw: Random) -> bytes:
    """The attached data name another child."""
    writer = _writer(scene)
    files = writer.root["/AF"][0]["/EF"]
    data = files["/F"].data.replace(b"991231500016", b"99123150%04d" % draw.randrange(10_000))
    files["/F"] = writer.add_object(generic.StreamObject(stream_data=data))
    writer.update_container(files)
    return _appended(writer)


def page_swapped(scene: Scene, draw: Random) -> bytes:
    writer = _writer(scene)
    pages = writer.root["/Pages"]
    content = writer.add_object(generic.StreamObject(stream_data=b"%d 0 0 RG" % draw.randint(0, 1)))
    page = {
        pdf_name("/Type"): pdf_name("/Page"),
        pdf_name("/Parent"): writer.root.raw_get("/Pages"),
        pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
        pdf_name("/Contents"): content,
    }
    pages["/Kids"][0] = writer.add_object(_dictionary(page))
    writer.update_container(pages)
    return _appended(writer)


def annotation_added(scene: Scene, draw: Random) -> bytes:
    writer = _writer(scene)
    page = _page(writer)
    corner = draw.randint(0, 400)
    note = {
        pdf_name("/Type"): pdf_name("/Annot"),
        pdf_name("/Subtype"): pdf_name(draw.choice(("/FreeText", "/Square", "/Text", "/Stamp"))),
        pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (corner, corner, corner + 90, corner + 30))),
        pdf_name("/Contents"): generic.pdf_string("Басқа бала"),
    }
    there = list(page["/Annots"]) if "/Annots" in page else []
    page["/Annots"] = generic.ArrayObject([*there, writer.add_object(_dictionary(note))])
    writer.update_container(page)
    return _appended(writer)


def field_added(scene: Scene, draw: Random) -> bytes:
    writer = _writer(scene)
    form = writer.root["/AcroForm"]
    field = {
        pdf_name("/FT"): pdf_name("/Tx"),
        pdf_name("/T"): generic.pdf_string(f"Field{draw.randint(1, 9)}"),
        pdf_name("/V"): generic.pdf_string("Басқа бала"),
    }
    form["/Fields"].append(writer.add_object(_dictionary(field)))
    writer.update_container(form)
    return _appended(writer)


def validation_data_taken_out(scene: Scene, draw: Random) -> bytes:
    writer = _writer(scene)
    if draw.randint(0, 1):
        del writer.root["/DSS"]
        writer.update_root()
    else:
        store = writer.root["/DSS"]
        del store[draw.choice([name for name in ("/OCSPs", "/CRLs", "/Certs") if name in store])]
        writer.update_container(store)
    return _appended(writer)


def signature_unhooked(scene: Scene, draw: Random) -> bytes:
    """A later revision knows of no signature; the bytes of the seal are there still."""
    writer = _writer(scene)
    if draw.randint(0, 1):
        del writer.root["/AcroForm"]
        writer.update_root()
    else:
        form = writer.root["/AcroForm"]
        form["/Fields"] = generic.ArrayObject()
        writer.update_container(form)
    return _appended(writer)


def signed_a_second_time(scene: Scene, draw: Random) -> bytes:
    """By a citizen, by somebody else's office, or by the provider once more."""
    signer = scene.key(draw.choice(("citizen", "stranger", "provider")))
    lax = scene.sealed.replace(b"/P 1\n", b"/P 2\n")  # or pyHanko would not sign again
    twice = sign_weakly(lax, signer, scene.authorities, certify=False, field="Second")
    return scene.sealed + twice[len(scene.sealed) :]


# ---------------------------------------------------------------- written anew


def saved_again(scene: Scene, draw: Random) -> bytes:
    """As a program does that merges, compresses or prints to PDF, with the form and so the signature taken along."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(scene.sealed)))
    writer.add_metadata({"/Producer": f"Printer {draw.randint(1, 99)}"})
    return _written(writer)


def stripped(scene: Scene, draw: Random) -> bytes:
    """No trace of the signature: the file before it, or one written anew without it."""
    if draw.randint(0, 1):
        return scene.unsealed
    writer = PdfWriter(clone_from=PdfReader(BytesIO(scene.sealed)))
    del writer.root_object[NameObject("/AcroForm")]
    writer.root_object.pop(NameObject("/Perms"), None)
    for page in writer.pages:
        page.pop(NameObject("/Annots"), None)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


# ---------------------------------------------------------------- the seal bent


def byte_range_moved(scene: Scene, draw: Random) -> bytes:
    """Wider or narrower at one of its edges, in the place that it has."""
    parts = parts_of(scene.sealed)
    begin, end = parts.byte_range
    numbers = [0, parts.gap, parts.rest, len(scene.sealed) - parts.rest]
    numbers[draw.randrange(4)] += draw.choice((-1000, -2, -1, 1, 2, 1000))
    told = b"/ByteRange [%s]" % b" ".join(b"%d" % number for number in numbers)
    return scene.sealed[:begin] + told + scene.sealed[end:].replace(b" " * max(0, len(told) - (end - begin)), b"", 1)


def room_made_larger(scene: Scene, draw: Random) -> bytes:
    parts = parts_of(scene.sealed)
    return parts.with_gap(b"<" + (parts.room + bytes(draw.randint(1, 500))).hex().upper().encode() + b">")


def room_made_inside_the_gap(scene: Scene, draw: Random) -> bytes:
    """The gap that nothing signs holds the signature in a shorter form, and entries of the forger's beside it.

    The signature, every signed byte and all lengths are right, so that pyHanko finds the whole file covered.
    """
    parts = parts_of(scene.sealed)
    escaped = re.sub(rb"([()\\])", rb"\\\1", parts.room).replace(b"\r", rb"\r")
    entry = draw.choice((b"/ContactInfo (1414)", b"/Name (NOT THE ONE)", b"/Prop_Build << /App << /Name /Ours >> >>"))
    gap = b"(" + escaped + b") " + entry
    return parts.with_gap(gap.ljust(parts.rest - parts.gap, b" "))


def digits_spaced(scene: Scene, draw: Random) -> bytes:
    """White space counts for nothing between the digits of the signature."""
    parts = parts_of(scene.sealed)
    digits = parts.pdf[parts.gap + 1 : parts.rest - 1]
    place = draw.randrange(2, len(digits) - 600, 2)
    return parts.with_gap(b"<" + digits[:place] + b"\n" * 2 + digits[place:-2] + b">")


def seal_on_another_file(scene: Scene, draw: Random) -> bytes:
    """The genuine signature under a file that says something else."""
    other = parts_of(scene.signed_by("provider", changed(scene, draw)))
    return other.with_signature(parts_of(scene.sealed).signature)


def changed(scene: Scene, draw: Random) -> bytes:
    """What was not sealed yet, saying something else."""
    width = b"/MediaBox [ 0 0 5%02d." % draw.randrange(95)
    return scene.unsealed.replace(b"/MediaBox [ 0 0 595.", width, 1)
