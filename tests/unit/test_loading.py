"""The start of a function: what the first application needs is there, what nobody needs is not, and nobody is asked."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from emulators.stack.local import ROOT
from functions.shared import bootstrap
from functions.shared.documents.certificate import CertificateRenderer
from functions.shared.loading import UNUSED
from tests.unit.documents.samples import certificate
from tests.unit.test_settings import COMMON
from tests.unit.trust.pki import Pki
from tools.directory.exporting import pem

MORE = {
    "submit": {},
    "issue": {
        "CERTIFICATES_BUCKET": "certificates",
        "PUBLIC_URL": "https://check",
        "TIME_STAMPING_URL": "https://stamps",
        "PORTAL_URL": "https://portal",
        "PORTAL_SECRET": "secret",
    },
    "complaint": {"ANSWERS_BUCKET": "answers", "TIME_STAMPING_URL": "https://stamps"},
}
FOR_NOBODY = {*UNUSED, "boto3", "certomancer", "emulators", "holidays", "moto", "tests", "unittest", "yaml"}
"""Installed, and asked for by libraries; no function's start may bring them."""
FOR_ISSUING_ONLY = {"fontTools", "google.cloud.kms_v1", "google.cloud.storage", "lxml", "PIL", "pyhanko", "weasyprint"}
START = """
import gc, json, sys
processes = []
sys.addaudithook(lambda event, given: processes.append(str(given[0])) if event == "subprocess.Popen" else None)
from functions.{function} import main
told = dict(modules=[*sys.modules], processes=processes, frozen=gc.get_freeze_count(), collects=gc.isenabled())
main.services()
print(json.dumps(told | dict(later=[*sys.modules])))
"""
PYHANKO = """
import asyncio
from functions.shared.loading import load
load("functions.shared.trust.sealing")
from asn1crypto import tsp
from pyhanko.sign.timestamps import HTTPTimeStamper
try:
    asyncio.run(HTTPTimeStamper("http://127.0.0.1:9/").async_request_tsa_response(tsp.TimeStampReq({"version": "v1"})))
except NotImplementedError as error:
    print(error)
from aiohttp import ClientSession
print(ClientSession.__module__)
"""
WEASYPRINT = """
import hashlib
from functions.shared.loading import load
load("weasyprint")
import weasyprint.pdf.fonts
weasyprint.pdf.fonts.harfbuzz_subset = None
from functions.shared.documents.certificate import CertificateRenderer
from tests.unit.documents.samples import certificate
print(hashlib.sha256(CertificateRenderer().render(certificate())).hexdigest())
"""


@dataclass(frozen=True)
class Started:
    """An interpreter in which a function has just started."""

    modules: list[str]
    processes: list[str]
    """The programs that were run meanwhile."""
    frozen: int
    """Objects that are looked through for garbage no more."""
    collects: bool
    later: list[str]
    """The modules when the services are built, with which the first request begins."""


def run(program: str, **settings: str) -> str:
    command = [sys.executable, "-c", program]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("trust") / "roots.pem"
    file.write_text(pem(Pki().root))
    return file


@functools.cache
def started(function: str, trusted: Path) -> Started:
    given = COMMON | MORE[function] | {"TRUST_ROOTS": str(trusted), "TRUST_INTERMEDIATES": str(trusted)}
    return Started(**json.loads(run(START.format(function=function), **given)))


@pytest.mark.parametrize("function", MORE)
def test_a_start_brings_what_the_first_application_needs(function: str, trusted: Path) -> None:
    needed = {
        "submit": bootstrap.FOR_SUBMITTING,
        "issue": bootstrap.FOR_ISSUING,
        "complaint": bootstrap.FOR_COMPLAINING,
    }
    assert {*bootstrap.FOR_ALL, *needed[function]} <= set(started(function, trusted).modules)


@pytest.mark.parametrize("function", MORE)
def test_neither_the_start_nor_the_services_bring_what_nobody_needs(function: str, trusted: Path) -> None:
    unwanted = FOR_NOBODY if function == "issue" else FOR_NOBODY | FOR_ISSUING_ONLY
    assert all(find_spec(name) for name in unwanted)
    assert not unwanted & set(started(function, trusted).later)


@pytest.mark.parametrize("function", MORE)
def test_a_start_looks_for_no_garbage_then_or_later_and_runs_no_program(function: str, trusted: Path) -> None:
    start = started(function, trusted)
    assert start.frozen > 50_000
    assert start.collects
    assert not start.processes


def test_pyhanko_fetches_nothing_by_itself_and_others_find_what_it_was_not_given() -> None:
    assert run(PYHANKO).splitlines() == [
        "aiohttp.ClientTimeout is left out, see functions/shared/loading.py",
        "aiohttp.client",
    ]


def test_what_draws_is_whole_without_what_is_left_out_and_without_a_fast_subsetter_as_in_production() -> None:
    here = CertificateRenderer().render(certificate())
    assert run(WEASYPRINT).strip() == hashlib.sha256(here).hexdigest()
