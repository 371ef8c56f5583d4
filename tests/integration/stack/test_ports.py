"""A port that was promised stays promised, also while the program that listens there is down."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Iterator

import pytest

from emulators import ports
from emulators.ports import Ports


@pytest.fixture
def claim() -> Iterator[Callable[[], Ports]]:
    made: list[Ports] = []

    def another() -> Ports:
        made.append(Ports())
        return made[-1]

    yield another
    for one in made:
        one.release()


class Offers(random.SystemRandom):
    """Offers one port again and again, then one that nobody has."""

    def __init__(self, first: int, then: int) -> None:
        self.left = [first, first, then]

    def randint(self, a: int, b: int) -> int:
        return self.left.pop(0)


def test_nobody_else_is_promised_it(claim: Callable[[], Ports], monkeypatch: pytest.MonkeyPatch) -> None:
    taken, spare = claim().take(), claim()
    other = spare.take()
    spare.release()
    monkeypatch.setattr(ports, "_CHANCE", Offers(taken, other))
    assert claim().take() == other


def test_nor_one_on_which_something_listens(claim: Callable[[], Ports], monkeypatch: pytest.MonkeyPatch) -> None:
    spare = claim()
    taken, other = spare.take(), spare.take()
    spare.release()
    with socket.create_server(("127.0.0.1", taken)):
        monkeypatch.setattr(ports, "_CHANCE", Offers(taken, other))
        assert claim().take() == other


def test_a_program_can_listen_there_again_and_again(claim: Callable[[], Ports]) -> None:
    port = claim().take()
    for _ in range(2):
        with socket.create_server(("127.0.0.1", port)) as server, socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()


def test_workers_with_the_same_seed_are_not_led_to_the_same_port(claim: Callable[[], Ports]) -> None:
    """pytest-randomly gives every worker the same seed; two stacks that started at once asked for the same ports."""
    random.seed(1)
    one = claim()
    first = [one.take() for _ in range(3)]
    one.release()
    random.seed(1)
    assert [claim().take() for _ in range(3)] != first
