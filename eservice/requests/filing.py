# Longer than 300 lines: the verbs of a citizen share their checks and read best together.
"""What a citizen does with a request, alone or with an officer's help at the counter."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from eservice.accounts import queries as accounts
from eservice.accounts.actions import link_person, remember_known
from eservice.accounts.actor import Actor
from eservice.catalogue import queries as catalogue_queries
from eservice.catalogue import rules as catalogue
from eservice.catalogue.definition import ForWhom, Issuer, Kind
from eservice.kernel import codes
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, InvalidInputError
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests import queries, scans, telling
from eservice.requests.answering import forget_asked
from eservice.requests.clock import promised
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.expectation import Expectation
from eservice.requests.models import Request, RequestExpectation, RequestGap, RequestProof
from eservice.requests.order import AHEAD
from eservice.requests.paper import Paper, void_number
from eservice.requests.people import merged, told_in
from eservice.requests.rules import ELDERLY_YEARS, REFILED_WITHIN, NotFinishedError
from eservice.requests.steps import Move, calendar_of, later, office_calendar, position_of, take
from eservice.requests.workflow import Channel, Consent, Priority, ProofKind, Status, Step
from eservice.residents import actions as residents
from eservice.residents import queries as persons
from eservice.residents.actions import PersonData, told_of
from eservice.residents.models import Person
from eservice.residents.rules import age_on
from eservice.uploads.models import Upload

AGAIN = "alasan_lagi"
"""The answer that explains why the same request is needed once more."""

_FACTS = tuple(PersonData.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Opened:
    """By which way a draft was opened, and who may go on with it."""

    channel: Channel = Channel.ONLINE
    draft_digest: str | None = None
    user_id: int | None = None
    helper_id: int | None = None


def start_draft(service_id: int, version_id: int, *, opened: Opened, at: datetime) -> Request:
    """Return a new draft; one browser or account has one for each service, so an old one is taken up again.

    Raises:
        ConflictError: ``service_off``, nobody takes new requests.
    """
    if opened.helper_id is None:
        known = queries.draft_for(service_id, draft_digest=opened.draft_digest, user_id=opened.user_id)
        if known is not None:
            return known
    if not catalogue_queries.is_offered(service_id):
        raise ConflictError("service_off")
    draft = Request(
        service_id=service_id,
        service_version_id=version_id,
        channel=opened.channel,
        draft_digest=opened.draft_digest,
        user_id=opened.user_id,
        helper_id=opened.helper_id,
        created_at=at,
        for_whom=catalogue_queries.definition_of(version_id).for_whom[0],
        answers={},
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def save_step(request: Request, step_key: str, clean: Mapping[str, Any]) -> None:
    """Keep the checked answers of one page; what the page no longer says is forgotten.

    Raises:
        IllegalStepError: it has been sent already.
    """
    _must_be_draft(request)
    step = definition_of(request).step(step_key)
    asked = {field.key for field in step.fields} if step else set(clean)
    request.answers = {key: value for key, value in request.answers.items() if key not in asked} | dict(clean)
    chosen = request.answers.get(catalogue.ASKS_FOR_WHOM)
    if chosen in {one.value for one in ForWhom}:
        request.for_whom = ForWhom(chosen)


def attach_proof(
    request: Request, requirement: str, upload: Upload, *, at: datetime, kind: ProofKind = ProofKind.UPLOADED
) -> RequestProof:
    """Meet a requirement with a file, new or given before; in a draft it replaces the one there was."""
    return _add_proof(request, requirement, kind=kind, upload_id=upload.id, at=at)


def bring_original(request: Request, requirement: str, *, at: datetime) -> RequestProof:
    """Promise to bring the paper.

    Raises:
        InvalidInputError: this requirement needs a file.
    """
    wanted = next((one for one in requirements_of(request, only_required=False) if one.key == requirement), None)
    if wanted is None or not wanted.may_bring:
        raise InvalidInputError("cannot_bring", field=requirement)
    return _add_proof(request, requirement, kind=ProofKind.BRING, upload_id=None, at=at)


def adopt(request: Request, *, user_id: int) -> None:
    """Give a draft of this browser to the account that has just signed in or registered."""
    _must_be_draft(request)
    request.user_id = user_id


def discard(request: Request, *, at: datetime) -> None:
    """Delete a draft with everything in it, its files too. Raises IllegalStepError once it was sent."""
    _must_be_draft(request)
    held = [proof.upload_id for proof in request.proofs if proof.upload_id is not None]
    db.session.delete(request)
    db.session.flush()
    scans.forget(held, at=at)


def submit(
    request: Request,
    *,
    actor: Actor,
    at: datetime,
    consent: Consent | None = None,
    written: Paper | None = None,
    expected: Expectation | None = None,
) -> Request:
    """Send a draft: it gets a code, a PIN, an office and a promise. Sent twice, it is one request.

    Args:
        consent: how the person agreed whom an officer helps; nobody else needs one.
        written: how it stood on paper, for what is entered afterwards: it is filed at that hour, under that code.
        expected: what the citizen is led to expect besides the promise; counted by who reads the history.

    Raises:
        InvalidInputError: ``consent_missing``.
        NotFinishedError: ``answers_incomplete`` or ``not_completed``; the facts name what is open.
        ConflictError: ``already_open``, for an officer ``already_open_here``; as ``taking_office``.
    """
    if request.status is not Status.DRAFT:
        return request
    if request.helper_id is not None and consent is None:
        raise InvalidInputError("consent_missing", field="setuju")
    with db.session.no_autoflush:
        _check_complete(request)
        office = office_for(request, at=at)
        request.office, request.office_id = office, office.id
        applicant, subject = _people_of(request, actor=actor, at=at)
        if not str(request.answers.get(AGAIN, "")).strip():
            _must_be_the_first(request, subject, actor=actor, at=at)
        request.applicant, request.subject = applicant, subject
        request.applicant_id, request.subject_id = applicant.id, subject.id
        request.code, request.pin = (written.code, written.pin) if written else (queries.unused_code(), codes.pin())
        request.filed_at = filed_at = written.written_at if written else at
        if is_elderly(applicant, at=at):
            request.priority, request.rank = Priority.ELDERLY, AHEAD
        earlier = queries.earlier_filing(request.service_id, subject, since=filed_at - REFILED_WITHIN)
        request.first_filed_at = earlier or filed_at
        request.promised_at = promise_of(request, at=filed_at)
        told = {"channel": request.channel} | ({"consent": consent} if consent else {})
        take(request, Step.SUBMIT, actor=actor, at=filed_at, move=Move(details=told, recorded_at=at))
        if expected is not None:
            db.session.add(RequestExpectation(request_id=request.id, **asdict(expected)))
    telling.tell(request, "submitted", at=at, promised_at=request.promised_at)
    return request


def is_elderly(person: Person, *, at: datetime) -> bool:
    """Tell whether somebody goes before others by age.

    Source: UU 13/1998 art. 1 (sixty years or more).
    """
    return person.birth_on is not None and age_on(person.birth_on, wib(at).date()) >= ELDERLY_YEARS


def promise_of(request: Request, *, at: datetime, office: Office | None = None) -> datetime:
    """Return by when an office promises to have finished what is filed complete at ``at``.

    Args:
        office: which one, for a draft that has none yet.
    """
    calendar = office_calendar(office or request.office, minutes=request.channel is Channel.COUNTER)
    return promised(catalogue.promise_for(definition_of(request), request.channel), at, calendar)


def mend_gap(request: Request, gap: RequestGap, *, at: datetime) -> None:
    """Mark one thing as completed; sending again needs all of them."""
    if request.status is not Status.NEEDS_CORRECTION or gap.request_id != request.id:
        raise IllegalStepError("illegal_step")
    gap.mended_at = at


def mend_answer(request: Request, key: str, value: Any, *, at: datetime) -> None:
    """Replace one answer the officer asked about; None takes it back."""
    others = {name: one for name, one in request.answers.items() if name != key}
    request.answers = others if value is None else others | {key: value}
    for gap in open_gaps(request):
        if (gap.kind, gap.key) == ("answer", key):
            mend_gap(request, gap, at=at)


def mend_proof(request: Request, requirement: str, upload: Upload | None, *, at: datetime) -> None:
    """Replace one proof the officer asked about; without a file, the paper will be brought."""
    if upload is None:
        bring_original(request, requirement, at=at)
    else:
        _add_proof(request, requirement, kind=ProofKind.UPLOADED, upload_id=upload.id, at=at)
    for gap in open_gaps(request):
        if (gap.kind, gap.key) == ("proof", requirement):
            mend_gap(request, gap, at=at)


def open_gaps(request: Request) -> list[RequestGap]:
    """Return what the citizen still has to complete in this round."""
    return [gap for gap in request.gaps if gap.round == request.correction_rounds and gap.mended_at is None]


def resubmit(request: Request, *, actor: Actor, at: datetime) -> None:
    """Send a completed request again; it waits one working day for the officer who knows it.

    Raises:
        NotFinishedError: ``not_completed``, something asked for is still missing.
    """
    missing = open_gaps(request)
    if missing:
        raise NotFinishedError("not_completed", open=str(len(missing)))
    kept_for = request.kept_for_id
    asked = next((one for one in reversed(request.history) if one.step is Step.ASK_CORRECTION), None)
    date = request.promised_at
    if date is not None and asked is not None and asked.pauses:
        date = later(request, date, asked.taken_at, at)
    take(request, Step.RESUBMIT, actor=actor, at=at, move=Move(promised_at=date))
    _correct_people(request, actor=actor, at=at)
    forget_asked(request)
    request.kept_for_id = kept_for
    request.kept_until = calendar_of(request).add_working(at, days=1) if kept_for else None
    telling.tell(request, "resubmitted", at=at, promised_at=request.promised_at)


def withdraw(request: Request, reason: str, *, actor: Actor, at: datetime) -> None:
    """Take back one's own request; the reason is the citizen's own and may be empty."""
    take(request, Step.WITHDRAW, actor=actor, at=at, move=Move(reason=reason))
    void_number(request, reason="Dibatalkan pemohon", actor=actor, at=at)
    telling.tell(request, "withdrawn", at=at)


def office_for(request: Request, *, at: datetime) -> Office:
    """Return the office that handles a request: Dukcapil's, or the kelurahan where the person lives now.

    Raises: as ``taking_office``.
    """
    definition = definition_of(request)
    region = next(
        (request.answers[field.key] for field in _region_fields(definition) if request.answers.get(field.key)), ""
    )
    return taking_office(request.service_id, definition.issuer, str(region), at=at)


def taking_office(service_id: int, issuer: Issuer, region: str, *, at: datetime) -> Office:
    """Return the office that takes new requests for a service from somebody who lives in a kelurahan.

    Raises:
        InvalidInputError: ``no_office``, no kelurahan is told, or it is not this city's.
        ConflictError: ``office_closed``, nobody there can act; ``service_off``, nobody takes new requests, or
            ``service_off_here``, that office does not.
    """
    if issuer is Issuer.DUKCAPIL:
        office = offices.dukcapil(at=at)
    else:
        office = offices.office_for_kelurahan(region, at=at) if region else None
    if office is None:
        raise InvalidInputError("no_office", field="wilayah")
    if offices.why_closed(office.id, at=at) is not None:
        raise ConflictError("office_closed", office=office.full_name)
    if not catalogue_queries.is_offered(service_id):
        raise ConflictError("service_off")
    if not catalogue_queries.is_offered(service_id, office_id=office.id):
        raise ConflictError("service_off_here", office=office.full_name)
    return office


def _region_fields(definition: Any) -> list[Any]:
    fields = [field for step in definition.steps for field in step.fields if field.kind is Kind.REGION]
    return sorted(fields, key=lambda field: field.prefill != "subject.region")


def _must_be_draft(request: Request) -> None:
    if request.status is not Status.DRAFT:
        raise IllegalStepError("illegal_step")


def _check_complete(request: Request) -> None:
    definition = definition_of(request)
    unanswered = catalogue.open_steps(definition, request.answers, request.for_whom)
    if unanswered:
        raise NotFinishedError("answers_incomplete", open=", ".join(step.title for step in unanswered))
    met = {proof.requirement for proof in request.proofs}
    missing = [one.name for one in requirements_of(request) if one.key not in met]
    if missing:
        raise NotFinishedError("not_completed", open=", ".join(missing))


def _must_be_the_first(request: Request, subject: Person, *, actor: Actor, at: datetime) -> None:
    """Refuse a second open request that is the applicant's own, or that an officer files and can see.

    What another account filed is nobody else's to know: the second one is accepted, and the officers of both are told.
    """
    for other in queries.still_running(request.service_id, subject):
        code = codes.show_code(other.code or "")
        if actor.is_staff:
            raise ConflictError("already_open_here", code=code)
        if position_of(actor, other, at=at).is_applicant:
            raise ConflictError("already_open", code=code)


def _correct_people(request: Request, *, actor: Actor, at: datetime) -> None:
    """Bring applicant and subject up to date where an answer about them was asked for again."""
    definition = definition_of(request)
    asked = [gap.key for gap in request.gaps if (gap.round, gap.kind) == (request.correction_rounds, "answer")]
    about = {field.prefill for key in asked if (field := definition.field(key)) and field.prefill}
    if not about or request.applicant is None:
        return
    phone, owner = request.applicant.phone, request.applicant.phone_owner
    applicant, subject = _people_of(request, actor=actor, at=at)
    request.applicant, request.subject = applicant, subject
    request.applicant_id, request.subject_id = applicant.id, subject.id
    if phone and not about & {"applicant.phone", "subject.phone"}:  # the office may have noted a better one since
        telling.keep_phone(request, phone, owner, actor=actor, at=at)


def _people_of(request: Request, *, actor: Actor, at: datetime) -> tuple[Person, Person]:
    """Return applicant and subject, recorded anew or brought up to date.

    What is recorded of staff stays: whoever could change the own family card by asking for a letter would leave the
    own household by it.
    """
    definition = definition_of(request)
    account = accounts.account(request.user_id) if request.user_id else None
    staff = account is not None and offices.works_here(account, at=at)
    own = persons.person(account.person_id) if account and account.person_id and not staff else None
    told = told_in(definition, request.answers, request.for_whom, "subject")
    asks = told_in(definition, request.answers, request.for_whom, "applicant")
    if request.for_whom is ForWhom.SELF:
        if told is None:
            raise NotFinishedError("answers_incomplete", open="identitas")
        told = told if asks is None else merged(asks, told)
        applicant = _record(told, own, request.applicant, actor=actor, at=at)
        subject = applicant
    else:
        applicant = _record(asks, own, request.applicant, actor=actor, at=at)
        subject = _record(told or asks, None, request.subject, actor=actor, at=at)
    if account is not None and account.person_id is None and account.nik_index in (None, applicant.nik_index):
        link_person(account.id, applicant.id)  # never somebody else, for whom an account is lent
    if account is not None and applicant.kk and applicant.birth_on and account.nik == applicant.nik:
        remember_known(account.id, kk=applicant.kk, born_on=applicant.birth_on.isoformat())
    return applicant, subject


def _record(told: PersonData | None, own: Person | None, named: Person | None, *, actor: Actor, at: datetime) -> Person:
    """Return the person told about; a record with the same NIK is brought up to date, never another's.

    Args:
        own: behind the account that asks; what is not told of that one stays.
        named: by the request so far.
    """
    if told is None:
        known = named or own
        if known is None:
            raise NotFinishedError("answers_incomplete", open="pemohon")
        return known
    if own is not None and told.nik in (None, own.nik):
        kept, told = own, merged(told_of(own), told)
    elif named is not None and named is not own and told.nik == named.nik:
        kept = named
    else:
        return residents.register_person(told, actor=actor, at=at)
    residents.update_person(kept, actor=actor, at=at, **{name: getattr(told, name) for name in _FACTS})
    return kept


def _add_proof(
    request: Request, requirement: str, *, kind: ProofKind, upload_id: int | None, at: datetime
) -> RequestProof:
    asked = {gap.key for gap in open_gaps(request) if gap.kind == "proof"}  # also what came unasked, and is unclear
    if requirement not in asked | {one.key for one in requirements_of(request, only_required=False)}:
        raise InvalidInputError("no_such_requirement", field=requirement)
    replaced: list[int] = []
    if request.status is Status.DRAFT:
        replaced = [one.upload_id for one in request.proofs if one.requirement == requirement and one.upload_id]
        request.proofs = [proof for proof in request.proofs if proof.requirement != requirement]
    proof = RequestProof(requirement=requirement, kind=kind, upload_id=upload_id, added_at=at)
    request.proofs.append(proof)
    scans.forget(replaced, at=at)
    return proof
