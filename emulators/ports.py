"""Ports for programs that start later, and start again: each is promised to one stack at a time."""

from __future__ import annotations

import random
import socket

FIRST, LAST = 20_000, 31_999
"""Below those that the system gives to outgoing connections."""
_CHANCE = random.SystemRandom()
"""Not the generator that tests seed: every worker would ask for the same ports in the same order."""


class Ports:
    """Ports of the loopback, each ours from `take` to `release`, whether something listens there or not.

    The claim is a UDP socket of the same number. TCP does not see it, another process that asks here does, and the
    kernel drops it with the process that held it. So nobody takes a port between two lives of a program.
    """

    def __init__(self) -> None:
        self._claims: list[socket.socket] = []

    def take(self) -> int:
        """A port that nobody listens on and nobody else was promised."""
        while True:
            port = _CHANCE.randint(FIRST, LAST)
            claim = _bound(socket.SOCK_DGRAM, port)
            if claim is None:
                continue
            listener = _bound(socket.SOCK_STREAM, port)
            if listener is None:
                claim.close()
                continue
            listener.close()
            self._claims.append(claim)
            return port

    def release(self) -> None:
        while self._claims:
            self._claims.pop().close()


def _bound(kind: socket.SocketKind, port: int) -> socket.socket | None:
    """A bound socket, or None where somebody has the port."""
    one = socket.socket(socket.AF_INET, kind)
    try:
        one.bind(("127.0.0.1", port))
    except OSError:
        one.close()
        return None
    return one
