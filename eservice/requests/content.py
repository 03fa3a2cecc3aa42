"""What the letter of a request says: its answers, its office and its signers, as the letters' own plain data."""

from collections.abc import Mapping
from datetime import datetime

from eservice.catalogue import lettertext, printing, rules
from eservice.catalogue.definition import Definition
from eservice.kernel.clock import wib
from eservice.kernel.codes import show_code
from eservice.kernel.ports import drivers
from eservice.letters.actions import Holder
from eservice.letters.content import LetterContent, Signer
from eservice.letters.copied import letterhead_from, signer_from
from eservice.letters.kinds import Kind, Mode, Value
from eservice.letters.numbering import NumberSource
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.offices.queries import Signatory
from eservice.offices.rules import SeriesMode
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request
from eservice.requests.paper import set_aside_number
from eservice.requests.signers import first_choice, office_answering, office_of_place, places_of
from eservice.requests.words import WORDS
from eservice.requests.workflow import Refusal

OBJECTION = (
    "Anda berhak mengajukan keberatan secara tertulis kepada kantor ini menurut standar pelayanan yang berlaku, "
    "dan mengadu kepada Ombudsman Republik Indonesia tanpa biaya."
)
"""Printed on every refusal; periods are the office's own data, not a claim of law."""


def content_for(request: Request, *, mode: Mode, at: datetime, signed_by: Signatory | None = None) -> LetterContent:
    """Return what the letter says if it is signed at ``at``.

    Args:
        signed_by: who signs in the place whose turn it is; None takes the first choice, for a draft.
    """
    definition = definition_of(request)
    office = request.office
    assert office is not None  # noqa: S101 - a filed request has an office, and the database agrees
    signers = _signers(request, at=at, signed_by=signed_by)
    if request.refusal is not None:
        return _refusal(request, office_of_place(request, 0, at=at), signers, mode=mode)
    district = offices.office_above(office, at=at)
    given: dict[str, Value] = {
        "village": office.name,
        "district": district.name if district else "",
        "scan_sha256": _statement_hash(request),
    }
    blocks = _blocks(definition, request, given)
    return LetterContent(
        kind=Kind(definition.outcome.letter.upper()),
        letterhead=letterhead_from(offices.letterhead(office_answering(request, 0, at=at).id)),
        subject=printing.subject_rows(definition, request.answers, request.for_whom, area=_area(office, district)),
        fields=_fields(definition, request, given, blocks),
        blocks=blocks,
        signers=signers,
        mode=mode,
        purpose=str(request.answers.get("keperluan", "")),
        valid_until=rules.valid_until(definition, issued_on=wib(at).date()),
        specimen=drivers().specimen,
    )


def _blocks(definition: Definition, request: Request, given: Mapping[str, Value]) -> tuple[lettertext.Block, ...]:
    """Return what the service's own text of the letter says; none where the kind of letter has a drawing of its own."""
    if not definition.letter_text:
        return ()
    told = lettertext.Told(
        definition,
        rules.answers_for(definition, request.answers, request.for_whom),
        request.answers.get("officer", {}),
        {"kelurahan": str(given["village"]), "kecamatan": str(given["district"])},
    )
    return lettertext.expand(definition.letter_text, told)


def _fields(
    definition: Definition, request: Request, given: Mapping[str, Value], blocks: tuple[lettertext.Block, ...]
) -> dict[str, Value]:
    if definition.letter_text:
        return {"heading": definition.name.upper(), "body": lettertext.plain(blocks)}
    officer = request.answers.get("officer", {})
    return printing.letter_fields(definition, request.answers, officer=officer, given=given, for_whom=request.for_whom)


def holder_of(request: Request) -> Holder:
    """Return whom the letter is about, for the register and for whoever compares it with the paper."""
    subject = request.subject
    assert subject is not None  # noqa: S101 - a filed request has a subject, and the database agrees
    return Holder(name=subject.name, nik=subject.nik or "")


def sources_for(request: Request, *, at: datetime) -> list[NumberSource]:
    """Return the register each signing place takes its number from, in turn."""
    archive = definition_of(request).archive_code
    return [
        NumberSource(
            office_id=office.id,
            unit_code=office.unit_code,
            archive_code=archive,
            per_archive_code=office.series_mode is SeriesMode.PER_ARCHIVE_CODE,
            set_aside_id=set_aside_number(request, office_id=office.id) if place == 0 else None,
        )
        for place, office in enumerate(office_answering(request, one, at=at) for one in range(len(places_of(request))))
    ]


def _statement_hash(request: Request) -> str:
    """Return the SHA-256 of the statement that was signed on paper and scanned; empty while there is none."""
    stated = {one.key for one in requirements_of(request, only_required=False) if one.statement}
    scans = [proof.upload for proof in request.proofs if proof.requirement in stated and proof.upload is not None]
    return scans[-1].sha256 if scans else ""


def _signers(request: Request, *, at: datetime, signed_by: Signatory | None) -> tuple[Signer, ...]:
    chosen = [
        signed_by if signed_by is not None and place == request.place else first_choice(request, place, at=at)
        for place in range(len(places_of(request)))
    ]
    return tuple(signer_from(one) for one in chosen)


def _area(office: Office, district: Office | None) -> str:
    city = office.government_line.title().removeprefix("Pemerintah ")
    return ", ".join(part for part in (office.full_name, district.full_name if district else "", city) if part)


def _refusal(request: Request, office: Office, signers: tuple[Signer, ...], *, mode: Mode) -> LetterContent:
    subject = request.subject
    assert subject is not None and request.filed_at is not None and request.refusal is not None  # noqa: S101, PT018
    return LetterContent(
        kind=Kind.TOLAK,
        letterhead=letterhead_from(offices.letterhead(office.id)),
        subject=(("Nama", subject.name), *((("NIK", subject.nik),) if subject.nik else ())),
        fields={
            "service": definition_of(request).name,
            "request_code": show_code(request.code or ""),
            "reason": WORDS[Refusal][request.refusal],
            "explanation": request.refusal_text,
            "objection": OBJECTION,
            "filed_on": wib(request.filed_at).date(),
        },
        signers=signers,
        mode=mode,
        specimen=drivers().specimen,
    )
