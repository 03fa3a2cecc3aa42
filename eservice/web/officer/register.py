"""The register of the office: every number it has taken, to search and to take along as a book."""

import csv
import importlib
import io
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.counter import emergency
from eservice.kernel import clock
from eservice.kernel.clock import WIB
from eservice.kernel.errors import ConflictError, InvalidInputError
from eservice.letters import book, register
from eservice.letters.kinds import Kind
from eservice.letters.register import Line, Sought
from eservice.letters.rules import EntryState
from eservice.offices import queries as offices
from eservice.requests import queries, searching
from eservice.web import looking
from eservice.web.addresses import row_number
from eservice.web.cells import plain
from eservice.web.errors import sentence
from eservice.web.filters import MONTHS, day
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.locale import language
from eservice.web.officer.narrowing import looks_like_nik
from eservice.web.officer.routes import blueprint, desk_of
from eservice.web.stepping import weighty_to_take

PAGE = 100
"""Lines of one page."""
MOST = {"csv": 20_000, "xlsx": 20_000, "pdf": 500}
"""Lines that one file holds: whoever asked waits for it."""
_LONGEST_WORDS, _LONGEST_REASON = 120, 120
"""Characters that are looked for, and that a line says of why a number is void."""
_ASKED = ("tahun", "bulan", "jenis", "keadaan", "cari")
"""What the address of the register may say."""


class LookForm(HouseForm):
    """Which part of the register; sent by GET."""

    class Meta:
        """It changes nothing, so it needs no token."""

        csrf = False

    tahun = SelectField(_l("Tahun"), validate_choice=False)
    bulan = SelectField(_l("Bulan nomor diambil"), validate_choice=False)
    jenis = SelectField(_l("Surat"), validate_choice=False)
    keadaan = SelectField(_l("Keadaan"), validate_choice=False)


class FindForm(HouseForm):
    """A number, a code, a name or a subject; sent by POST, so that a NIK typed by mistake stands in no address."""

    cari = StringField(_l("Nomor, kode, perihal, atau nama pemohon"), validators=[Length(max=_LONGEST_WORDS)])


@dataclass(frozen=True)
class Shown:
    """One line in words, as the page and every file have it."""

    number: str
    dated: str
    recorded: str
    subject: str
    addressee: str
    signers: str
    state: str


@dataclass(frozen=True)
class Part:
    """The part of the register that the address asks for."""

    office_id: int
    year: int
    sought: Sought
    form: LookForm

    @property
    def is_narrowed(self) -> bool:
        """Whether it is not the whole year."""
        return bool(self.sought.words or any(self.form[one].data for one in ("bulan", "jenis", "keadaan")))


@blueprint.get("/petugas/register")
@requires(Permission.REQUEST_REVIEW)
def register_show() -> ResponseReturnValue:
    """List the numbers of a year, the newest first."""
    actor, part = signed_in(), _part(signed_in())
    before = row_number(request.args.get("sebelum"))
    lines = register.page(part.office_id, year=part.year, sought=part.sought, before=before, limit=PAGE)
    codes = queries.codes_of_requests([one.letter.request_id for one in lines if one.letter and one.letter.request_id])
    address = _address()
    return render_template(
        "officer/register_show.html",
        rows=[(one, shown(one), codes.get((one.letter.request_id or 0) if one.letter else 0, "")) for one in lines],
        part=part,
        runs=register.runs(part.office_id, year=part.year),
        next_url=url_for(".register_show", **address, sebelum=lines[-1].id) if len(lines) == PAGE else "",
        first_url=url_for(".register_show", **address) if before is not None else "",
        whole_url=url_for(".register_show", tahun=part.year),
        files={kind: url_for(".register_file", kind=kind, **address) for kind in MOST},
        rules=actor.may(Permission.REQUEST_SUPERVISE),
        revokes=actor.may(Permission.LETTER_REVOKE),
        home="signer.request_show" if actor.may(Permission.LETTER_REVOKE) else "officer.request_show",
        held=emergency.numbers_held(part.office_id),
    )


@blueprint.post("/petugas/register/cari")
@requires(Permission.REQUEST_REVIEW)
def register_search() -> ResponseReturnValue:
    """Go to the lines that fit what was typed; a NIK is not looked for here, nor put into an address."""
    form, address = FindForm(), _address()
    address.pop("cari", None)
    text = " ".join((form.cari.data or "").split())
    if not form.validate():
        flash(str(next(iter(form.cari.errors), _("Tulis yang dicari."))), "wait")
    elif looks_like_nik(text):
        flash(_("Register tidak memuat NIK. Untuk mencari dengan NIK, pakai pencarian di antrean."), "wait")
    elif text:
        address["cari"] = text
    return redirect(url_for(".register_show", **address), 303)


