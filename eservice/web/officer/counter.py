"""Assisted filing: the officer fills in with the person in front of the desk, by the same pages and the same rights."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.accounts.rules import PhoneOwner
from eservice.catalogue import queries as catalogue
from eservice.catalogue import rules
from eservice.catalogue.answers import check_answers, read_form
from eservice.catalogue.definition import Definition, Field, ForWhom, Kind, Step
from eservice.catalogue.printing import answer_rows
from eservice.counter import emergency
from eservice.kernel import clock
from eservice.kernel.codes import token
from eservice.kernel.crypto import vault
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.metrics import expecting
from eservice.offices import queries as offices
from eservice.offices.rules import OfficeKind
from eservice.requests import filing, queries, telling
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.filing import Opened
from eservice.requests.models import Request
from eservice.requests.papers import see_originals
from eservice.requests.people import told_in
from eservice.requests.workflow import Channel, Consent, ProofKind, Status
from eservice.residents.phones import read_phone
from eservice.web import carrying, questions
from eservice.web.errors import status_of
from eservice.web.filters import local
from eservice.web.guards import requires, signed_in
from eservice.web.locale import language
from eservice.web.officer.forms import SendForm
from eservice.web.officer.routes import blueprint


@blueprint.post("/petugas/loket/<slug>")
@requires(Permission.REQUEST_ASSIST)
def counter_start(slug: str) -> ResponseReturnValue:
    """Begin a request together with somebody."""
    actor, at = signed_in(), clock.now()
    with transaction():
        offered = catalogue.by_slug(slug, at=at)
        opened = Opened(
            channel=Channel.COUNTER,
            draft_digest=vault().digest_secret(token(), "draft"),
            helper_id=actor.membership_id,
        )
        draft = filing.start_draft(offered.service_id, offered.version_id, opened=opened, at=at)
        address = next_page(draft)
    return redirect(address, 303)


@blueprint.route("/petugas/loket/<int:draft>/<step>", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def counter_step(draft: int, step: str) -> ResponseReturnValue:
    """Ask the questions of one page and save the answers."""
    found = draft_of(draft)
    definition = definition_of(found)
    page = definition.step(step)
    if page is None:
        raise NotFoundError("no_such_request")
    if request.method == "POST":
        return _answered(found, definition, page)
    carried = carrying.typed()
    typed = read_form(page, carried) if carried is not None else {}
    fields = rules.visible_fields(definition, page, found.answers | typed, _whom(found))
    known = _own_kelurahan(fields) | found.answers
    return _page(found, page, questions.form_for(fields, known), fields, values=known | typed)


@blueprint.route("/petugas/loket/<int:draft>/periksa", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def counter_check(draft: int) -> ResponseReturnValue:
    """Read everything out once more, and send it."""
    form, status, again = SendForm(), 200, False
    late = draft_of(draft, sent=True).channel is Channel.LATE_ENTRY
    if late:  # it was signed on the paper
        form.setuju.validators = ()
    if form.validate_on_submit():
        try:
            return redirect(url_for(".counter_receipt", code=_send(draft, form)), 303)
        except DomainError as refusal:
            form.refuse(refusal)
            status, again = status_of(refusal), refusal.code == "already_open_here" or bool(form.alasan_lagi.data)
            if "alasan_lagi" in request.form and not form.alasan_lagi.data:
                form.alasan_lagi.errors = [_("Tulis mengapa perlu yang baru; tanpa alasan tidak terkirim.")]
    elif form.errors:
        status, again = 422, "alasan_lagi" in request.form
    found = draft_of(draft, sent=True)
    if found.status is not Status.DRAFT:
        return redirect(url_for(".counter_receipt", code=found.code), 303)
    if next_page(found) != url_for(".counter_check", draft=draft):
        return redirect(next_page(found), 303)
    told = told_in(definition_of(found), found.answers, found.for_whom, "applicant")
    page = render_template(
        "officer/counter_check.html",
        form=form,
        draft=found,
        rows=_rows(found),
        again=again,
        late=late,
        asks_phone=told is None or not told.phone,
        back=url_for(".counter_proofs", draft=draft)
        if requirements_of(found, only_required=False)
        else back_from(found),
    )
    return page, status


def draft_of(draft_id: int, *, lock: bool = False, sent: bool = False) -> Request:
    """Return the draft this officer opened. Raises NotFoundError: another's, or sent already unless ``sent``."""
    found = queries.assisted(draft_id, helper_id=signed_in().membership_id or 0, lock=lock)
    if found.status is not Status.DRAFT and not sent:
        raise NotFoundError("no_such_request")
    return found


