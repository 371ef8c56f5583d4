"""At the desks: one complete package, to the paper in the hand, and one refusal with its receipt."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from emulators.demo.desk import DeskVisit
from emulators.demo.queue_scene import QueueScene
from emulators.demo.summary import PaperCase, RefusalCase
from emulators.demo.telling import OUT, check_as_stranger, clock_time, expect, say, title
from emulators.stack.centre_client import CentreClient

IDENTITY_DOCUMENT = {"kind": "id-card", "number": "009800451"}
"""A made-up identity card, as the operator types it when the paper is handed over."""


class PaperScene:
    """A guardian who has the foreign certificate along, and wants the answer on paper (4.3)."""

    def __init__(self, client: CentreClient, queue: QueueScene, desk: str) -> None:
        self.client, self.queue, self.desk = client, queue, desk
        self.scene = client.stack.people.scene("guardian-centre-abroad")
        self.visit = DeskVisit(client, self.scene, "psc-paper")

    def play(self) -> PaperCase:
        title(5, f"Desk {self.desk}: a complete package, and the certificate on paper", self.scene.about)
        self.visit.sign_the_form()
        self.visit.compare_certificate()
        answer = self.visit.hand_in(self.queue.at(self.desk))
        receipt = self.visit.keep_receipt(answer)
        say(f"  the receipt is handed over: {receipt}")
        self.queue.finish(self.desk)
        answered = self.visit.follow(answer)
        number = answered.shown["certificate"]
        pdf = OUT / "psc-paper.pdf"
        pdf.write_bytes(self.client.get(self.visit.recipient(), f"/v1/certificates/{number}").content)
        url = check_as_stranger(self.client, number, pdf.read_bytes(), OUT / "psc-paper-check.html")
        copy, printed = self.paper(number)
        say(f"  {answered.shown['status']} after {answered.seconds:.2f} s, and on paper in the hand: {pdf}", "bold")
        return PaperCase(
            scene="psc-paper",
            application=answer["id"],
            number=answer["number"],
            status=answered.shown["status"],
            seconds=round(answered.seconds, 3),
            certificate_pdf=str(pdf),
            check_url=url,
            certificate=number,
            receipt_pdf=str(receipt),
            print_pdf=str(printed),
            copy=copy,
        )

    def paper(self, certificate: str) -> tuple[str, Path]:
        """Asked for with the application, printed, signed by the provider's head, handed over: all in the journal."""
        (asked,) = (copy for copy in expect(self.client.copies())["copies"] if copy["certificate"] == certificate)
        path = self.visit.write("print", expect(self.client.print_copy(certificate, asked["n"])))
        say(f"  copy {asked['number']} was asked for with the application; printed: {path}")
        signed = expect(self.client.sign_copy(certificate, asked["n"], self.client.provider_head(self.scene.provider)))
        say(f"  signed by the provider's head: {signed['details']['signing']['head']['name']}")
        name = self.scene.guardian.names.kk
        receipt = {
            "received_by": {"surname": name.surname, "name": name.name, "patronymic": name.patronymic},
            "as": "recipient",
            "identity_document": IDENTITY_DOCUMENT,
        }
        handed = expect(self.client.hand_over(certificate, asked["n"], receipt))
        say(
            f"  {clock_time(handed['handed_over_at'])}  handed over to the recipient, by the identity card (4.3)",
            "green",
        )
        return asked["number"], path


class RefusalScene:
    """A guardian who left the foreign certificate at home (10.1), and comes again with it."""

    def __init__(self, client: CentreClient, queue: QueueScene, desk: str) -> None:
        self.client, self.queue, self.desk = client, queue, desk
        self.scene = client.stack.people.scene("guardian-centre-without")
        self.visit = DeskVisit(client, self.scene, "psc-refusal")

    def refused(self) -> RefusalCase:
        title(6, f"Desk {self.desk}: the birth certificate was left at home", self.scene.about)
        started = time.monotonic()
        self.visit.sign_the_form()
        answer = self.visit.hand_in(self.queue.at(self.desk))
        lacking = tuple(f"{lack['lack']}: {lack['text']['en']}" for lack in answer["lacking"])
        say(f"  201 No {answer['number']}: {answer['outcome']}, which is a result and not an error (10.1)", "red")
        for line in lacking:
            say(f"  {line}", "red")
        receipt = self.visit.keep_receipt(answer, copies=2, lang="ru")
        say(f"  the receipt of refusal by Annex 3, in two copies: {receipt}")
        self.queue.finish(self.desk)
        told = expect(self.client.status(answer["number"], "recipient-asks"))
        say(f"  1414 is asked: {told['stage']}, missing: {told['missing'][0]['en']}; the look-up is recorded (15.1)")
        return RefusalCase(
            scene="psc-refusal",
            number=answer["number"],
            status=answer["outcome"],
            seconds=round(time.monotonic() - started, 3),
            reasons=lacking,
            receipt_pdf=str(receipt),
        )

    def comes_again(self, refusal: RefusalCase) -> RefusalCase:
        """The same person with the document: the new application is linked to the refusal."""
        title(
            8, "The refused guardian comes again, with the certificate", "It is free, and linked to the refusal (10.1)."
        )
        self.queue.take_ticket()
        self.queue.call(self.desk)
        self.visit.compare_certificate()
        answer = self.visit.hand_in(self.queue.at(self.desk))
        say(f"  follows the refusal No {answer['follows']}")
        self.queue.finish(self.desk)
        answered = self.visit.follow(answer)
        say(f"  {answered.shown['status']} after {answered.seconds:.2f} s", "bold")
        return replace(refusal, followed_by=answer["number"] if answered.shown["status"] == "issued" else None)
