"""What must hold after a recovery, asked of the running service as strangers and guardians ask it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from emulators.stack.client import TIMEOUT_S
from functions.shared.domain.calendar import almaty_day
from functions.shared.ports import Documents
from functions.shared.records import CERTIFICATES, every
from tools.chains import broken_chains
from tools.drill.store import Recovery
from tools.drill.traffic import Given, Traffic
from tools.recount import differences

SETTLED_WITHIN_S = 20.0


@dataclass(frozen=True)
class Check:
    what: str
    holds: bool
    found: str


@dataclass(frozen=True)
class After:
    """The service after the recovery, and what was known before the loss."""

    traffic: Traffic
    store: Documents
    given: tuple[Given, ...]
    revoked: frozenset[str]
    """Numbers."""
    lost: frozenset[str]
    """Applications that were accepted after the backup and not issued."""
    lost_complaints: frozenset[str]
    told_before: dict[str, str]
    journal: int
    """The last number of the journal that was given out."""
    recovery: Recovery

    def checks(self) -> Iterator[Check]:
        yield self.registered()
        yield self.by_number()
        yield self.by_file()
        yield self.owners()
        yield self.never_valid_again()
        yield self.nothing_twice()
        yield self.issues_again()
        yield self.lost_is_named()
        yield self.journal_goes_on()
        yield self.chains()
        yield self.figures()
        yield self.portal()

    def registered(self) -> Check:
        entries = {document.id: document.fields for document in every(self.store, CERTIFICATES)}
        right = (entries.get(plain(given.number), {}).get("sha256") == given.sha256 for given in self.given)
        return share("every certificate is in the register, with its number and hash", right, self.given)

    def by_number(self) -> Check:
        def holds(given: Given) -> bool:
            shown = self.get_json(f"/check/{given.number}")
            return bool(shown.get("authentic") and shown.get("sha256") == given.sha256)

        return share("each checks as authentic by its number", map(holds, self.given), self.given)

    def by_file(self) -> Check:
        def holds(given: Given) -> bool:
            url = f"{self.traffic.stack.gateway}/check"
            answer = self.traffic.stack.http.post(url, files={"document": given.pdf}, timeout=TIMEOUT_S).json()
            entry = answer.get("certificate") or {}
            return (answer.get("verdict"), entry.get("number")) == ("authentic", given.number)

        return share("each checks as authentic by its file", map(holds, self.given), self.given)

    def owners(self) -> Check:
        def holds(given: Given) -> bool:
            portal = self.traffic.portal
            answer = portal.get(portal.citizen(given.scene), f"/v1/certificates/{given.number}")
            return hashlib.sha256(answer.content).hexdigest() == given.sha256

        return share("each guardian gets the same file again", map(holds, self.given), self.given)

    def never_valid_again(self) -> Check:
        def holds(number: str) -> bool:
            return bool(self.get_json(f"/check/{number}").get("state_now") == "revoked")

        return share("what was revoked is revoked", map(holds, self.revoked), self.revoked)

    def nothing_twice(self) -> Check:
        ours = {given.application for given in self.given}
        entries = [document.fields["application"] for document in every(self.store, CERTIFICATES)]
        many = [application for application in entries if application in ours and entries.count(application) > 1]
        return Check("nothing was issued twice or under another number", not many, f"{len(entries)} certificates")

    def issues_again(self) -> Check:
        given = self.traffic.issued("guardian-five-children")
        return Check("who asks now gets a certificate", bool(given.pdf), f"{len(given.pdf)} bytes")

    def lost_is_named(self) -> Check:
        named = self.recovery.subjects("lost", "application"), self.recovery.subjects("lost", "complaint")
        wanted = self.lost, self.lost_complaints
        found = f"{len(named[0])} applications, {len(named[1])} complaints"
        return Check("what is lost is named, and nothing else", tuple(map(frozenset, named)) == wanted, found)

    def journal_goes_on(self) -> Check:
        registered = self.traffic.complaint("guardian-spare-4")
        n = int(str(registered["incoming_number"]).rpartition("/")[2])
        return Check("the journal goes on after the last number that was given out", n == self.journal + 1, f"No {n}")

    def chains(self) -> Check:
        checked, broken = broken_chains(self.store)
        return Check("chains of events are whole", not broken, f"{checked} chains, {len(broken)} broken")

    def figures(self) -> Check:
        now = self.traffic.stack.clock.now()
        found = settled(lambda: differences(self.store, almaty_day(now)))
        return Check("the public figures are what the cases add up to", not found, f"{len(found)} differences")

    def portal(self) -> Check:
        """Nothing that it was told before is told otherwise, and nobody who has a certificate hears that it is late."""
        told = self.traffic.told()
        changed = [notice for notice, text in self.told_before.items() if told.get(notice) != text]
        late = [given for given in self.given if f"{given.application}-late" in told]
        new = len(told) - len(self.told_before)
        found = f"{new} new notices, {len(changed)} changed, {len(late)} wrongly late"
        return Check("the portal was told nothing that is not so", not changed and not late, found)

    def get_json(self, path: str) -> dict[str, Any]:
        answer = self.traffic.portal.get({"Accept": "application/json"}, path)
        return dict(answer.json())


def share(what: str, right: Iterable[bool], of: Collection[object]) -> Check:
    """How many of them are right; all have to be, and there have to be some."""
    good, all_of_them = sum(right), len(of)
    return Check(what, good == all_of_them > 0, f"{good} of {all_of_them}")


def settled(look: Callable[[], list[Any]]) -> list[Any]:
    """What is found once nothing moves any more."""
    deadline = time.monotonic() + SETTLED_WITHIN_S
    while (found := look()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def plain(number: str) -> str:
    return number.replace("-", "")
