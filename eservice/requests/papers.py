"""The papers of a request: what counts for each requirement, and what an officer saw or scanned at the counter."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.catalogue.definition import Requirement
from eservice.kernel.errors import InvalidInputError
from eservice.requests.answering import check_accepted
from eservice.requests.definitions import requirements_of
from eservice.requests.models import Request, RequestProof
from eservice.requests.rules import NotFinishedError, still_open
from eservice.requests.steps import Move, take
from eservice.requests.workflow import WORKFLOW, ProofKind, Step
from eservice.uploads.models import Upload


def see_originals(request: Request, requirements: Iterable[str], *, actor: Actor, at: datetime) -> None:
    """Record that the officer held the original papers in hand; only then is the letter released."""
    wanted = set(requirements)
    seen = [proof for proof in latest_proofs(request) if proof.requirement in wanted and proof.seen_at is None]
    if not seen:
        raise InvalidInputError("nothing_asked", field="requirements")
    for proof in seen:
        proof.seen_at, proof.seen_by_id = at, actor.membership_id
    take(request, Step.SEE_ORIGINALS, actor=actor, at=at, move=Move(details={"requirements": sorted(wanted)}))


def papers_to_scan(request: Request) -> list[Requirement]:
    """Return the requirements without a file that a paper at the counter can meet, while papers are still taken."""
    if request.status not in WORKFLOW[Step.SEE_ORIGINALS].sources:
        return []
    met = {proof.requirement for proof in latest_proofs(request) if proof.upload_id is not None}
    given = {proof.requirement for proof in request.proofs}
    return [
        one
        for one in requirements_of(request, only_required=False)
        if one.key not in met and (one.required or one.statement or one.key in given)
    ]


def scan_papers(request: Request, files: Mapping[str, Upload], *, actor: Actor, at: datetime) -> None:
    """Keep scans of papers that the officer holds in hand; each replaces the promise to bring it and counts as seen.

    Raises:
        InvalidInputError: ``nothing_asked``, no paper, or ``no_such_requirement``.
    """
    if not files:
        raise InvalidInputError("nothing_asked", field="requirements")
    known = {one.key for one in requirements_of(request, only_required=False)}
    for key, upload in files.items():
        if key not in known:
            raise InvalidInputError("no_such_requirement", field=key)
        request.proofs.append(
            RequestProof(
                requirement=key, kind=ProofKind.UPLOADED, upload_id=upload.id, added_at=at,
                seen_at=at, seen_by_id=actor.membership_id,
            )
        )  # fmt: skip
    details = {"requirements": sorted(files), "scanned": True}
    take(request, Step.SEE_ORIGINALS, actor=actor, at=at, move=Move(details=details))


def check_judged(request: Request) -> None:
    """Refuse to go on while a requirement is not judged complete, or an answer is found faulty.

    Raises:
        NotFinishedError: ``requirements_open`` or ``answers_faulty``, the facts name them.
    """
    required = requirements_of(request)
    missing = still_open([one.key for one in required], request.proofs)
    if missing:
        names = {one.key: one.name for one in required}
        raise NotFinishedError("requirements_open", open=", ".join(names[key] for key in missing))
    check_accepted(request)


def latest_proofs(request: Request) -> list[RequestProof]:
    """Return the proof that counts for each requirement: the last one added."""
    return list({proof.requirement: proof for proof in request.proofs}.values())


def unseen_originals(request: Request) -> list[str]:
    """Return the requirements whose paper must still be seen before the letter is released."""
    return [proof.requirement for proof in latest_proofs(request) if proof.kind == "bring" and proof.seen_at is None]
