"""The draft in this browser: whose it is, what is known of its owner, which pages it has and which is next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.catalogue import queries as catalogue
from eservice.catalogue import rules
from eservice.catalogue.definition import Definition, ForWhom, Step
from eservice.catalogue.queries import Offered
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.requests import filing, queries
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request
from eservice.requests.people import known_of
from eservice.requests.reuse import sent_from
from eservice.requests.workflow import Status
from eservice.residents import queries as residents
from eservice.web import unsent
from eservice.web.guards import signed_in
from eservice.web.unsent import digest_here

BACK_WITHIN = timedelta(minutes=30)
"""So long the last pages of a form lead to the receipt of what was sent from them."""


@dataclass(frozen=True)
class Filling:
    """One application being filled in, or about to be."""

    offered: Offered
    definition: Definition
    draft_id: int | None
    answers: Mapping[str, Any]
    whom: ForWhom | None
    """None until the page that asks for it was answered."""
    deleted_at: datetime | None = None
    """When the draft is deleted if it is not sent; None before there is one."""
    known: Mapping[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The service's part of the address."""
        return self.offered.slug

    @property
    def pages(self) -> tuple[Step, ...]:
        """The pages to walk through, in order."""
        return rules.steps_for(self.definition, self.answers, self.whom, self.known)

    @property
    def initial(self) -> dict[str, Any]:
        """What the inputs show: what is known, under what was answered."""
        return rules.prefilled(self.definition, self.known) | dict(self.answers)

    def page(self, key: str) -> Step:
        """Return a page that applies to the answers, walked or known already; 404 for another."""
        step = self.definition.step(key)
        if step is None or not rules.visible_fields(self.definition, step, self.initial, self.whom):
            abort(404)
        return step

    def counted(self, key: str) -> tuple[int, int]:
        """Return which page of how many ``key`` is; proofs and the check come last. 0 for a page not walked.

        Until somebody says for whom it is, the count is that of the first answer: most often oneself.
        """
        whom = self.whom or self.definition.for_whom[0]
        pages = rules.steps_for(self.definition, self.answers, whom, self.known)
        keys = [step.key for step in pages] + ["berkas", "periksa"]
        return (keys.index(key) + 1 if key in keys else 0), len(keys)

    def open_pages(self) -> list[Step]:
        """Return the pages that still have a required question without an answer."""
        return list(rules.open_steps(self.definition, self.answers, self.whom))

    def after(self, key: str) -> str:
        """Return the address of the page after ``key``."""
        keys = [step.key for step in self.pages]
        following = keys[keys.index(key) + 1 :] if key in keys else [step.key for step in self.open_pages()]
        return self.address(following[0]) if following else url_for("citizen.proofs", slug=self.slug)

    def before(self, key: str) -> str:
        """Return the address of the page before ``key``; empty on the first."""
        keys = [step.key for step in self.pages] + ["berkas", "periksa"]
        place = keys.index(key) if key in keys else 0
        return self.address(keys[place - 1]) if place else ""

    def address(self, key: str) -> str:
        """Return the address of a page."""
        if key in ("berkas", "periksa"):
            return url_for("citizen.proofs" if key == "berkas" else "citizen.check", slug=self.slug)
        return url_for("citizen.apply_step", slug=self.slug, step=key)


def filling_of(slug: str) -> Filling:
    """Return what is filled in for a service here. Raises NotFoundError."""
    offered, actor = catalogue.by_slug(slug, at=clock.now()), signed_in()
    draft = draft_here(offered.service_id, actor)
    if draft is None:
        return Filling(
            offered, offered.definition, None, {}, _whom(offered.definition, {}, None), known=_known(actor, {})
        )
    return filling_for(draft, offered, actor)


def filling_for(draft: Request, offered: Offered, actor: Actor) -> Filling:
    """Return what is filled in in ``draft``."""
    definition, answers = definition_of(draft), dict(draft.answers)
    whom = _whom(definition, answers, draft.for_whom)
    known = _known(actor, {"whom": whom})
    return Filling(offered, definition, draft.id, answers, whom, unsent.deleted_at(draft), known)


def draft_here(service_id: int, actor: Actor) -> Request | None:
    """Return the unsent draft of this browser or account; what another account has left here stays closed."""
    found = queries.drafts(draft_digest=digest_here(), user_id=actor.user_id)
    return next((one for one in found if one.service_id == service_id and one.user_id in (None, actor.user_id)), None)


