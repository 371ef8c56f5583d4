"""Rendering, sealing and verifying by themselves, with the services that the issue function builds for itself."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO, StringIO
from statistics import median
from typing import TYPE_CHECKING

from asn1crypto import x509

from functions.shared.documents.content import CertificateContent, PaperCopy
from tools.bench.cases import Bench
from tools.bench.figures import Figure

if TYPE_CHECKING:
    from functions.issue.services import IssueServices, Renderer
    from functions.shared.documents.certificate import CertificateRenderer

RENDER_GOAL_MS, RENDER_ALONE_GOAL_MS = 60.0, 130.0
SEAL_GOAL_CPU_MS = 45.0
VERIFY_GOAL_MS = 5.0


@dataclass
class RememberingRenderer:
    """Renders, and keeps what it was asked to render."""

    renderer: Renderer
    contents: list[CertificateContent] = field(default_factory=list)

    def render(self, content: CertificateContent) -> bytes:
        self.contents.append(content)
        return self.renderer.render(content)

    def render_print(self, content: CertificateContent, copy: PaperCopy) -> bytes:
        return self.renderer.render_print(content, copy)


def contents_of(services: IssueServices, bench: Bench, count: int = 6) -> list[CertificateContent]:
    """What so many certificates state: of applications that are issued here, in this process."""
    from functions.issue.steps import advance

    bench.pause()
    remembering = RememberingRenderer(services.renderer)
    with redirect_stdout(StringIO()):  # the lines of the service's log
        for scene in bench.scenes[:count]:
            advance(replace(services, renderer=remembering), bench.submit(scene, bench.signed(scene)))
    return remembering.contents


def rendering(contents: Sequence[CertificateContent], rounds: int) -> list[Figure]:
    """Render with HarfBuzz's subsetting and as if it were not installed: two processes in turn, A B A B."""
    spawn = multiprocessing.get_context("spawn")
    times: dict[bool, list[float]] = {False: [], True: []}
    with ProcessPoolExecutor(1, mp_context=spawn) as having, ProcessPoolExecutor(1, mp_context=spawn) as lacking:
        for place in range(rounds + 1):
            content = contents[place % len(contents)]
            for hidden, process in ((False, having), (True, lacking)):
                times[hidden].append(process.submit(render_time, content, hidden).result())
        installed = having.submit(subsetting_installed).result()
    return [
        *_rendered("render, with harfbuzz-subset", RENDER_GOAL_MS, times[False], installed),
        *_rendered("render, without", RENDER_ALONE_GOAL_MS, times[True], True),
    ]


def _rendered(name: str, goal: float, times: list[float], holds: bool) -> list[Figure]:
    first, *warm = times
    how = "one certificate, median" if holds else "harfbuzz-subset is not installed here"
    return [
        Figure(name, median(warm), "ms", goal, len(warm), how, holds),
        Figure(f"{name}, first", first, "ms", how="the first of a process, WeasyPrint imported by it"),
    ]


def render_time(content: CertificateContent, hidden: bool) -> float:
    """Milliseconds of one render in this process, whose first call says whether the library is hidden."""
    return _milliseconds(lambda _: _renderer(hidden).render(content), 1)[0]


@cache
def _renderer(hidden: bool) -> CertificateRenderer:
    from functions.shared.documents.certificate import CertificateRenderer

    if hidden:
        from weasyprint.pdf import fonts

        fonts.harfbuzz_subset = None  # what WeasyPrint itself puts there where it does not find the library
    return CertificateRenderer()


def subsetting_installed() -> bool:
    from weasyprint.text import ffi

    return ffi.harfbuzz_subset is not None


def trust(
    services: IssueServices, contents: Sequence[CertificateContent], provider: str, cms: bytes, rounds: int
) -> list[Figure]:
    """Seal with revocation data at hand, check what was sealed, and verify a citizen's signature offline."""
    pdfs = [services.renderer.render(content) for content in contents]
    sealed = services.seals.seal(pdfs[0], provider)  # also fetches the revocation data that the next ones reuse
    cpu: list[float] = []

    def seal(place: int) -> None:
        before = time.process_time()
        services.seals.seal(pdfs[place % len(pdfs)], provider)
        cpu.append((time.process_time() - before) * 1000)

    wall = _milliseconds(seal, rounds)
    checked = _milliseconds(lambda _: services.seal_checks.check(sealed), rounds + 1)[1:]
    verified = _milliseconds(lambda _: services.signatures.verify(cms), rounds + 1)[1:]
    key = key_of(sealed)
    return [
        Figure(
            "seal, CPU",
            median(cpu),
            "ms",
            SEAL_GOAL_CPU_MS,
            rounds,
            f"B-LT, {key}, revocation data cached, its own verification included",
            holds=key == "P-256",
        ),
        Figure("seal, wall", median(wall), "ms", samples=rounds, how="the same, with the time-stamp fetched"),
        Figure("check a sealed PDF", median(checked), "ms", samples=rounds, how="what POST /check asks of trust"),
        Figure("verify a citizen's CMS", median(verified), "ms", VERIFY_GOAL_MS, rounds, "offline, as at intake"),
    ]


def key_of(pdf: bytes) -> str:
    """What kind of key sealed the document."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    certificate: x509.Certificate = PdfFileReader(BytesIO(pdf)).embedded_signatures[0].signer_cert
    key = certificate.public_key
    if key.algorithm == "ec":
        return {"secp256r1": "P-256", "secp384r1": "P-384"}.get(key.curve[1], "another curve")
    return f"RSA-{key.bit_size}"


def _milliseconds(step: Callable[[int], object], rounds: int) -> list[float]:
    times = []
    for place in range(rounds):
        before = time.perf_counter()
        step(place)
        times.append((time.perf_counter() - before) * 1000)
    return times
