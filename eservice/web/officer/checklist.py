"""The rows of the checklist: each requirement and each answer with what was found, stored or as just typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.accounts import queries as accounts
from eservice.catalogue.definition import Kind
from eservice.catalogue.printing import answer_rows
from eservice.kernel.errors import InvalidInputError
from eservice.offices import queries as offices
from eservice.regions import queries as regions
from eservice.requests import answering, papers
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request, RequestProof
from eservice.requests.reviewing import Verdicts
from eservice.requests.rules import still_open
from eservice.requests.workflow import ProofKind, Verdict
from eservice.uploads import queries as uploads
from eservice.uploads.models import Upload
from eservice.uploads.rules import Hold
from eservice.web.filters import day, local
from eservice.web.locale import language
from eservice.web.officer.viewing import Look

_LONGEST_NOTE = 500
_OF_PAPER, _OF_ANSWER = ("nilai-", "catatan-"), ("isi-", "ket-")
"""What the fields of the page are called: verdict and note."""


@dataclass(frozen=True)
class Typed:
    """What the page says of requirements and answers, with what is stored where it says nothing."""

    papers: Verdicts = field(default_factory=dict)
    answers: Verdicts = field(default_factory=dict)

    @property
    def says_anything(self) -> bool:
        """Whether there is any verdict or note at all."""
        return any(verdict or note for told in (self.papers, self.answers) for verdict, note in told.values())


@dataclass(frozen=True)
class Demand:
    """One requirement with what was given for it and what the officer found."""

    key: str
    name: str
    hint: str
    required: bool
    proof: RequestProof | None
    upload: Upload | None
    hold: Hold | None
    """Why its file is shown to nobody."""
    seen_by: str
    shown: bool
    """Whether its file is on screen."""
    verdict: str
    """The verdict's value as stored or as just typed, empty while there is none."""
    note: str


@dataclass(frozen=True)
class Answer:
    """One answer with what the officer found."""

    key: str
    """The form field; empty for what no single field says."""
    name: str
    value: str
    verdict: str = ""
    note: str = ""


def demands_of(found: Request, typed: Typed, look: Look) -> tuple[list[Demand], Look]:
    """Return the requirements, and how the one that is on screen is looked at."""
    proofs = {proof.requirement: proof for proof in papers.latest_proofs(found)}
    files = uploads.uploads_by_id([proof.upload_id for proof in proofs.values() if proof.upload_id])
    wanted = [
        one for one in requirements_of(found, only_required=False) if one.required or one.statement or one.key in proofs
    ]
    first = next((one.key for one in wanted if _has_file(proofs.get(one.key))), "")
    look = look if look.key else replace(look, key=first)
    demands = [
        Demand(
            key=one.key,
            name=local(one, "name"),
            hint=local(one, "hint"),
            required=one.required,
            proof=proof,
            upload=files.get(proof.upload_id or 0) if proof else None,
            hold=_hold(files, proof),
            seen_by=_seen(proof),
            shown=one.key == look.key and _has_file(proof),
            verdict=verdict.value if verdict else "",
            note=note,
        )
        for one in wanted
        for proof in [proofs.get(one.key)]
        for verdict, note in [typed.papers.get(one.key, (proof.verdict, proof.verdict_note) if proof else (None, ""))]
    ]
    return demands, look


def answers_of(found: Request, typed: Typed) -> dict[str, Answer]:
    """Return the answers by form field, in the order in which they were asked."""
    definition, stored = definition_of(found), answering.verdicts_of(found)
    rows: dict[str, Answer] = {}
    for _step, key, words, value in answer_rows(definition, found.answers, found.for_whom, english=language() == "en"):
        kept = stored.get(key)
        verdict, note = typed.answers.get(key, (kept.verdict, kept.note) if kept else (None, ""))
        said = regions.full_name(value) if getattr(definition.field(key), "kind", None) is Kind.REGION else value
        rows[key] = Answer(key, words, said, verdict.value if verdict else "", note)
    return rows