def begun(draft_id: int, actor: Actor) -> Request:
    """Return, locked, the draft or what became of it; call it inside a transaction. Raises NotFoundError."""
    found = queries.by_draft(draft_id, draft_digest=digest_here(), user_id=actor.user_id, lock=True)
    if found.status is Status.DRAFT and found.user_id not in (None, actor.user_id):
        raise NotFoundError("no_such_request")
    return found


def begun_unlocked(draft_id: int) -> Request:
    """Return the draft to show it. Raises NotFoundError."""
    return queries.by_draft(draft_id, draft_digest=digest_here(), user_id=signed_in().user_id)


def fresh_digest(service_id: int) -> str | None:
    """Return this browser's digest; a new one where another account's draft is held under the old one."""
    held = queries.drafts(draft_digest=digest_here(), user_id=None)
    if any(one.service_id == service_id for one in held):
        unsent.forget()
    return digest_here(make=True)


def already_sent(draft_id: int | None) -> ResponseReturnValue | None:
    """Return the way to the receipt when this draft was sent meanwhile: back button, second press, lost answer."""
    if draft_id is None:
        return None
    found = queries.by_draft(draft_id, draft_digest=digest_here(), user_id=signed_in().user_id)
    if found.status is Status.DRAFT:
        return None
    return redirect(url_for("citizen.receipt", code=found.code), 303)


def just_sent(service_id: int) -> ResponseReturnValue | None:
    """Return the way to the receipt for who goes back to a last page after sending, None when nothing was sent."""
    digest = digest_here()
    since, user_id = clock.now() - BACK_WITHIN, signed_in().user_id
    code = sent_from(digest, service_id, user_id=user_id, since=since) if digest else None
    return redirect(url_for("citizen.receipt", code=code), 303) if code else None


def next_address(filling: Filling) -> str:
    """Return where somebody goes on: the first page with an open question, the proofs, or the check."""
    still_open = filling.open_pages()
    if filling.draft_id is None or still_open:
        first = [step for step in filling.pages if step in still_open] or still_open or list(filling.pages)
        return filling.address(first[0].key)
    return url_for("citizen.check" if not missing_proofs(filling) else "citizen.proofs", slug=filling.slug)


def missing_proofs(filling: Filling) -> list[str]:
    """Return the keys of required proofs that a draft lacks."""
    draft = queries.by_draft(filling.draft_id or 0, draft_digest=digest_here(), user_id=signed_in().user_id)
    met = {proof.requirement for proof in draft.proofs}
    return [one.key for one in requirements_of(draft) if one.key not in met]


def keep_known(draft: Request, filling: Filling) -> None:
    """Write what is known into the pages that nobody walks through, so that the draft is complete."""
    walked = {step.key for step in filling.pages}
    for step in filling.definition.steps:
        visible = rules.visible_fields(filling.definition, step, filling.initial, filling.whom)
        if step.key in walked or rules.ASKS_FOR_WHOM in {one.key for one in visible}:
            continue
        values = {one.key: filling.initial[one.key] for one in visible if filling.initial.get(one.key)}
        if values:
            filing.save_step(draft, step.key, values)


def forget_subject(draft: Request, definition: Definition) -> None:
    """Drop what was told about one person when the letter turns out to be for another."""
    for step in definition.steps:
        about = {one.key for one in step.fields if one.prefill.startswith("subject.")}
        kept = {one.key: draft.answers[one.key] for one in step.fields if one.key in draft.answers}
        if about & set(kept):
            filing.save_step(draft, step.key, {key: value for key, value in kept.items() if key not in about})


def saved_note(filling: Filling) -> str:
    """Return the small line under the progress."""
    return str(_("isian tersimpan")) if filling.draft_id else str(_("isian tersimpan setiap kali Anda menekan Lanjut"))


def _whom(definition: Definition, answers: Mapping[str, Any], told: ForWhom | None) -> ForWhom | None:
    if len(definition.for_whom) == 1:
        return definition.for_whom[0]
    return told if answers.get(rules.ASKS_FOR_WHOM) else None


def _known(actor: Actor, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is recorded of who is signed in: as applicant, and as the person the letter is about."""
    if actor.person_id is None:
        return {}
    person = residents.person(actor.person_id)
    known = known_of(person, "applicant")
    return known | known_of(person, "subject") if about.get("whom") is ForWhom.SELF else known
