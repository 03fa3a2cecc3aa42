"""Complete what the officer asked for, at home or at the counter: everything at once, and what was right stays."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.catalogue.answers import Errors, check_answers, read_form
from eservice.catalogue.definition import Definition, Field, Requirement, Step
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import filing, queries, workflow
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request, RequestGap
from eservice.requests.steps import check_may
from eservice.requests.workflow import Status
from eservice.uploads import actions as uploads
from eservice.web import questions
from eservice.web.errors import sentence, status_of
from eservice.web.filters import local
from eservice.web.papers import blame, file_form, prepared


@dataclass(frozen=True)
class Asked:
    """One thing to complete, as the page shows it."""

    gap: RequestGap
    title: str
    file: Any = None
    bring: Any = None
    blocks: Any = ()


@dataclass(frozen=True)
class Sheet:
    """Everything that is still open."""

    gaps: list[RequestGap]
    requirements: dict[str, Requirement]
    fields: dict[str, Field]

    @property
    def step(self) -> Step:
        """The open questions as one page."""
        return Step("lengkapi", "", "", "", "", tuple(self.fields.values()), ())


@dataclass(frozen=True)
class Page:
    """How the page looks to whoever completes it."""

    template: str
    back: str
    """Where it goes on once it is sent."""
    bring: str = ""
    """What the promise to bring a paper says, where it is not the citizen who reads it."""
    blank: bool = False
    """Nothing that was answered before is shown: a receipt opens no answers."""


def respond(found: Request, page: Page, *, actor: Actor, owner: uploads.Owner) -> ResponseReturnValue:
    """Ask for all that is missing on one page, and send it again once nothing is.

    Args:
        found: a request that waits for its applicant.
        owner: whose a file is that arrives now.

    Raises:
        NotAllowedError: the law keeps this actor from completing it.
    """
    code = found.code or ""
    check_may(found, workflow.Step.RESUBMIT, actor=actor, at=clock.now())
    if request.method != "POST":
        return _shown(found, page, {}, {})
    sheet = _sheet(found)
    wrong_files: dict[str, str] = {}
    ready = prepared(list(sheet.requirements), wrong_files, rationed=owner if owner.network else None)
    clean, wrong_answers = _check(found, sheet)
    still_open: list[RequestGap] = []
    try:
        with transaction():
            changing = queries.for_change(code)
            check_may(changing, workflow.Step.RESUBMIT, actor=actor, at=clock.now())
            _mend(changing, sheet, ready, clean, owner)
            still_open = filing.open_gaps(changing)
            if not still_open:
                filing.resubmit(changing, actor=actor, at=clock.now())
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return _shown(queries.request_by_code(code), page, {}, {}), status_of(refusal)
    if not still_open:
        flash(_("Terkirim lagi. Petugas yang sama memeriksanya lebih dahulu."), "good")
        return redirect(page.back, 303)
    for key in [gap.key for gap in still_open if gap.kind == "proof"]:
        wrong_files.setdefault(key, _("Kirim foto atau PDF untuk yang satu ini."))
    return _shown(queries.request_by_code(code), page, wrong_files, wrong_answers)


def gaps_of(found: Request) -> list[tuple[str, RequestGap]]:
    """Return (what it is about, gap) for everything asked in this round."""
    if found.status is not Status.NEEDS_CORRECTION:
        return []
    definition = definition_of(found)
    return [(thing_words(definition, gap), gap) for gap in found.gaps if gap.round == found.correction_rounds]


class Thing(Protocol):
    """What may be asked for again."""

    @property
    def kind(self) -> str:
        """``proof`` of a requirement, or ``answer`` of a form field."""

    @property
    def key(self) -> str:
        """Of the requirement or the field."""


def thing_words(definition: Definition, thing: Thing) -> str:
    """Return the name of the proof or the question that was asked for again."""
    if thing.kind == "proof":
        return next((str(local(one, "name")) for one in definition.requirements if one.key == thing.key), thing.key)
    field = definition.field(thing.key)
    return str(local(field, "label")) if field else thing.key


def _sheet(found: Request) -> Sheet:
    definition, gaps = definition_of(found), filing.open_gaps(found)
    asked = {gap.key for gap in gaps if gap.kind == "proof"}
    fields = {gap.key: field for gap in gaps if gap.kind == "answer" and (field := definition.field(gap.key))}
    return Sheet(
        gaps,
        {one.key: one for one in definition.requirements if one.key in asked},
        {key: replace(field, when=(), switch="") for key, field in fields.items()},
    )


def _check(found: Request, sheet: Sheet) -> tuple[dict[str, Any], Errors]:
    """Return what the page answers without a fault, None where one left empty what may stay so, and the faults."""
    clean, wrong = check_answers(
        definition_of(found),
        sheet.step,
        read_form(sheet.step, request.form),
        earlier=found.answers,
        for_whom=found.for_whom,
        today=clock.wib(clock.now()).date(),
    )
    shown = {name.partition("-")[0] for name in request.form}
    faulty = {name.partition("-")[0] for name in wrong}
    return {key: clean.get(key) for key in sheet.fields if key in shown - faulty}, wrong


def _mend(
    changing: Request, sheet: Sheet, ready: dict[str, uploads.Prepared], clean: dict[str, Any], owner: uploads.Owner
) -> None:
    """Write what is right; what is wrong stays open."""
    at = clock.now()
    for key, one in ready.items():
        upload = uploads.receive(one, owner=owner, at=at)
        filing.mend_proof(changing, key, upload, at=at)
    for key, wanted in sheet.requirements.items():
        if key not in ready and wanted.may_bring and f"bawa-{key}" in request.form:
            filing.mend_proof(changing, key, None, at=at)
    for key, value in clean.items():
        filing.mend_answer(changing, key, value, at=at)


def _shown(found: Request, page: Page, wrong_files: dict[str, str], wrong_answers: Errors) -> str:
    sheet = _sheet(found)
    definition = definition_of(found)
    files = file_form(list(sheet.requirements.values()), bring=page.bring)
    known = {} if page.blank else found.answers
    rows = {key: len(found.answers[key]) for key in sheet.fields if isinstance(found.answers.get(key), list)}
    answers = questions.form_for(sheet.fields.values(), known, rows=rows)
    answers.show({name: one for name, one in wrong_answers.items() if name.partition("-")[0] in sheet.fields})
    for key, words in wrong_files.items():
        if key in sheet.requirements:
            blame(files[f"berkas-{key}"], words)
    asked = [_asked(gap, thing_words(definition, gap), sheet, (files, answers), rows) for gap in sheet.gaps]
    done = [words for words, gap in gaps_of(found) if gap.mended_at is not None]
    before = [] if page.blank else questions.answered(found)
    late = found.correction_until if found.correction_until and found.correction_until < clock.now() else None
    return render_template(
        page.template, request=found, form=files, answers=answers, asked=asked, done=done, answered=before, late=late
    )


def _asked(gap: RequestGap, title: str, sheet: Sheet, forms: tuple[Any, Any], rows: dict[str, int]) -> Asked:
    files, answers = forms
    if gap.kind == "proof" and gap.key in sheet.requirements:
        may_bring = sheet.requirements[gap.key].may_bring
        return Asked(gap, title, file=files[f"berkas-{gap.key}"], bring=files[f"bawa-{gap.key}"] if may_bring else None)
    field = sheet.fields.get(gap.key)
    return Asked(gap, title, blocks=questions.blocks(answers, [field], {}, rows) if field else [])
