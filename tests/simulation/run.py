"""One seed: a day in bad weather, and its end."""

from __future__ import annotations

import contextlib
import io
import random
from collections import Counter
from datetime import datetime, timedelta

from functions.shared.domain.calendar import almaty_day
from tests.simulation import applications, complaints, hall
from tests.simulation.storm import one_thread
from tests.simulation.world import COMING, SETTLING, StormyWorld
from tests.unit.examples import FIRST_NAMES, GUARDIAN_NAMES
from tools.recount import differences

ROUND = 60.0
APPLICATIONS, IN_THE_HALL, COMPLAINTS = 60, 25, 15
"""Of each hundred cases."""


def simulate(seed: str, cases: int) -> Counter[str]:
    """Run so many cases of all kinds, check every invariant, and count what became of them.

    Raises AssertionError. The same seed runs in the same way, to the last byte.
    """
    logged = io.StringIO()
    with one_thread(random.Random(seed)), contextlib.redirect_stdout(logged):
        world = StormyWorld(seed)
        citizens = applications.come(world, cases * APPLICATIONS // 100)
        waiting = hall.Hall(world)
        waiting.open(cases * IN_THE_HALL // 100)
        world.timeline.every(ROUND, world.round)
        start = world.clock.now()
        world.timeline.run_until(start + COMING)
        world.settle()
        world.timeline.run_until(start + COMING + SETTLING)
        applications.check(world, citizens)
        hall.check(waiting)
        world.timeline.forget()
        office = complaints.Chancery(world)
        office.run(cases * COMPLAINTS // 100)
        complaints.check(office)
        check_figures(world, start)
    assert_nobody_named(logged.getvalue(), citizens)
    return (
        applications.outcomes(world, citizens)
        + waiting.outcomes()
        + office.outcomes()
        + Counter(cases=cases, killed=world.storm.kills)
    )


def check_figures(world: StormyWorld, start: datetime) -> None:
    """What was counted with the decisions is what the cases add up to, on every day."""
    day = almaty_day(start)
    while day <= almaty_day(world.clock.now()):
        found = differences(world.documents, day)
        assert found == [], f"the figures of {day} are not what the cases say: {found}"
        day += timedelta(days=1)


def assert_nobody_named(log: str, citizens: list[applications.Citizen]) -> None:
    for citizen in citizens:
        assert citizen.iin not in log, "an IIN in the log"
    for name in (GUARDIAN_NAMES.kk.surname, FIRST_NAMES.kk.surname):
        assert name not in log, "a name in the log"
