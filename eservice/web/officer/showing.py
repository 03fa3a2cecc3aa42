"""One request beside its files: what is asked, who asks, what was found, what happened, what may be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.accounts.rules import Level
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.letters.kinds import Mode
from eservice.notifications import queries as messages
from eservice.notifications.rules import MessageChannel
from eservice.offices import queries as offices
from eservice.requests import amending, handover, hands, notes, papers, queries, queues, signing
from eservice.requests.copies import copies_of
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request, RequestEvent, RequestNote
from eservice.requests.rules import blocked_by
from eservice.requests.steps import calendar_of, is_own_household, promise_rests, steps_open
from eservice.requests.surveying import Findings, read_findings
from eservice.requests.visits import RequestVisit
from eservice.requests.words import ANSWER_WORDS
from eservice.requests.workflow import BLOCKS, DECISIONS, Priority, Status, Step, Verdict, VisitKind
from eservice.requests.writings import RequestMessage
from eservice.satisfaction.inviting import may_print
from eservice.web import looking
from eservice.web.desk import case_to_read, time_left, work_left
from eservice.web.filters import duration, instant, masked_nik
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.officer.background import background_of
from eservice.web.officer.checklist import Answer, Demand, Typed, answers_of, demands_of, open_names, tally
from eservice.web.officer.identities import further_answers, people_of, with_verdicts
from eservice.web.officer.reach import number_of
from eservice.web.officer.revealing import RevealForm, covers, masked, masked_number, masked_person
from eservice.web.officer.routes import blueprint
from eservice.web.officer.rt_heads import at_the_rt
from eservice.web.officer.viewing import look_here
from eservice.web.preview import can_be_drawn


@dataclass(frozen=True)
class Claim:
    """An account that says it is the applicant's, and that no officer has compared with a KTP."""

    name: str
    nik: str
    same_nik: bool
    """Whether it names the NIK that the request tells of the applicant."""


@dataclass(frozen=True)
class Moment:
    """One event as the timeline shows it."""

    title: str
    text: str
    took: str
    state: str = "done"


@blueprint.get("/petugas/permohonan/<code>")
@requires(Permission.REQUEST_REVIEW)
def request_show(code: str) -> ResponseReturnValue:
    """Show a request to the office that handles it; the look is recorded."""
    actor, at = signed_in(), clock.now()
    found = case_to_read(code, actor)
    looking.record_look(actor=actor, action="request:look", object=f"request:{found.id}", at=at)
    return page_of(found)


def page_of(found: Request, *, typed: Typed | None = None, revealed: bool = False) -> str:
    """Return the page of a request.

    Args:
        typed: what a refused checklist said, shown again over what is stored.
        revealed: the reader gave a reason to see the numbers that are masked otherwise.
    """
    actor, at, kin = signed_in(), clock.now(), is_own_household(signed_in(), found)
    demands, look = demands_of(found, typed or Typed(), look_here())
    answers, people = answers_of(found, typed or Typed()), people_of(found)
    covered = covers(found) and not revealed
    further, number = further_answers(found, answers, people), number_of(found)
    may = {step.value for step in steps_open(found, actor, at=at)}
    reach = offices.office_ids_under(actor.office_id or 0)
    letter, revoked = signing.letter_of(found), signing.withdrawn_letter(found)
    rt = at_the_rt(found, may=may, actor=actor, at=at)
    promised_at, hours, paused = found.promised_at or at, calendar_of(found), promise_rests(found)
    return render_template(
        "officer/request_show.html",
        request=found,
        amends=amending.amendment_by(found),
        due=time_left(promised_at, found.status, hours, paused=paused, at=at),
        left=work_left(promised_at, found.status, hours, paused=paused, at=at),
        priority=Priority(found.priority) if found.priority and not kin else None,
        holder=holder_name(found),
        held=hands.in_whose_hands(found, at=at) if found.holder is not None else None,
        supervises=actor.may(Permission.REQUEST_SUPERVISE),
        mine=found.holder_id is not None and found.holder_id == actor.membership_id,
        household=kin,
        copies=copies_of(found),
        may=may,
        returned=_returned(found),
        unsaved=_unsaved(demands, answers.values()) if typed and "judge" not in may else [],
        doubles=_doubles(found),
        demands=demands,
        visits=_visits(found, VisitKind.HOME),
        meetings=_visits(found, VisitKind.OFFICE),
        appointable=bool(definition_of(found).appointment),
        objection=blocked_by(found.history),
        verdicts=list(Verdict),
        viewed=next((one for one in demands if one.shown and not kin), None),
        look=look,
        answer_words=ANSWER_WORDS,
        open_now=open_names(found),
        tally=tally(demands, answers.values()),
        asks=not kin and may_print(found, actor=actor, at=at),
        answers=masked(further) if covered else further,
        people=[masked_person(one) if covered else one for one in (with_verdicts(two, answers) for two in people)],
        covered=RevealForm().offer() if covered and not kin else None,
        background=background_of(found, kin=kin, office_ids=reach, at=at),
        account=_masked_claim(_unproven(found, actor)) if covered else _unproven(found, actor),
        earlier=queues.earlier_requests(found, office_ids=reach),
        elsewhere=queues.earlier_elsewhere(found, office_ids=reach),
        notes=[] if kin else _notes(found),
        written=[] if kin else [(_author(one), one.written_at, one.text) for one in notes.messages_of(found)],
        number=masked_number(number) if covered else number,
        attempts=[(one.channel, one.at, one.note) for one in _attempts(found)],
        moments=moments(found, kin=kin),
        rt=rt,
        siak=definition_of(found).outcome.kind == "siak",
        letter=letter,
        revoked=revoked,
        sheet=letter is not None and bool(letter.editions) and revoked is None and not kin,
        by_hand=signing.mode_of(found) is Mode.WET,
        drawable=not kin and definition_of(found).outcome.kind == "letter" and can_be_drawn(found, at=at),
        unseen=papers.unseen_originals(found),
        scannable=actor.may(Permission.REQUEST_ASSIST) and bool(papers.papers_to_scan(found)),
        to_collect=handover.to_collect(found),
        second_reader=definition_of(found).second_reader
        and (found.checked_by is None or found.checked_by.user_id != actor.user_id),
    )


