"""A request's way in words, for citizens: one sentence, and the journey with whose clock used how long."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from flask_babel import gettext as _

from eservice.catalogue.definition import OutcomeKind
from eservice.kernel.words import N_
from eservice.requests import appointments
from eservice.requests.clock import OFFICE_STAGES, Interval, Stage, added, measured
from eservice.requests.definitions import definition_of
from eservice.requests.handover import is_late
from eservice.requests.models import Request
from eservice.requests.rules import blocked_by, rests
from eservice.requests.steps import calendar_at
from eservice.requests.workflow import Outcome, Status, Step
from eservice.web.filters import duration, instant, local, named_day, short_day, working_hours
from eservice.web.filters import hour as time_of_day
from eservice.web.labels import label
from eservice.web.visits import clock_starts, papers_to_bring, visit_words


@dataclass(frozen=True)
class Stop:
    """One line of the journey."""

    title: str
    text: str
    took: str
    state: str


@dataclass(frozen=True)
class Used:
    """How long the office, the citizen and others outside have had it, in words."""

    office: str
    citizen: str
    others: str
    incident: str


@dataclass(frozen=True)
class Sentences:
    """What one kind of reader is told about each status, and about each outcome of SIAK."""

    statuses: dict[Status, str]
    outcomes: dict[Outcome, str]


_ALIKE: dict[Status, str] = {
    Status.AWAITING_CONFIRMATION: N_(
        "Kami sudah meminta konfirmasi ke Ketua RT%(rt)s. Paling lambat %(answer)s kami tetap memeriksanya."
    ),
    Status.SUBMITTED: N_("Janji kami: selesai paling lambat %(promise)s. %(visit)s"),
    Status.IN_REVIEW: N_("Petugas sedang memeriksa berkas Anda."),
    Status.AWAITING_SIGNATURE: N_("Berkas lengkap. Tinggal ditandatangani %(signer)s."),
    Status.ISSUING: N_("Biasanya kurang dari satu menit."),
    Status.ON_HOLD: N_("%(incident)s Mulai %(since)s. Kami kabari begitu pulih. Waktu janji kami berhenti sampai itu."),
    Status.WITHDRAWN: N_("Anda dapat mengajukan lagi kapan saja."),
    Status.LAPSED: N_("Kami sudah menghubungi Anda. Anda dapat mengajukan lagi kapan saja."),
}
_OUTCOMES_ALIKE: dict[Outcome, str] = {
    Outcome.EMAILED: N_("SIAK sudah mengirim dokumennya ke alamat e-mail Anda."),
    Outcome.TO_COLLECT: N_("Dokumen sudah dicetak. Ambil di loket dengan KTP dan kode permohonan ini."),
}
_OVERDUE = N_("Batas %(until)s sudah lewat, tetapi permohonan belum ditutup. Anda masih bisa melengkapi.")
_RESTS = N_("Waktu janji kami berhenti sampai Anda mengirim lagi.")
_RUNS_ON = N_("Waktu janji kami tetap berjalan.")
"""In a second round: what could have been seen the first time stops no clock."""
_STILL_WAITING = N_("Permohonan Anda masih menunggu diperiksa.")
_VISIT = N_("Petugas akan datang %(visit_day)s. Mohon ada orang dewasa di rumah.")
_APPOINTMENT = N_("Waktu bertemu di kantor: %(visit_day)s. Yang perlu datang menandatangani di depan petugas.")
_BLOCKED = N_(
    "Ada pihak lain yang keberatan, maka kami berhenti dulu. Bicarakan dalam keluarga, lalu datang ke %(office)s."
    " Bila keberatannya dicabut tertulis, kami lanjutkan."
)
_COLLECTED = N_("Surat sudah diterima %(received)s.")
_DELETED = N_("Dokumen sudah diserahkan. Berkasnya kami hapus %(deleted)s.")
_RECEIVED = N_("Dokumen sudah diterima %(received)s.")

ON_OWN_PAGE = Sentences(
    _ALIKE
    | {
        Status.NEEDS_CORRECTION: N_("Lengkapi paling lambat %(until)s."),
        Status.ISSUED: N_("Simpan suratnya di HP, atau minta dicetak gratis di kelurahan."),
        Status.REJECTED: N_("Baca alasannya di bawah ini. Anda berhak mengajukan keberatan."),
    },
    _OUTCOMES_ALIKE
    | {Outcome.ATTACHED: N_("Dokumen sudah jadi. Unduh di halaman ini, atau ambil di loket dengan KTP dan kode ini.")},
)
"""For who has signed in and sees the rest on the same page."""

ON_RECEIPT = Sentences(
    _ALIKE
    | {
        Status.NEEDS_CORRECTION: N_("Ada yang kurang. Masuk untuk melihat dan melengkapinya, paling lambat %(until)s."),
        Status.ISSUED: N_("Masuk untuk mengunduhnya, atau minta dicetak gratis di kelurahan."),
        Status.REJECTED: N_("Masuk untuk membaca alasannya. Anda berhak mengajukan keberatan."),
    },
    _OUTCOMES_ALIKE
    | {
        Outcome.ATTACHED: N_(
            "Dokumen sudah jadi. Masuk untuk mengunduhnya, atau ambil di loket dengan KTP dan kode ini."
        )
    },
)
"""For who shows code and PIN of a request that an account filed."""

UNSHOWN = frozenset(
    {
        Step.PRIORITISE,
        Step.REMIND,
        Step.ESCALATE,
        Step.RELEASE,
        Step.LEASE_ENDED,
        Step.HAND_ON,
        Step.REASSIGN,
        Step.JUDGE,
        Step.SECOND_READ,
        Step.SEND_BACK,
    }
)
"""Steps inside the office that tell a citizen nothing."""

_TOOK: dict[Stage, str] = {
    Stage.WAITING: N_("menunggu %(time)s waktu kerja"),
    Stage.REVIEW: N_("diperiksa %(time)s waktu kerja"),
    Stage.SIGNATURE: N_("menunggu tanda tangan %(time)s waktu kerja"),
    Stage.CITIZEN: N_("%(time)s pada Anda, tidak dihitung"),
    Stage.INCIDENT: N_("tertunda gangguan %(time)s"),
    Stage.THIRD_PARTY: N_("%(time)s pada pihak lain, tidak dihitung"),
}

_AHEAD: dict[Status, tuple[str, ...]] = {
    Status.AWAITING_CONFIRMATION: (N_("Diperiksa petugas"), N_("Ditandatangani"), N_("Surat terbit")),
    Status.SUBMITTED: (N_("Diperiksa petugas"), N_("Ditandatangani"), N_("Surat terbit")),
    Status.IN_REVIEW: (N_("Ditandatangani"), N_("Surat terbit")),
    Status.NEEDS_CORRECTION: (N_("Diperiksa kembali"), N_("Ditandatangani"), N_("Surat terbit")),
    Status.AWAITING_SIGNATURE: (N_("Surat terbit"),),
    Status.ISSUING: (N_("Surat terbit"),),
}


AT_COUNTER = Sentences(
    _ALIKE
    | {
        Status.NEEDS_CORRECTION: N_("Ada yang kurang. Lengkapi di halaman ini atau di loket, paling lambat %(until)s."),
        Status.ISSUED: N_("Surat sudah jadi. Ambil di loket %(office)s, gratis. Bawa KTP dan kode permohonan ini."),
        Status.REJECTED: N_(
            "Sebabnya: %(why)s. Penjelasannya ada pada surat pemberitahuan; minta di loket %(office)s."
            " Anda berhak mengajukan keberatan."
        ),
    },
    _OUTCOMES_ALIKE
    | {Outcome.ATTACHED: N_("Dokumen sudah jadi. Ambil di loket %(office)s dengan KTP dan kode permohonan ini.")},
)
"""For who was helped at the counter and has no account: the receipt and the counter are their ways."""


def sentence_of(request: Request, told: Sentences, *, at: datetime) -> str:
    """Return one sentence about where a request stands, for one kind of reader; two while the office is closed."""
    said = str(
        _(
            _words(request, told, at=at),
            visit=visit_words(request, papers_to_bring(request)),
            promise=instant(request.promised_at),
            until=named_day(request.correction_until),
            answer=named_day(request.confirmation_until),
            rt=f" {request.rt_question.rt.number}" if request.rt_question else "",
            received=named_day(request.collected_at),
            deleted=named_day(request.outcome_deleted_at),
            office=request.office.full_name if request.office else "",
            why=label(request.refusal) if request.refusal else "",
            incident=local(request.incident, "public_text") if request.incident else "",
            since=instant(request.incident.begins_at) if request.incident else "",
            visit_day=instant(request.visit_at),
            signer=_signer(request),
        )
    )
    if is_late(request, at=at):
        return f"{_apology(request)} {said}"
    return f"{said} {_of_the_clock(request, at=at)}".rstrip()


def _of_the_clock(request: Request, *, at: datetime) -> str:
    """Return whether the office's time runs, where the sentence itself does not say it."""
    if request.status is Status.SUBMITTED:
        return clock_starts(request, at=at)
    if request.status is Status.NEEDS_CORRECTION and not (request.correction_until and request.correction_until < at):
        return str(_(_RESTS) if rests(request.status, request.correction_rounds) else _(_RUNS_ON))
    return ""


