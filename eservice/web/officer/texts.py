"""Texts kept ready: one's own, the office's, and those the house brings."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, Length

from eservice.accounts.permissions import Permission
from eservice.catalogue import queries as catalogue
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import readying
from eservice.requests.ready import LONGEST, OF_THE_HOUSE, Use
from eservice.requests.readying import Draft
from eservice.web.addresses import row_number
from eservice.web.errors import status_of
from eservice.web.filters import local
from eservice.web.forms import HouseForm, LongTextField, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.officer.routes import blueprint


class TextForm(HouseForm):
    """A text as somebody writes it."""

    use = SelectField(_l("Dipakai untuk"), validators=[DataRequired()])
    service_id = SelectField(_l("Layanan"), validate_choice=False)
    title = TextField(_l("Judul"), validators=[DataRequired(_l("Beri judul yang mudah dikenali.")), Length(max=80)])
    body = LongTextField(
        _l("Teks"),
        validators=[DataRequired(_l("Tulis teksnya.")), Length(max=LONGEST)],
        description=_l("Bisa memakai {nama_syarat}, {layanan}, {kode}, {kantor}. Jangan tulis nama atau NIK orang."),
    )
    for_office = BooleanField(_l("Untuk semua rekan di kantor ini"))

    def offer(self) -> "TextForm":
        """Return the form with its choices in words; only a supervisor writes for the office."""
        self.use.choices = [(one.value, label(one)) for one in Use]
        offered = [(str(one.service_id), local(one.definition, "name")) for one in catalogue.services(at=clock.now())]
        self.service_id.choices = [("", _l("Semua layanan")), *offered]
        if not signed_in().may(Permission.REQUEST_SUPERVISE):
            del self.for_office
        return self

    @property
    def draft(self) -> Draft:
        """Return what was written."""
        return Draft(
            use=Use(self.use.data),
            title=self.title.data or "",
            body=self.body.data or "",
            service_id=(row_number(self.service_id.data) or 0) if self.service_id.data else None,  # 0: none there is
            for_office=bool("for_office" in self and self.for_office.data),
        )


@blueprint.get("/petugas/teks")
@requires(Permission.REQUEST_REVIEW)
def text_list() -> ResponseReturnValue:
    """List the texts one can use, by what they are used for."""
    actor, kept = signed_in(), readying.texts_of(signed_in())
    groups = [
        (label(use), [one for one in kept if one.use is use], [one for one in OF_THE_HOUSE if one.use is use])
        for use in Use
    ]
    return render_template(
        "officer/text_list.html", groups=groups, mine=actor.membership_id, rules=actor.may(Permission.REQUEST_SUPERVISE)
    )


@blueprint.route("/petugas/teks/baru", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def text_new() -> ResponseReturnValue:
    """Keep a new text."""
    return _written(TextForm().offer(), None)


@blueprint.route("/petugas/teks/<int:text>", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def text_edit(text: int) -> ResponseReturnValue:
    """Write a text anew; whose it is stays."""
    kept = readying.own_text(text, actor=signed_in())
    form = TextForm(use=kept.use.value, service_id=str(kept.service_id or ""), title=kept.title, body=kept.body).offer()
    if "for_office" in form:
        del form.for_office
    return _written(form, text)


@blueprint.post("/petugas/teks/<int:text>/hapus")
@requires(Permission.REQUEST_REVIEW)
def text_drop(text: int) -> ResponseReturnValue:
    """Delete a text of one's own, or as a supervisor of the office's."""
    with transaction():
        readying.drop(text, actor=signed_in(), at=clock.now())
    flash(_("Teks dihapus."), "good")
    return redirect(url_for(".text_list"), 303)


def _written(form: TextForm, text: int | None) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            with transaction():
                readying.keep(form.draft, actor=signed_in(), at=clock.now(), text_id=text)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Teks tersimpan."), "good")
            return redirect(url_for(".text_list"), 303)
    action = url_for(".text_edit", text=text) if text else url_for(".text_new")
    return render_template("officer/text_new.html", form=form, text=text, action=action), status