def _whom(found: Request) -> ForWhom | None:
    """Return for whom it is, once that was asked."""
    definition = definition_of(found)
    if rules.ASKS_FOR_WHOM in found.answers or len(definition.for_whom) == 1:
        return found.for_whom
    return None


def next_page(found: Request) -> str:
    """Return the first page that is not finished yet; the check page last."""
    definition = definition_of(found)
    for step in rules.steps_for(definition, found.answers, _whom(found)):
        if step in rules.open_steps(definition, found.answers, _whom(found)):
            return url_for(".counter_step", draft=found.id, step=step.key)
    met = {proof.requirement for proof in found.proofs}
    if any(one.key not in met for one in requirements_of(found)):
        return url_for(".counter_proofs", draft=found.id)
    return url_for(".counter_check", draft=found.id)


def _page_after(found: Request, step: str) -> str:
    """Return the page behind ``step`` that has no answer yet, also an optional one; else what is open."""
    walked = list(rules.steps_for(definition_of(found), found.answers, _whom(found)))
    behind = walked[[one.key for one in walked].index(step) + 1 :]
    after = next((one.key for one in behind if not any(field.key in found.answers for field in one.fields)), None)
    return url_for(".counter_step", draft=found.id, step=after) if after else next_page(found)


def back_from(found: Request, step: str = "") -> str:
    """Return the page of questions before ``step``, or the last one; the counter itself before the first."""
    walked = [one.key for one in rules.steps_for(definition_of(found), found.answers, _whom(found))]
    before = walked[: walked.index(step)] if step in walked else walked
    return url_for(".counter_step", draft=found.id, step=before[-1]) if before else url_for(".counter")


def _own_kelurahan(fields: Sequence[Field]) -> dict[str, str]:
    """Return this desk's own kelurahan as the usual answer where a page asks for one."""
    office = offices.office(signed_in().office_id or 0)
    if office.kind not in (OfficeKind.KELURAHAN, OfficeKind.DESA):
        return {}
    return {field.key: office.region_code for field in fields if field.kind is Kind.REGION}


def _answered(found: Request, definition: Definition, page: Step) -> ResponseReturnValue:
    typed = read_form(page, request.form)
    whom = None if any(one.key == rules.ASKS_FOR_WHOM for one in page.fields) else _whom(found)
    keys = {one.key for one in page.fields}
    earlier = {key: value for key, value in found.answers.items() if key not in keys}
    today = clock.wib(clock.now()).date()
    clean, problems = check_answers(definition, page, typed, earlier=earlier, for_whom=whom, today=today)
    if "tambah" in request.form:
        return _one_more(found, page, earlier | typed, whom)
    shown = set(request.form.get("tampil", "").split(","))
    unseen_only = bool(problems) and not any(name.partition("-")[0] in shown for name in problems)
    if problems and not unseen_only:
        fields = rules.visible_fields(definition, page, earlier | typed, whom)
        form = questions.form_for(fields, earlier)
        form.show(problems)
        return _page(found, page, form, fields, values=typed), 422
    closed = questions.nowhere_taken(found.service_id, definition, page, clean, at=clock.now())
    if closed is not None:
        fields = rules.visible_fields(definition, page, earlier | typed, whom)
        form = questions.form_for(fields, earlier)
        form.refuse(closed)
        return _page(found, page, form, fields, values=typed), 422
    with transaction():
        draft = draft_of(found.id, lock=True)
        filing.save_step(draft, page.key, clean)
        address = _page_after(draft, page.key)
    if unseen_only:
        flash(_("Satu hal lagi tentang jawaban tadi, lalu lanjut."), "info")
        address = url_for(".counter_step", draft=found.id, step=page.key)
    return redirect(address, 303)


