"""The people of a request as told, and what in their NIK is to be looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.kernel.errors import InvalidInputError
from eservice.regions import queries as regions
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.residents.models import Person
from eservice.residents.nik import nik_warnings, read_nik
from eservice.web.filters import day
from eservice.web.labels import label
from eservice.web.officer.checklist import Answer


@dataclass(frozen=True)
class Identity:
    """One person as told, and what to look at."""

    role: str
    rows: list[Answer]
    """What is told of the person; each with the form field that tells it, where one alone does."""
    warnings: list[tuple[str, str]]
    """(tone, sentence)"""
    twins: int
    """How many other accounts claim the same NIK."""


def people_of(found: Request) -> list[Identity]:
    """Return the subject of a request, and the applicant where that is somebody else."""
    fields = {
        field.prefill: field.key
        for step in definition_of(found).steps
        for field in step.fields
        if field.prefill and found.answers.get(field.key)
    }
    if found.applicant is None or found.applicant_id == found.subject_id:
        people: list[tuple[str, Person | None, tuple[str, ...]]] = [
            (_("Yang diterangkan"), found.subject, ("subject", "applicant"))
        ]
    else:
        people = [(_("Yang diterangkan"), found.subject, ("subject",)), (_("Pemohon"), found.applicant, ("applicant",))]
    return [
        _identity(role, person, {path.partition(".")[2]: key for path, key in fields.items() if path.startswith(who)})
        for role, person, who in people
        if person is not None
    ]


def with_verdicts(person: Identity, answers: Mapping[str, Answer]) -> Identity:
    """Return a person with what the officer found of each answer."""
    rows = [
        replace(row, verdict=found.verdict, note=found.note) if (found := answers.get(row.key)) else row
        for row in person.rows
    ]
    return replace(person, rows=rows)


def further_answers(found: Request, answers: Mapping[str, Answer], people: Sequence[Identity]) -> list[Answer]:
    """Return the answers that the panels of the people do not say already."""
    told = " \n ".join(row.value for person in people for row in person.rows).casefold()
    judged = {row.key for person in people for row in person.rows}
    known = {field.key for step in definition_of(found).steps for field in step.fields if "." in field.prefill}
    return [
        one
        for one in answers.values()
        if one.key not in judged and (one.verdict or one.key not in known or one.value.casefold() not in told)
    ]


def _identity(role: str, person: Person, keys: Mapping[str, str]) -> Identity:
    """Return one panel.

    Args:
        keys: what a field tells of the person (``birth_date``) -> the field.
    """
    address = person.address
    kelurahan = address.kelurahan_code if address else ""
    rows = [
        ("name", _("Nama"), person.name),
        ("nik", _("NIK"), person.nik or (label(person.no_nik_reason) if person.no_nik_reason else "")),
        ("kk_number", _("Nomor KK"), person.kk or ""),
        ("birth_place", _("Tempat lahir"), person.birth_place),
        ("birth_date", _("Tanggal lahir"), day(person.birth_on)),
        ("sex", _("Jenis kelamin"), label(person.sex) if person.sex else ""),
        ("street", _("Alamat"), address.street if address else ""),
        ("rt", _("RT"), address.rt if address else ""),
        ("region", _("Kelurahan"), regions.full_name(kelurahan) if kelurahan else ""),
    ]
    twins = len(accounts.claims_of(person.nik)) if person.nik else 0
    told = [Answer(keys.get(what, ""), words, value) for what, words, value in rows if value]
    return Identity(role, told, _warnings(person), max(twins - 1, 0))


def _warnings(person: Person) -> list[tuple[str, str]]:
    """Return what the NIK says otherwise than the form: to look at, never to refuse for."""
    if not person.nik:
        return []
    try:
        nik = read_nik(person.nik)
    except InvalidInputError:
        return []
    code = person.address.kelurahan_code[:8] if person.address else ""
    found = nik_warnings(
        nik,
        birth_on=person.birth_on,
        sex=person.sex,
        known_region_codes=regions.known_codes(down_to_kecamatan=True),
        kecamatan_code=code,
        older_codes=regions.predecessors(code) if code else (),
    )
    return [("wait" if one.severity == "warning" else "info", label(one.code)) for one in found]
