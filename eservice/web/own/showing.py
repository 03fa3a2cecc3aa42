"""Data Saya: what is held, for what, until when; who looked at it; what one agreed to."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.letters.lookups import lookups_of
from eservice.privacy import actions, breaches, holding, queries
from eservice.privacy.purposes import about
from eservice.privacy.queries import Look
from eservice.privacy.rules import ConsentPurpose, Held, WishKind, holds
from eservice.privacy.words import CONSENT_TEXTS
from eservice.requests.models import Request
from eservice.web import questions
from eservice.web.answering import press
from eservice.web.filters import masked_nik
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.locale import language
from eservice.web.own.room import blueprint
from eservice.web.sights import sight_of

NIK_LENGTH = 16
SHOWN = 100
"""Looks of one page."""


@blueprint.get("/akun/data")
@requires(Permission.ACCOUNT_OWN)
def data_show() -> ResponseReturnValue:
    """Show everything that is held of whoever is signed in."""
    held = holding.held_of(signed_in(), language=language(), at=clock.now())
    return render_template(
        "own/data_show.html",
        held=held,
        about=about,
        groups=Held,
        kinds=list(WishKind),
        answers={one.request.id: _masked(one.request) for one in held.requests},
        sights=[sight_of(one) for one in held.looks[:3]],
        consents=[
            (purpose, CONSENT_TEXTS[purpose], held.consents.get(purpose), holds(held.consents.get(purpose), purpose))
            for purpose in ConsentPurpose
        ],
        checks={one.letter.id: lookups_of(one.letter.id) for one in held.requests if one.letter is not None},
    )


@blueprint.get("/akun/data/insiden")
@requires(Permission.ACCOUNT_OWN)
def incident_list() -> ResponseReturnValue:
    """Show the data incidents that concern whoever is signed in, as they were told."""
    rows = [(one, [label(Held(group)) for group in one.data]) for one in breaches.about(signed_in().user_id or 0)]
    return render_template("own/incident_list.html", rows=rows)


def _masked(found: Request) -> list[tuple[str, str]]:
    """Return what was answered; numbers that identify people are masked, for telephones are shared."""
    rows = questions.answered(found)
    return [(words, masked_nik(said) if len(said) == NIK_LENGTH and said.isdecimal() else said) for words, said in rows]


@blueprint.get("/akun/data/dibuka")
@requires(Permission.ACCOUNT_OWN)
def look_list() -> ResponseReturnValue:
    """Show who of the office opened what, when and why, the latest first."""
    looks = queries.looks_of(signed_in())
    code = request.args.get("permohonan", "")
    chosen: list[Look] = [one for one in looks if one.code == code] if code else looks
    return render_template(
        "own/look_list.html",
        sights=[sight_of(one) for one in chosen[:SHOWN]],
        more=max(len(chosen) - SHOWN, 0),
        code=code if any(one.code == code for one in looks) else "",
        codes=sorted({one.code for one in looks if one.code}),
    )


@blueprint.post("/akun/data/persetujuan/<purpose>")
@requires(Permission.ACCOUNT_OWN)
def consent_set(purpose: str) -> ResponseReturnValue:
    """Agree to a purpose, or take it back."""
    if purpose not in set(ConsentPurpose):
        raise NotFoundError("no_such_wish")
    given = request.form.get("setuju") == "ya"
    return press(
        lambda actor: actions.consent(ConsentPurpose(purpose), given=given, actor=actor, at=clock.now()),
        done=(
            _("Persetujuan Anda tercatat.") if given else _("Persetujuan Anda sudah ditarik."),
            url_for(".data_show") + "#persetujuan",
        ),
    )
