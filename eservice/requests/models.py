# Longer than 300 lines: what a request is, its checks and its indexes are one thing to read.
"""What is stored about a request, its proofs, its gaps and its history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.accounts.permissions import Role
from eservice.catalogue.definition import ForWhom
from eservice.catalogue.models import Service, ServiceVersion
from eservice.kernel.db import EncryptedJSON, EncryptedText, Model, append_only, checked
from eservice.offices.models import Membership, Office, Rt
from eservice.requests.disruptions import Incident
from eservice.requests.order import PLAIN
from eservice.requests.visits import RequestVisit
from eservice.requests.workflow import (
    CLOSED,
    HELD,
    TURN,
    Channel,
    Consent,
    Nudge,
    Outcome,
    ProofKind,
    Refusal,
    Status,
    Step,
    Verdict,
)
from eservice.residents.models import Person
from eservice.uploads.models import Upload


def _in(statuses: Iterable[Status]) -> str:
    return "status IN (" + ", ".join(sorted(f"'{status}'" for status in statuses)) + ")"


class Request(Model):
    """One application by one person for one service."""

    __tablename__ = "requests"
    __table_args__ = (
        CheckConstraint("(status = 'draft') = (filed_at IS NULL)", name="filed_unless_draft"),
        CheckConstraint("status = 'draft' OR (code IS NOT NULL AND pin IS NOT NULL)", name="filed_has_code"),
        CheckConstraint("status = 'draft' OR promised_at IS NOT NULL", name="filed_has_promise"),
        CheckConstraint("status = 'draft' OR office_id IS NOT NULL", name="filed_has_office"),
        CheckConstraint(
            "status = 'draft' OR (applicant_id IS NOT NULL AND subject_id IS NOT NULL)", name="filed_has_people"
        ),
        CheckConstraint(f"({_in(CLOSED)}) = (closed_at IS NOT NULL)", name="closed_iff_final"),
        CheckConstraint(f"NOT ({_in(HELD)}) OR holder_id IS NOT NULL", name="held_has_holder"),
        CheckConstraint("(holder_id IS NULL) = (lease_until IS NULL)", name="holder_has_lease"),
        CheckConstraint(
            f"({_in(TURN)} OR (held_from IS NOT NULL AND held_from = 'awaiting_signature'))"
            " = (turn_office_id IS NOT NULL)",
            name="turn_iff_signing",
        ),
        CheckConstraint("(status = 'on_hold') = (held_from IS NOT NULL)", name="on_hold_from_somewhere"),
        CheckConstraint("(status = 'on_hold') = (incident_id IS NOT NULL)", name="on_hold_by_an_incident"),
        CheckConstraint(
            "visit_at IS NULL OR status IN ('submitted', 'in_review', 'on_hold')", name="visit_while_checked"
        ),
        CheckConstraint("(status = 'needs_correction') = (correction_until IS NOT NULL)", name="correction_has_end"),
        CheckConstraint(
            "(status = 'awaiting_confirmation') = (confirmation_until IS NOT NULL)", name="confirmation_has_end"
        ),
        CheckConstraint("(status = 'rejected') <= (refusal IS NOT NULL)", name="rejected_has_reason"),
        CheckConstraint("(priority IS NULL) = (rank = 1)", name="rank_says_priority"),
        CheckConstraint("rank IN (0, 1)", name="rank_known"),
        CheckConstraint("(nudge IS NULL) = (nudge_at IS NULL)", name="nudge_has_hour"),
        CheckConstraint("outcome IS NULL OR status = 'issued'", name="outcome_only_issued"),
        CheckConstraint(
            "(outcome IS NOT NULL AND outcome = 'attached')"
            " = (outcome_upload_id IS NOT NULL OR outcome_deleted_at IS NOT NULL)",
            name="attached_has_file",
        ),
        CheckConstraint("outcome_upload_id IS NULL OR outcome_deleted_at IS NULL", name="file_kept_or_deleted"),
        Index(
            "ix_requests_queue",
            "office_id",
            "promised_at",
            "rank",
            "id",
            sqlite_where=text("status = 'submitted'"),
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_requests_longest",
            "office_id",
            "filed_at",
            "id",
            sqlite_where=text("status = 'submitted'"),
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_requests_kept_files",
            "downloaded_at",
            sqlite_where=text("outcome_upload_id IS NOT NULL"),
            postgresql_where=text("outcome_upload_id IS NOT NULL"),
        ),
        Index("ix_requests_office_status", "office_id", "status", "promised_at", "rank", "id"),
        Index(
            "ix_requests_open",
            "office_id",
            "promised_at",
            "rank",
            "id",
            "status",
            "closed_at",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_requests_ahead",
            "office_id",
            "rank",
            "promised_at",
            "id",
            "status",
            sqlite_where=text("closed_at IS NULL AND rank = 0"),
            postgresql_where=text("closed_at IS NULL AND rank = 0"),
        ),
        Index("ix_requests_office_filed", "office_id", "filed_at", "id"),
        Index("ix_requests_office_closed", "office_id", "closed_at", "id"),
        Index(
            "ix_requests_to_collect",
            "office_id",
            "closed_at",
            "id",
            sqlite_where=text("ready_at IS NOT NULL AND collected_at IS NULL"),
            postgresql_where=text("ready_at IS NOT NULL AND collected_at IS NULL"),
        ),
        Index(
            "ix_requests_nudge",
            "nudge_at",
            sqlite_where=text("nudge_at IS NOT NULL"),
            postgresql_where=text("nudge_at IS NOT NULL"),
        ),
        Index("ix_requests_turn", "turn_office_id", "promised_at", "id"),
        Index("ix_requests_status", "status", "id"),
        Index(
            "ix_requests_incident",
            "incident_id",
            "id",
            sqlite_where=text("incident_id IS NOT NULL"),
            postgresql_where=text("incident_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    pin: Mapped[str | None] = mapped_column(EncryptedText("requests.pin"))
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), index=True)
    service_version_id: Mapped[int] = mapped_column(ForeignKey("service_versions.id"))
    """The version it was filed under; it stays when the service changes."""
    channel: Mapped[Channel] = mapped_column(default=Channel.ONLINE)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))

    draft_digest: Mapped[str | None] = mapped_column(index=True)
    """Digest of the secret in the browser that holds the draft, and later may see the receipt."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """The account it was filed from; none at the counter."""
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    for_whom: Mapped[ForWhom] = mapped_column(default=ForWhom.SELF)
    relation: Mapped[str] = mapped_column(default="")
    """What the subject is to the applicant, in the applicant's words."""
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """The officer who filed it together with the person in front of the desk."""
    answers: Mapped[Any] = mapped_column(EncryptedJSON("requests.answers"), default=dict)

    created_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    first_filed_at: Mapped[datetime | None]
    """Earlier than ``filed_at`` when the same person asked for the same within 30 days before."""
    promised_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    restricted_at: Mapped[datetime | None]
    """Since when the person has its processing restricted; empty while it is not."""
    forgotten_at: Mapped[datetime | None]
    """When what it said about people was erased; the history stays."""
    late_told_for: Mapped[datetime | None]
    """The promise whose breaking the citizen was told of; a promise moved since can be broken again."""
    nudge: Mapped[Nudge | None]
    """Of what the house reminds somebody next."""
    nudge_at: Mapped[datetime | None]
    priority: Mapped[str | None] = mapped_column(EncryptedText("requests.priority"))
    """A ``Priority``; sealed, because it tells of somebody's health."""
    rank: Mapped[int] = mapped_column(default=PLAIN)
    """Where it stands among what is promised for the same instant: ``AHEAD`` with a priority, else ``PLAIN``."""

    holder_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"), index=True)
    held_since: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    kept_for_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """After a correction: the officer who knows it, until ``kept_until``."""
    kept_until: Mapped[datetime | None]
    visit_at: Mapped[datetime | None]
    """When an officer comes, or people come to the office, as the citizen was told; the last that is still to be."""
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    """The declared incident that stops it."""
    held_from: Mapped[Status | None] = mapped_column(checked(Status, name="held_from"))
    """Where it stood before, and stands again once the incident has ended."""

    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """Who recommended it, or proposed its rejection."""
    second_reader_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    correction_rounds: Mapped[int] = mapped_column(default=0)
    correction_until: Mapped[datetime | None]
    confirmation_until: Mapped[datetime | None]
    """While an RT head is asked: when the request goes on without an answer."""
    refusal: Mapped[Refusal | None]
    """Proposed while a signature is awaited, final once rejected."""
    refusal_text: Mapped[str] = mapped_column(EncryptedText("requests.refusal_text"), default="")

    place: Mapped[int] = mapped_column(default=0)
    """The signing place whose turn it is, counted from 0."""
    turn_office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), unique=True)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """The signer whose act is being carried out."""
    worker: Mapped[str | None]
    worker_until: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    ready_at: Mapped[datetime | None]
    collected_at: Mapped[datetime | None]
    downloaded_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    outcome_upload_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"))
    """The file SIAK made, kept until it is handed over."""
    outcome_deleted_at: Mapped[datetime | None]
    """When that file was deleted."""
    siak_number: Mapped[str] = mapped_column(EncryptedText("requests.siak_number"), default="")
    version: Mapped[int] = mapped_column()

    # Only read, each column is written by itself: what is view-only costs nothing when a step is written.
    service: Mapped[Service] = relationship(viewonly=True)
    service_version: Mapped[ServiceVersion] = relationship(viewonly=True)
    office: Mapped[Office | None] = relationship(foreign_keys=[office_id])
    turn_office: Mapped[Office | None] = relationship(foreign_keys=[turn_office_id], viewonly=True)
    applicant: Mapped[Person | None] = relationship(foreign_keys=[applicant_id])
    subject: Mapped[Person | None] = relationship(foreign_keys=[subject_id])
    holder: Mapped[Membership | None] = relationship(foreign_keys=[holder_id], viewonly=True)
    checked_by: Mapped[Membership | None] = relationship(foreign_keys=[checked_by_id], viewonly=True)
    outcome_upload: Mapped[Upload | None] = relationship()
    incident: Mapped[Incident | None] = relationship(viewonly=True)
    history: Mapped[list["RequestEvent"]] = relationship(back_populates="request", order_by="RequestEvent.sequence")
    proofs: Mapped[list["RequestProof"]] = relationship(
        back_populates="request", order_by="RequestProof.id", cascade="all, delete-orphan"
    )
    gaps: Mapped[list["RequestGap"]] = relationship(back_populates="request", order_by="RequestGap.id")
    rt_question: Mapped["RtQuestion | None"] = relationship(back_populates="request")
    notes: Mapped[list["RequestNote"]] = relationship(back_populates="request", order_by="RequestNote.id")
    visits: Mapped[list[RequestVisit]] = relationship(back_populates="request", order_by="RequestVisit.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def final(self) -> bool:
        """Tell whether nobody's clock runs any more."""
        return self.status in CLOSED

    @property
    def consent(self) -> Consent | None:
        """How somebody who was helped agreed; None for who filed alone, or before this was asked."""
        told = self.history[0].details.get("consent") if self.history else None
        return Consent(told) if told else None


class RequestEvent(Model):
    """One step taken, by whom, when and why; rows are added, never changed."""

    __tablename__ = "request_events"
    __table_args__ = (
        UniqueConstraint("request_id", "sequence"),
        CheckConstraint("step <> 'not_at_home' OR rests_until IS NOT NULL", name="rest_when_nobody_home"),
        CheckConstraint(
            "rests_until IS NULL OR step IN ('not_at_home', 'offer_appointment', 'appointment_failed', 'block')",
            name="rest_for_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    sequence: Mapped[int]
    step: Mapped[Step]
    from_status: Mapped[Status] = mapped_column(checked(Status, name="from_status"))
    to_status: Mapped[Status] = mapped_column(checked(Status, name="to_status"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    """The office whose clock runs from here."""
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"), index=True)
    actor_role: Mapped[Role]
    taken_at: Mapped[datetime] = mapped_column(index=True)
    pauses: Mapped[bool] = mapped_column(default=False)
    """A question that stops the promise until the citizen, or the RT head, answers."""
    rests_until: Mapped[datetime | None]
    """When the officer comes again, or the heirs come, as agreed; to then the clock stands on them."""
    promised_at: Mapped[datetime]
    """The promise after this step; it moves by nothing but events."""
    reason: Mapped[str] = mapped_column(EncryptedText("request_events.reason"), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Facts that are not personal: keys of requirements, names of offices."""

    request: Mapped[Request] = relationship(back_populates="history")


class RequestExpectation(Model):
    """What the citizen was led to expect at the filing, kept as it was said: how often it held can be counted."""

    __tablename__ = "request_expectations"
    __table_args__ = (
        CheckConstraint("(usual_seconds IS NULL) = (most_seconds IS NULL)", name="both_or_neither"),
        CheckConstraint("usual_seconds <= most_seconds", name="usual_before_most"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), primary_key=True)
    made_at: Mapped[datetime]
    n: Mapped[int]
    ahead: Mapped[int]
    usual_seconds: Mapped[int | None]
    """Working time within which half were foretold to be finished; empty where too few were known."""
    most_seconds: Mapped[int | None]
    """Working time within which nine of ten were."""


class RequestProof(Model):
    """What shows that one requirement is met; a later one for the same requirement replaces it."""

    __tablename__ = "request_proofs"
    __table_args__ = (
        CheckConstraint("(kind = 'bring') = (upload_id IS NULL)", name="file_unless_brought"),
        CheckConstraint("verdict IS NULL OR judged_by_id IS NOT NULL", name="judged_by_someone"),
        CheckConstraint("(seen_at IS NULL) = (seen_by_id IS NULL)", name="seen_by_someone"),
        Index("ix_request_proofs_request", "request_id", "requirement"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    requirement: Mapped[str]
    kind: Mapped[ProofKind]
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"))
    added_at: Mapped[datetime]
    verdict: Mapped[Verdict | None]
    verdict_note: Mapped[str] = mapped_column(EncryptedText("request_proofs.verdict_note"), default="")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    judged_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """Who has seen the paper itself."""
    seen_at: Mapped[datetime | None]

    request: Mapped[Request] = relationship(back_populates="proofs")
    upload: Mapped[Upload | None] = relationship()


class RequestGap(Model):
    """One thing the citizen is asked to complete; all of a round are asked at once."""

    __tablename__ = "request_gaps"
    __table_args__ = (
        CheckConstraint("kind IN ('proof', 'answer')", name="kind_known"),
        Index("ix_request_gaps_request", "request_id", "round"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    round: Mapped[int]
    """Counted from 1; below 0 in a run before the request was reopened."""
    kind: Mapped[str]
    """``proof`` of a requirement, or ``answer`` of a form field."""
    key: Mapped[str]
    verdict: Mapped[Verdict]
    text: Mapped[str] = mapped_column(EncryptedText("request_gaps.text"))
    """What the citizen reads."""
    mended_at: Mapped[datetime | None]

    request: Mapped[Request] = relationship(back_populates="gaps")


class RtQuestion(Model):
    """Which RT head was asked about a request, once, and the link that opens the question.

    When it was asked, and what was answered, stands in the history.
    """

    __tablename__ = "rt_questions"

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), primary_key=True)
    rt_id: Mapped[int] = mapped_column(ForeignKey("rts.id"), index=True)
    link_digest: Mapped[str] = mapped_column(unique=True)
    """Digest of the secret in the link; a new link ends the one before."""

    request: Mapped[Request] = relationship(back_populates="rt_question")
    rt: Mapped[Rt] = relationship()


class RequestNote(Model):
    """A note among colleagues; the citizen does not read it."""

    __tablename__ = "request_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    written_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(EncryptedText("request_notes.text"))

    request: Mapped[Request] = relationship(back_populates="notes")
    author: Mapped[Membership] = relationship()


class PaperCode(Model):
    """A code with its PIN that waits on paper for a power cut; no other request ever gets it."""

    __tablename__ = "paper_codes"

    code: Mapped[str] = mapped_column(primary_key=True)
    pin: Mapped[str] = mapped_column(EncryptedText("paper_codes.pin"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    number_id: Mapped[int | None] = mapped_column(ForeignKey("letter_numbers.id"), unique=True)
    """The number that was written by hand on its letter."""


append_only(RequestEvent.__table__, but=("reason",))  # type: ignore[arg-type]
