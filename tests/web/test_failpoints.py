"""No place is dead where a proof lets processes die: one letter, asked for, signed and revoked, passes them all."""

from collections.abc import Callable

from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.kernel import failpoints
from eservice.kernel.db import db
from eservice.kernel.failpoints import POINTS
from eservice.kernel.transaction import transaction
from eservice.letters.rules import RevokeReason
from eservice.requests import queries, signing
from eservice.requests.workflow import Status
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit
from tests.web.test_signer import recommended

ELSEWHERE = {"answer.received", "answer.kept"}
"""Only where a service outside signs: see tests/domain/requests/test_bsre.py."""


def test_the_real_way_of_a_letter_passes_every_place_where_it_may_be_cut_short(
    house: House, sign_in: Callable[[Actor], FlaskClient]
) -> None:
    code, lurah, reached = recommended(house), sign_in(house.lurah), []
    with transaction():
        citizen = db.session.get(User, desks.applicant(code).user_id or 0)
        assert citizen is not None
        citizen.email = "siti@contoh.id"
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code})

    with failpoints.heard(reached.append):
        submit(lurah, page)
        assert stands(code) is Status.ISSUED
        with transaction():
            found = queries.for_change(code)
            signing.revoke(found, RevokeReason.WRONG_DATA, "Nomor RT keliru.", actor=house.lurah, at=NOW)

    assert set(POINTS) - set(reached) == ELSEWHERE
    turns = [reached.index(one) for one in _IN_ORDER]
    assert turns == sorted(turns)


_IN_ORDER = (
    "web.asked", "step.recorded", "signing.decided", "job.taken",
    "issuing.found", "number.taken", "letter.reserved", "issuing.leased", "issuing.drawn", "issuing.laid",
    "issuing.signed", "blob.begun", "blob.written", "blob.synced", "blob.named", "blob.kept", "letter.edition_named",
    "letter.signature_recorded", "issuing.kept", "letter.in_force", "log.entry_written", "log.checkpoint_written",
    "log.head_moved", "message.written", "issuing.done", "letter.ended",
)  # fmt: skip
"""Sign, number, draw, sign, store, log, issue, tell."""
