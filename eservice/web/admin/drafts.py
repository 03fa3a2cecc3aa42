"""Services as things that are written: their versions, what differs between two, and the way of a draft to the next."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue import drafting, queries, shelf
from eservice.catalogue.comparing import ATTRIBUTES, Difference, differences
from eservice.catalogue.drafts import DraftState, ServiceDraft
from eservice.catalogue.faults import Fault
from eservice.catalogue.models import ServiceVersion
from eservice.catalogue.parsing import readable
from eservice.catalogue.words import STANDARD
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.web.admin.answering import answer
from eservice.web.admin.draft_forms import NewServiceForm, ReturnForm
from eservice.web.admin.routes import blueprint
from eservice.web.answering import acted, press
from eservice.web.errors import sentence
from eservice.web.guards import requires, signed_in


@blueprint.get("/kelola/layanan/<code>")
@requires(Permission.HOUSE_MANAGE)
def service_show(code: str) -> ResponseReturnValue:
    """List the versions of a service, and its open draft."""
    return render_template("admin/service_show.html", found=shelf.shelved(code, today=clock.today()))


@blueprint.route("/kelola/layanan/baru", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def service_new() -> ResponseReturnValue:
    """Begin a service that there is not yet."""
    form = NewServiceForm()
    return _begun(
        "service_new",
        form,
        lambda actor: drafting.begin_new(
            (form.code.data or "").upper(),
            name=form.name.data or "",
            name_en=form.name_en.data or "",
            actor=actor,
            at=clock.now(),
        ),
    )


@blueprint.route("/kelola/layanan/<code>/versi/<int:number>/rancangan", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def service_begin(code: str, number: int) -> ResponseReturnValue:
    """Begin the next version as a copy of one there is."""
    version = shelf.numbered(code, number)
    begun, version_id = version.service, version.id
    return _begun(
        "service_begin",
        ReturnForm(),
        lambda actor: drafting.begin(version_id, actor=actor, at=clock.now()),
        service=begun,
        number=number,
    )


def _begun(view: str, form: Any, act: Callable[[Actor], ServiceDraft], **shown: Any) -> ResponseReturnValue:
    """Show a form that begins a draft, and go on to the draft."""
    begun: list[int] = []

    def begin() -> None:
        with transaction():
            begun.append(act(signed_in()).id)

    status = acted(form, begin)
    if begun:
        flash(_("Rancangan dibuat. Belum ada yang berubah bagi warga."), "good")
        return redirect(url_for(".draft_show", draft_id=begun[0]), 303)
    return render_template(f"admin/{view}.html", form=form, action=request.path, **shown), status


@blueprint.get("/kelola/layanan/<code>/beda/<int:older>/<int:newer>")
@requires(Permission.HOUSE_MANAGE)
def service_difference(code: str, older: int, newer: int) -> ResponseReturnValue:
    """Show what differs between two versions."""
    before, after = shelf.numbered(code, older), shelf.numbered(code, newer)
    told = rows_of(differences(before.definition, after.definition))
    return render_template("admin/service_difference.html", before=before, after=after, told=told)


@blueprint.get("/kelola/rancangan/<int:draft_id>")
@requires(Permission.HOUSE_MANAGE)
def draft_show(draft_id: int) -> ResponseReturnValue:
    """Show a draft: what is wrong with it, what differs from the version it began as, and what may be done."""
    draft = shelf.draft_of(draft_id)
    based = based_on(draft)
    return render_template(
        "admin/draft_show.html",
        draft=draft,
        faults=faults_of(draft),
        based=based,
        told=rows_of(differences(based.definition, draft.definition)) if based else [],
        hands=", ".join(accounts.account(one).name for one in draft.hands),
        is_own=signed_in().user_id in draft.hands,
        form=ReturnForm(),
        is_open=draft.state is DraftState.DRAFT,
    )


def based_on(draft: ServiceDraft) -> ServiceVersion | None:
    """Return the version a draft began as a copy of."""
    return queries.version(draft.based_on_id) if draft.based_on_id else None


def faults_of(draft: ServiceDraft) -> list[str]:
    """Return what keeps a draft from working, in the reader's language."""
    try:
        found = drafting.faults_of(readable(draft.definition))
    except DomainError as wrong:
        return [sentence(wrong)]
    return [_said(one) for one in found]


def _said(fault: Fault) -> str:
    facts = dict(fault.facts)
    line = facts.pop(drafting.LINE, None)
    words = str(_(fault.sentence, **facts))
    return str(_("Teks surat, baris %(line)s: %(problem)s", line=line, problem=words)) if line else words


def rows_of(found: list[Difference]) -> list[tuple[str, str, str, str]]:
    """Return differences as rows: place, what, before, after."""
    rows = []
    for one in found:
        where = _(STANDARD[one.where]) if one.where in STANDARD else one.where
        place = " › ".join(part for part in (_(one.section) if one.section else _("Umum"), where) if part)
        what = _(ATTRIBUTES[one.attribute]) if one.attribute in ATTRIBUTES else one.attribute
        rows.append((place, f"{what} ({_('Inggris')})" if one.english else what, one.before, one.after))
    return rows


@blueprint.post("/kelola/rancangan/<int:draft_id>/kirim")
@requires(Permission.HOUSE_MANAGE)
def draft_send(draft_id: int) -> ResponseReturnValue:
    """Ask a second person to read a draft."""
    return press(
        lambda actor: drafting.send(draft_id, actor=actor, at=clock.now()),
        done=(_("Terkirim. Administrator lain membaca dan menerbitkannya."), url_for(".draft_show", draft_id=draft_id)),
    )


@blueprint.route("/kelola/rancangan/<int:draft_id>/kembalikan", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_return(draft_id: int) -> ResponseReturnValue:
    """Open a draft again for those who write it."""
    form, draft = ReturnForm(), shelf.draft_of(draft_id)

    def act(actor: Actor) -> None:
        drafting.send_back(draft_id, form.reason.data or "", actor=actor, at=clock.now())

    done = (_("Dikembalikan kepada penulisnya."), url_for(".draft_show", draft_id=draft_id))
    return answer("draft_return", form, act, done=done, name=draft.definition["name"], draft_id=draft_id)


@blueprint.post("/kelola/rancangan/<int:draft_id>/terbitkan")
@requires(Permission.HOUSE_MANAGE)
def draft_publish(draft_id: int) -> ResponseReturnValue:
    """Make a draft the next version of its service."""
    return press(
        lambda actor: drafting.publish(draft_id, actor=actor, at=clock.now()),
        done=(
            _("Diterbitkan. Permohonan yang sudah masuk tetap memakai versinya sendiri."),
            url_for(".draft_show", draft_id=draft_id),
        ),
    )


@blueprint.post("/kelola/rancangan/<int:draft_id>/buang")
@requires(Permission.HOUSE_MANAGE)
def draft_discard(draft_id: int) -> ResponseReturnValue:
    """Give a draft up."""
    return press(
        lambda actor: drafting.discard(draft_id, actor=actor, at=clock.now()),
        done=(_("Rancangan dibuang. Versi yang berlaku tidak berubah."), url_for(".service_list")),
    )
