"""The sheet for a power cut: prepare and print it, enter afterwards what was written on it, close it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue import queries as catalogue
from eservice.counter import emergency
from eservice.counter.emergency import MOST_CODES, MOST_NUMBERS, USUAL_CODES, USUAL_NUMBERS, Entry
from eservice.counter.models import EmergencySheet
from eservice.kernel import clock
from eservice.kernel.clock import WIB
from eservice.kernel.errors import NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.web import looking
from eservice.web.addresses import row_number
from eservice.web.answering import DONE, acted, answer
from eservice.web.filters import local
from eservice.web.forms import DayField, HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.officer.counter import next_page
from eservice.web.officer.routes import blueprint, desk_of

_NUMBER = "nomor-"
_HOW_MANY = _l("Isi dengan angka.")


class EntryForm(HouseForm):
    """What stands at the head of a line: when, for what, under which number."""

    hari = DayField(_l("Tanggal pada kertas"), [DataRequired(_l("Isi tanggalnya."))])
    jam = TimeField(
        _l("Jam pada kertas"), [InputRequired(_l("Isi jamnya, misalnya 10.25."))], format=["%H:%M", "%H.%M"]
    )
    layanan = SelectField(_l("Layanan"), [DataRequired(_l("Pilih layanannya."))])
    nomor = SelectField(
        _l("Nomor surat yang ditulis tangan"),
        description=_l("Kosongkan bila suratnya belum dibuat; nomor biasa diambil saat ditandatangani."),
    )

    def offer(self, sheet: EmergencySheet, *, at: datetime) -> "EntryForm":
        """Name the services and the numbers that are still free."""
        free = [(str(one.id), one.written) for one in emergency.numbers(sheet, free=True)]
        self.layanan.choices = [
            ("", "–"),
            *((one.slug, local(one.definition, "name")) for one in catalogue.services(at=at)),
        ]
        self.nomor.choices = [("", "–"), *free]
        return self


class CloseForm(HouseForm):
    """Why the sheet is closed."""

    alasan = LongTextField(
        _l("Mengapa ditutup?"),
        [
            DataRequired(_l("Tulis mengapa lembar ini ditutup; alasannya tercatat pada nomor yang batal.")),
            Length(max=200),
        ],
    )


@blueprint.route("/petugas/loket/darurat", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def emergency_sheet() -> ResponseReturnValue:
    """Show the lines of the open sheet, or prepare one for the week."""
    actor, at = signed_in(), clock.now()
    letters = emergency.letters_of(desk_of(actor), at=at)
    form = _prepare_form(letters)

    def prepare(actor: Actor) -> None:
        counts = {code: form[_NUMBER + code].data or 0 for code in letters}
        emergency.prepare(codes=form.kode.data or 0, numbers=counts, actor=actor, at=at)

    def shown() -> dict[str, Any]:
        sheet = emergency.open_sheet(desk_of(actor))
        return {
            "sheet": sheet,
            "lines": emergency.slips(sheet) if sheet else [],
            "numbers": emergency.numbers_by_letter(sheet) if sheet else {},
            "onward": next_page,
            "mine": actor.membership_id,
            "at": at,
        }

    done = _("Lembar darurat siap. Cetak sekarang: saat listrik padam tidak bisa lagi.")
    return answer("officer/emergency_sheet.html", form, prepare, done=(done, url_for(".emergency_sheet")), shown=shown)


@blueprint.get("/petugas/loket/darurat/cetak")
@requires(Permission.REQUEST_ASSIST)
def emergency_print() -> ResponseReturnValue:
    """Show the sheet for the printer: the office's list, and slips to tear off; that it was looked at is recorded."""
    actor = signed_in()
    sheet = _open(desk_of(actor))
    looking.record_look(actor=actor, action="emergency:print", object=f"sheet:{sheet.id}", at=clock.now())
    return render_template(
        "officer/emergency_print.html",
        sheet=sheet,
        office=offices.office(sheet.office_id),
        lines=emergency.slips(sheet),
        numbers=emergency.numbers_by_letter(sheet),
    )


@blueprint.route("/petugas/loket/darurat/<int:position>/masukkan", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def emergency_entry(position: int) -> ResponseReturnValue:
    """Begin to enter a line; the pages of the counter ask the rest."""
    actor, at = signed_in(), clock.now()
    sheet = _open(desk_of(actor))
    line = next((one for one in emergency.slips(sheet) if one[0].position == position), None)
    if line is None:
        raise NotFoundError("no_such_slip")
    form, onward = EntryForm().offer(sheet, at=at), list[str]()

    def begin() -> None:
        on, hour = form.hari.data, form.jam.data
        assert on is not None and hour is not None  # noqa: S101, PT018 - the form asked for both
        entry = Entry(datetime.combine(on, hour, WIB), row_number(form.nomor.data))
        with transaction():
            onward.append(next_page(emergency.begin_entry(position, form.layanan.data, entry, actor=actor, at=at)))

    status = acted(form, begin)
    if status == DONE:
        return redirect(onward[0], DONE)
    return render_template("officer/emergency_entry.html", form=form, code=line[1].code, position=position), status


@blueprint.route("/petugas/loket/darurat/tutup", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def emergency_close() -> ResponseReturnValue:
    """Close the sheet, after showing what that gives up."""
    form, sheet = CloseForm(), _open(desk_of(signed_in()))
    return answer(
        "officer/emergency_close.html",
        form,
        lambda actor: emergency.close(form.alasan.data or "", actor=actor, at=clock.now()),
        done=(
            _("Lembar ditutup. Kode yang tidak terpakai hangus, nomornya tercatat batal."), url_for(".emergency_sheet"),
        ),
        shown=lambda: {
            "unused": [code.code for _slip, code, entered in emergency.slips(sheet) if entered is None],
            "free": emergency.numbers(sheet, free=True),
        },
    )  # fmt: skip


def _prepare_form(letters: Mapping[str, str]) -> Any:
    members: dict[str, Any] = {
        "kode": IntegerField(
            _l("Kode permohonan"),
            [InputRequired(_HOW_MANY), NumberRange(1, MOST_CODES, _l("Isi 1 sampai 40."))],
            default=USUAL_CODES,
            description=_l("Masing-masing dengan PIN dan slip untuk pemohon."),
        )
    }
    for code, name in letters.items():
        members[_NUMBER + code] = IntegerField(
            f"{name} ({code})",
            [InputRequired(_HOW_MANY), NumberRange(0, MOST_NUMBERS, _l("Isi 0 sampai 20."))],
            default=USUAL_NUMBERS,
        )
    return type("PrepareForm", (HouseForm,), members)()


def _open(office_id: int) -> EmergencySheet:
    sheet = emergency.open_sheet(office_id)
    if sheet is None:
        raise NotFoundError("no_sheet")
    return sheet
