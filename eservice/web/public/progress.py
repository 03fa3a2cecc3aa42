"""Where a request stands, for whoever holds its receipt: no names, no answers, no files."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from eservice.kernel.words import N_
from eservice.requests.models import Request
from eservice.requests.workflow import Status, Step
from eservice.web.filters import hour as time_of_day
from eservice.web.filters import instant, named_day, short_day
from eservice.web.labels import label


@dataclass(frozen=True)
class Stop:
    """One line of the journey."""

    title: str
    text: str
    took: str
    state: str


@dataclass(frozen=True)
class Progress:
    """What a receipt may show."""

    code: str
    status: Status
    service: object
    office: str
    sentence: str
    promised_at: datetime | None
    paused: bool
    closed: bool
    stops: tuple[Stop, ...]


SENTENCES: dict[Status, str] = {
    Status.SUBMITTED: N_("Janji kami: selesai paling lambat %(promise)s. Anda tidak perlu datang."),
    Status.IN_REVIEW: N_("Petugas sedang memeriksa berkas Anda."),
    Status.NEEDS_CORRECTION: N_(
        "Ada yang kurang. Masuk untuk melihat dan melengkapinya, paling lambat %(until)s."
        " Waktu janji kami berhenti sampai Anda mengirim lagi."
    ),
    Status.AWAITING_SIGNATURE: N_("Berkas lengkap. Tinggal ditandatangani."),
    Status.ISSUING: N_("Biasanya kurang dari satu menit."),
    Status.ISSUED: N_("Masuk untuk mengunduhnya, atau minta dicetak gratis di kelurahan."),
    Status.REJECTED: N_("Masuk untuk membaca alasannya. Anda berhak mengajukan keberatan."),
    Status.WITHDRAWN: N_("Anda dapat mengajukan lagi kapan saja."),
    Status.LAPSED: N_("Kami sudah menghubungi Anda. Anda dapat mengajukan lagi kapan saja."),
}

UNSHOWN = frozenset({Step.RELEASE, Step.LEASE_ENDED, Step.REASSIGN, Step.JUDGE, Step.SECOND_READ, Step.SEND_BACK})
"""Steps inside the office that tell a citizen nothing."""


def progress_of(request: Request) -> Progress:
    """Return what the receipt's holder may see of ``request``."""
    until, promise = named_day(request.correction_until), instant(request.promised_at)
    return Progress(
        code=request.code or "",
        status=request.status,
        service=request.service,
        office=request.office.full_name if request.office else "",
        sentence=_(SENTENCES[request.status], promise=promise, until=until),
        promised_at=request.promised_at,
        paused=request.status is Status.NEEDS_CORRECTION,
        closed=request.final,
        stops=(*_done(request), *_now(request)),
    )


def _done(request: Request) -> list[Stop]:
    return [
        Stop(label(event.step), f"{short_day(event.taken_at)}, {time_of_day(event.taken_at)}", "", "done")
        for event in request.history
        if event.step not in UNSHOWN
    ]


def _now(request: Request) -> list[Stop]:
    return [] if request.final else [Stop(label(request.status), "", "", "now")]
