"""A morning at a public service centre, in the order in which the line calls."""

from __future__ import annotations

from emulators.demo.desk_scenes import PaperScene, RefusalScene
from emulators.demo.queue_scene import QueueScene, come
from emulators.demo.summary import PaperCase, QueueCase, RefusalCase
from emulators.stack.centre_client import CentreClient
from emulators.stack.local import LocalStack

OPERATORS = {"1": "psc-operator", "2": "operator-psc-almaty-1-2"}
"""Who sits at which desk of psc-almaty-1."""


def play(stack: LocalStack) -> tuple[PaperCase, RefusalCase, QueueCase]:
    come(stack)
    desks = {desk: CentreClient(stack, operator) for desk, operator in OPERATORS.items()}
    queue = QueueScene(stack, desks)
    queue.six_come()
    paper = PaperScene(desks["1"], queue, "1").play()
    without = RefusalScene(desks["2"], queue, "2")
    refusal = without.refused()
    queue.one_waits_too_long()
    refusal = without.comes_again(refusal)
    return paper, refusal, queue.outcome()