def typed_in(found: Request, sent: Mapping[str, str], *, complete_the_rest: bool = False) -> Typed:
    """Return verdict and note of each requirement and each answer on the page.

    Args:
        sent: what the page sent, now or before its session ended.
        complete_the_rest: a paper with neither verdict nor note counts as complete, but for one still to be brought.

    Raises:
        InvalidInputError: no verdict of ours.
    """
    papers_told: dict[str, tuple[Verdict | None, str]] = {}
    for proof in papers.latest_proofs(found):
        verdict, note = _told(sent, _OF_PAPER, proof.requirement, proof.verdict, proof.verdict_note)
        if complete_the_rest and verdict is None and not note and proof.kind is not ProofKind.BRING:
            verdict = Verdict.COMPLETE
        papers_told[proof.requirement] = verdict, note
    stored = answering.verdicts_of(found)
    answers = {
        key: _told(sent, _OF_ANSWER, key, kept.verdict if kept else None, kept.note if kept else "")
        for key in answers_of(found, Typed())
        for kept in [stored.get(key)]
    }
    return Typed(papers_told, {key: one for key, one in answers.items() if key in stored or any(one)})


def changed(found: Request, typed: Typed) -> Typed:
    """Return what differs from what is stored."""
    of_papers: Verdicts = {one.requirement: (one.verdict, one.verdict_note) for one in papers.latest_proofs(found)}
    of_answers: Verdicts = {key: (one.verdict, one.note) for key, one in answering.verdicts_of(found).items()}
    return Typed(
        {key: one for key, one in typed.papers.items() if of_papers[key] != one},
        {key: one for key, one in typed.answers.items() if of_answers.get(key) != one},
    )


def tally(demands: Sequence[Demand], answers: Iterable[Answer]) -> list[str]:
    """Return how far the checklist is, in a few words; the first of them is the weightiest."""
    given = [one.verdict for one in demands if one.proof is not None]
    complete, undecided = given.count(Verdict.COMPLETE), given.count("")
    faulty = len(given) - complete - undecided
    faulty += sum(one.verdict not in ("", Verdict.COMPLETE) for one in answers)
    words = [str(_("%(now)s dari %(of)s lengkap", now=complete, of=len(demands)))]
    words += [str(ngettext("%(num)s perlu diminta", "%(num)s perlu diminta", faulty))] if faulty else []
    left = [str(ngettext("%(num)s belum dinilai", "%(num)s belum dinilai", undecided))] if undecided else []
    return words + left


def open_names(found: Request) -> list[str]:
    """Return the requirements that are not judged complete."""
    required = requirements_of(found)
    missing = set(still_open([one.key for one in required], found.proofs))
    return [local(one, "name") for one in required if one.key in missing]


def _told(
    sent: Mapping[str, str], fields: tuple[str, str], key: str, verdict: Verdict | None, note: str
) -> tuple[Verdict | None, str]:
    chosen, written = sent.get(fields[0] + key, verdict or ""), sent.get(fields[1] + key, note)
    if chosen and chosen not in set(Verdict):
        raise InvalidInputError("nothing_judged", field="verdicts")
    return Verdict(chosen) if chosen else None, written.strip()[:_LONGEST_NOTE]


def _has_file(proof: RequestProof | None) -> bool:
    return proof is not None and proof.upload_id is not None


def _hold(files: Mapping[int, Upload], proof: RequestProof | None) -> Hold | None:
    upload = files.get(proof.upload_id or 0) if proof else None
    return uploads.hold_of(upload) if upload else None


def _seen(proof: RequestProof | None) -> str:
    if proof is None or proof.seen_at is None or proof.seen_by_id is None:
        return ""
    name = accounts.account(offices.membership(proof.seen_by_id).user_id).name
    return str(_("asli dilihat %(name)s, %(at)s", name=name, at=day(proof.seen_at)))
