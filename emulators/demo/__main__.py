"""`python -m emulators.demo`: everything in it is real: signatures, protocols, processes."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from emulators.demo.portal_scenes import PortalScenes
from emulators.demo.telling import OUT, say
from emulators.stack.local import LocalStack


def main() -> int:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="anyqtama-") as folder:
        started = time.monotonic()
        say("Starting the local cloud: one process for each emulator and function…")
        stack = LocalStack(Path(folder)).start()
        try:
            say(f"Ready after {time.monotonic() - started:.1f} s; the gateway is {stack.gateway}.")
            cases = PortalScenes(stack).play()
        finally:
            stack.stop()
    (OUT / "summary.json").write_text(
        json.dumps({"cases": [asdict(case) for case in cases]}, ensure_ascii=False, indent=2)
    )
    main_case = cases[0]
    say("\nLook at", "bold")
    say(f"  the certificate      {main_case.certificate_pdf}")
    say(f"  its check page       {OUT / (main_case.scene + '-check.html')}  (it was at {main_case.check_url})")
    say(f"  the summary          {OUT / 'summary.json'}")
    say(f"  it took              {main_case.seconds:.2f} s from the request to the certificate in the cabinet")
    say("\n`make up` leaves the local cloud running.", "dim")
    good = [case.status for case in cases] == ["issued", "declined", "issued"] and cases[2].overdue
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
