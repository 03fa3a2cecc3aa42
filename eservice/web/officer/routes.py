"""The queue of an office: one view of it, page by page, and taking a request from it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError
from eservice.requests import incidents, queues, reminding, reviewing, saving
from eservice.requests.queues import PAGE, Row
from eservice.requests.searching import EVERYTHING
from eservice.requests.views import VIEWS, Sight, Tab
from eservice.web.addresses import instant, row_number
from eservice.web.desk import press
from eservice.web.guards import requires, signed_in
from eservice.web.officer.listing import grouped, tab_links

blueprint = Blueprint("officer", __name__)


@blueprint.get("/petugas")
@requires(Permission.REQUEST_REVIEW)
def queue() -> ResponseReturnValue:
    """List one view of the office's requests, narrowed as the address says, a page at a time."""
    if not request.args:
        first = saving.default_filter(signed_in().membership_id)
        if first is not None:
            return redirect(url_for(".queue", **keeping.address_of(first)))
    return queue_page()


def queue_page() -> ResponseReturnValue:
    """Return the page of the queue that the address asks for; rows that were sent ticked stay so."""
    sight, tab, before = sight_of(signed_in(), at=clock.now()), tab_asked(), _place("sebelum")
    form = narrowing.narrow_form(sight.office_id, at=sight.at)
    asked, view = narrowing.asked(form), VIEWS[tab]
    found = queues.page(tab, sight, narrowing=asked, after=_place("sesudah"), before=before)
    if before is not None and len(found) < PAGE:
        return redirect(url_for(".queue", **narrowing.address()))  # nothing lies before it: the list begins here
    counts = queues.counts(sight)
    return render_template(
        "officer/queue.html",
        groups=grouped(tab, found, sight),
        view=view,
        marks=[f"{row.code}.{row.events}" for row in found],
        export_url=url_for(".queue_export", **narrowing.address(), **narrowing.place()),
        bar=bulk.bar_of(tab, signed_in()),
        lists=keeping.kept_lists(signed_in()),
        columns=view.columns,
        tabs=tab_links(tab, counts, lambda one: url_for(".queue", **narrowing.address(tab=one.value, **_NO_SEARCH))),
        order=_("yang terakhir dahulu") if view.latest is not None else _("urut janji"),
        empty=_(view.empty),
        incidents=incidents.covering(at=sight.at, office_id=sight.office_id),
        open_count=counts[Tab.OFFICE],
        form=form,
        kept=[(name, value) for name, value in narrowing.address().items() if name in ("tab", "nama", "orang")],
        narrowed=asked != EVERYTHING,
        address=narrowing.address(),
        place=narrowing.place(),
        name=asked.name,
        whole_url=url_for(".queue", tab=tab.value),
        ways=_ways(tab, found),
        shown=len(found),
        assists=signed_in().may(Permission.REQUEST_ASSIST),
        at=sight.at,
    )


@blueprint.post("/petugas/permohonan/<code>/ambil")
@requires(Permission.REQUEST_REVIEW)
def claim(code: str) -> ResponseReturnValue:
    """Take a request; who comes second is told who was first."""
    return press(
        code,
        lambda found, actor, at: reviewing.claim(found, actor=actor, at=at),
        done=_("Permohonan ini sekarang Anda pegang."),
        back=url_for(".request_show", code=code),
    )


@blueprint.post("/petugas/permohonan/<code>/ingatkan")
@requires(Permission.REQUEST_REVIEW)
def remind(code: str) -> ResponseReturnValue:
    """Write to the citizen once more about what is missing; back to the list as it was."""
    return press(
        code,
        lambda found, actor, at: reminding.remind(found, actor=actor, at=at),
        done=_("Pemohon sudah diingatkan tentang kekurangannya."),
        back=url_for(".queue", **(narrowing.address() or {"tab": Tab.CITIZEN.value})),
    )


def sight_of(actor: Actor, *, at: datetime) -> Sight:
    """Return who looks at which office's requests, and when. Raises NotAllowedError."""
    oversees = actor.may(Permission.REQUEST_SUPERVISE)
    return Sight(office_id=desk_of(actor), membership_id=actor.membership_id, at=at, oversees=oversees)


def desk_of(actor: Actor) -> int:
    """Return the office whose desk an actor sits at. Raises NotAllowedError."""
    if actor.office_id is None:
        raise NotAllowedError("page")
    return actor.office_id


def list_asked(sight: Sight) -> list[Row]:
    """Return the page of the list that the address describes, whole state and place."""
    asked = narrowing.asked(narrowing.narrow_form(sight.office_id, at=sight.at))
    return queues.page(tab_asked(), sight, narrowing=asked, after=_place("sesudah"), before=_place("sebelum"))


def tab_asked() -> Tab:
    """Return the view that the address names; the unclaimed where it names none of ours."""
    return next((one for one in Tab if one == request.args.get("tab")), Tab.UNCLAIMED)


_NO_SEARCH = {"nama": None, "orang": None}
"""What another view does not keep: what is narrowed stays narrowed, but a search is over."""


def _place(side: str) -> queues.Place | None:
    """Return the row that borders on the page, as the address tells it; a spoilt address begins anew."""
    told = request.args.get(side, "").split("_")
    if len(told) != 3:
        return None
    at, rank, number = instant(told[0]), row_number(told[1]), row_number(told[2])
    return (at, rank, number) if at is not None and rank in (0, 1) and number is not None else None


def _ways(tab: Tab, found: Sequence[Row]) -> dict[str, str]:
    """Return where the list goes on from this page: ``first``, ``back`` and ``on``, each where there is one."""
    if not found:
        return {"first": url_for(".queue", **narrowing.address())} if _place("sesudah") else {}
    ways: dict[str, str] = {}
    if _place("sesudah") or _place("sebelum"):
        ways |= {"first": url_for(".queue", **narrowing.address()), "back": _beyond("sebelum", found[0], tab)}
    if len(found) == PAGE:
        ways["on"] = _beyond("sesudah", found[-1], tab)
    return ways


def _beyond(side: str, edge: Row, tab: Tab) -> str:
    at, rank, number = queues.place_of(edge, tab)
    place: dict[str, Any] = {side: f"{at.isoformat()}_{rank}_{number}"}
    return url_for(".queue", **narrowing.address(), **place)


from eservice.web.officer import (  # noqa: E402, F401
    acts,
    appointing,
    attendance,
    begun,
    bench,
    bulk,
    claims,
    colleagues,
    complaints,
    contact,
    counter,
    emergency,
    entering,
    files,
    handing,
    judging,
    keeping,
    narrowing,
    opening,
    own_figures,
    papers,
    receiving,
    recovering,
    register,
    resting,
    rt_heads,
    serving,
    sheet,
    shortcuts,
    showing,
    slips,
    surveys,
    texts,
    timing,
    training,
    visiting,
    writing,
)
