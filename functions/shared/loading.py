"""How a function loads what it needs, before anybody waits (decision 0014), and without what would only take time.

Most of a start is other people's modules. What is left out here is nothing that the service ever uses, and the import
system finds it afterwards as if nothing had been.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import ModuleType
from typing import Any, NoReturn


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
    """Import a module, but nothing of what it would only import for others."""
    with _sparing(module):
        importlib.import_module(module)


def _sparing(module: str) -> AbstractContextManager[None]:
    """What the import of a module is spared.

    aiohttp is installed because pyHanko asks for it, and takes longer to import than pyHanko itself. Google's clients
    offer an asynchronous transport wherever they find it, and pyHanko fetchers of its own; nobody here uses either.
    """
    if module.startswith("google.") and "aiohttp" not in sys.modules:
        return _in_place_of_aiohttp(None)
    if module.startswith("functions.shared.trust.") and "aiohttp" not in sys.modules:
        return _in_place_of_aiohttp(_NoFetcher("aiohttp"))
    if module == "weasyprint" and sys.platform == "linux":
        return _without_a_search_for_libraries()
    return nullcontext()


@contextmanager
def _in_place_of_aiohttp(other: ModuleType | None) -> Iterator[None]:
    """None says to the import system that there is no such module."""
    sys.modules["aiohttp"] = other  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["aiohttp"]


class _NoFetcher(ModuleType):
    """What pyHanko finds as aiohttp: every class that it names, none of which can be made.

    What the service fetches goes through `functions.shared.trust.fetcher`, which knows limits; so this one also sees to
    it that pyHanko fetches nothing by itself.
    """

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Unusable,), {})


class _Unusable(Exception):
    """An exception, so that it can stand in an `except`."""

    def __init__(self, *_given: Any, **_named: Any) -> NoReturn:
        raise NotImplementedError("pyHanko fetches nothing by itself")


@contextmanager
def _without_a_search_for_libraries() -> Iterator[None]:
    """WeasyPrint asks for each library by several names, of which the last on Linux is the file's own (`….so.0`).

    For each of the others Python runs the linker and the compiler in search of it: 54 processes, a tenth of a second.
    """
    import ctypes.util

    searching = ctypes.util.find_library
    ctypes.util.find_library = lambda _name: None  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.util.find_library = searching
