"""What an officer writes about a request: a note that may call colleagues, a message to the applicant."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.requests import notes
from eservice.requests.models import Request
from eservice.requests.ready import Use
from eservice.web.addresses import row_number
from eservice.web.desk import Ask, answer, case, when_told
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.officer.filling import picker, put_text
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import show_url


class NoteForm(HouseForm):
    """A note among colleagues, and whom it calls."""

    text = LongTextField(
        _l("Catatan untuk rekan"), validators=[DataRequired(_l("Tulis catatannya.")), Length(max=1000)]
    )
    rekan = SelectField(_l("Beri tahu rekan"), validate_choice=False)

    def offer(self, found: Request, *, at: datetime) -> "NoteForm":
        """Return the form with the colleagues that can be called, none chosen."""
        mine = signed_in().membership_id
        known = [(one.id, accounts.account(one.user_id).name) for one in notes.colleagues(found, at=at)]
        by_name = sorted((name, str(number)) for number, name in known if number != mine)
        self.rekan.choices = [("", _l("Tidak perlu")), *((number, name) for name, number in by_name)]
        return self


class MessageForm(HouseForm):
    """A message to the applicant."""

    text = LongTextField(
        _l("Pesan kepada pemohon"),
        validators=[DataRequired(_l("Tulis pesannya; pemohon akan membacanya.")), Length(max=1000)],
    )


@dataclass(frozen=True)
class Called:
    """One note in which the reader is called."""

    number: int
    code: str
    subject: str
    author: str
    written_at: datetime
    text: str
    read: bool


@blueprint.route("/petugas/permohonan/<code>/catatan", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def note(code: str) -> ResponseReturnValue:
    """Leave a note for colleagues; who is called in it finds it in the queue."""
    found = case(code, signed_in())
    form = NoteForm().offer(found, at=clock.now())
    texts = picker(found, Use.NOTE, form, "text")
    if put_text(found, form, texts):
        return render_template("officer/note.html", form=form, request=found, home=show_url(found.code), texts=texts)

    def leave(found: Request, actor: Actor, at: datetime) -> None:
        called = row_number(form.rekan.data)
        notes.note(found, form.text.data or "", called=[called] if called else [], actor=actor, at=at)

    done = _("Catatan tersimpan. Pemohon tidak membacanya.")
    return answer(code, form, leave, Ask("officer/note.html", done, show_url(found.code)), texts=texts)


@blueprint.route("/petugas/permohonan/<code>/pesan", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def message(code: str) -> ResponseReturnValue:
    """Write to the applicant, who reads it here; what goes out says only that there is something to read."""
    found, form = case(code, signed_in()), MessageForm()
    texts = picker(found, Use.MESSAGE, form, "text")
    if put_text(found, form, texts):
        return render_template("officer/message.html", form=form, request=found, home=show_url(found.code), texts=texts)
    done = when_told(_("Pesan tersimpan, dan pemohon diberi tahu bahwa ada pesan."), _("Pesan tersimpan."))
    return answer(
        code,
        form,
        lambda found, actor, at: notes.write(found, form.text.data or "", actor=actor, at=at),
        Ask("officer/message.html", done, show_url(found.code)),
        texts=texts,
    )


@blueprint.get("/petugas/sebutan")
@requires(Permission.REQUEST_REVIEW)
def mention_list() -> ResponseReturnValue:
    """List the notes in which one is called, the unread ones first."""
    rows = [
        Called(
            one.id,
            one.note.request.code or "",
            one.note.request.subject.name if one.note.request.subject else "",
            accounts.account(one.note.author.user_id).name,
            one.note.written_at,
            one.note.text,
            one.read_at is not None,
        )
        for one in notes.mentions_for(signed_in())
        if notes.may_still_read(one, actor=signed_in())
    ]
    return render_template("officer/mention_list.html", rows=rows)


@blueprint.post("/petugas/sebutan/<int:mention>")
@requires(Permission.REQUEST_REVIEW)
def mention_read(mention: int) -> ResponseReturnValue:
    """Say that a note was read, and open its request where the button says so."""
    with transaction():
        notes.mark_read(mention, actor=signed_in(), at=clock.now())
    code = request.form.get("buka", "")
    return redirect(show_url(code) if code else url_for(".mention_list"), 303)


@blueprint.app_template_global("unread_mentions")
def unread_mentions() -> int:
    """Return in how many notes whoever reads the page is called, unread."""
    return notes.unread_mentions(signed_in()) if request.blueprint == blueprint.name else 0
