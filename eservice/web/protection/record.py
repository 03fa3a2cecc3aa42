"""The record of processing activities that the law asks for: a page, and a sheet."""

import csv
import io
from collections.abc import Mapping

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.privacy import keeping
from eservice.privacy.limits import Keeps, Limit
from eservice.privacy.purposes import RECORD, Processing
from eservice.web.filters import kept_for
from eservice.web.guards import requires
from eservice.web.labels import label
from eservice.web.protection.room import blueprint


@blueprint.get("/pelindungan/pemrosesan")
@requires(Permission.DATA_PROTECT)
def record_show() -> ResponseReturnValue:
    """Show what is processed, for what, on which ground, who receives it, until when and how it is guarded."""
    return render_template("protection/record_show.html", record=RECORD, limits=keeping.limits())


@blueprint.get("/pelindungan/pemrosesan.csv")
@requires(Permission.DATA_PROTECT)
def record_sheet() -> ResponseReturnValue:
    """Return the record as a sheet, in the office's language."""
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\r\n")
    with force_locale("id"):
        rows.writerow(
            [
                _("Kelompok data"),
                _("Data"),
                _("Data spesifik"),
                _("Tujuan"),
                _("Dasar"),
                _("Penerima"),
                _("Masa simpan"),
                _("Pengamanan"),
            ]
        )
        limits = keeping.limits()
        rows.writerows(_cells(line, limits) for line in RECORD)
    return Response(
        "\ufeff" + sheet.getvalue(),
        mimetype="text/csv",
        headers={
            "Content-Disposition": 'attachment; filename="catatan-pemrosesan.csv"',
            "Cache-Control": "no-store",
        },
    )


def _cells(line: Processing, limits: Mapping[Keeps, Limit]) -> list[str]:
    kept = [str(_(line.until))] if line.until else []
    kept += [f"{label(kind)}: {kept_for(limits[kind].days)}" for kind in line.keeps]
    return [
        label(line.held),
        str(_(line.what)),
        str(_("ya")) if line.specific else str(_("tidak")),
        str(_(line.purpose)),
        label(line.ground),
        str(_(line.receivers)),
        "; ".join(kept),
        str(_(line.guarded)),
    ]
