"""What a certificate costs of CPU time, beside drawing and sealing it alone: in turn, so that the load is the same."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle, islice
from statistics import median
from typing import TYPE_CHECKING

from functions.shared.documents.content import CertificateContent
from tools.bench.concurrency import Instance, Load
from tools.bench.figures import Figure

if TYPE_CHECKING:
    from functions.issue.services import IssueServices

GOAL = 1.5
BLOCK = 8
"""Certificates between two looks at the clock of a process, which counts hundredths of a second."""


def per_certificate(
    load: Load, issue: Instance, submit: Instance, services: IssueServices, contents: Sequence[CertificateContent],
    provider: str, blocks: int,
) -> list[Figure]:  # fmt: skip
    whole, intake, alone = list[float](), list[float](), list[float]()
    for block in range(blocks + 1):
        used = submit.cpu_seconds()
        for step in load.intake(submit, BLOCK):
            step()
        intake.append((submit.cpu_seconds() - used) / BLOCK * 1000)
        used = issue.cpu_seconds()
        for step in load.issuing(issue, BLOCK):
            step()
        whole.append((issue.cpu_seconds() - used) / BLOCK * 1000)
        before = time.process_time()
        for content in islice(cycle(contents), block, block + BLOCK):
            services.seals.seal(services.renderer.render(content), provider)
        alone.append((time.process_time() - before) / BLOCK * 1000)
    whole, intake, alone = whole[1:], intake[1:], alone[1:]  # the first block fills caches
    beside = [one / other for one, other in zip(whole, alone, strict=True)]
    samples = blocks * BLOCK
    how = "registries, decision, drawing, seal, store; its processes' own time"
    return [
        Figure("CPU per certificate, issue", median(whole), "ms", samples=samples, how=how),
        Figure("CPU per certificate, submit", median(intake), "ms", samples=samples, how="its acceptance"),
        Figure("CPU of drawing and sealing alone", median(alone), "ms", samples=samples, how="the same, in turn"),
        Figure("CPU per certificate beside it", median(beside), "times", GOAL, samples, "issue; median of the turns"),
        Figure(
            "the same with the acceptance",
            median((one + other) / third for one, other, third in zip(whole, intake, alone, strict=True)),
            "times",
            samples=samples,
            how="submit and issue",
        ),
    ]