@blueprint.route("/petugas/register/<any(csv, xlsx, pdf):kind>", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
@weighty_to_take("officer.register_show")
def register_file(kind: str) -> ResponseReturnValue:
    """Return the part that the address asks for as a file, in the order of the book; that it was taken is recorded."""
    actor, at, part = signed_in(), clock.now(), _part(signed_in())
    count = register.count(part.office_id, year=part.year, sought=part.sought)
    if count > MOST[kind]:
        too_long = InvalidInputError("register_long", lines=count, most=MOST[kind])
        flash(sentence(too_long), "wait")
        return redirect(url_for(".register_show", **_address()), 303)
    write, mimetype = _WRITERS[kind]
    with force_locale("id"):  # the book is the office's, whoever takes it
        lines = [shown(one) for one in register.book(part.office_id, year=part.year, sought=part.sought)]
        try:
            file = write(lines, part, at)
        except ConflictError as busy:
            flash(sentence(busy), "wait")
            return redirect(url_for(".register_show", **_address()), 303)
    looking.record_look(
        actor=actor,
        action="register:export",
        object=f"office:{part.office_id}",
        at=at,
        data={"as": kind, "year": part.year, "lines": count},
    )
    name = f"register-{offices.office(part.office_id).unit_code.lower()}-{part.year}-{clock.wib(at):%Y%m%d-%H%M}.{kind}"
    return Response(
        file,
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def shown(one: Line) -> Shown:
    """Return a line in words."""
    if one.number.outside is not None:
        subject = one.number.outside.subject
    else:
        subject = label(one.letter.kind) if one.letter is not None else one.number.reason
    reason = f": {one.number.reason[:_LONGEST_REASON]}" if one.number.reason and one.can_say_why else ""
    return Shown(
        number=one.number.written,
        dated=day(one.dated_on) if one.dated_on is not None else "",
        recorded=day(one.recorded_at),
        subject=subject,
        addressee=one.addressee,
        signers=", ".join(one.signers),
        state=label(one.state) + reason,
    )


def _part(actor: Actor) -> Part:
    """Return what the address asks for; what does not exist is not asked for."""
    office_id, form = desk_of(actor), LookForm(request.args)
    this_year = clock.today().year
    years = sorted({this_year, *register.years(office_id)}, reverse=True)
    everything = [("", _("Semua"))]
    form.tahun.choices = [(str(one), str(one)) for one in years]
    form.bulan.choices = [
        ("", _("Setahun")),
        *((str(one), name) for one, name in enumerate(MONTHS[language()], start=1)),
    ]
    form.jenis.choices = everything + [(one.value, label(one)) for one in Kind]
    form.keadaan.choices = everything + [(one.value, label(one)) for one in EntryState]
    for field in form:
        field.data = field.data if field.data in dict(field.choices) else ""
    form.tahun.data = form.tahun.data or str(this_year)
    year = int(form.tahun.data)
    since, until = _month(year, int(form.bulan.data)) if form.bulan.data else (None, None)
    words = request.args.get("cari", "").strip()[:_LONGEST_WORDS]
    sought = Sought(
        kind=Kind(form.jenis.data) if form.jenis.data else None,
        state=EntryState(form.keadaan.data) if form.keadaan.data else None,
        since=since,
        until=until,
        words=words,
        requests=searching.fitting(words) if words else None,
    )
    return Part(office_id, year, sought, form)


def _month(year: int, month: int) -> tuple[datetime, datetime]:
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    return datetime(year, month, 1, tzinfo=WIB), datetime(*following, 1, tzinfo=WIB)


def _address() -> dict[str, Any]:
    return {name: request.args[name] for name in _ASKED if request.args.get(name)}


def _heads() -> list[str]:
    return [
        _("Nomor"),
        _("Tanggal surat"),
        _("Dicatat"),
        _("Perihal"),
        _("Tentang atau kepada"),
        _("Ditandatangani"),
        _("Keadaan"),
    ]


def _cells(one: Shown) -> list[str]:
    return [plain(cell) for cell in astuple(one)]


def _as_csv(lines: Sequence[Shown], _part: Part, _at: datetime) -> bytes:
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\r\n")
    rows.writerow(_heads())
    # Where a comma is the decimal sign a spreadsheet parts cells at semicolons, and would begin one in the middle.
    rows.writerows([cell.replace(";", ",") for cell in _cells(one)] for one in lines)
    return ("\ufeff" + sheet.getvalue()).encode()


def _as_xlsx(lines: Sequence[Shown], part: Part, _at: datetime) -> bytes:
    # Read when a workbook is wanted: a third of a second that no process need spend at its start.
    workbook = importlib.import_module("openpyxl").Workbook(write_only=True)
    sheet = workbook.create_sheet(str(part.year))
    for column, width in zip("ABCDEFG", (30, 18, 18, 34, 34, 34, 22), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    sheet.append(_heads())
    for one in lines:
        sheet.append(_cells(one))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _as_pdf(lines: Sequence[Shown], part: Part, at: datetime) -> bytes:
    office = offices.office(part.office_id)
    page = render_template(
        "letters/register.html",
        office=office,
        year=part.year,
        lines=lines,
        runs=[] if part.is_narrowed else register.runs(part.office_id, year=part.year),
        about=_("Sebagian register, %(lines)s nomor.", lines=len(lines)) if part.is_narrowed else "",
        at=at,
    )
    return book.draw(page, lock=Path(current_app.instance_path) / "register-book.lock")


_Writer = Callable[[Sequence[Shown], Part, datetime], bytes]
_WRITERS: dict[str, tuple[_Writer, str]] = {
    "csv": (_as_csv, "text/csv"),
    "xlsx": (_as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (_as_pdf, "application/pdf"),
}
