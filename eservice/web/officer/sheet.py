"""The list of a queue as a sheet: what the page shows, row by row, without NIK, KK or telephone."""

import csv
import io
from datetime import datetime

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.requests.queues import Row
from eservice.web import looking
from eservice.web.cells import plain
from eservice.web.filters import local
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label, office_label
from eservice.web.officer.routes import blueprint, list_asked, sight_of, tab_asked
from eservice.web.stepping import weighty_to_take


@blueprint.route("/petugas/daftar.csv", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
@weighty_to_take("officer.queue")
def queue_export() -> ResponseReturnValue:
    """Return the page of the list that the address describes, as a file; that it was taken is recorded."""
    actor, at = signed_in(), clock.now()
    tab, found = tab_asked(), list_asked(sight_of(actor, at=at))
    looking.record_look(
        actor=actor,
        action="queue:export",
        object=f"office:{actor.office_id}",
        at=at,
        data={"view": tab.value, "requests": len(found), "ids": [one.id for one in found]},
    )
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\r\n")
    heads = [
        _("Kode"),
        _("Layanan"),
        _("Pemohon"),
        _("Waktu masuk"),
        _("Masuk lewat"),
        _("Janji"),
        _("Status"),
        _("Petugas"),
    ]
    rows.writerow(heads)
    rows.writerows([plain(cell) for cell in _cells(one)] for one in found)
    name = f"antrean-{tab.value}-{clock.wib(at):%Y%m%d-%H%M}.csv"
    return Response(
        "\ufeff" + sheet.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _cells(row: Row) -> list[str]:
    return [
        show_code(row.code),
        str(local(row, "service")),
        row.subject,
        _instant(row.filed_at),
        label(row.channel),
        _instant(row.promised_at),
        office_label(row.status),
        row.holder or "",
    ]


def _instant(at: datetime) -> str:
    return f"{clock.wib(at):%Y-%m-%d %H:%M}"
