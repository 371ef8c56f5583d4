from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import pytest

from tests.forgeries.scene import Scene


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with contextlib.redirect_stdout(io.StringIO()):
        scene = Scene(tmp_path_factory.mktemp("forgeries"))
    yield scene
    scene.stop()


@pytest.fixture
def scene(_made: Scene) -> Iterator[Scene]:
    checks, now = _made.world.issue_services.seal_checks, _made.clock.now()
    yield _made
    _made.authority.set_faults()
    _made.use(checks)
    _made.advance(now - _made.clock.now())
