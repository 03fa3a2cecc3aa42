"""Members of staff whose own NIK and family card the house knows, as it must before they decide anything."""

from eservice.accounts.actor import SYSTEM
from eservice.residents.actions import identify_staff
from tests.times import MONDAY


def known(user_id: int) -> None:
    """Record an invented NIK and a family card of one's own for a member of staff; inside a transaction."""
    serial = 9000 + user_id % 1000
    identify_staff(user_id, nik=f"157111010180{serial}", kk=f"157111010120{serial}", actor=SYSTEM, at=MONDAY)