def _one_more(found: Request, page: Step, typed: Mapping[str, Any], whom: ForWhom | None) -> str:
    """Show the page again with room for one more person in the list asked for."""
    fields = rules.visible_fields(definition_of(found), page, typed, whom)
    values = {key: _filled(value) for key, value in typed.items()}
    key = request.form.get("tambah", "")
    rows = {key: len(values.get(key) or ()) + 1}
    return _page(found, page, questions.form_for(fields, values, rows=rows), fields, values=values, rows=rows)


def _filled(value: Any) -> Any:
    """Return a list of people without the empty ones at its end; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [person for person in value if any(str(part).strip() for part in person.values())]


def _page(
    found: Request,
    page: Step,
    form: Any,
    fields: Sequence[Any],
    *,
    values: Mapping[str, Any] | None = None,
    rows: Mapping[str, int] | None = None,
) -> str:
    definition = definition_of(found)
    walked = [one.key for one in rules.steps_for(definition, found.answers, _whom(found))]
    return render_template(
        "officer/counter_step.html",
        draft=found,
        page=page,
        form=form,
        blocks=questions.blocks(form, fields, found.answers if values is None else values, rows or {}),
        shown=",".join(field.key for field in fields),
        now=walked.index(page.key) + 1 if page.key in walked else 1,
        of=len(walked) + 2,
        back=back_from(found, page.key),
    )


def _send(draft_id: int, form: SendForm) -> str:
    """Send a draft and return its code; papers that were seen at the desk are seen for good."""
    actor, at = signed_in(), clock.now()
    with transaction():
        found = draft_of(draft_id, lock=True, sent=True)
        if found.status is Status.DRAFT:
            if form.alasan_lagi.data:
                filing.save_step(found, filing.AGAIN, {filing.AGAIN: form.alasan_lagi.data})
            if found.channel is Channel.LATE_ENTRY:
                emergency.enter(found, actor=actor, at=at)
            else:
                agreed = Consent.READ_OUT if form.setuju.data else None
                expected = expecting.expected_at_filing(found, at=at)
                filing.submit(found, actor=actor, at=at, consent=agreed, expected=expected)
            if form.phone.data:
                owner = PhoneOwner(form.phone_owner.data)
                telling.keep_phone(found, read_phone(form.phone.data), owner, actor=actor, at=at)
            _seen_here(found, actor)
        return str(found.code)


def _seen_here(found: Request, actor: Actor) -> None:
    seen = [proof.requirement for proof in found.proofs if proof.kind is ProofKind.BRING]
    if seen and found.office_id == actor.office_id:
        see_originals(found, seen, actor=actor, at=clock.now())


def _rows(found: Request) -> list[tuple[str, str, str]]:
    definition = definition_of(found)
    rows = answer_rows(definition, found.answers, _whom(found), english=language() == "en")
    regions = {field.key for step in definition.steps for field in step.fields if field.kind == "region"}
    return [
        (
            words,
            questions.region_name(value) if key in regions else value,
            url_for(".counter_step", draft=found.id, step=step),
        )
        for step, key, words, value in rows
    ] + [
        (local(one, "name"), _("ada"), url_for(".counter_proofs", draft=found.id))
        for one in requirements_of(found, only_required=False)
        if one.key in {proof.requirement for proof in found.proofs}
    ]
