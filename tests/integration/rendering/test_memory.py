"""A process that draws for days holds no more memory than one that has drawn a few certificates."""

from __future__ import annotations

import ctypes
import gc
from importlib.metadata import version
from typing import Any

import pytest

from functions.shared.documents.certificate import CertificateRenderer
from tests.unit.documents.samples import certificate

RENDERS = 20
MOST_KEPT = 50 * 1024
"""Bytes; 5 to 15 kB are kept. As WeasyPrint is, 20 certificates keep 120 kB, and 1 MB where every line has features."""

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


def test_what_we_change_in_weasyprint_is_changed_in_the_version_that_we_looked_into() -> None:
    assert version("weasyprint") == "70.0", "does `Layout.setup` still keep its attribute lists? (documents/lines.py)"
