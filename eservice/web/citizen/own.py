"""One's own requests: the list, one with its journey, the letter, withdrawing."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.codes import read_code
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.letters import queries as register
from eservice.letters.lookups import lookups_of
from eservice.notifications import queries as messages
from eservice.notifications.actions import mark_read_about
from eservice.requests import amending, handover, notes, queries, signing
from eservice.requests.copies import copies_of, note_copy
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request
from eservice.requests.papers import latest_proofs
from eservice.requests.rules import FILE_KEPT
from eservice.requests.steps import position_of, promise_rests, steps_open
from eservice.requests.workflow import ProofKind, Status, Verdict
from eservice.satisfaction import queries as surveys
from eservice.uploads import queries as files
from eservice.uploads.rules import Hold
from eservice.web import completing, journey, questions, withdrawing
from eservice.web.appointed import appointed, ask_another_time
from eservice.web.citizen.room import blueprint
from eservice.web.expected import expected
from eservice.web.filters import local
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.locale import language
from eservice.web.unsent import unsent_here
from eservice.web.visits import papers_to_bring


@dataclass(frozen=True)
class Download:
    """What may be downloaded now."""

    size: int
    refused: bool
    """It is the notice of a refusal, not the letter asked for."""
    token: str
    """By which anybody checks it."""


@dataclass(frozen=True)
class Document:
    """The file SIAK made, while it is kept."""

    size: int
    until: datetime | None
    """When it will be deleted, once it was downloaded."""


@blueprint.get("/permohonan")
@requires(Permission.REQUEST_OWN)
def request_list() -> ResponseReturnValue:
    """Show what one has asked for, and what is not sent yet."""
    return render_template(
        "citizen/request_list.html", requests=queries.own_requests(signed_in()), drafts=unsent_here()
    )


@blueprint.get("/permohonan/<code>")
@requires(Permission.REQUEST_OWN)
def request_show(code: str) -> ResponseReturnValue:
    """Show one request: where it stands, what is asked, how long who has had it, the letter."""
    at = clock.now()
    told = _messages_about(own(code))
    if any(one.is_new for one in told):
        with transaction():  # here they stand open, and are read
            mark_read_about(signed_in().user_id or 0, told[0].request_code or "", at=at)
    found = own(code)
    download, document, blocked = _downloads(found)
    revoked = signing.withdrawn_letter(found)
    applies = position_of(signed_in(), found, at=at).is_applicant
    return render_template(
        "citizen/request_show.html",
        request=found,
        sentence=journey.sentence_of(found, journey.ON_OWN_PAGE, at=at),
        stops=journey.journey(found, at=at),
        used=journey.used(found, at=at),
        expected=expected(found, at=at),
        paused=promise_rests(found),
        gaps=completing.gaps_of(found),
        proofs=_proofs(found),
        answered=questions.answered(found),
        download=download,
        document=document,
        revoked=revoked,
        lookups=lookups_of(found.letter_id) if found.letter_id and (download or revoked) else None,
        copies=copies_of(found) if download or revoked else None,
        blocked=blocked,
        may_amend=amending.may_begin(found, actor=signed_in(), at=at),
        amended=amending.amendment_of(found) if applies else None,
        amends=amending.amendment_by(found) if applies else None,
        to_bring=papers_to_bring(found),
        appointed=appointed(found, names=applies, at=at),
        may={step.value for step in steps_open(found, signed_in(), at=at)},
        is_applicant=applies,
        written=notes.messages_of(found) if applies else [],
        messages=told,
        asks=applies and surveys.is_open(found.id, at=at),
    )


@blueprint.get("/permohonan/<code>/surat")
@requires(Permission.REQUEST_OWN)
def letter(code: str) -> ResponseReturnValue:
    """Hand out the letter's file; its name tells neither whose nor what for."""
    found = own(code)
    edition = handover.releasable(found)
    if edition is None:
        raise NotFoundError("no_such_request")
    data = register.edition_bytes(edition)
    note_copy(found, actor=signed_in(), at=clock.now())
    return _handed_out(found, data, "application/pdf")


