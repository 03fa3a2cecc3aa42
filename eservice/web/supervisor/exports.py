"""The figures of a question to take along: as a sheet, for machines, as a printed report; and the events behind."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import ConflictError
from eservice.letters import book
from eservice.letters.content import Signer
from eservice.metrics import histories, names, recount, sheet
from eservice.metrics import queries as metrics
from eservice.metrics.definitions import DEFINITIONS
from eservice.metrics.eventlogs import ocel, writing
from eservice.metrics.eventlogs.log import LogRefusedError
from eservice.metrics.figures import Measure
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.sets import Shown
from eservice.metrics.sheet import Row, Unit
from eservice.web import looking, sheets
from eservice.web.defined import definitions_told
from eservice.web.errors import sentence
from eservice.web.filters import duration, local, number
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.sheets import Cell
from eservice.web.stepping import weighty_to_take
from eservice.web.supervisor.asked import Asked, asked, period_form
from eservice.web.supervisor.phrases import few, hours, share_words
from eservice.web.supervisor.routes import blueprint

_CHIEF = frozenset(
    {
        Shown.FINISHED,
        Measure.KEPT,
        Measure.FIRST_TIME_RIGHT,
        Measure.SERVICE,
        Measure.ELAPSED,
        Measure.OPEN,
        Measure.LATE,
    }
)


@dataclass(frozen=True)
class Told:
    """The figures of a question as they are taken along."""

    rows: list[Row]
    recounted: list[str]
    """What anybody recomputes from the exported events."""
    sha256: str
    """Over those lines."""


@dataclass(frozen=True)
class ReportLine:
    """One figure of the printed report, in the words of the page."""

    name: str
    n: str
    value: str
    p90: str


@blueprint.route("/penyelia/angka/<any(csv, xlsx, pdf, json):kind>", methods=["GET", "POST"])
@requires(Permission.FIGURES_SEE)
@weighty_to_take("supervisor.figures")
def figure_file(kind: str) -> ResponseReturnValue:
    """Return every figure of the question as a file; that it was taken is recorded."""
    actor = signed_in()
    question = asked(actor, period_form(actor))
    told = figures_told(question)
    write, mimetype = _WRITERS[kind]
    try:
        file = write(told, question)
    except ConflictError as busy:
        flash(sentence(busy), "wait")
        return redirect(url_for(".figures", **question.with_()), 303)
    return _taken(file, mimetype, question, kind=kind, name="angka", lines=len(told.rows))


def figures_told(question: Asked) -> Told:
    """Return every figure of a question, counted from the events."""
    found = metrics.history(question.scope, since=question.period.from_at).figures(question.period)
    rows = list(sheet.rows(found, {one.id: one.code for one in names.service_names().values()}))
    return Told(rows, recount.lines(found), recount.digest(found))


@blueprint.route("/penyelia/peristiwa/<any(csv, xes, ocel):kind>", methods=["GET", "POST"])
@requires(Permission.FIGURES_SEE)
@weighty_to_take("supervisor.figures")
def event_file(kind: str) -> ResponseReturnValue:
    """Return events without any person: of what was filed in the period, for process mining; CSV of all it counts."""
    actor = signed_in()
    question = asked(actor, period_form(actor))
    history = metrics.history(question.scope, since=question.period.from_at)
    told = history.figures(question.period)
    if kind == "csv":
        codes = {one.id: one.code for one in names.service_names().values()}
        rows = list(recount.as_rows(history, told, codes))
        return _taken(
            sheets.as_csv(recount.COLUMNS, rows), sheets.CSV, question, kind=kind, name="peristiwa", lines=len(rows)
        )
    filed = {run.filing.request_id for run in told.behind(Shown.FILED) if run.number == 1}
    own = histories.own_cases(question.period.until_at, only=filed)
    cases = [histories.as_written(one) for one in own]
    if kind == "ocel":
        file, mimetype = json.dumps(ocel.as_ocel(cases), ensure_ascii=False).encode(), "application/json"
    else:
        try:
            file, mimetype = _xes(cases), "application/xml"
        except LogRefusedError:
            flash(_("Tidak ada permohonan yang dikirim pada periode ini."), "wait")
            return redirect(url_for(".figures", **question.with_()), 303)
    return _taken(file, mimetype, question, kind=kind, name="peristiwa", lines=len(cases))


def _xes(cases: Sequence[writing.Case]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.xes"
        writing.write_logs([path], cases, say=lambda _line: None)
        return path.read_bytes()


def _taken(file: bytes, mimetype: str, question: Asked, *, kind: str, name: str, lines: int) -> Response:
    at = clock.now()
    looking.record_look(
        actor=signed_in(), action="figures:export", object=f"office:{question.office.id}", at=at,
        data={"as": kind, "lines": lines, "from": question.first_on.isoformat(), "to": question.last_on.isoformat()},
    )  # fmt: skip
    ending = "ocel.json" if kind == "ocel" else kind
    called = f"{name}-{question.office.unit_code.lower()}-{question.first_on:%Y%m%d}-{question.last_on:%Y%m%d}.{ending}"
    return Response(
        file,
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{called}"', "Cache-Control": "no-store"},
    )


# ── Sheets ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _heads() -> list[str]:
    return [
        _("Kunci"), _("Angka"), _("Layanan"), _("Satuan"), "n", _("Bagian, 0 sampai 1"), _("Median"), "p90", "p95",
        _("Dari tanggal"), _("Sampai tanggal"), _("Menurut keadaan"), _("Apa yang dihitung"),
        _("Apa yang tidak dihitung"), _("Cara angka ini bisa menyesatkan"),
    ]  # fmt: skip


def _cells(row: Row, question: Asked) -> list[Cell]:
    told = DEFINITIONS.get(row.measure) if isinstance(row.measure, Measure) else None
    return [
        row.measure.value, label(row.measure), row.service, label(row.unit), row.n,
        None if row.share is None else round(row.share, 6), row.median, row.p90, row.p95,
        question.first_on.isoformat(), question.last_on.isoformat(), question.period.until_at.isoformat(),
        *([_(told.meaning), _(told.excluded), _(told.temptation)] if told else ["", "", ""]),
    ]  # fmt: skip


def _as_csv(told: Told, question: Asked) -> bytes:
    return sheets.as_csv(_heads(), (_cells(row, question) for row in told.rows))


def _as_xlsx(told: Told, question: Asked) -> bytes:
    widths = (26, 34, 10, 16, 8, 12, 12, 12, 12, 12, 12, 26, 60, 60, 60)
    return sheets.as_xlsx(_("Angka"), _heads(), (_cells(row, question) for row in told.rows), widths=widths)


def _as_json(told: Told, question: Asked) -> bytes:
    answer = {
        "version": 1,
        "office": question.office.code,
        "from": question.first_on.isoformat(),
        "to": question.last_on.isoformat(),
        "as_of": question.period.until_at.isoformat(),
        "smallest_group": SMALL_GROUP,
        "recount": {"lines": told.recounted, "sha256": told.sha256},
        "definitions": definitions_told(),
        "figures": [
            {
                "figure": row.measure.value, "service": row.service or None, "unit": row.unit.value, "n": row.n,
                "share": row.share, "median": row.median, "p90": row.p90, "p95": row.p95,
            }
            for row in told.rows
        ],
    }  # fmt: skip
    return json.dumps(answer, ensure_ascii=False, indent=1).encode()


def _as_pdf(told: Told, question: Asked) -> bytes:
    return report(told, question)


def report(told: Told, question: Asked, *, signer: Signer | None = None) -> bytes:
    """Return the printed report; with a signer it says who signs it, and how one checks that.

    Raises:
        ConflictError: see ``book.draw``.
    """
    rows, called = told.rows, {one.code: local(one, "name") for one in names.service_names().values()}
    groups = list(dict.fromkeys(row.service for row in rows))
    printed = {row.measure for row in rows if _told(row)}
    page = render_template(
        "letters/figures_report.html",
        asked=question,
        office=question.office,
        groups=[
            (
                called.get(one, _("Semua layanan")),
                [report_line(row) for row in rows if row.service == one and _told(row)],
            )
            for one in groups
        ],
        definitions=[(label(measure), DEFINITIONS[measure]) for measure in DEFINITIONS if measure in printed],
        at=clock.now(),
        signer=signer,
        sha256=told.sha256,
    )
    return book.draw(page, lock=Path(current_app.instance_path) / "register-book.lock")


def _told(row: Row) -> bool:
    """Tell whether the report prints a figure: what happened at all, and of one service the chief ones."""
    return row.n > 0 and (not row.service or row.measure in _CHIEF)


def report_line(row: Row) -> ReportLine:
    """Return a figure as the page writes it."""
    if row.unit is Unit.REQUESTS:
        return ReportLine(label(row.measure), number(row.n), "", "")
    if row.unit is Unit.SHARE:
        return ReportLine(label(row.measure), number(row.n), share_words(row.share), "")
    return ReportLine(label(row.measure), number(row.n), *(_length(one, row.unit) for one in (row.median, row.p90)))


def _length(seconds: int | None, unit: Unit) -> str:
    if seconds is None:
        return few()
    return str(_("%(hours)s jam kerja", hours=hours(seconds))) if unit is Unit.WORKING else duration(seconds)


_Writer = Callable[[Told, Asked], bytes]
_WRITERS: dict[str, tuple[_Writer, str]] = {
    "csv": (_as_csv, sheets.CSV),
    "xlsx": (_as_xlsx, sheets.XLSX),
    "json": (_as_json, "application/json"),
    "pdf": (_as_pdf, "application/pdf"),
}
