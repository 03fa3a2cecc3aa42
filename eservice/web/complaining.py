"""The form of a complaint, as the public page and the counter show it, and the receipt that follows."""

from datetime import datetime
from typing import Any

from flask import request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from eservice.accounts.actor import Actor
from eservice.complaints import actions, queries
from eservice.complaints.actions import Told
from eservice.complaints.models import Complaint
from eservice.complaints.rules import Against, Kind, Openness, Way
from eservice.complaints.words import HINTS
from eservice.kernel import clock
from eservice.offices import queries as offices
from eservice.requests.models import Request
from eservice.web.forms import ChoiceField, HouseForm, LongTextField, TextField
from eservice.web.labels import label

RECEIPT_FOR = 15 * 60
"""Seconds in which this browser may still read the PIN it was given."""


class ComplaintForm(HouseForm):
    """What happened, where, and who may know from whom it comes."""

    kind = ChoiceField(_l("Tentang apa?"), validators=[InputRequired(_l("Pilih yang paling dekat."))])
    office = SelectField(_l("Di kantor mana?"), coerce=int, validators=[InputRequired(_l("Pilih kantornya."))])
    against = ChoiceField(_l("Siapa yang Anda adukan?"), validators=[InputRequired(_l("Pilih salah satu."))])
    text = LongTextField(
        _l("Apa yang terjadi?"),
        description=_l("Kapan, di mana, siapa, dan berapa bila soal uang. Tidak perlu NIK."),
        validators=[DataRequired(_l("Tulis apa yang terjadi. Cukup dengan kata-kata sendiri.")), Length(max=4000)],
    )
    openness = ChoiceField(_l("Siapa yang boleh tahu nama Anda?"), validators=[InputRequired(_l("Pilih salah satu."))])
    name = TextField(_l("Nama"), validators=[Optional(), Length(max=200)], render_kw={"autocomplete": "name"})
    email = TextField(
        _l("E-mail"),
        description=_l("Supaya kami dapat mengabari. Tanpa itu, lihat sendiri dengan kode dan PIN."),
        validators=[Optional(), Email(_l("Periksa alamat e-mailnya.")), Length(max=200)],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )


def complaint_form(about: Request | None) -> ComplaintForm:
    """Return the form with its choices; kind and office may stand in the address of the page that leads here."""
    form = ComplaintForm()
    form.kind.choices = [(one.value, label(one)) for one in Kind]
    form.kind.hints = {one.value: str(_(words)) for one, words in HINTS.items()}
    form.against.choices = [(one.value, label(one)) for one in Against]
    form.openness.choices = [(one.value, label(one)) for one in Openness]
    form.openness.hints = {
        Openness.NAMED.value: str(_("Yang menangani tahu, dan dapat bertanya.")),
        Openness.CONFIDENTIAL.value: str(_("Hanya satu orang, yang memeriksanya. Setiap pembukaan tercatat.")),
        Openness.ANONYMOUS.value: str(_("Tidak seorang pun. Nama, akun, dan permohonan Anda tidak disimpan.")),
    }
    every = offices.offices(at=clock.now())
    if about is not None:
        del form.office
    else:
        form.office.choices = [(0, str(_("Pilih kantor"))), *sorted(((o.id, o.full_name) for o in every), key=_by_name)]
    if not form.is_submitted():
        form.kind.data = form.kind.data or request.args.get("jenis")
        form.against.data = form.against.data or Against.SERVICE.value
        wanted = request.args.get("kantor")
        if about is None and wanted:
            form.office.data = next((one.id for one in every if one.code == wanted), 0)
    return form


def file(form: ComplaintForm, about: Request | None, way: Way, *, actor: Actor, at: datetime) -> Complaint:
    """File what a form says; inside a transaction. Raises as ``actions.file``."""
    given: dict[str, Any] = form.data
    return actions.file(
        Told(
            kind=Kind(given["kind"]),
            against=Against(given["against"]),
            office_id=given.get("office") or 0,
            text=given["text"] or "",
            openness=Openness(given["openness"]),
            way=way,
            request=about,
            name=given["name"] or "",
            email=given["email"] or "",
        ),
        actor=actor,
        at=at,
    )


def keep_receipt(complaint: Complaint, *, at: datetime) -> None:
    """Let this browser read code and PIN once more for a quarter of an hour."""
    session["aduan_baru"] = {"kode": complaint.code, "sampai": int(at.timestamp()) + RECEIPT_FOR}


def receipt_here() -> Complaint | None:
    """Return the complaint filed in this browser a moment ago."""
    kept = session.get("aduan_baru")
    if not kept or kept["sampai"] < clock.now().timestamp():
        return None
    return queries.by_code(kept["kode"])


def _by_name(choice: tuple[int, str]) -> str:
    return choice[1]
