"""The end of a request at the desk: the sheet signed by hand, the paper handed over, what SIAK made."""

from datetime import datetime, time
from io import BytesIO

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from PIL import Image, ImageStat
from werkzeug.datastructures import FileStorage

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue.definition import Kind
from eservice.catalogue.printing import copy_rows
from eservice.kernel.clock import WIB
from eservice.kernel.errors import DomainError, InvalidInputError
from eservice.requests import handover, signing
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.workflow import Outcome
from eservice.uploads import actions as uploads
from eservice.uploads.decoding import Made, decode
from eservice.uploads.rules import LIMITS, SHEET_SHORT_EDGE, UploadKind, kind_of, megabytes
from eservice.uploads.rules import Refusal as FileRefusal
from eservice.uploads.scanning import must_be_clean
from eservice.web.desk import Ask, answer, case, press, when_told
from eservice.web.guards import requires, signed_in
from eservice.web.officer import forms
from eservice.web.officer.checklist import Answer
from eservice.web.officer.revealing import covers, masked
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import show_url
from eservice.web.questions import region_name

_LEAST_CONTRAST = 40
"""Between the darkest and the lightest of 256 greys: ink on paper has far more, an empty table far less."""


@blueprint.route("/petugas/permohonan/<code>/sudah-ditandatangani", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def wet_signed(code: str) -> ResponseReturnValue:
    """Record a signature by pen, with the scan of the sheet."""
    form = forms.SignedSheetForm()
    scan = _read(form.file.data) if form.validate_on_submit() else b""

    def record(found: Request, actor: Actor, at: datetime) -> None:
        if isinstance(scan, DomainError):
            raise scan
        signed_at = min(datetime.combine(form.signed_on.data, time(12), WIB), at.astimezone(WIB))
        if form.signed_on.data > at.astimezone(WIB).date():
            signed_at = datetime.combine(form.signed_on.data, time(12), WIB)
        signing.wet_signed(found, scan, signed_at, actor=actor, at=at)

    done = _("Tanda tangan tercatat. Surat diterbitkan.")
    return answer(code, form, record, Ask("officer/wet_signed.html", done, show_url(code)))


@blueprint.post("/petugas/permohonan/<code>/siap-diambil")
@requires(Permission.REQUEST_REVIEW)
def ready(code: str) -> ResponseReturnValue:
    """Say that the paper lies at the counter."""
    return press(
        code,
        lambda found, actor, at: handover.ready(found, actor=actor, at=at),
        done=when_told(_("Pemohon sudah diberi tahu bahwa suratnya siap diambil."), _("Tercatat: siap diambil.")),
        back=show_url(code),
    )


@blueprint.route("/petugas/permohonan/<code>/serahkan", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def collected(code: str) -> ResponseReturnValue:
    """Record to whom the paper was handed."""
    form = forms.CollectedForm()
    return answer(
        code,
        form,
        lambda found, actor, at: handover.collected(found, form.to.data or "", actor=actor, at=at),
        Ask("officer/collected.html", _("Tercatat: surat sudah diserahkan."), show_url(code)),
    )


@blueprint.route("/petugas/permohonan/<code>/siak", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def hand_over(code: str) -> ResponseReturnValue:
    """Show what to copy into SIAK, in its order, and record what came of it."""
    form = forms.SiakForm().offer()
    found = case(code, signed_in())

    def record(found: Request, actor: Actor, at: datetime) -> None:
        if isinstance(prepared, DomainError):
            raise prepared
        owner = uploads.Owner(user_id=actor.user_id)
        attached = uploads.receive(prepared, owner=owner, at=at) if prepared else None
        handover.hand_over_siak(
            found, Outcome(form.outcome.data), form.siak_number.data or "", actor=actor, at=at, attached=attached
        )

    prepared = _prepared(form) if request.method == "POST" else None
    done = when_told(_("Hasil SIAK tercatat. Pemohon sudah diberi tahu."), _("Hasil SIAK tercatat."))
    ask = Ask("officer/hand_over.html", done, show_url(code))
    return answer(code, form, record, ask, answers=_to_copy(found))


def _to_copy(found: Request) -> list[tuple[str, str]]:
    """Return (label, value) in the order of SIAK's form, kelurahan by name."""
    definition = definition_of(found)
    regions = {field.key for step in definition.steps for field in step.fields if field.kind is Kind.REGION}
    rows = [
        Answer(key, label, region_name(value) if key in regions else value)
        for key, label, value in copy_rows(definition, found.answers, found.for_whom)
    ]
    return [(one.name, one.value) for one in (masked(rows) if covers(found) else rows)]


def _prepared(form: forms.SiakForm) -> uploads.Prepared | DomainError | None:
    """Return the file to attach, or why it is refused: the transaction says so at the file's field."""
    if not form.file.data or form.outcome.data != Outcome.ATTACHED:
        return None
    try:
        return uploads.prepare(form.file.data.stream, form.file.data.filename or "")
    except DomainError as wrong:
        return wrong


def _read(file: FileStorage | None) -> bytes | DomainError:
    """Return the signed sheet, or why it is refused: the transaction says so at the file's field."""
    try:
        return _sheet(file)
    except DomainError as wrong:
        return wrong


def _sheet(file: FileStorage | None) -> bytes:
    """Return the signed sheet as PDF, made anew; a photo becomes a page.

    Raises:
        InvalidInputError: there is no file, it is refused, or nobody could read a sheet in it.
    """
    raw = file.stream.read(LIMITS.size_bytes + 1) if file else b""
    if not raw:
        raise InvalidInputError("scan_needed", field="file")
    if len(raw) > LIMITS.size_bytes:
        raise InvalidInputError(
            FileRefusal.TOO_BIG, field="file", megabytes=megabytes(len(raw)), limit=LIMITS.size_bytes // 1048576
        )
    if kind_of(raw) is None:
        raise InvalidInputError(FileRefusal.WRONG_KIND, field="file")
    must_be_clean(raw)
    made = decode(raw)
    _must_show_a_sheet(made)
    if made.kind is UploadKind.PDF:
        return made.data
    sheet = BytesIO()
    Image.open(BytesIO(made.data)).save(sheet, "PDF", resolution=150)
    return sheet.getvalue()


def _must_show_a_sheet(made: Made) -> None:
    """Refuse a picture too small to read, and a page of one colour. Raises InvalidInputError."""
    first = made.pages[0]
    if min(first.width, first.height) < SHEET_SHORT_EDGE:
        raise InvalidInputError("scan_too_small", field="file", least=SHEET_SHORT_EDGE)
    darkest, lightest = ImageStat.Stat(Image.open(BytesIO(first.jpeg)).convert("L")).extrema[0]
    if lightest - darkest < _LEAST_CONTRAST:
        raise InvalidInputError("scan_blank", field="file")