def _apology(request: Request) -> str:
    office = request.office
    assert office is not None  # noqa: S101 - a filed request has an office, and the database agrees
    phone = _(", telepon %(phone)s", phone=office.phone) if office.phone else ""
    return str(
        _(
            "Maaf, kami terlambat: janji kami %(promise)s sudah lewat. Anda tidak perlu berbuat apa-apa. Yang dapat"
            " ditanya: %(office)s%(phone)s.",
            promise=instant(request.promised_at),
            office=office.full_name,
            phone=phone,
        )
    )


def _signer(request: Request) -> str:
    return request.turn_office.head if request.turn_office is not None else ""


def _words(request: Request, told: Sentences, *, at: datetime) -> str:
    if request.status is Status.NEEDS_CORRECTION and request.correction_until and request.correction_until < at:
        return _OVERDUE
    if request.status is Status.SUBMITTED and is_late(request, at=at):
        return _STILL_WAITING
    if outside := _outside(request, at=at):
        return outside
    if request.outcome is None:
        fetched = told is AT_COUNTER and request.collected_at is not None
        return _COLLECTED if fetched else told.statuses[request.status]
    if request.outcome_deleted_at is not None:
        return _DELETED
    return _RECEIVED if request.collected_at is not None else told.outcomes[request.outcome]


