"""A look at somebody's data in plain words: who, what, why."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from eservice.accounts.permissions import Role
from eservice.kernel.words import N_
from eservice.privacy.queries import Look
from eservice.web.labels import label

WHAT: dict[str, str] = {
    "request:look": N_("membuka permohonan"),
    "request:look_at_proof": N_("membuka berkas persyaratan"),
    "request:look_at_draft": N_("membuka rancangan surat"),
    "request:look_at_letter": N_("membuka surat"),
    "request:look_at_document": N_("membuka dokumen SIAK"),
    "request:look_at_visit": N_("membuka foto kunjungan"),
    "request:look_at_contact": N_("membuka nomor telepon untuk menghubungi"),
    "request:find_nik": N_("mencari permohonan dengan NIK"),
    "request:reveal": N_("membuka nomor yang disamarkan"),
    "account:look": N_("membuka data akun"),
    "account:counter_look": N_("membuka data akun di loket"),
    "queue:export": N_("mengunduh daftar antrean"),
    "register:export": N_("mengunduh buku register"),
    "examination:sample": N_("mengambil permohonan ini sebagai contoh acak, tanpa nama"),
    "examination:look": N_("membuka riwayat permohonan, tanpa nama"),
    "examination:open": N_("membuka data orang dalam permohonan"),
    "privacy:look": N_("membuka permintaan tentang data"),
    "privacy:breach": N_("mencatat orang yang terkena insiden data"),
}
"""The act in the log -> what somebody did, as the sentence goes on after their name."""


@dataclass(frozen=True)
class Sight:
    """One look, as the page tells it."""

    at: datetime
    who: str
    office: str
    what: str
    why: str
    code: str


def sight_of(look: Look) -> Sight:
    """Return a look in words; an act without words of its own is told as what it begins with."""
    known = next((one for one in sorted(WHAT, key=len, reverse=True) if look.action.startswith(one)), "request:look")
    return Sight(look.at, _who(look), look.office, str(_(WHAT[known])), _why(look), look.code)


def _who(look: Look) -> str:
    if look.role is Role.EXAMINER:
        return str(_("Pemeriksa Inspektorat"))
    named = look.name or label(look.role)
    return f"{named}, {look.position}" if look.position else named


def _why(look: Look) -> str:
    return f"{label(look.reason)}: {look.note}" if look.reason else label(look.why)
