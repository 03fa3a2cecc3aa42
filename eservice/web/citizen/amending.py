"""A letter of one's own that is wrong: say what, then fill the form in once more."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired, Length

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import amending, queries
from eservice.requests.models import Request
from eservice.requests.workflow import DataFault
from eservice.web.citizen.drafts import filling_of
from eservice.web.citizen.own import own
from eservice.web.citizen.room import blueprint
from eservice.web.errors import status_of
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label


class AmendForm(HouseForm):
    """What is wrong, and where that came from."""

    wrong = LongTextField(
        _l("Apa yang keliru, dan yang benar bagaimana?"),
        [DataRequired(_l("Tulis apa yang keliru pada surat itu.")), Length(max=500)],
        description=_l("Misalnya: tanggal lahir tertulis 14 Agustus, yang benar 24 Agustus."),
        render_kw={"rows": "3"},
    )
    fault = RadioField(_l("Di mana kelirunya?"), validators=[DataRequired(_l("Pilih salah satu."))])

    def offer(self) -> "AmendForm":
        """Return the form with its choices in words."""
        self.fault.choices = [(one.value, label(one)) for one in DataFault]
        return self


@blueprint.route("/permohonan/<code>/pembetulan", methods=["GET", "POST"])
@requires(Permission.REQUEST_OWN)
def amend(code: str) -> ResponseReturnValue:
    """Ask for a letter anew because it is wrong; the form follows, filled in as before."""
    found, form, status = own(code), AmendForm().offer(), 200
    if not amending.may_begin(found, actor=signed_in(), at=clock.now()):
        return redirect(url_for(".request_show", code=found.code), 303)
    if form.validate_on_submit():
        try:
            slug = _begun(found, form)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Periksa isiannya halaman demi halaman, betulkan yang keliru, lalu kirim."), "good")
            filling = filling_of(slug)
            return redirect(filling.address(filling.pages[0].key if filling.pages else "periksa"), 303)
    return render_template("citizen/amend.html", request=found, form=form), status


def _begun(found: Request, form: AmendForm) -> str:
    """Keep what is wrong and return the service's part of the address."""
    with transaction():
        held = queries.for_change(found.code or "")
        fault = DataFault(form.fault.data)
        draft = amending.begin(held, fault=fault, wrong=form.wrong.data or "", actor=signed_in(), at=clock.now())
        return str(draft.service.slug)
