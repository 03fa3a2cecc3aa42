"""Letters that send examiners: who examines which offices, until when."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length

from eservice.accounts import queries as accounts
from eservice.accounts.permissions import Permission, Role
from eservice.kernel import clock
from eservice.offices import queries as offices
from eservice.privacy import examining
from eservice.privacy.examining import Assignment
from eservice.web.admin.routes import blueprint
from eservice.web.answering import answer
from eservice.web.forms import DayField, HouseForm, TextField
from eservice.web.guards import requires
from eservice.web.stepping import weighty

_DAY = _l("Isi tanggalnya.")


class ExaminationForm(HouseForm):
    """A letter of assignment."""

    member = SelectField(_l("Pemeriksa"), coerce=int, validators=[InputRequired(_l("Pilih pemeriksanya."))])
    letter_number = TextField(
        _l("Nomor surat tugas"), validators=[DataRequired(_l("Isi nomor surat tugasnya.")), Length(max=120)]
    )
    letter_on = DayField(_l("Tanggal surat tugas"), validators=[DataRequired(_DAY)])
    offices = SelectMultipleField(
        _l("Kantor yang diperiksa"),
        coerce=int,
        description=_l("Kantor di bawahnya ikut. Di komputer, tahan Ctrl untuk memilih beberapa."),
        render_kw={"size": "12"},
    )
    from_on = DayField(_l("Berlaku mulai"), validators=[DataRequired(_DAY)])
    to_on = DayField(_l("Berlaku sampai"), validators=[DataRequired(_DAY)])


@blueprint.get("/kelola/pemeriksaan")
@requires(Permission.HOUSE_MANAGE)
def examination_list() -> ResponseReturnValue:
    """List the letters of assignment, the latest first."""
    rows = [
        (
            one,
            accounts.account(one.member.user_id).name,
            [offices.office(number).full_name for number in one.office_ids],
        )
        for one in examining.assignments()
    ]
    return render_template("admin/examination_list.html", rows=rows, at=clock.now())


@blueprint.route("/kelola/pemeriksaan/baru", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
@weighty
def examination_add() -> ResponseReturnValue:
    """Let an examiner examine some offices until the end of a letter of assignment."""
    at, form = clock.now(), ExaminationForm()
    every = offices.offices(at=at)
    form.offices.choices = [(one.id, one.full_name) for one in every]
    form.member.choices = [
        (member.id, f"{accounts.account(member.user_id).name}, {member.position}")
        for one in every
        for member in offices.members(one.id, at=at)
        if member.role is Role.EXAMINER
    ]
    return answer(
        "admin/examination_add.html",
        form,
        lambda actor: examining.assign(
            Assignment(
                membership_id=form.member.data,
                letter_number=form.letter_number.data or "",
                letter_on=form.letter_on.data,
                office_ids=tuple(form.offices.data or ()),
                from_on=form.from_on.data,
                to_on=form.to_on.data,
            ),
            actor=actor,
            at=clock.now(),
        ),
        done=(_("Surat tugas dicatat."), url_for(".examination_list")),
        shown=lambda: {"action": url_for(".examination_add")},
    )
