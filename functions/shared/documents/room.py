"""Room on Python's stack for a call and all that it calls.

Python keeps the frames of its functions in chunks of 16 kB, and gives a chunk back to the system as soon as it is
empty. Where a loop calls its functions just across the end of a chunk, each turn asks for 16 kB of fresh memory and
gives it back: 400 to 6,800 times in a certificate, by how deep its caller stands on the stack, for 3 to 32 of its
60 ms. A function whose own frame is large gets a chunk that is larger still, and whoever it calls finds room beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_SLOTS = 33_000
"""Of eight bytes each: just over a quarter of a megabyte, so the chunk has half of one. Nothing of it is touched unless
it is used."""


def with_room(function: Callable[P, T]) -> Callable[P, T]:
    """The same function, called through a frame that leaves room for a hundred calls within one another and more."""

    def roomy(*arguments: P.args, **named: P.kwargs) -> T:
        return function(*arguments, **named)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=_SLOTS)
    return wraps(function)(roomy)
