"""What was there before: files given with an earlier request, and what this browser has just sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, true

from eservice.catalogue.definition import ForWhom
from eservice.kernel.db import db
from eservice.requests.models import Request, RequestProof
from eservice.requests.workflow import CLOSED, Status
from eservice.uploads.models import Upload


@dataclass(frozen=True, slots=True)
class GivenBefore:
    """A file that met the same requirement in an earlier request of one's own."""

    upload_id: int
    upload_token: str
    given_at: datetime


def given_before(user_id: int, requirements: Collection[str], *, but: int) -> dict[str, GivenBefore]:
    """Return the newest file for each requirement from requests a person sent for themselves.

    Args:
        but: number of the request being filled in, which does not count.
    """
    rows = db.session.execute(
        select(RequestProof.requirement, Upload.id, Upload.token, RequestProof.added_at)
        .join(Upload, Upload.id == RequestProof.upload_id)
        .join(Request, Request.id == RequestProof.request_id)
        .where(
            Request.user_id == user_id,
            Request.id != but,
            Request.status != Status.DRAFT,
            Request.for_whom == ForWhom.SELF,
            RequestProof.requirement.in_(requirements),
            Upload.user_id == user_id,
            Upload.deleted_at.is_(None),
            Upload.infected_as.is_(None),
        )
        .order_by(RequestProof.id)
    )
    return {requirement: GivenBefore(upload_id, token, at) for requirement, upload_id, token, at in rows}


def running(service_id: int, user_id: int | None, *, nik: str | None = None) -> list[str]:
    """Return the codes of an account's own open requests for a service, the oldest first; none for a guest.

    Args:
        nik: only those about the person with this NIK.
    """
    if user_id is None:
        return []
    found = db.session.scalars(
        select(Request)
        .where(
            Request.user_id == user_id,
            Request.service_id == service_id,
            Request.status.not_in([Status.DRAFT, *CLOSED]),
        )
        .order_by(Request.id)
    )
    return [one.code or "" for one in found if nik is None or (one.subject is not None and one.subject.nik == nik)]


def sent_from(draft_digest: str, service_id: int, *, user_id: int | None, since: datetime) -> str | None:
    """Return the code of what a browser sent last for a service since then: for who presses *back* afterwards.

    Args:
        user_id: who is signed in; nobody reads what another account sent from the same browser.
    """
    own = true() if user_id is None else or_(Request.user_id.is_(None), Request.user_id == user_id)
    return db.session.scalar(
        select(Request.code)
        .where(
            Request.draft_digest == draft_digest,
            Request.service_id == service_id,
            Request.status != Status.DRAFT,
            Request.filed_at >= since,
            own,
        )
        .order_by(Request.id.desc())
        .limit(1)
    )
