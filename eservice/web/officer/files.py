"""Files of a request, shown to the office that handles it and to nobody else; every look is recorded."""

from flask import Response
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.letters import queries as register
from eservice.requests.models import Request, RequestProof
from eservice.requests.papers import latest_proofs
from eservice.requests.signing import letter_of, withdrawn_letter
from eservice.uploads import queries as uploads
from eservice.uploads.models import Upload
from eservice.uploads.turning import turned
from eservice.web import looking
from eservice.web.desk import case
from eservice.web.guards import requires, signed_in
from eservice.web.headers import ALONE
from eservice.web.officer.routes import blueprint
from eservice.web.officer.viewing import look_here
from eservice.web.preview import draft_page


@blueprint.get("/petugas/permohonan/<code>/berkas/<requirement>/<int:page>")
@requires(Permission.REQUEST_REVIEW)
def proof_page(code: str, requirement: str, page: int) -> ResponseReturnValue:
    """Show one page of a proof as a picture, turned as the address says."""
    found = case(code, signed_in())
    upload = upload_of(proof_of(found, requirement))
    picture = uploads.preview(upload.token, page)
    _looked(found, "request:look_at_proof", requirement=requirement, page=page)
    return Response(turned(picture, look_here().turn), mimetype="image/jpeg", headers=ALONE)


@blueprint.get("/petugas/permohonan/<code>/berkas/<requirement>")
@requires(Permission.REQUEST_REVIEW)
def proof_file(code: str, requirement: str) -> ResponseReturnValue:
    """Hand out the whole file of a proof: it is looked at outside the browser, its pages as pictures inside."""
    found = case(code, signed_in())
    upload = upload_of(proof_of(found, requirement))
    data = uploads.open_upload(upload.token)
    _looked(found, "request:look_at_proof", requirement=requirement)
    ending = "pdf" if upload.media_type == "application/pdf" else "jpg"
    headers = {"Content-Disposition": f'attachment; filename="berkas-{found.code}.{ending}"', **ALONE}
    return Response(data, mimetype=upload.media_type, headers=headers)


@blueprint.get("/petugas/permohonan/<code>/draf")
@requires(Permission.REQUEST_REVIEW)
def draft(code: str) -> ResponseReturnValue:
    """Show the letter as it would be drawn now, marked DRAF."""
    found = case(code, signed_in())
    shown = draft_page(found, at=clock.now())
    _looked(found, "request:look_at_draft")
    return shown


@blueprint.get("/petugas/permohonan/<code>/surat")
@requires(Permission.REQUEST_REVIEW)
def letter(code: str) -> ResponseReturnValue:
    """Download the letter: the sheet to sign by hand, or the one that is in force; a revoked one is refused."""
    found = case(code, signed_in())
    row = letter_of(found)
    if withdrawn_letter(found) is not None:
        raise NotAllowedError("letter_revoked")
    edition = register.newest_edition(row) if row is not None else None
    if edition is None:
        raise NotFoundError("letter_unknown")
    data = register.edition_bytes(edition)
    _looked(found, "request:look_at_letter")
    headers = {"Content-Disposition": f'inline; filename="surat-{found.code}.pdf"'}
    return Response(data, mimetype="application/pdf", headers=headers)


@blueprint.get("/petugas/permohonan/<code>/dokumen")
@requires(Permission.REQUEST_REVIEW)
def document(code: str) -> ResponseReturnValue:
    """Open the file SIAK made, while it is kept."""
    found = case(code, signed_in())
    held = found.outcome_upload
    if held is None:
        raise NotFoundError("no_such_upload")
    data, media_type = uploads.open_upload(held.token), held.media_type
    _looked(found, "request:look_at_document")
    ending = "pdf" if media_type == "application/pdf" else "jpg"
    headers = {"Content-Disposition": f'inline; filename="dokumen-{found.code}.{ending}"'}
    return Response(data, mimetype=media_type, headers=headers)


def proof_of(found: Request, requirement: str) -> RequestProof:
    """Return the proof that counts for a requirement. Raises NotFoundError."""
    proof = next((one for one in latest_proofs(found) if one.requirement == requirement), None)
    if proof is None:
        raise NotFoundError("no_such_upload")
    return proof


def upload_of(proof: RequestProof) -> Upload:
    """Return the file of a proof. Raises NotFoundError: the paper will be brought, or the file was deleted."""
    upload = uploads.uploads_by_id([proof.upload_id or 0]).get(proof.upload_id or 0)
    if upload is None:
        raise NotFoundError("no_such_upload")
    return upload


def _looked(found: Request, action: str, **data: object) -> None:
    looking.record_look(actor=signed_in(), action=action, object=f"request:{found.id}", at=clock.now(), data=dict(data))
