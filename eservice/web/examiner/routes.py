"""What an examiner sees under a letter of assignment: samples, single requests without names, and every change."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel import clock
from eservice.kernel.clock import WIB, wib
from eservice.kernel.codes import read_code
from eservice.kernel.transaction import transaction
from eservice.letters.models import Letter
from eservice.offices import queries as offices
from eservice.privacy import changelist, examining
from eservice.privacy.examined import Sample
from eservice.privacy.examining import Draw
from eservice.requests.models import Request
from eservice.requests.signing import letter_of
from eservice.web.answering import DONE, acted, answer
from eservice.web.examiner.telling import told
from eservice.web.forms import DayField, HouseForm, LongTextField
from eservice.web.guards import requires, signed_in

blueprint = Blueprint("examiner", __name__)

_DAY = _l("Isi tanggalnya.")
USUAL = timedelta(days=30)


class DrawForm(HouseForm):
    """From what a sample is drawn."""

    office = SelectField(_l("Kantor"), coerce=int, validators=[InputRequired(_l("Pilih kantornya."))])
    from_on = DayField(_l("Masuk mulai tanggal"), validators=[DataRequired(_DAY)])
    to_on = DayField(_l("Masuk sampai tanggal"), validators=[DataRequired(_DAY)])
    size = IntegerField(_l("Banyaknya"), default=20, validators=[InputRequired(_l("Isi banyaknya."))])
    seed = IntegerField(
        _l("Benih"),
        description=_l("Kosongkan agar diundi. Benih yang sama mengambil contoh yang sama."),
        validators=[Optional()],
    )


class OpenForm(HouseForm):
    """Why the person behind a request has to be seen."""

    note = LongTextField(
        _l("Alasan membuka data orang"),
        validators=[DataRequired(_l("Tulis alasannya; pemilik data akan membacanya.")), Length(max=300)],
    )


@dataclass(frozen=True)
class Drawn:
    """One request of a sample, without a name."""

    position: int
    request: Request
    letter: Letter | None


@blueprint.route("/pemeriksa", methods=["GET", "POST"])
@requires(Permission.HOUSE_EXAMINE)
def home() -> ResponseReturnValue:
    """Show the assignment and its samples; draw another."""
    actor, at = signed_in(), clock.now()
    examination, form = examining.current(actor, at=at), DrawForm()
    form.office.choices = [(one, offices.office(one).full_name) for one in examination.office_ids]
    if not form.is_submitted():
        form.to_on.data, form.from_on.data = wib(at).date(), (wib(at) - USUAL).date()
    return answer(
        "examiner/home.html",
        form,
        lambda actor: examining.draw(
            Draw(
                office_id=form.office.data,
                from_on=form.from_on.data,
                to_on=form.to_on.data,
                size=form.size.data or 0,
                seed=form.seed.data,
            ),
            actor=actor,
            at=clock.now(),
        ),
        done=(_("Contoh acak diambil. Benihnya tercatat."), url_for(".home")),
        shown=lambda: {
            "examination": examining.current(actor, at=at),
            "samples": examining.samples(actor, at=at),
            "offices": [offices.office(one).full_name for one in examination.office_ids],
        },
    )


@blueprint.get("/pemeriksa/contoh/<int:sample_id>")
@requires(Permission.HOUSE_EXAMINE)
def sample_show(sample_id: int) -> ResponseReturnValue:
    """Show a sample to hold against the paper, with what draws it again."""
    sample: Sample = examining.sample(sample_id, actor=signed_in(), at=clock.now())
    rows = [Drawn(line.position, line.request, letter_of(line.request)) for line in sample.lines]
    return render_template("examiner/sample_show.html", sample=sample, rows=rows)


@blueprint.get("/pemeriksa/permohonan/<code>")
@requires(Permission.HOUSE_EXAMINE)
def request_show(code: str) -> ResponseReturnValue:
    """Show what happened to a request, without names; the look is recorded and shown to the people concerned."""
    return _page(code, OpenForm(formdata=None))


@blueprint.post("/pemeriksa/permohonan/<code>/buka")
@requires(Permission.HOUSE_EXAMINE)
def person_open(code: str) -> ResponseReturnValue:
    """Show the person behind a request on this page alone, with a reason that the person reads."""
    form = OpenForm()

    def act() -> None:
        with transaction():
            examining.open_person(read_code(code) or code, form.note.data or "", actor=signed_in(), at=clock.now())

    status = acted(form, act)
    return _page(code, form, opened=status == DONE), 200 if status == DONE else status


@blueprint.get("/pemeriksa/perubahan")
@requires(Permission.HOUSE_EXAMINE)
def change_list() -> ResponseReturnValue:
    """List every change of promises, hours, closures, disruptions, rights and limits, with the minutes it took."""
    actor, at = signed_in(), clock.now()
    examination = examining.current(actor, at=at)
    form = PeriodForm(request.args)
    form.validate()
    to_on = form.sampai.data or wib(at).date()
    from_on = form.dari.data or to_on - timedelta(days=365)
    if not request.args:
        form.dari.data, form.sampai.data = from_on, to_on
    rows = changelist.changes(
        examination.office_ids, from_at=_begin(from_on), until_at=_begin(to_on + timedelta(days=1))
    )
    audit.record_look(
        actor=actor, action="examination:changes", object=f"membership:{actor.membership_id}", at=at, data={}
    )
    return render_template(
        "examiner/change_list.html",
        rows=[(one, told(one)) for one in rows],
        form=form,
        from_on=from_on,
        to_on=to_on,
        minutes=sum(one.minutes or 0 for one in rows),
    )


class PeriodForm(HouseForm):
    """From which day to which; sent by GET."""

    class Meta:
        """It changes nothing, so it needs no token."""

        csrf = False

    dari = DayField(_l("Dari tanggal"), validators=[Optional()])
    sampai = DayField(_l("Sampai tanggal"), validators=[Optional()])


def _page(code: str, form: OpenForm, *, opened: bool = False) -> str:
    actor, at = signed_in(), clock.now()
    found = examining.examined(read_code(code) or code, actor=actor, at=at)
    if not opened:
        audit.record_look(actor=actor, action="examination:look", object=f"request:{found.id}", at=at)
    return render_template(
        "examiner/request_show.html",
        request=found,
        letter=letter_of(found),
        person=found.subject if opened else None,
        form=form,
        offices={one.office_id: offices.office(one.office_id).full_name for one in found.history},
    )


def _begin(on: object) -> datetime:
    return datetime.combine(on, time(), WIB)  # type: ignore[arg-type]
