"""What a letter copies from an office at the moment it is made: later changes of the office do not reach it."""

from eservice.letters.content import Letterhead, Signer
from eservice.offices.queries import Letterhead as OfficeHead
from eservice.offices.queries import Signatory


def letterhead_from(head: OfficeHead) -> Letterhead:
    """Return the head of the paper."""
    government, *above, unit = head.lines
    return Letterhead(
        government=government.upper(),
        parent=", ".join(above),
        unit=unit,
        address=f"{head.address}, {head.place} {head.postal_code}".strip(),
        phone=head.phone,
        email=head.email,
        city=head.place,
    )


def signer_from(signatory: Signatory) -> Signer:
    """Return the official as printed with the signature."""
    block = signatory.block
    return Signer(
        name=block.name,
        position=signatory.opening,
        lines=block.capacity,
        rank=block.rank,
        number=block.employee_number,
    )
