"""The accounts that the demo's sign-in page offers, one click each."""

from collections.abc import Mapping

from sqlalchemy import func, select

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.demo import cast
from eservice.demo.cast import BUSY, Desk
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.offices import queries as offices
from eservice.requests import queues
from eservice.requests.models import Request
from eservice.requests.views import Sight, Tab
from eservice.requests.workflow import Status


def show_accounts(desks: Mapping[str, Desk], admin: Actor) -> None:
    """Put one account per role on the demo's sign-in page, with what waits there."""
    desk = desks[BUSY[0]]
    kelurahan = desk.name
    above = offices.office(desk.office_id).parent
    district = desks[above.full_name] if above is not None else desk
    registry = next(one for one in desks.values() if one.name.startswith("Dinas"))
    waiting = queues.counts(Sight(office_id=desk.office_id, membership_id=None, at=clock.now()))[Tab.UNCLAIMED]
    to_sign = len(queues.awaiting_signature(desk.office_id))
    asked = select(Request.user_id).where(Request.status == Status.NEEDS_CORRECTION)
    citizen = db.session.scalar(
        select(User)
        .join(Request, Request.user_id == User.id)
        .where(User.nik_index.is_not(None))
        .group_by(User.id)
        .order_by(User.id.in_(asked).desc(), func.count().desc(), User.id)
        .limit(1)
    )
    protector, examiner = cast.guardians(at=clock.now())
    shown = [
        (
            Actor(Role.CITIZEN, user_id=citizen.id) if citizen else None,
            "Warga dengan beberapa permohonan",
            "Citizen with several requests",
        ),
        (desk.officers[0], f"Petugas, {kelurahan}: {waiting} di antrean", f"Officer, {kelurahan}: {waiting} queued"),
        (desk.officers[1], f"Petugas kedua, {kelurahan}", f"Second officer, {kelurahan}"),
        (desk.signer, f"Lurah, {desk.name}: {to_sign} menunggu tanda tangan", f"Lurah, {desk.name}: {to_sign} to sign"),
        (district.signer, f"Camat, {district.name}", f"Camat, {district.name}"),
        (desk.supervisor, f"Penyelia, {kelurahan}", f"Supervisor, {kelurahan}"),
        (registry.officers[0], f"Petugas, {registry.name}", f"Officer, {registry.name}"),
        (admin, "Administrator", "Administrator"),
        (
            cast.second_administrator(at=clock.now()),
            "Administrator kedua, menerbitkan layanan",
            "Second administrator, publishes services",
        ),
        (protector, "Pejabat pelindungan data", "Data protection officer"),
        (examiner, "Pemeriksa Inspektorat dengan surat tugas", "Examiner under a letter of assignment"),
    ]
    for position, (actor, line, line_en) in enumerate(shown):
        if actor is not None:
            cast.show(actor, line, line_en, position=position)
