"""The proofs of an application: a file now, one given before, or the paper later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.catalogue.definition import ForWhom, Requirement
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.kernel.transaction import transaction
from eservice.requests import filing
from eservice.requests.definitions import requirements_of
from eservice.requests.models import Request, RequestProof
from eservice.requests.papers import latest_proofs
from eservice.requests.reuse import GivenBefore, given_before
from eservice.requests.workflow import ProofKind
from eservice.uploads import actions as uploads
from eservice.uploads import queries as files
from eservice.uploads.models import Upload
from eservice.uploads.rules import Hold
from eservice.web.addresses import row_number
from eservice.web.citizen import drafts
from eservice.web.citizen.drafts import Filling
from eservice.web.citizen.filling import later
from eservice.web.citizen.room import blueprint
from eservice.web.guards import requires, signed_in
from eservice.web.headers import ALONE
from eservice.web.login import network_here
from eservice.web.papers import blame, file_form, held_files, photographed, prepared
from eservice.web.unsent import digest_here


@dataclass(frozen=True)
class Wanted:
    """One proof as the page shows it."""

    requirement: Requirement
    file: Any
    more: Any
    """For further pages, where the file is made of photographs."""
    bring: Any
    again: Any
    kind: ProofKind | None
    """How it is met now."""
    upload: Upload | None
    hold: Hold | None
    """Why nobody may see it yet, or ever."""
    before: GivenBefore | None


@blueprint.route("/permohonan/baru/<slug>/berkas", methods=["GET", "POST"])
@requires(Permission.REQUEST_FILE)
def proofs(slug: str) -> ResponseReturnValue:
    """Take the proofs, all on one page; what could be taken stays, whatever else was wrong."""
    sent = drafts.already_sent(row_number(request.form.get("draft")))
    if sent is not None:
        return sent
    filling = drafts.filling_of(slug)
    if filling.draft_id is None and (back := drafts.just_sent(filling.offered.service_id)):
        return back
    if filling.draft_id is None or filling.open_pages():
        return redirect(url_for("citizen.apply", slug=slug), 303)
    if request.method != "POST":
        return _shown(filling, {})
    return _answered(filling)


@blueprint.get("/permohonan/berkas/<token>")
@requires(Permission.REQUEST_FILE)
def preview(token: str) -> ResponseReturnValue:
    """Show one page of a file to whoever sent it; for everybody else it does not exist."""
    found, actor = files.upload(token), signed_in()
    own = actor.user_id is not None and found.user_id == actor.user_id
    here = found.draft_digest is not None and found.draft_digest == digest_here()
    if not (own or here):
        raise NotFoundError("no_such_upload")
    picture = files.preview(token, row_number(request.args.get("halaman")) or 1)
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store", **ALONE})


def owner_here() -> uploads.Owner:
    """Return whose a file is that arrives now."""
    user_id = signed_in().user_id
    if user_id is not None:
        return uploads.Owner(user_id=user_id, network=network_here())
    return uploads.Owner(draft_digest=digest_here(make=True), network=network_here())


def _answered(filling: Filling) -> ResponseReturnValue:
    """Take what was sent and go on once nothing required is missing."""
    problems = _take(filling)
    later_on, stays = "nanti" in request.form, "tetap" in request.form
    if stays and not problems:
        return redirect(url_for("citizen.proofs", slug=filling.slug), 303)
    for key in drafts.missing_proofs(filling) if not (later_on or stays) else ():
        problems.setdefault(key, _("Kirim foto atau PDF untuk syarat ini."))
    if problems:
        return _shown(filling, problems)
    return later(filling.slug) if later_on else redirect(url_for("citizen.check", slug=filling.slug), 303)


def _take(filling: Filling) -> dict[str, str]:
    """Attach what was sent; return what could not be taken, by requirement."""
    problems: dict[str, str] = {}
    draft = drafts.begun_unlocked(filling.draft_id or 0)
    wanted = requirements_of(draft, only_required=False)
    earlier = _before(draft, wanted)
    ready = prepared([one.key for one in wanted], problems, rationed=owner_here(), held=held_files(draft))
    with transaction():
        draft, at = drafts.begun(filling.draft_id or 0, signed_in()), clock.now()
        kinds = {proof.requirement: proof.kind for proof in draft.proofs}
        for one in wanted:
            if one.key in ready:
                filing.attach_proof(draft, one.key, uploads.receive(ready[one.key], owner=owner_here(), at=at), at=at)
            elif one.key in problems:
                continue
            elif one.key in earlier and f"lagi-{one.key}" in request.form:
                again = files.upload(earlier[one.key].upload_token)
                filing.attach_proof(draft, one.key, again, at=at, kind=ProofKind.REUSED)
            elif f"bawa-{one.key}" in request.form and one.may_bring and kinds.get(one.key) is not ProofKind.BRING:
                filing.bring_original(draft, one.key, at=at)
    return problems


def _shown(filling: Filling, problems: Mapping[str, str]) -> str:
    draft = drafts.begun_unlocked(filling.draft_id or 0)
    requirements = requirements_of(draft, only_required=False)
    form = file_form(requirements)
    for key, words in problems.items():
        blame(form[f"berkas-{key}"], words)
    met = {proof.requirement: proof for proof in latest_proofs(draft)}
    held = files.uploads_by_id(proof.upload_id for proof in met.values() if proof.upload_id)
    photos = photographed(draft)
    before = _before(draft, requirements)
    wanted = [
        Wanted(
            requirement=one,
            file=form[f"berkas-{one.key}"],
            more=form[f"tambah-{one.key}"] if one.key in photos else None,
            bring=form[f"bawa-{one.key}"] if one.may_bring else None,
            again=form[f"lagi-{one.key}"],
            kind=met[one.key].kind if one.key in met else None,
            upload=held.get(met[one.key].upload_id or 0) if one.key in met else None,
            hold=_hold(held, met.get(one.key)),
            before=before.get(one.key),
        )
        for one in requirements
    ]
    now, of = filling.counted("berkas")
    return render_template("citizen/proofs.html", filling=filling, form=form, wanted=wanted, now=now, of=of,
                           saved=drafts.saved_note(filling))  # fmt: skip


def _hold(held: Mapping[int, Upload], proof: RequestProof | None) -> Hold | None:
    upload = held.get(proof.upload_id or 0) if proof else None
    return files.hold_of(upload) if upload else None


def _before(draft: Request, wanted: Sequence[Requirement]) -> dict[str, GivenBefore]:
    user_id = signed_in().user_id
    if user_id is None or draft.for_whom is not ForWhom.SELF:
        return {}
    return given_before(user_id, [one.key for one in wanted if one.reusable], but=draft.id)