def _visits(found: Request, kind: VisitKind) -> list[tuple[RequestVisit, str, Findings | None]]:
    """Return the visits of a kind, the last planned first: each with who goes or receives, and what was found."""
    return [
        (one, accounts.account(one.visitor.user_id).name, read_findings(one.findings))
        for one in reversed(found.visits)
        if one.kind is kind
    ]


def _unsaved(demands: Sequence[Demand], answers: Iterable[Answer]) -> list[Demand | Answer]:
    """Return what was typed and can no longer be kept: the request is in other hands."""
    rows: list[Demand | Answer] = [*demands, *answers]
    return [one for one in rows if one.verdict or one.note]


def _doubles(found: Request) -> list[str]:
    """Return the codes of other open requests for the same person and service, while this one is open."""
    if found.subject is None or found.closed_at is not None:
        return []
    return [show_code(one.code or "") for one in queries.still_running(found.service_id, found.subject, but=found.id)]


def holder_name(found: Request) -> str:
    """Return who holds a request, or nothing."""
    return accounts.account(found.holder.user_id).name if found.holder is not None else ""


def _returned(found: Request) -> tuple[str, RequestEvent] | None:
    """Return who sent a request back to be checked again, and the event; None once anything else was decided."""
    last = next((event for event in reversed(found.history) if event.step in DECISIONS), None)
    if last is None or last.step is not Step.SEND_BACK or found.final:
        return None
    by = offices.membership(last.actor_membership_id) if last.actor_membership_id else None
    name = accounts.account(last.actor_user_id).name if last.actor_user_id else ""
    return (f"{by.position} ({name})" if by is not None else name), last


def _notes(found: Request) -> list[tuple[str, datetime, str, list[str]]]:
    """Return the notes: who, when, what, and who is called in it."""
    called = notes.called_in(found)
    return [
        (
            _author(one),
            one.written_at,
            one.text,
            [accounts.account(offices.membership(member).user_id).name for member in called.get(one.id, ())],
        )
        for one in found.notes
    ]


def _author(one: RequestNote | RequestMessage) -> str:
    return accounts.account(one.author.user_id).name


def _unproven(found: Request, actor: Actor) -> Claim | None:
    """Return the account that filed it while its NIK is not compared yet; else None."""
    if found.user_id is None or found.user_id == actor.user_id:
        return None
    account = accounts.account(found.user_id)
    if account.nik is None or (account.level is Level.PROVEN and account.is_open):
        return None
    applicant = found.applicant.nik_index if found.applicant else None
    return Claim(account.name, account.nik, account.nik_index == applicant)


def _masked_claim(claim: Claim | None) -> Claim | None:
    return replace(claim, nik=masked_nik(claim.nik)) if claim is not None else None


def _attempts(found: Request) -> Sequence[messages.ContactAttempt]:
    shown = [one for one in messages.contact_attempts(found.code or "") if one.channel is not MessageChannel.INBOX]
    return shown[-8:]


_NOT_FOR_KIN = BLOCKS | {Step.PRIORITISE}
"""Why somebody was put first, who objects, and how that was settled: kept from the own household."""


def moments(found: Request, *, kin: bool) -> list[Moment]:
    """Return a request's history: what, when, by whom, why; to the own household nothing of what others said of it."""
    rows, before = [], None
    for event in found.history:
        took = duration((event.taken_at - before).total_seconds()) if before else ""
        hidden = kin and event.step in _NOT_FOR_KIN
        rows.append(Moment(label(event.step), _told(event, why=not hidden), took))
        before = event.taken_at
    if rows and found.status not in (Status.ISSUED, Status.REJECTED, Status.WITHDRAWN, Status.LAPSED):
        rows[-1] = Moment(rows[-1].title, rows[-1].text, rows[-1].took, "now")
    return rows


def _told(event: RequestEvent, *, why: bool) -> str:
    parts = [instant(event.taken_at)]
    if event.actor_user_id is not None and event.step is not Step.SUBMIT:
        parts.append(accounts.account(event.actor_user_id).name)
    return " · ".join([*parts, event.reason] if event.reason and why else parts)


def show_url(code: str | None) -> str:
    """Return the address of a request's page."""
    return url_for("officer.request_show", code=code)
