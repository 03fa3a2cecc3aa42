"""Fill in an application: one page after the other, each saved as it is passed."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.catalogue import rules
from eservice.catalogue.answers import check_answers, read_form
from eservice.catalogue.definition import Field, Step
from eservice.kernel import clock
from eservice.kernel.errors import ConflictError, DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.requests import filing, reuse
from eservice.requests.filing import Opened
from eservice.requests.models import Request
from eservice.web import carrying, questions
from eservice.web.addresses import row_number
from eservice.web.citizen import drafts
from eservice.web.citizen.drafts import Filling
from eservice.web.citizen.room import blueprint
from eservice.web.guards import requires, signed_in
from eservice.web.statements import sheet
from eservice.web.unsent import digest_here


@blueprint.get("/permohonan/baru/<slug>")
@requires(Permission.REQUEST_FILE)
def apply(slug: str) -> ResponseReturnValue:
    """Begin, or go on where one stopped."""
    digest_here(make=True)
    filling = drafts.filling_of(slug)
    if filling.draft_id is None and not filling.offered.is_on:
        raise ConflictError("service_off")
    return redirect(drafts.next_address(filling), 303)


@blueprint.route("/permohonan/baru/<slug>/<step>", methods=["GET", "POST"])
@requires(Permission.REQUEST_FILE)
def apply_step(slug: str, step: str) -> ResponseReturnValue:
    """Ask the questions of one page and save the answers."""
    digest_here(make=True)
    sent = drafts.already_sent(row_number(request.form.get("draft")))
    if sent is not None:
        flash(_("Permohonan ini sudah kami terima. Tidak terkirim dua kali."), "info")
        return sent
    filling = drafts.filling_of(slug)
    if filling.draft_id is None and not filling.offered.is_on:
        raise ConflictError("service_off")
    if filling.draft_id is None and step != filling.pages[0].key:
        return redirect(url_for(".apply", slug=slug), 303)
    page = filling.page(step)
    if (carried := carrying.typed()) is not None:
        return _again(filling, page, read_form(page, carried), {}, {})
    return _answered(filling, page) if request.method == "POST" else _asked(filling, page)


@blueprint.get("/permohonan/baru/<slug>/tersimpan")
@requires(Permission.REQUEST_FILE)
def saved(slug: str) -> ResponseReturnValue:
    """Say how to go on later."""
    return render_template("citizen/saved.html", filling=drafts.filling_of(slug))


@blueprint.route("/permohonan/baru/<slug>/hapus", methods=["GET", "POST"])
@requires(Permission.REQUEST_FILE)
def discard(slug: str) -> ResponseReturnValue:
    """Delete a draft, after asking."""
    filling = drafts.filling_of(slug)
    if filling.draft_id is None:
        raise NotFoundError("no_such_request")
    if request.method == "POST":
        with transaction():
            filing.discard(drafts.begun(filling.draft_id, signed_in()), at=clock.now())
        flash(_("Isian itu sudah dihapus."), "good")
        return redirect(_home(slug), 303)
    return render_template("citizen/discard.html", filling=filling)


@blueprint.get("/permohonan/baru/<slug>/pernyataan/<key>")
@requires(Permission.REQUEST_FILE)
def statement(slug: str, key: str) -> ResponseReturnValue:
    """Show a statement with the answers put in, to print and sign or to copy by hand."""
    filling = drafts.filling_of(slug)
    filled = sheet(filling.definition, filling.answers, filling.whom, key)
    back = url_for(".proofs", slug=slug) if filling.draft_id else url_for("public.service_show", slug=slug)
    return render_template("citizen/statement.html", statement=filled, back=back)


def later(slug: str) -> ResponseReturnValue:
    """Return the way to where somebody who stops now reads how to go on."""
    if signed_in().user_id is None:
        return redirect(url_for("citizen.saved", slug=slug), 303)
    flash(_("Isian Anda tersimpan. Lanjutkan kapan saja dari halaman ini."), "good")
    return redirect(url_for("citizen.request_list"), 303)


def start(filling: Filling) -> Request:
    """Return the draft to write into, new or not, given to whoever is signed in; inside a transaction."""
    actor = signed_in()
    offered = filling.offered
    if filling.draft_id is None:
        draft = drafts.draft_here(offered.service_id, actor) or filing.start_draft(
            offered.service_id,
            offered.version_id,
            opened=Opened(draft_digest=drafts.fresh_digest(offered.service_id), user_id=actor.user_id),
            at=clock.now(),
        )
    else:
        draft = drafts.begun(filling.draft_id, actor)
    if actor.user_id is not None and draft.user_id is None:
        filing.adopt(draft, user_id=actor.user_id)
    return draft


def _asked(filling: Filling, page: Step, *, rows: Mapping[str, int] | None = None, form: Any = None) -> str:
    fields = rules.visible_fields(filling.definition, page, filling.initial, filling.whom)
    form = form or questions.form_for(fields, filling.initial, rows=rows)
    return _shown(filling, page, fields, form, rows or {})


def _shown(filling: Filling, page: Step, fields: Any, form: Any, rows: Mapping[str, int]) -> str:
    now, of = filling.counted(page.key)
    return render_template(
        "citizen/apply_step.html",
        filling=filling,
        page=page,
        form=form,
        blocks=questions.blocks(form, fields, filling.initial, rows),
        shown=",".join(field.key for field in fields),
        now=now,
        of=of,
        change=request.args.get("ubah", ""),
        saved=drafts.saved_note(filling),
        running=reuse.running(filling.offered.service_id, signed_in().user_id) if now == 1 else [],
    )


def _answered(filling: Filling, page: Step) -> ResponseReturnValue:
    """Save the page and go on; show it again with what was typed when something is wrong."""
    typed = read_form(page, request.form)
    earlier = {key: value for key, value in filling.answers.items() if key not in {one.key for one in page.fields}}
    whom = None if _asks_whom(page) else filling.whom
    clean, problems = check_answers(
        filling.definition, page, typed, earlier=earlier, for_whom=whom, today=clock.wib(clock.now()).date()
    )
    if "tambah" in request.form:
        return _again(filling, page, typed, {}, _one_more(page))
    seen = set(request.form.get("tampil", "").split(","))
    unseen_only = bool(problems) and not any(name.partition("-")[0] in seen for name in problems)
    later_on = "nanti" in request.form
    if problems and not unseen_only and not later_on:
        return _again(filling, page, typed, problems, {})
    closed = questions.nowhere_taken(filling.offered.service_id, filling.definition, page, clean, at=clock.now())
    if closed is not None and not later_on:
        return _again(filling, page, typed, {}, {}, closed=closed)
    change = request.args.get("ubah", "")
    fresh = _save(filling, page, clean)
    if later_on:
        return later(filling.slug)
    if unseen_only:
        flash(_("Satu hal lagi tentang jawaban Anda, lalu lanjut."), "info")
        return redirect(url_for(".apply_step", slug=filling.slug, step=page.key, ubah=change or None), 303)
    return redirect(drafts.next_address(fresh) if change else fresh.after(page.key), 303)


def _save(filling: Filling, page: Step, clean: Mapping[str, Any]) -> Filling:
    """Return the application with the page saved in it."""
    with transaction():
        draft = start(filling)
        if _asks_whom(page) and draft.answers.get(rules.ASKS_FOR_WHOM) not in (None, clean.get(rules.ASKS_FOR_WHOM)):
            drafts.forget_subject(draft, filling.definition)
        filing.save_step(draft, page.key, clean)
        fresh = drafts.filling_for(draft, filling.offered, signed_in())
        drafts.keep_known(draft, fresh)
        return drafts.filling_for(draft, filling.offered, signed_in())


def _again(
    filling: Filling,
    page: Step,
    typed: Mapping[str, Any],
    problems: Any,
    more: Mapping[str, int],
    *,
    closed: DomainError | None = None,
) -> ResponseReturnValue:
    chosen = filling.initial | {key: value for key, value in typed.items() if isinstance(value, str)}
    whom = None if _asks_whom(page) else filling.whom
    fields = rules.visible_fields(filling.definition, page, chosen, whom)
    rows = {field.key: _rows_sent(field) + more.get(field.key, 0) for field in fields if field.is_group}
    form = questions.form_for(fields, filling.initial, rows=rows)
    form.show(problems)
    if closed is not None:
        form.refuse(closed)
    return _shown(filling, page, fields, form, rows)


def _rows_sent(field: Field) -> int:
    """Return how many people the page that was sent had room for."""
    sent = request.form if (carried := carrying.typed()) is None else carried
    return sum(
        1 for row in range(field.max_items) if any(f"{field.key}-{row}-{inner.key}" in sent for inner in field.fields)
    )


def _one_more(page: Step) -> dict[str, int]:
    return {request.form["tambah"]: 1}


def _asks_whom(page: Step) -> bool:
    return any(field.key == rules.ASKS_FOR_WHOM for field in page.fields)


def _home(slug: str) -> str:
    return url_for(".request_list") if signed_in().user_id else url_for("public.service_show", slug=slug)
