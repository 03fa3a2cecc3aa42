"""Take one's own data along, as a file for machines or to print; who one is is asked again before."""

import json
from pathlib import Path
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import ConflictError
from eservice.kernel.transaction import transaction
from eservice.letters import book
from eservice.privacy import exporting, holding
from eservice.privacy.holding import Holding
from eservice.privacy.purposes import about
from eservice.privacy.rules import Held
from eservice.web import questions
from eservice.web.errors import sentence
from eservice.web.guards import requires, signed_in
from eservice.web.locale import language
from eservice.web.own.room import blueprint
from eservice.web.sights import sight_of
from eservice.web.stepping import weighty


@blueprint.post("/akun/data/unduh/<any(json, pdf):kind>")
@requires(Permission.ACCOUNT_OWN)
@weighty
def data_export(kind: str) -> ResponseReturnValue:
    """Return everything held of whoever is signed in as a file; that it was taken is noted."""
    actor, at = signed_in(), clock.now()
    held = holding.held_of(actor, language=language(), at=at)
    try:
        data: Any = (
            _printed(held)
            if kind == "pdf"
            else json.dumps(exporting.as_json(held, at=at), ensure_ascii=False, indent=2)
        )
    except ConflictError as busy:
        flash(sentence(busy), "wait")
        return redirect(url_for(".data_show"), 303)
    with transaction():
        exporting.note_export(kind, actor=actor, at=at)
    return Response(
        data,
        mimetype="application/pdf" if kind == "pdf" else "application/json",
        headers={
            "Content-Disposition": f'attachment; filename="data-saya-{clock.wib(at):%Y%m%d}.{kind}"',
            "Cache-Control": "private, no-store",
        },
    )


def _printed(held: Holding) -> bytes:
    page = render_template(
        "own/data_export.html",
        held=held,
        about=about,
        groups=Held,
        answers={one.request.id: questions.answered(one.request) for one in held.requests},
        sights=[sight_of(one) for one in held.looks],
        at=clock.now(),
    )
    return book.draw(page, lock=Path(current_app.instance_path) / "register-book.lock")
