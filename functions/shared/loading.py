"""How a function loads what it needs, before anybody waits (decision 0014), and without what would only take time.

Most of a start is other people's modules. What is left out here is nothing that the service ever uses, and the import
system finds it afterwards as if nothing had been.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import ModuleType
from typing import Any, NoReturn

UNUSED = (
    "aiohttp",
    *("fontTools.subset", "fontTools.varLib.instancer"),
    *("google.cloud.kms_v1.services.autokey", "google.cloud.kms_v1.services.autokey_admin"),
    *("google.cloud.kms_v1.services.ekm_service", "google.cloud.kms_v1.services.hsm_management"),
)
"""What libraries import and the service never uses: a fifth of the start of `issue`.

aiohttp, for Google's asynchronous transports and pyHanko's fetchers: what we fetch goes through `trust.fetcher`, which
knows limits. What makes fonts smaller: ours are small when they are shipped (`documents.letters`). Four services of
Cloud KMS beside the one that signs.
"""


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported nothing is looked through for garbage: there is none, they stay.

    That took a fifth of the start of `issue`. What is there at the end is never looked through later either, so that
    the server, which forks after it, shares these pages with its workers.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def load_ahead(*modules: str) -> None:
    """Import at start, while nobody waits, what the first request would wait for.

    Nothing is built or connected: the server forks after it, and connections do not survive that.
    """
    with loading():
        for module in modules:
            load(module)


def load(module: str) -> None:
    """Import a module, where that was not done yet, but nothing of what it would only import for others."""
    if module in sys.modules:
        return
    with _unused(), _known_libraries() if module == "weasyprint" else nullcontext():
        importlib.import_module(module)


@contextmanager
def _unused() -> Iterator[None]:
    """Stand-ins for UNUSED, where the real ones are not there yet; they are found again afterwards."""
    absent = [name for name in UNUSED if name not in sys.modules]
    sys.modules.update({name: _StandIn(name) for name in absent})
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)  # another thread may have loaded something at the same time


class _StandIn(ModuleType):
    """A module that has every class that it is asked for, none of which can be made."""

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(f"{self.__name__}.{name}", (_Unusable,), {})


class _Unusable(Exception):
    """An exception, so that it can stand in an `except`."""

    def __init__(self, *_given: Any, **_named: Any) -> NoReturn:
        raise NotImplementedError(f"{type(self).__name__} is left out, see functions/shared/loading.py")


@contextmanager
def _known_libraries() -> Iterator[None]:
    """WeasyPrint asks for each library by several names, of which the last on Linux is the file's own (`….so.0`).

    For each of the others Python runs the linker and the compiler in search of it: 54 processes, a tenth of a second.
    """
    import ctypes.util

    searching = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda _name: None  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.util.find_library = searching
