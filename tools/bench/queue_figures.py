"""What was measured of the queue, and its figures: a line is slow where it is slower than its own bare steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tools.bench.cases import DISTANCE_MS
from tools.bench.figures import Figure, percentile, ratio

CALLERS = 32


@dataclass(frozen=True)
class Wave:
    """32 requests that began together. `each_ms` is each caller's, in milliseconds; `seconds` until the last answer."""

    each_ms: tuple[float, ...]
    seconds: float


@dataclass(frozen=True)
class Step:
    """What a call does to the store at the least, bare, in milliseconds."""

    read_ms: float
    """The first of the line."""
    commit_ms: float
    """The batch of a call, on the versions read."""

    @property
    def ms(self) -> float:
        return self.read_ms + self.commit_ms


@dataclass(frozen=True)
class Round:
    """32 take tickets, then each desk calls one and starts it; `commits` is what the calls sent to the store."""

    taken: Wave
    called: Wave
    started: Wave
    commits: int
    steps: tuple[Step, ...]
    """Bare ones, when all had called."""


def queue_figures(
    near: Sequence[Round], far: Sequence[Round], alone: Sequence[tuple[float, Step]], threads: str
) -> list[Figure]:
    """`alone` holds the milliseconds of a call while no other desk calls, with a bare step."""
    called, ones = [one.called for one in near], [call for call, _ in alone]
    steps = [step for _, step in alone]
    each = [ms for wave in called for ms in wave.each_ms]
    lost = sum(one.commits for one in near) / len(each) - 1
    many, count = f"{CALLERS} at once", len(each)
    why = f"{lost:.1f} lost races a call, a pause after each; {threads} threads of submit serve all"
    bare = "the first who waits read, the batch of a call compared and set; same store, same library"
    next_step = "the next step of the same tickets, without rivals: what the way there and the machine allow"
    away = f"each call of the store {DISTANCE_MS} ms longer, nearer to production; 1 is a line without a pause"
    return [
        Figure(f"calls, {many}", per_second(called), "per s", samples=count, how=why),
        Figure(f"a call, {many}, p50", percentile(each, 50), "ms", samples=count, how="the wait for a thread included"),
        Figure(f"a call, {many}, p99", percentile(each, 99), "ms", samples=count, how="the same calls"),
        Figure("a call, one desk alone", median(ones), "ms", samples=len(ones), how="client to gateway to 200"),
        Figure(
            "32 beside one, per call",
            ratio([apart(one) for one in near], ones),
            "times",
            samples=count,
            how="from call to call; below 1 they are faster together",
        ),
        Figure("a bare step of the line", median(step.ms for step in steps), "ms", samples=len(steps), how=bare),
        Figure("32 beside it, per call", beside_steps(near), "times", samples=count, how="one step after another is 1"),
        Figure("32 beside it, store far away", beside_steps(far), "times", samples=len(far) * CALLERS, how=away),
        Figure(
            "a call alone beside its commit",
            ratio(ones, [step.commit_ms for step in steps]),
            "times",
            samples=len(ones),
            how="the bare batch: ticket and desk",
        ),
        Figure(f"starts, {many}", per_second([one.started for one in near]), "per s", samples=count, how=next_step),
        Figure(
            f"tickets, {many}",
            per_second([one.taken for one in near]),
            "per s",
            samples=count,
            how=f"taken by walk-ins, while the line grows from {CALLERS} to {2 * CALLERS}",
        ),
    ]


def apart(one: Round) -> float:
    """Milliseconds from one call of the line to the next, while all called."""
    return 1000 * one.called.seconds / len(one.called.each_ms)


def beside_steps(rounds: Sequence[Round]) -> float:
    return ratio([apart(one) for one in rounds], [step.ms for one in rounds for step in one.steps])


def per_second(waves: Sequence[Wave]) -> float:
    """Requests answered in a second while any was under way."""
    return sum(len(wave.each_ms) for wave in waves) / sum(wave.seconds for wave in waves)
