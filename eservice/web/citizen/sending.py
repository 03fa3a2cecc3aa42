"""Check, make a password where there is none, and send once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import actions, gate, sessions
from eservice.accounts.actor import Actor
from eservice.accounts.passwords import PasswordHash
from eservice.accounts.permissions import Permission, Role
from eservice.accounts.rules import Guess, PhoneOwner, Way
from eservice.catalogue import rules as catalogue
from eservice.catalogue.definition import ForWhom
from eservice.catalogue.printing import answer_rows
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.metrics import expecting
from eservice.requests import filing, reuse
from eservice.requests.clock import promised
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request
from eservice.requests.papers import latest_proofs
from eservice.requests.people import told_in
from eservice.requests.steps import office_calendar
from eservice.requests.workflow import ProofKind, Status
from eservice.residents.phones import read_phone
from eservice.uploads import actions as uploads
from eservice.uploads import queries as files
from eservice.web import questions
from eservice.web.addresses import row_number
from eservice.web.choosing import chosen_password
from eservice.web.citizen import drafts
from eservice.web.citizen.doubts import doubts_of
from eservice.web.citizen.drafts import Filling
from eservice.web.citizen.forms import FirstSendForm, SendForm
from eservice.web.citizen.room import blueprint
from eservice.web.errors import status_of
from eservice.web.filters import local, size
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.locale import language
from eservice.web.login import enter, network_here


@dataclass(frozen=True)
class Group:
    """Answers of one page, with the way to change them."""

    title: str
    rows: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Newcomer:
    """Who opens an account with the application: known from the answers, but for the password."""

    new: actions.NewCitizen
    password: PasswordHash


@blueprint.route("/permohonan/baru/<slug>/periksa", methods=["GET", "POST"])
@requires(Permission.REQUEST_FILE)
def check(slug: str) -> ResponseReturnValue:
    """Show everything once more, and send it."""
    sent = drafts.already_sent(row_number(request.form.get("draft")))
    if sent is not None:
        return sent
    filling = drafts.filling_of(slug)
    if filling.draft_id is None and (back := drafts.just_sent(filling.offered.service_id)):
        return back
    if filling.draft_id is None or drafts.next_address(filling) != url_for(".check", slug=slug):
        return redirect(url_for(".apply", slug=slug), 303)
    form: Any = SendForm() if signed_in().user_id else FirstSendForm()
    status, running = 200, _running(filling)
    again = bool(running)
    if form.validate_on_submit():
        try:
            return redirect(url_for(".receipt", code=_send(filling, form)), 303)
        except DomainError as refusal:
            form.refuse(refusal)
            status, again = status_of(refusal), refusal.code == "already_open"
            running = running or _running(filling)
    return _shown(filling, form, again=again or bool(form.alasan_lagi.data), running=running), status


def sent_as(draft: Request) -> str | None:
    """Return the code under which a draft was sent already, None while it was not."""
    return str(draft.code) if draft.status is not Status.DRAFT else None


def _send(filling: Filling, form: Any) -> str:
    """Return the code of the sent request, also when another press was first."""
    at, actor = clock.now(), signed_in()
    if actor.user_id is None:
        return _send_as_newcomer(filling, form, at=at)
    with transaction():
        draft = drafts.begun(filling.draft_id or 0, actor)
        return sent_as(draft) or _submitted(draft, form, actor, at=at)


def _send_as_newcomer(filling: Filling, form: Any, *, at: datetime) -> str:
    """Send and open an account, or neither; only an account that is really opened counts as one."""
    newcomer = _newcomer(filling, form)
    limit = gate.rationed(Guess.REGISTRATION, secret=newcomer.new.nik, network=network_here(), at=at)
    with limit as count, transaction():
        draft = drafts.begun(filling.draft_id or 0, signed_in())
        if code := sent_as(draft):
            return code
        account = actions.register(newcomer.new, password=newcomer.password, at=at)
        count()
        agent, waits = request.user_agent.string, not account.is_open
        secret = "" if waits else sessions.start_session(account.id, agent=agent, way=Way.OPENED, at=at)
        code = _submitted(draft, form, Actor(Role.CITIZEN, user_id=account.id, name=account.name), at=at)
    if waits:
        flash(_("Akun tercatat, tetapi NIK ini dipakai beberapa akun. Bukalah di kelurahan dengan KTP Anda."), "wait")
    else:
        enter(secret)
    return code


def _submitted(draft: Request, form: Any, actor: Actor, *, at: datetime) -> str:
    """Give the draft to its sender and send it; inside a transaction."""
    if draft.user_id is None:
        filing.adopt(draft, user_id=actor.user_id or 0)
    _give_files(draft, actor)
    if form.alasan_lagi.data:
        filing.save_step(draft, filing.AGAIN, {filing.AGAIN: form.alasan_lagi.data})
    expected = expecting.expected_at_filing(draft, at=at)
    return str(filing.submit(draft, actor=actor, at=at, expected=expected).code)


def _running(filling: Filling) -> list[str]:
    """Return the codes of the account's own open requests for the same service and person; of nobody else's."""
    whom = filling.whom or ForWhom.SELF
    told = told_in(filling.definition, filling.answers, whom, "subject") or told_in(
        filling.definition, filling.answers, whom, "applicant"
    )
    if told is None or not told.nik:
        return []
    return reuse.running(filling.offered.service_id, signed_in().user_id, nik=told.nik)


def _newcomer(filling: Filling, form: Any) -> Newcomer:
    """Return who opens an account; hashes the password, so before any transaction. Raises DomainError."""
    whom = filling.whom or ForWhom.SELF
    told = told_in(filling.definition, filling.answers, whom, "applicant")
    if told is None or not told.nik:
        told = told_in(filling.definition, filling.answers, whom, "subject")
    nik, name = (told.nik or "", told.name) if told else ("", "")
    owner = PhoneOwner(form.phone_owner.data)
    phone = read_phone(form.phone.data) if form.phone.data and owner is not PhoneOwner.NONE else None
    chosen = chosen_password(form.password.data, personal=(name, nik))
    new = actions.NewCitizen(nik=nik, name=name, phone=phone, phone_owner=owner, language=language())
    return Newcomer(new, chosen)


def _give_files(draft: Request, actor: Actor) -> None:
    """Hand the draft's files to the account that sends it."""
    held = files.uploads_by_id(proof.upload_id for proof in draft.proofs if proof.upload_id)
    for upload in held.values():
        if upload.user_id is None:
            uploads.give(upload.token, owner=uploads.Owner(user_id=actor.user_id))


