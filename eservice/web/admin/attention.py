"""What needs an administrator now, gathered from the subjects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.accounts import queries as accounts
from eservice.catalogue import queries as catalogue
from eservice.kernel.codes import show_code
from eservice.notifications import queries as notifications
from eservice.offices import overview
from eservice.offices.rules import Closed
from eservice.requests import mending
from eservice.web.filters import day, instant, local

_NAMED = 6
"""So many are named; the rest are counted."""


@dataclass(frozen=True)
class Entry:
    """One thing in a matter, and where it is put right; no address where there is no page for it."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Matter:
    """A kind of thing that needs attention."""

    title: str
    what_to_do: str
    tone: str
    entries: Sequence[Entry]
    more: int = 0


def attention(at: datetime) -> list[Matter]:
    """Return what needs attention, the weightiest first; empty when nothing does."""
    return [
        Matter(matter.title, matter.what_to_do, matter.tone, matter.entries[:_NAMED], len(matter.entries) - _NAMED)
        for matter in (*_offices(at), *_failures(), *_services(at), *_decrees(at), *_invitations(at), *_messages())
        if matter.entries
    ]


def _offices(at: datetime) -> Iterator[Matter]:
    found = overview.unstaffed(at=at)
    for reason in (Closed.NO_SIGNER, Closed.NO_OFFICER):
        entries = [
            Entry(office.full_name, url_for("admin.office_show", code=office.code))
            for office, why in found
            if why is reason
        ]
        count = len(entries)
        if reason is Closed.NO_SIGNER:
            title = ngettext("%(num)s kantor tanpa penanda tangan", "%(num)s kantor tanpa penanda tangan", count)
            todo = _("Surat di sana tidak dapat terbit. Catat pejabatnya dan hubungkan dengan akunnya.")
        else:
            title = ngettext("%(num)s kantor tanpa petugas", "%(num)s kantor tanpa petugas", count)
            todo = _("Permohonan di sana tidak ada yang memeriksa. Undang petugas, atau pindahkan dari kantor lain.")
        yield Matter(title, todo, "bad", entries)


def _services(at: datetime) -> Iterator[Matter]:
    off = [one for one in catalogue.services(at=at, with_closed=True) if not one.is_on]
    yield Matter(
        ngettext("%(num)s layanan dimatikan", "%(num)s layanan dimatikan", len(off)),
        _("Warga tidak dapat mengajukannya. Nyalakan lagi bila sudah siap."),
        "wait",
        [Entry(local(one.definition, "name"), url_for("admin.service_list")) for one in off],
    )


def _decrees(at: datetime) -> Iterator[Matter]:
    terms = overview.decrees_to_follow(at=at)
    yield Matter(
        ngettext("%(num)s surat keputusan menyusul", "%(num)s surat keputusan menyusul", len(terms)),
        _("Catat nomor dan tanggalnya begitu surat keputusan terbit."),
        "wait",
        [
            Entry(
                _(
                    "%(name)s, %(office)s, sejak %(on)s",
                    name=one.name,
                    office=one.office.full_name,
                    on=day(one.from_at),
                ),
                url_for("admin.official_decree", official_id=one.id),
            )
            for one in terms
        ],
    )


def _invitations(at: datetime) -> Iterator[Matter]:
    waiting = accounts.open_invitations(at=at)
    yield Matter(
        ngettext("%(num)s undangan belum diterima", "%(num)s undangan belum diterima", len(waiting)),
        _("Ingatkan orangnya, atau beri kode baru bila kodenya hilang."),
        "info",
        [
            Entry(
                _("%(name)s, berlaku sampai %(until)s",
                  name=accounts.account(one.user_id).name, until=instant(one.ends_at)),
                url_for("admin.staff_show", user_id=one.user_id),
            )
            for one in waiting
        ],
    )  # fmt: skip


def _failures() -> Iterator[Matter]:
    failed = mending.failed_letters(None)
    yield Matter(
        ngettext("%(num)s surat belum berhasil dibuat", "%(num)s surat belum berhasil dibuat", len(failed)),
        _("Baca sebabnya dan coba lagi, atau beri tahu penanda tangannya."),
        "bad",
        [
            Entry(
                _("%(code)s, %(office)s, sejak %(on)s",
                  code=show_code(one.code), office=one.office.full_name, on=instant(one.since)),
                url_for("admin.failure_list"),
            )
            for one in failed
        ],
    )  # fmt: skip


def _messages() -> Iterator[Matter]:
    stuck = notifications.stuck_messages()
    yield Matter(
        ngettext("%(num)s pesan tidak terkirim", "%(num)s pesan tidak terkirim", len(stuck)),
        _("Periksa alamat dan layanan surel. Petugas dapat mengabari warganya dengan telepon atau WhatsApp."),
        "bad",
        [
            Entry(
                _("Permohonan %(code)s, %(at)s", code=one.request_code, at=instant(one.created_at))
                if one.request_code
                else _("Pesan akun, %(at)s", at=instant(one.created_at)),
                url_for("admin.failure_list"),
            )
            for one in stuck
        ],
    )