@blueprint.get("/permohonan/<code>/dokumen")
@requires(Permission.REQUEST_OWN)
def document(code: str) -> ResponseReturnValue:
    """Hand out the file SIAK made, while it is kept."""
    found = own(code)
    held = handover.released_file(found)
    if held is None:
        raise NotFoundError("no_such_upload")
    return _handed_out(found, files.open_upload(held.token), held.media_type)


@blueprint.route("/permohonan/<code>/batalkan", methods=["GET", "POST"])
@requires(Permission.REQUEST_OWN)
def withdraw(code: str) -> ResponseReturnValue:
    """Take back one's own request, after asking."""
    found = own(code)
    if found.status is Status.WITHDRAWN:
        return redirect(url_for(".request_show", code=found.code), 303)
    page = withdrawing.Page("citizen/withdraw.html", url_for(".request_show", code=found.code))
    return withdrawing.respond(found, withdrawing.WithdrawForm(), page, actor=signed_in())


@blueprint.route("/permohonan/<code>/waktu-lain", methods=["GET", "POST"])
@requires(Permission.REQUEST_OWN)
def another_time(code: str) -> ResponseReturnValue:
    """Ask for another time than the one the office offered."""
    found = own(code)
    back = url_for(".request_show", code=found.code)
    if appointed(found, names=False, at=clock.now()) is None:
        return redirect(back, 303)
    return ask_another_time(found, "citizen/another_time.html", back, actor=signed_in())


def _messages_about(found: Request) -> list[messages.InboxEntry]:
    inbox = messages.inbox(signed_in().user_id or 0, language=language())
    return [one for one in inbox if one.request_code == found.code]


def own(code: str) -> Request:
    """Return one's own request by a code as typed. Raises NotFoundError for anybody else's."""
    return queries.own_request(read_code(code) or code, actor=signed_in())


def _handed_out(found: Request, data: bytes, media_type: str) -> Response:
    """Return a file to keep, and note that the citizen has it."""
    name = f"{definition_of(found).code}-{found.code}.{'pdf' if media_type == 'application/pdf' else 'jpg'}"
    if found.downloaded_at is None:
        with transaction():
            handover.downloaded(queries.for_change(found.code or ""), at=clock.now())
    return Response(
        data,
        mimetype=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _downloads(found: Request) -> tuple[Download | None, Document | None, bool]:
    """Return the letter and SIAK's file that may be downloaded, and whether papers to be brought hold them back."""
    try:
        edition, held = handover.releasable(found), handover.released_file(found)
    except NotAllowedError:
        return None, None, True
    letter = Download(edition.size, found.status is Status.REJECTED, edition.letter.token) if edition else None
    until = found.downloaded_at + FILE_KEPT if found.downloaded_at else None
    return letter, (Document(held.size, until) if held else None), False


def _proofs(found: Request) -> list[tuple[str, str, str]]:
    """Return (name, words, tone) of each proof given."""
    met, rows = {proof.requirement: proof for proof in latest_proofs(found)}, []
    held = files.uploads_by_id(proof.upload_id for proof in met.values() if proof.upload_id)
    infected = {number for number, one in held.items() if files.hold_of(one) is Hold.INFECTED}
    for one in requirements_of(found, only_required=False):
        if one.key not in met:
            continue
        proof = met[one.key]
        if proof.kind is ProofKind.BRING:
            words, tone = (_("Aslinya sudah dilihat"), "good") if proof.seen_at else (label(ProofKind.BRING), "info")
        elif proof.upload_id in infected:
            words, tone = label(Hold.INFECTED), "bad"
        elif proof.verdict is Verdict.COMPLETE:
            words, tone = _("Diterima"), "good"
        elif proof.verdict is None:
            words, tone = _("Terkirim"), "info"
        else:
            words, tone = label(proof.verdict), "wait"
        rows.append((str(local(one, "name")), str(words), tone))
    return rows
