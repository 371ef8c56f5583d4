"""One seed: a forgery, and what the check says of it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.forgeries.kinds import ROUND, Kind
from tests.forgeries.scene import Answer, Scene


@dataclass(frozen=True)
class Tried:
    """What became of one seed. `pdf` is the forged file."""

    seed: str
    kind: Kind
    answer: Answer
    pdf: bytes

    @property
    def said(self) -> str:
        return f"{self.answer.outcome}/{self.answer.reason}"

    @property
    def wrong(self) -> str:
        """What is wrong with the answer; empty where it is right."""
        if self.said in self.kind.said:
            return ""
        return f"{self.seed} {self.kind.name}: said {self.said}, not {' or '.join(sorted(self.kind.said))}"


def kind_of(seed: str) -> Kind:
    """By the number at the seed's end, so that consecutive seeds go through all kinds."""
    return ROUND[int(seed.rpartition("-")[2]) % len(ROUND)]


def attempt(scene: Scene, seed: str) -> Tried:
    """The same seed forges the same file of the same scene, but for what signing and appending draw by chance."""
    kind = kind_of(seed)
    pdf = kind.forge(scene, Random(seed))
    assert pdf != scene.sealed, f"{seed} {kind.name}: nothing was forged"
    return Tried(seed, kind, scene.ask(pdf), pdf)
