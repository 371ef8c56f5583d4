"""`python -m emulators.demo`: everything in it is real: signatures, protocols, processes."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from emulators.demo import centre_scenes
from emulators.demo.complaint_scene import ComplaintScene
from emulators.demo.portal_scenes import PortalScenes
from emulators.demo.summary import Case, ComplaintCase, PaperCase, QueueCase, RefusalCase
from emulators.demo.telling import OUT, say
from emulators.stack.local import LocalStack
from functions.shared.domain.calendar import almaty_day


def main() -> int:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="anyqtama-") as folder:
        started = time.monotonic()
        say("Starting the local cloud: one process for each emulator and function…")
        stack = LocalStack(Path(folder)).start()
        try:
            say(f"Ready after {time.monotonic() - started:.1f} s; the gateway is {stack.gateway}.")
            first_day = almaty_day(stack.clock.now())
            portal = PortalScenes(stack).play()
            paper, refusal, queue = centre_scenes.play(stack)
            complaint = ComplaintScene(stack, late=portal[2], since=first_day).play()
        finally:
            stack.stop()
    lines = [*map(asdict, portal), asdict(paper), asdict(refusal), asdict(queue), asdict(complaint)]
    (OUT / "summary.json").write_text(json.dumps({"cases": lines}, ensure_ascii=False, indent=2))
    look_at(portal[0], paper, refusal, complaint)
    return 0 if as_promised(portal, paper, refusal, queue, complaint) else 1


def look_at(main_case: Case, paper: PaperCase, refusal: RefusalCase, complaint: ComplaintCase) -> None:
    say("\nLook at", "bold")
    say(f"  the certificate      {main_case.certificate_pdf}")
    say(f"  its check page       {OUT / (main_case.scene + '-check.html')}  (it was at {main_case.check_url})")
    say(f"  the one on paper     {paper.print_pdf}")
    say(f"  receipts of a centre {paper.receipt_pdf}, {refusal.receipt_pdf}")
    say(f"  the board            {OUT / 'psc-board.html'}")
    say(f"  a complaint          {complaint.coupon_pdf}, {complaint.answer_pdf}")
    say(f"  the public figures   {OUT / 'figures.html'}")
    say(f"  the summary          {OUT / 'summary.json'}")
    say(f"  it took              {main_case.seconds:.2f} s from the request to the certificate in the cabinet")
    say("\n`make up` leaves the local cloud running.", "dim")


def as_promised(
    portal: list[Case], paper: PaperCase, refusal: RefusalCase, queue: QueueCase, complaint: ComplaintCase
) -> bool:
    return (
        [case.status for case in portal] == ["issued", "declined", "issued"]
        and portal[2].overdue
        and paper.status == "issued"
        and refusal.status == "refused"
        and refusal.followed_by is not None
        and len(queue.breaches) == 1
        and complaint.status == "answered"
        and complaint.overdue
        and len(complaint.alarms) == 3
    )


if __name__ == "__main__":
    sys.exit(main())
