"""The papers of a request filed at the counter: photographed there, or seen by the officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import BooleanField

from eservice.accounts.permissions import Permission
from eservice.catalogue.definition import Requirement
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.requests import filing
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request
from eservice.requests.workflow import ProofKind
from eservice.uploads import actions as uploads
from eservice.uploads.models import Upload
from eservice.web.forms import HouseForm, PhotosField
from eservice.web.guards import requires
from eservice.web.officer.counter import back_from, draft_of, next_page
from eservice.web.officer.routes import blueprint
from eservice.web.papers import held_files, more_field, photographed, prepared
from eservice.web.statements import sheet

_FILE, _MORE, _SEEN = "berkas-", "tambah-", "asli-"


@dataclass(frozen=True)
class Wanted:
    """One requirement with its two ways: a photo now, or the paper seen here."""

    requirement: Requirement
    file: Any
    seen: Any
    given: str
    """``file``, ``seen`` or nothing."""
    more: Any
    """For further pages, where the file is made of photographs."""
    held: Upload | None


@blueprint.route("/petugas/loket/<int:draft>/berkas", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def counter_proofs(draft: int) -> ResponseReturnValue:
    """Photograph each paper, or record that it was seen here."""
    found = draft_of(draft)
    if request.method == "POST":
        problems = _keep_proofs(draft, requirements_of(found, only_required=False))
        if "tetap" in request.form and not problems:
            return redirect(url_for(".counter_proofs", draft=draft), 303)
        if not problems:
            return redirect(next_page(draft_of(draft)), 303)
        return _proofs(draft_of(draft), problems), 422
    return _proofs(found, {})


@blueprint.get("/petugas/loket/<int:draft>/pernyataan/<key>")
@requires(Permission.REQUEST_ASSIST)
def counter_statement(draft: int, key: str) -> ResponseReturnValue:
    """Show a statement filled in from what was answered: to print and sign before the officer."""
    found = draft_of(draft)
    filled = sheet(definition_of(found), found.answers, found.for_whom, key)
    return render_template(
        "officer/counter_statement.html", statement=filled, back=url_for(".counter_proofs", draft=found.id)
    )


def _proofs(found: Request, problems: Mapping[str, str]) -> str:
    wanted = requirements_of(found, only_required=False)
    members: dict[str, Any] = {_FILE + one.key: PhotosField(_("Foto atau PDF")) for one in wanted}
    members |= {_MORE + one.key: more_field(one) for one in wanted}
    members |= {_SEEN + one.key: BooleanField(_("Asli sudah saya lihat di loket")) for one in wanted if one.may_bring}
    form = type("ProofForm", (HouseForm,), members)()
    for key, words in problems.items():
        form[_FILE + key].errors = [words]
    met, photos = {proof.requirement: proof for proof in found.proofs}, photographed(found)
    rows = [
        Wanted(
            one,
            form[_FILE + one.key],
            form[_SEEN + one.key] if one.may_bring else None,
            ("seen" if met[one.key].kind is ProofKind.BRING else "file") if one.key in met else "",
            form[_MORE + one.key] if one.key in photos else None,
            photos.get(one.key),
        )
        for one in wanted
    ]
    return render_template("officer/counter_proofs.html", draft=found, form=form, wanted=rows, back=back_from(found))


def _keep_proofs(draft_id: int, wanted: Sequence[Requirement]) -> dict[str, str]:
    """Keep every paper of the page; return what is wrong, by requirement."""
    problems: dict[str, str] = {}
    ready = prepared([one.key for one in wanted], problems, held=held_files(draft_of(draft_id)))
    at = clock.now()
    with transaction():
        found = draft_of(draft_id, lock=True)
        owner = uploads.Owner(draft_digest=found.draft_digest)
        met = {proof.requirement for proof in found.proofs} | set(ready)
        for one in wanted:
            if one.key in ready:
                filing.attach_proof(found, one.key, uploads.receive(ready[one.key], owner=owner, at=at), at=at)
            elif one.may_bring and _SEEN + one.key in request.form:
                filing.bring_original(found, one.key, at=at)
                met.add(one.key)
    if "tetap" in request.form:
        return problems  # more is still to come
    missing = [one.key for one in wanted if one.required and one.key not in met and one.key not in problems]
    ways = {True: _("Foto berkasnya, atau tandai bahwa aslinya sudah Anda lihat."), False: _("Foto berkasnya.")}
    return problems | {one.key: ways[one.may_bring] for one in wanted if one.key in missing}