def _outside(request: Request, *, at: datetime) -> str:
    """Return whom the check waits for, where it does: a visit, people who come to sign, an objection; else nothing."""
    if request.status in (Status.SUBMITTED, Status.IN_REVIEW) and blocked_by(request.history) is not None:
        return _BLOCKED
    if request.status is not Status.IN_REVIEW or request.visit_at is None or request.visit_at <= at:
        return ""
    return _VISIT if appointments.planned(request) is None else _APPOINTMENT


def journey(request: Request, *, at: datetime) -> list[Stop]:
    """Return what happened, what is happening, and what is still to come."""
    parts = _parts(request, at=at)
    stops, since = [], None
    for event in request.history:
        if event.step in UNSHOWN:
            continue
        ended = [one for one in parts if one[0].ends_at <= event.taken_at and (since is None or one[0].ends_at > since)]
        when = f"{short_day(event.taken_at)}, {time_of_day(event.taken_at)}"
        stops.append(Stop(label(event.step), when, _took(ended), "done"))
        since = event.taken_at
    if request.final:
        return stops
    running = [one for one in parts if since is not None and one[0].ends_at > since]
    return [*stops, Stop(_now(request), "", _took(running), "now"), *_ahead(request)]


def _now(request: Request) -> str:
    """Return where a request stands, with who signs it where that is awaited."""
    if request.status is Status.AWAITING_SIGNATURE and request.turn_office is not None:
        return str(_("Menunggu tanda tangan %(signer)s", signer=_signer(request)))
    return label(request.status)


def used(request: Request, *, at: datetime) -> Used:
    """Return how long it has been with the office and with the citizen."""
    spent = added(measured(request.history, until=at, calendar_at=calendar_at(request)))
    parts = (spent.lived[stage] for stage in (Stage.CITIZEN, Stage.THIRD_PARTY, Stage.INCIDENT))
    return Used(working_hours(spent.service), *(duration(lived) if lived else "" for lived in parts))


_Part: TypeAlias = tuple[Interval[Any], int]
"""A stage, and how many seconds it was worked."""


def _parts(request: Request, *, at: datetime) -> list[_Part]:
    runs = measured(request.history, until=at, calendar_at=calendar_at(request))
    return [(part, run.working_seconds(part)) for run in runs for part in run.parts]


def _took(parts: list[_Part]) -> str:
    return ", ".join(
        _(
            _TOOK[part.stage],
            time=working_hours(worked) if part.stage in OFFICE_STAGES else duration(part.lived_seconds),
        )
        for part, worked in parts
    )


def _ahead(request: Request) -> list[Stop]:
    coming = _AHEAD.get(request.status, ())
    if definition_of(request).outcome.kind is OutcomeKind.SIAK and coming:
        coming = (*[words for words in coming if words.startswith("Diperiksa")], N_("Dokumen diserahkan"))
    return [Stop(_(words), "", "", "next") for words in coming]
