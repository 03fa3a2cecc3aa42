"""Papers in a form: a file for each requirement, or the word that the paper itself is shown."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, BinaryIO, cast

from flask import request
from flask_babel import gettext as _
from wtforms import BooleanField

from eservice.accounts.gate import counted
from eservice.accounts.rules import Guess
from eservice.catalogue.definition import Requirement
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, InvalidInputError
from eservice.requests.models import Request
from eservice.requests.papers import latest_proofs
from eservice.uploads import actions as uploads
from eservice.uploads import joining
from eservice.uploads.models import Upload
from eservice.uploads.queries import uploads_by_id
from eservice.uploads.rules import LIMITS
from eservice.web.addresses import row_number
from eservice.web.errors import sentence
from eservice.web.filters import local
from eservice.web.forms import HouseForm, PhotosField
from eservice.web.login import network_here

ACCEPT = "image/*,application/pdf"
"""Camera, gallery or files: never the camera alone."""


def file_form(wanted: Sequence[Requirement], *, bring: str = "") -> Any:
    """Return a bound form with a file, 'bring it later' (in other words if given) and 'use it again' for each."""
    members: dict[str, Any] = {}
    for one in wanted:
        members[f"berkas-{one.key}"] = PhotosField(local(one, "name"), render_kw={"accept": ACCEPT})
        members[f"tambah-{one.key}"] = more_field(one)
        members[f"bawa-{one.key}"] = BooleanField(
            bring or _("Saya bawa aslinya nanti"),
            description=_("Pemeriksaan tetap berjalan. Surat diserahkan setelah aslinya kami lihat."),
        )
        members[f"lagi-{one.key}"] = BooleanField(_("Pakai berkas yang lalu"))
    return type("ProofForm", (HouseForm,), members)()


def more_field(requirement: Requirement) -> PhotosField:
    """Return the field for further pages of a paper that is there already."""
    return PhotosField(local(requirement, "name"), render_kw={"accept": "image/*"})


def blame(field: Any, words: str) -> None:
    """Say what is wrong with a file, by its name: the summary lists several of them."""
    field.errors = [f"{field.label.text}: {words}"]


def _counted(owner: uploads.Owner) -> AbstractContextManager[None]:
    """Count a file that turns out not to be one, for whoever sent it and for the network it came from."""
    secret = str(owner.user_id or owner.draft_digest)
    return counted(Guess.FILE, secret=secret, network=network_here(), at=clock.now())


def prepared(
    keys: Sequence[str],
    problems: dict[str, str],
    *,
    rationed: uploads.Owner | None = None,
    held: Mapping[str, str] | None = None,
) -> dict[str, uploads.Prepared]:
    """Return the files that were sent and can be taken; why others cannot goes into ``problems``.

    Several photographs of one paper become one file. A paper that is there gets further pages, or loses some.

    Args:
        rationed: whose files they are, where that person may send only so many.
        held: requirement -> token of the file that is there, where its pages may change.
    """
    found: dict[str, uploads.Prepared] = {}
    room = LIMITS.at_once
    for key in keys:
        whole, more = _sent(f"berkas-{key}"), _sent(f"tambah-{key}")
        before = "" if whole else (held or {}).get(key, "")
        without = _thrown_out(key, before)
        if not whole and not (before and (more or without)):
            continue
        try:
            room = _room_left(room, len(whole or more))
            if rationed is not None:
                uploads.must_have_room(rationed, at=clock.now())
            counting = nullcontext if rationed is None else partial(_counted, rationed)
            if len(whole) == 1:
                found[key] = uploads.prepare(*whole[0], counting=counting)
            else:
                found[key] = joining.prepare_pages(whole or more, after=before, without=without, counting=counting)
        except DomainError as refusal:
            problems[key] = sentence(refusal)
    return found


def held_files(found: Request) -> dict[str, str]:
    """Return of each proof that is a file its token, by requirement."""
    rows = {proof.upload_id: proof.requirement for proof in latest_proofs(found) if proof.upload_id is not None}
    return {rows[number]: one.token for number, one in uploads_by_id(rows).items()}


def photographed(found: Request) -> dict[str, Upload]:
    """Return of each requirement whose file is made of photographs that file: pages of it can come and go."""
    rows = {proof.upload_id: proof.requirement for proof in latest_proofs(found) if proof.upload_id is not None}
    return {rows[number]: one for number, one in uploads_by_id(rows).items() if joining.pages_of(one) is not None}


def _room_left(room: int, files: int) -> int:
    """Return how many more files one page of a form may bring. Raises InvalidInputError."""
    if files > room:
        raise InvalidInputError("upload_too_many_at_once", field="file", limit=LIMITS.at_once)
    return room - files


def _thrown_out(key: str, held: str) -> set[int]:
    """Return the pages to leave out; none where the page sent speaks of an earlier file, as one sent twice does."""
    if not held or request.form.get(f"dari-{key}") != held:
        return set()
    return {number for one in request.form.getlist(f"buang-{key}") if (number := row_number(one))}


def _sent(name: str) -> list[tuple[BinaryIO, str]]:
    """Return the files sent under a name, each with its own, in the order of the page."""
    return [(cast("BinaryIO", one.stream), one.filename) for one in request.files.getlist(name) if one.filename]