def _shown(filling: Filling, form: Any, *, again: bool, running: list[str]) -> str:
    draft = drafts.begun_unlocked(filling.draft_id or 0)
    now, of = filling.counted("periksa")
    return render_template(
        "citizen/check.html",
        filling=filling,
        form=form,
        again=again,
        running=running,
        doubts=doubts_of(filling),
        guest=signed_in().user_id is None,
        groups=groups_of(filling),
        proofs=_proof_rows(draft, filling.slug),
        office=_office_and_promise(draft),
        now=now,
        of=of,
        address=url_for(".check", slug=filling.slug),
    )


def groups_of(filling: Filling) -> list[Group]:
    """Return the answers as people read them, page by page."""
    found: list[Group] = []
    rows = answer_rows(filling.definition, filling.answers, filling.whom, english=language() == "en")
    for step in filling.definition.steps:
        here = [
            (words, shown_answer(filling, key, value), url_for(".apply_step", slug=filling.slug, step=step.key, ubah=1))
            for owner, key, words, value in rows
            if owner == step.key
        ]
        if here:
            found.append(Group(local(step, "title"), here))
    return found


def shown_answer(filling: Filling, key: str, words: str) -> str:
    """Return an answer in words, kelurahan by name."""
    return questions.said(filling.definition, key, words)


def _proof_rows(draft: Request, slug: str) -> list[tuple[str, str, str]]:
    met = {proof.requirement: proof for proof in latest_proofs(draft)}
    held = files.uploads_by_id(proof.upload_id for proof in met.values() if proof.upload_id)
    rows = []
    for one in requirements_of(draft, only_required=False):
        if one.key not in met:
            continue
        proof = met[one.key]
        upload = held.get(proof.upload_id or 0)
        if proof.kind is ProofKind.BRING or upload is None:
            words = label(ProofKind.BRING)
        else:
            words = _("%(kind)s, %(pages)s halaman, %(size)s", kind=label(upload.kind), pages=upload.page_count,
                      size=size(upload.size))  # fmt: skip
        rows.append((local(one, "name"), words, url_for(".proofs", slug=slug)))
    return rows


def _office_and_promise(draft: Request) -> tuple[str, datetime] | None:
    """Return which office would get it and by when it would be done, None while nobody can tell."""
    at = clock.now()
    try:
        office = filing.office_for(draft, at=at)
    except DomainError:
        return None
    promise = catalogue.promise_for(definition_of(draft), draft.channel)
    return office.full_name, promised(promise, at, office_calendar(office))
