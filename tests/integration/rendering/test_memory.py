"""A process that draws for days holds no more memory than one that has drawn a little, and asks for none again."""

from __future__ import annotations

import ctypes
import gc
import resource
from importlib.metadata import version
from statistics import median
from typing import Any

import pytest

from functions.shared.documents.certificate import CertificateRenderer
from tests.unit.documents.samples import certificate

RENDERS = 20
MOST_KEPT = 50 * 1024
"""Bytes; 5 to 15 kB are kept. As WeasyPrint is, 20 certificates keep 120 kB, and 1 MB where every line has features."""
MOST_PAGES = 300
"""Of 4 kB, given during one render: 10 are usual, 400 to 6,800 where frames have no room on the
stack. After other tests a heap that has shrunk may grow again in one render or the other, so the median counts."""

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


@pytest.mark.skipif(not hasattr(LIBC, "mallinfo2"), reason="the C library counts no memory (glibc since 2.33 does)")
def test_certificates_leave_nothing_behind_in_memory() -> None:
    renderer = CertificateRenderer()
    for _ in range(5):
        renderer.render(certificate(2))
    before = bytes_in_use()
    for _ in range(RENDERS):
        renderer.render(certificate(2))
    assert bytes_in_use() - before < MOST_KEPT


def pages_asked_for(renderer: CertificateRenderer, slots: int) -> int:
    """Pages of memory that the system gave during a render, called through a frame with so many slots on the stack."""

    def call() -> bytes:
        return renderer.render(certificate(2))

    call.__code__ = call.__code__.replace(co_stacksize=slots)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    call()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_drawing_asks_for_no_fresh_memory_again_and_again_wherever_it_begins_on_the_stack() -> None:
    renderer = CertificateRenderer()
    pages_asked_for(renderer, 100)
    asked = [pages_asked_for(renderer, slots) for slots in range(100, 2_100, 200)]
    assert median(asked) < MOST_PAGES, "some loop works across the end of a chunk of frames (see documents/room.py)"


def test_what_we_change_in_weasyprint_is_changed_in_the_version_that_we_looked_into() -> None:
    assert version("weasyprint") == "70.0", "does `Layout.setup` still keep its attribute lists? (documents/lines.py)"
