"""What failed: letters, messages, archive stamps; tried again or given up. For signers and supervisors too."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.letters import mending as stamps
from eservice.notifications import mending as messages
from eservice.requests import mending, queries
from eservice.uploads import queries as files
from eservice.uploads import scanning
from eservice.uploads.rules import Hold
from eservice.web.admin.answering import answer
from eservice.web.admin.routes import blueprint
from eservice.web.answering import press
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.guards import requires, signed_in


class GiveUpForm(HouseForm):
    """Why something is not tried any more."""

    reason = LongTextField(
        _l("Alasan"), validators=[DataRequired(_l("Tulis alasannya; orang lain akan membacanya.")), Length(max=500)]
    )


@blueprint.get("/kelola/gagal")
@requires(Permission.LETTER_MEND)
def failure_list() -> ResponseReturnValue:
    """List what failed in the offices of whoever reads, the longest waiting first."""
    actor = signed_in()
    scope, runs_house = mending.scope_of(actor), actor.may(Permission.HOUSE_MANAGE)
    return render_template(
        "admin/failure_list.html",
        letters=mending.failed_letters(scope),
        messages=mending.failed_messages(scope),
        stamps=stamps.failed(scope),
        unsigned=stamps.log_is_unsigned(),
        waiting=files.held_back(Hold.WAITING) if runs_house else [],
        infected=files.held_back(Hold.INFECTED) if runs_house else [],
        signs=actor.may(Permission.REQUEST_SIGN),
        tongue=str(get_locale() or "id"),
        now=clock.now(),
    )


@blueprint.post("/kelola/gagal/pindai")
@requires(Permission.HOUSE_MANAGE)
def failure_scan() -> ResponseReturnValue:
    """Have the virus scanner asked again now."""
    return press(
        lambda _actor: scanning.ask_again(),
        done=(_("Pemeriksa virus ditanya lagi sekarang."), url_for(".failure_list")),
    )


@blueprint.post("/kelola/gagal/surat/<code>/ulang")
@requires(Permission.LETTER_MEND)
def failure_retry(code: str) -> ResponseReturnValue:
    """Have a letter tried again now."""
    return press(
        lambda actor: mending.retry(queries.for_change(code), actor=actor, at=clock.now()),
        done=(_("Surat dicoba lagi sekarang."), url_for(".failure_list")),
    )


@blueprint.route("/kelola/gagal/surat/<code>/batal", methods=["GET", "POST"])
@requires(Permission.REQUEST_SIGN)
def failure_give_up(code: str) -> ResponseReturnValue:
    """Give a letter up, with the reason: back to whoever checked it, its numbers void."""
    mending.must_see_letter(queries.request_by_code(code), actor=signed_in())
    form = GiveUpForm()
    return answer(
        "failure_give_up",
        form,
        lambda actor: mending.give_up(queries.for_change(code), form.reason.data or "", actor=actor, at=clock.now()),
        done=(_("Surat dibatalkan dan kembali ke pemeriksa. Nomornya tercatat batal."), url_for(".failure_list")),
        code=code,
    )


@blueprint.post("/kelola/gagal/pesan/<int:message_id>/ulang")
@requires(Permission.LETTER_MEND)
def failure_resend(message_id: int) -> ResponseReturnValue:
    """Have a message sent now."""
    mending.must_see(message_id, actor=signed_in())
    return press(
        lambda actor: messages.retry(message_id, actor=actor, at=clock.now()),
        done=(_("Pesan dikirim lagi sekarang."), url_for(".failure_list")),
    )


@blueprint.route("/kelola/gagal/pesan/<int:message_id>/tutup", methods=["GET", "POST"])
@requires(Permission.LETTER_MEND)
def failure_drop(message_id: int) -> ResponseReturnValue:
    """Say why a message is not sent any more."""
    mending.must_see(message_id, actor=signed_in())
    form = GiveUpForm()
    return answer(
        "failure_drop",
        form,
        lambda actor: messages.give_up(message_id, form.reason.data or "", actor=actor, at=clock.now()),
        done=(_("Pesan tidak dikirim lagi. Alasannya tercatat."), url_for(".failure_list")),
    )


@blueprint.post("/kelola/gagal/arsip/<int:letter_id>/ulang")
@requires(Permission.LETTER_MEND)
def failure_restamp(letter_id: int) -> ResponseReturnValue:
    """Have a letter stamped for the archive now."""
    mending.must_see_stamp(letter_id, actor=signed_in())
    return press(
        lambda actor: stamps.retry(letter_id, actor=actor, at=clock.now()),
        done=(_("Stempel arsip dicoba lagi sekarang."), url_for(".failure_list")),
    )


@blueprint.route("/kelola/gagal/arsip/<int:letter_id>/tutup", methods=["GET", "POST"])
@requires(Permission.LETTER_MEND)
def failure_leave(letter_id: int) -> ResponseReturnValue:
    """Say why a letter gets no further stamp."""
    mending.must_see_stamp(letter_id, actor=signed_in())
    form = GiveUpForm()
    return answer(
        "failure_leave",
        form,
        lambda actor: stamps.give_up(letter_id, form.reason.data or "", actor=actor, at=clock.now()),
        done=(_("Surat ini tidak distempel lagi. Alasannya tercatat."), url_for(".failure_list")),
    )
