"""The list of complaints, one of them, and what is done with it. What goes past the unit is not there for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.complaints import actions, queries
from eservice.complaints.models import Complaint
from eservice.complaints.rules import OPEN, ComplaintState, Finding, Lane, Lesson, Openness
from eservice.kernel import clock
from eservice.kernel.clock import wib
from eservice.kernel.codes import show_code
from eservice.web import sheets
from eservice.web.answering import answer
from eservice.web.errors import sentence
from eservice.web.filters import day, duration
from eservice.web.forms import ChoiceField, HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label

blueprint = Blueprint("handling", __name__)

YEAR = timedelta(days=365)
"""Over which counts are made."""


class TakeForm(HouseForm):
    """How much has to be looked into."""

    lane = ChoiceField(
        _l("Perlu diperiksa seberapa jauh?"),
        description=_l("Menentukan batas jawaban; hanya dapat dipilih sekali, dan dibaca pelapor."),
        validators=[InputRequired(_l("Pilih salah satu."))],
    )


class WordsForm(HouseForm):
    """What the complainant reads."""

    words = LongTextField(
        _l("Yang dibaca pelapor"),
        validators=[DataRequired(_l("Tulis jawabannya; pelapor akan membacanya.")), Length(max=4000)],
    )


class AnswerForm(WordsForm):
    """The same, with what was found."""

    finding = ChoiceField(_l("Hasil pemeriksaan"), validators=[InputRequired(_l("Pilih hasilnya."))])
    lesson = ChoiceField(_l("Apa yang mencegahnya terulang?"), validators=[InputRequired(_l("Pilih satu pelajaran."))])


@dataclass(frozen=True)
class Row:
    """One complaint of a list, and what is left of its time, as ``due`` of the components draws it."""

    complaint: Complaint
    words: str
    shape: str
    tone: str


@blueprint.get("/pengaduan/tangani")
@requires(Permission.COMPLAINT_HANDLE)
def complaint_list() -> ResponseReturnValue:
    """List what waits here, what others handle, and what was answered; count it."""
    actor, at = signed_in(), clock.now()
    return render_template(
        "handling/complaint_list.html",
        waiting=[_row(one, at) for one in queries.waiting(actor)],
        elsewhere=[_row(one, at) for one in queries.elsewhere(actor)],
        done=queries.done(actor),
        counts=queries.counts(actor, since=at - YEAR, at=at),
    )


@blueprint.get("/pengaduan/tangani/lapor.csv")
@requires(Permission.COMPLAINT_HANDLE)
def complaint_csv() -> ResponseReturnValue:
    """Return what the actor sees as a sheet in the order of SP4N-LAPOR; no name is in it, and taking it is recorded."""
    actor, at = signed_in(), clock.now()
    rows = [*queries.waiting(actor), *queries.elsewhere(actor), *queries.done(actor)]
    audit.record_look(
        actor=actor, action="complaint:export", object=f"membership:{actor.membership_id}", at=at,
        data={"lines": len(rows)},
    )  # fmt: skip
    file = sheets.as_csv(HEADS, (_cells(one) for one in rows))
    headers = {"Content-Disposition": f'attachment; filename="lapor-{wib(at).date()}.csv"'}
    return Response(file, mimetype=sheets.CSV, headers=headers)


@blueprint.get("/pengaduan/tangani/<code>")
@requires(Permission.COMPLAINT_HANDLE)
def complaint_show(code: str) -> ResponseReturnValue:
    """Show one complaint; who complained only to whom it is open, and that look is recorded."""
    actor, at = signed_in(), clock.now()
    found = queries.complaint(code, actor=actor)
    audit.record_look(actor=actor, action="complaint:look", object=f"complaint:{found.id}", at=at)
    return render_template("handling/complaint_show.html", **_shown(found, actor, at))


@blueprint.route("/pengaduan/tangani/<code>/ambil", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_HANDLE)
def complaint_take(code: str) -> ResponseReturnValue:
    """Begin to look into it."""
    found, form = queries.complaint(code, actor=signed_in()), TakeForm()
    form.lane.choices = [(one.value, label(one)) for one in Lane]
    if not form.is_submitted():
        form.lane.data = found.lane.value
    return _act(
        "complaint_take", found, form,
        lambda actor, at: actions.take(found.code, Lane(form.lane.data), actor=actor, at=at),
        _("Anda menangani pengaduan ini. Pelapor sudah diberi tahu."),
    )  # fmt: skip


@blueprint.route("/pengaduan/tangani/<code>/jawab", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_HANDLE)
def complaint_answer(code: str) -> ResponseReturnValue:
    """Answer it."""
    found, form = queries.complaint(code, actor=signed_in()), AnswerForm()
    form.finding.choices = [(one.value, label(one)) for one in Finding]
    form.lesson.choices = [(one.value, label(one)) for one in Lesson]
    number = found.code
    return _act(
        "complaint_answer", found, form,
        lambda actor, at: actions.answer(
            number, form.words.data or "", Finding(form.finding.data), Lesson(form.lesson.data), actor=actor, at=at
        ),
        _("Jawaban terkirim kepada pelapor."),
    )  # fmt: skip


@blueprint.route("/pengaduan/tangani/<code>/teruskan", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_HANDLE)
def complaint_forward(code: str) -> ResponseReturnValue:
    """Pass it on to the office above, or the Inspektorat."""
    found, form = queries.complaint(code, actor=signed_in()), WordsForm()
    number = found.code
    return _act(
        "complaint_forward", found, form,
        lambda actor, at: actions.forward(number, form.words.data or "", actor=actor, at=at),
        _("Pengaduan diteruskan. Pelapor membaca alasannya."),
    )  # fmt: skip


@blueprint.route("/pengaduan/tangani/<code>/bukan-kewenangan", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_HANDLE)
def complaint_dismiss(code: str) -> ResponseReturnValue:
    """Say where to go instead."""
    found, form = queries.complaint(code, actor=signed_in()), WordsForm()
    number = found.code
    return _act(
        "complaint_dismiss", found, form,
        lambda actor, at: actions.dismiss(number, form.words.data or "", actor=actor, at=at),
        _("Pelapor membaca ke mana ia dapat mengadu."),
    )  # fmt: skip


def _act(
    view: str, found: Complaint, form: HouseForm, act: Callable[[Actor, datetime], object], words: str
) -> ResponseReturnValue:
    code = found.code
    return answer(
        f"handling/{view}.html",
        form,
        lambda actor: act(actor, clock.now()),
        done=(words, url_for(".complaint_list")),
        shown=lambda: {"complaint": queries.complaint(code, actor=signed_in())},
    )


def _shown(found: Complaint, actor: Actor, at: datetime) -> dict[str, object]:
    mine = found.taken_by_id is not None and found.taken_by_id == actor.membership_id
    may_know = found.openness is Openness.NAMED or (found.openness is Openness.CONFIDENTIAL and mine)
    why = actions.why_not(found, actor, at=at)
    return {
        "row": _row(found, at),
        "complaint": found,
        "sender": (found.name or (found.user.name if found.user else "")) if may_know else None,
        "may": _may(found, actor, mine=mine) if why is None else frozenset(),
        "why_not": sentence(why) if why is not None and found.state in OPEN else "",
    }


def _may(found: Complaint, actor: Actor, *, mine: bool) -> frozenset[str]:
    """Return what the actor may do with a complaint at the own desk now."""
    if found.state not in OPEN:
        return frozenset()
    may = {"dismiss"} | ({"answer"} if mine and found.state is ComplaintState.HANDLED else set())
    may |= set() if mine else {"take"}
    return frozenset(may | ({"forward"} if found.desk_id is not None else set()))


def _row(found: Complaint, at: datetime) -> Row:
    if found.state not in OPEN:
        return Row(found, label(found.state), "", "good")
    until = found.first_by if found.first_at is None else found.answer_by
    seconds = (until - at).total_seconds()
    if seconds <= 0:
        return Row(found, _("lewat %(time)s", time=duration(max(-seconds, 60))), "late", "bad")
    words = _("sisa %(time)s", time=duration(seconds))
    near = seconds < 2 * 24 * 3600
    return Row(found, words, "q3" if near else "q1", "wait" if near else "good")


HEADS = (
    "Nomor", "Klasifikasi", "Judul Laporan", "Isi Laporan", "Tanggal Laporan", "Lokasi Kejadian", "Instansi Tujuan",
    "Kategori Laporan", "Anonim", "Rahasia", "Status", "Batas Tanggapan Pertama", "Tanggapan Pertama",
    "Batas Jawaban", "Dijawab", "Hasil",
)  # fmt: skip
"""What SP4N-LAPOR asks for, in its order, and then the deadlines; the form of its import is not published."""


def _cells(one: Complaint) -> list[sheets.Cell]:
    classified = "Permintaan Informasi" if one.lane is Lane.QUESTION else "Pengaduan"
    days = (one.first_by, one.first_at, one.answer_by, one.answered_at)
    return [
        show_code(one.code), classified, f"{label(one.kind)}: {one.office.full_name}", one.text, day(one.filed_at),
        one.office.full_name, one.office.government_line, label(one.kind),
        "Ya" if one.openness is Openness.ANONYMOUS else "Tidak",
        "Ya" if one.openness is Openness.CONFIDENTIAL else "Tidak",
        label(one.state), *(day(each) for each in days), label(one.finding) if one.finding else "",
    ]  # fmt: skip
