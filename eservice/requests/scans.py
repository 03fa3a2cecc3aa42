"""Files that no request names any more are forgotten: of a draft thrown away, or exchanged before it was sent."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select

from eservice.kernel.db import db
from eservice.requests.models import Request, RequestProof, RequestVisit
from eservice.uploads import actions as uploads
from eservice.uploads.models import Upload

MOST = 500
"""Files looked after in one sweep."""


def forget(upload_ids: Collection[int], *, at: datetime) -> None:
    """Delete those of these files that nothing names now; what another request reuses stays."""
    if not upload_ids:
        return
    gone = select(Upload.token).where(Upload.id.in_(upload_ids), Upload.deleted_at.is_(None), ~_is_named())
    for token in db.session.scalars(gone).all():
        uploads.delete(token, at=at)


def forget_unnamed(*, at: datetime) -> int:
    """Delete what a lost process or an older draft left behind; return how many files. For the hourly sweep."""
    left = (
        select(Upload.id)
        .where(Upload.deleted_at.is_(None), Upload.created_at <= at - uploads.ORPHAN_AGE, ~_is_named())
        .order_by(Upload.id)
        .limit(MOST)
    )
    found = db.session.scalars(left).all()
    forget(found, at=at)
    return len(found)


def _is_named() -> ColumnElement[bool]:
    proofs = select(RequestProof.id).where(RequestProof.upload_id == Upload.id)
    outcomes = select(Request.id).where(Request.outcome_upload_id == Upload.id)
    photos = select(RequestVisit.id).where(RequestVisit.photo_id == Upload.id)
    return proofs.exists() | outcomes.exists() | photos.exists()
