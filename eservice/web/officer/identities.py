"""The people of a request as told, and what in their NIK is to be looked at."""

from dataclasses import dataclass

from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.kernel.errors import InvalidInputError
from eservice.regions import queries as regions
from eservice.requests.models import Request
from eservice.residents.models import Person
from eservice.residents.nik import nik_warnings, read_nik
from eservice.web.filters import day
from eservice.web.labels import label


@dataclass(frozen=True)
class Identity:
    """One person as told, and what to look at."""

    role: str
    rows: list[tuple[str, str]]
    warnings: list[tuple[str, str]]
    """(tone, sentence)"""
    twins: int
    """How many other accounts claim the same NIK."""


def people_of(found: Request) -> list[Identity]:
    """Return the subject of a request, and the applicant where that is somebody else."""
    people = [(_("Yang diterangkan"), found.subject)]
    if found.applicant is not None and found.applicant_id != found.subject_id:
        people.append((_("Pemohon"), found.applicant))
    return [_identity(role, person) for role, person in people if person is not None]


def _identity(role: str, person: Person) -> Identity:
    address = person.address
    where = ", ".join(
        part
        for part in (
            address.street if address else "",
            f"RT {address.rt}" if address and address.rt else "",
            regions.full_name(address.kelurahan_code) if address and address.kelurahan_code else "",
        )
        if part
    )
    rows = [
        (_("Nama"), person.name),
        (_("NIK"), person.nik or (label(person.no_nik_reason) if person.no_nik_reason else "")),
        (_("Nomor KK"), person.kk or ""),
        (_("Lahir"), ", ".join(part for part in (person.birth_place, day(person.birth_on)) if part)),
        (_("Jenis kelamin"), label(person.sex) if person.sex else ""),
        (_("Alamat"), where),
    ]
    twins = len(accounts.claims_of(person.nik)) if person.nik else 0
    return Identity(role, [row for row in rows if row[1]], _warnings(person), max(twins - 1, 0))


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
