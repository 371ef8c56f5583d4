"""A process that draws for days holds no more memory than one that has drawn a little, and asks for none again."""

from __future__ import annotations

import ctypes
import gc
import resource
import subprocess
import sys
from importlib.metadata import version
from typing import Any

import pytest

from functions.shared.documents.certificate import CertificateRenderer
from tests.unit.documents.samples import certificate

RENDERS = 20
MOST_KEPT = 50 * 1024
"""Bytes; 5 to 17 kB are kept. As WeasyPrint is, 20 certificates keep 120 kB, and 1 MB where every line has features."""
MOST_PAGES = 2_000
"""Of 4 kB, given during one render, at the worst of ten places on the stack: 230 (Python 3.11) or 660 (3.13), and 5,000
where frames have no room."""

LIBC = ctypes.CDLL(None)


class Heap(ctypes.Structure):
    """What glibc says of its heap: mallinfo2(3), of which we read `uordblks`."""

    _fields_ = [("before", ctypes.c_size_t * 7), ("in_use", ctypes.c_size_t), ("after", ctypes.c_size_t * 2)]


def bytes_in_use() -> int:
    """What C libraries hold; Python's own small objects are elsewhere."""
    gc.collect()
    LIBC.mallinfo2.restype = Heap
    heap: Any = LIBC.mallinfo2()
    return int(heap.in_use)


def bytes_kept() -> int:
    renderer = CertificateRenderer()
    for _ in range(5):
        renderer.render(certificate(2))
    before = bytes_in_use()
    for _ in range(RENDERS):
        renderer.render(certificate(2))
    return bytes_in_use() - before


def pages_asked_for(renderer: CertificateRenderer, slots: int) -> int:
    """Pages of memory that the system gave during a render, called through a frame with so many slots on the stack."""

    def call() -> bytes:
        return renderer.render(certificate(2))

    call.__code__ = call.__code__.replace(co_stacksize=slots)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    call()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def most_pages_asked_for() -> int:
    """At the worst of the places on the stack where a render may begin."""
    renderer = CertificateRenderer()
    pages_asked_for(renderer, 100)
    return max(pages_asked_for(renderer, slots) for slots in range(100, 2_100, 200))


def in_a_new_process(measure: str) -> int:
    """What one of the functions above finds where nothing else has used the memory: other tests leave heaps that
    shrink and grow as they like."""
    program = f"from {__name__} import {measure}; print({measure}())"
    return int(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(not hasattr(LIBC, "mallinfo2"), reason="the C library counts no memory (glibc since 2.33 does)")
def test_certificates_leave_nothing_behind_in_memory() -> None:
    assert in_a_new_process("bytes_kept") < MOST_KEPT


def test_drawing_asks_for_no_fresh_memory_again_and_again_wherever_it_begins_on_the_stack() -> None:
    assert in_a_new_process("most_pages_asked_for") < MOST_PAGES, "frames cross a chunk's end (documents/room.py)"


def test_what_we_change_in_weasyprint_is_changed_in_the_version_that_we_looked_into() -> None:
    assert version("weasyprint") == "70.0", "does `Layout.setup` still keep its attribute lists? (documents/lines.py)"
