"""The pages of the figures as one row of links, which stands on every page of the supervisor's."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from eservice.kernel.words import N_
from eservice.web.navigation import Entry

QUESTION = ("kantor", "layanan", "saluran", "hari", "dari", "sampai")
"""What an address asks of the figures; a link to another page asks the same."""


@dataclass(frozen=True)
class Page:
    """One page of the row."""

    endpoint: str
    words: str
    under: tuple[str, ...] = ()
    """Beginnings of the endpoints that lie below it: it stays marked there."""
    keeps: tuple[str, ...] = QUESTION
    """Which parts of the question asked it takes along."""


PAGES = (
    Page("supervisor.overview", N_("Ringkasan"), ("supervisor.figures", "supervisor.request_", "supervisor.officer_")),
    Page("supervisor.morning", N_("Pagi ini"), keeps=("kantor",)),
    Page("supervisor.flow", N_("Alur")),
    Page("supervisor.queue_health", N_("Antrean")),
    Page("supervisor.demand", N_("Kedatangan")),
    Page("supervisor.service_list", N_("Layanan"), ("supervisor.service_",)),
    Page("supervisor.office_list", N_("Kantor"), ("supervisor.office_",)),
    Page("supervisor.cause_list", N_("Sebab")),
    Page("supervisor.honesty_show", N_("Kejujuran"), keeps=("kantor", "hari", "dari", "sampai")),
    Page("supervisor.expectation_show", N_("Ketepatan"), keeps=("kantor", "hari", "dari", "sampai")),
    Page("supervisor.forecast", N_("Perkiraan 10 hari"), keeps=("kantor", "layanan")),
    Page("supervisor.report_list", N_("Laporan"), ("supervisor.report_",), keeps=("kantor",)),
    Page("supervisor.target_list", N_("Sasaran"), ("supervisor.target_",), keeps=("kantor",)),
    Page("supervisor.survey_show", N_("Kepuasan"), ("supervisor.survey_",), keeps=("kantor",)),
    Page("supervisor.training_show", N_("Pelatihan"), ("supervisor.training_",), keeps=("kantor",)),
    Page("supervisor.hall_show", N_("Balai"), ("supervisor.hall_", "supervisor.emergency_"), keeps=("kantor",)),
    Page(
        "supervisor.team",
        N_("Tim"),
        ("supervisor.absence_", "supervisor.skill_", "supervisor.lend"),
        keeps=("kantor",),
    ),
    Page("supervisor.definitions", N_("Cara menghitung"), keeps=()),
)
"""In the order in which they stand; each is open to whoever may see the figures."""


def figure_pages() -> list[Entry]:
    """Return the row of links for the page that is shown, with the same question asked of each."""
    here = request.endpoint or ""
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if value}
    return [
        Entry(
            url_for(page.endpoint, **{name: asked[name] for name in page.keeps if name in asked}),
            _(page.words),
            "page" if here == page.endpoint else "true" if page.under and here.startswith(page.under) else "",
        )
        for page in PAGES
    ]
