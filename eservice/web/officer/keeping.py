"""The lists an officer keeps by name: kept from the queue's own address, renamed, opened first, forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import saving
from eservice.requests.lists import SavedFilter
from eservice.web.addresses import row_number
from eservice.web.errors import sentence
from eservice.web.guards import note_refused, requires, signed_in
from eservice.web.officer import narrowing
from eservice.web.officer.routes import blueprint, tab_asked


@dataclass(frozen=True)
class Kept:
    """One kept list as a link: a plain address, which says the same to whoever else opens it."""

    id: int
    name: str
    url: str
    current: bool
    first: bool
    """Whether the queue opens with it."""


def kept_lists(actor: Actor) -> list[Kept]:
    """Return the lists an officer keeps; the one that the address of this page describes is the current one."""
    here = narrowing.address(tab=tab_asked().value)
    return [
        Kept(one.id, one.name, url_for("officer.queue", **address_of(one)), one.address == here, one.is_default)
        for one in saving.saved_filters(actor.membership_id)
    ]


def address_of(kept: SavedFilter) -> dict[str, Any]:
    """Return what the address of a kept list says, in the order in which every address says it."""
    return {name: kept.address[name] for name in narrowing.ASKED if name in kept.address}


@blueprint.get("/petugas/daftar-saya")
@requires(Permission.REQUEST_REVIEW)
def filter_list() -> ResponseReturnValue:
    """Show the lists one keeps, to rename, to open first or to forget."""
    return render_template("officer/filter_list.html", kept=kept_lists(signed_in()), longest=saving.LONGEST_NAME)


@blueprint.post("/petugas/daftar-saya")
@requires(Permission.REQUEST_REVIEW)
def filter_save() -> ResponseReturnValue:
    """Keep the list that the page's address describes, under a name."""
    address = narrowing.address(tab=tab_asked().value)

    def keep(actor: Actor) -> None:
        saving.save(request.form.get("nama_daftar", ""), address, actor=actor)

    return _change(keep, _("Daftar ini disimpan. Pilih namanya kapan saja untuk kembali ke sini."), address)


@blueprint.post("/petugas/daftar-saya/<int:number>/nama")
@requires(Permission.REQUEST_REVIEW)
def filter_rename(number: int) -> ResponseReturnValue:
    """Give a kept list another name."""
    name = request.form.get("nama_daftar", "")
    return _change(lambda actor: saving.rename(number, name, actor=actor), _("Namanya sudah diganti."))


@blueprint.post("/petugas/daftar-saya/awal")
@requires(Permission.REQUEST_REVIEW)
def filter_first() -> ResponseReturnValue:
    """Let the queue open with a kept list, or as usual."""
    number = row_number(request.form.get("daftar"))
    return _change(lambda actor: saving.open_with(number, actor=actor), _("Tersimpan. Antrean dibuka begitu."))


@blueprint.post("/petugas/daftar-saya/<int:number>/hapus")
@requires(Permission.REQUEST_REVIEW)
def filter_forget(number: int) -> ResponseReturnValue:
    """Keep a list no longer."""
    return _change(lambda actor: saving.forget(number, actor=actor), _("Daftar itu tidak disimpan lagi."))


def _change(act: Callable[[Actor], object], done: str, address: dict[str, Any] | None = None) -> ResponseReturnValue:
    """Change one's lists and go back: to the list itself where it was kept, else to the page of all of them."""
    try:
        with transaction():
            act(signed_in())
    except DomainError as refusal:
        note_refused(refusal)
        flash(sentence(refusal), "bad")
    else:
        flash(done, "good")
    return redirect(url_for(".queue", **address) if address is not None else url_for(".filter_list"), 303)
