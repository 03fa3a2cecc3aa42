"""Papers in a form: a file for each requirement, or the word that the paper itself is shown."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import BooleanField

from eservice.accounts.gate import counted
from eservice.accounts.rules import Guess
from eservice.catalogue.definition import Requirement
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.uploads import actions as uploads
from eservice.web.errors import sentence
from eservice.web.filters import local
from eservice.web.forms import HouseForm, UploadField
from eservice.web.login import network_here

ACCEPT = "image/*,application/pdf"
"""Camera, gallery or files: never the camera alone."""


def file_form(wanted: Sequence[Requirement], *, bring: str = "") -> Any:
    """Return a bound form with a file, 'bring it later' (in other words if given) and 'use it again' for each."""
    members: dict[str, Any] = {}
    for one in wanted:
        members[f"berkas-{one.key}"] = UploadField(local(one, "name"), render_kw={"accept": ACCEPT})
        members[f"bawa-{one.key}"] = BooleanField(
            bring or _("Saya bawa aslinya nanti"),
            description=_("Pemeriksaan tetap berjalan. Surat diserahkan setelah aslinya kami lihat."),
        )
        members[f"lagi-{one.key}"] = BooleanField(_("Pakai berkas yang lalu"))
    return type("ProofForm", (HouseForm,), members)()


def blame(field: Any, words: str) -> None:
    """Say what is wrong with a file, by its name: the summary lists several of them."""
    field.errors = [f"{field.label.text}: {words}"]


def _counted(owner: uploads.Owner) -> AbstractContextManager[None]:
    """Count a file that turns out not to be one, for whoever sent it and for the network it came from."""
    secret = str(owner.user_id or owner.draft_digest)
    return counted(Guess.FILE, secret=secret, network=network_here(), at=clock.now())


def prepared(
    keys: Sequence[str], problems: dict[str, str], *, rationed: uploads.Owner | None = None
) -> dict[str, uploads.Prepared]:
    """Return the files that were sent and can be taken; why others cannot goes into ``problems``.

    Args:
        rationed: whose files they are, where that person may send only so many.
    """
    found = {}
    for key in keys:
        sent = request.files.get(f"berkas-{key}")
        if sent is None or not sent.filename:
            continue
        try:
            if rationed is not None:
                uploads.must_have_room(rationed, at=clock.now())
            counting = nullcontext if rationed is None else partial(_counted, rationed)
            found[key] = uploads.prepare(sent.stream, sent.filename, counting=counting)  # type: ignore[arg-type]
        except DomainError as refusal:
            problems[key] = sentence(refusal)
    return found
