"""Paper copies as callers see them: names stay with the officials of the provider (clause 4.3)."""

from __future__ import annotations

from functions.shared.contract import paper as contract
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import Official
from functions.shared.domain.paper import Copy, Hand, HandingOver


def shown(certificate: Certificate, copy: Copy, *, details: bool) -> contract.CopyShown:
    """`details` are for the provider's officials; the owner and the centres see states and times."""
    return contract.CopyShown(
        number=copy.number,
        certificate=spoken(copy.certificate),
        n=copy.n,
        state=copy.state,
        provider=copy.provider,
        place=copy.place,
        holder_initials=certificate.holder_initials,
        certificate_state=certificate.status,
        asked_at=copy.asked.at,
        printed_at=copy.printings[-1].by.at if copy.printings else None,
        signed_at=copy.signing.by.at if copy.signing else None,
        handed_over_at=copy.handing_over.by.at if copy.handing_over else None,
        details=details_of(copy) if details else None,
    )


def details_of(copy: Copy) -> contract.CopyDetails:
    signing = copy.signing
    return contract.CopyDetails(
        asked=hand_shown(copy.asked),
        printings=tuple(
            contract.PrintingShown(by=hand_shown(printing.by), head=head_shown(printing.head))
            for printing in copy.printings
        ),
        signing=contract.SigningShown(by=hand_shown(signing.by), head=head_shown(signing.head)) if signing else None,
        handing_over=handing_over_shown(copy.handing_over) if copy.handing_over else None,
    )


def hand_shown(hand: Hand) -> contract.HandShown:
    return contract.HandShown(role=hand.role, office=hand.office, name=hand.name, at=hand.at)


def head_shown(head: Official) -> contract.HeadShown:
    return contract.HeadShown(name=head.name, position_kk=head.position.kk, position_ru=head.position.ru)


def handing_over_shown(done: HandingOver) -> contract.HandingOverShown:
    receipt = done.receipt
    return contract.HandingOverShown(
        by=hand_shown(done.by),
        received_by=receipt.name.full(),
        received_as=receipt.received_as,
        authority_number=receipt.authority.number if receipt.authority else None,
        authority_date=receipt.authority.issued_on if receipt.authority else None,
        identity_document_kind=receipt.identity_document.kind,
        identity_document_number=receipt.identity_document.number,
    )
