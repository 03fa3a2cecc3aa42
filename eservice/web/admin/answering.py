"""How every form of the administration is answered: show, act in one transaction, say what was done, go on."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from eservice.accounts.actor import Actor
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.web.errors import sentence, status_of
from eservice.web.forms import HouseForm
from eservice.web.guards import signed_in

Act = Callable[[Actor], object]


def answer(view: str, form: HouseForm, act: Act, *, done: tuple[str, str], **shown: Any) -> ResponseReturnValue:
    """Show the form; once it is sent and right, act and go on. What was typed stays when it is refused.

    Args:
        view: the template, named for the endpoint.
        done: what to say afterwards, and where to go.
    """
    status = 200
    if form.validate_on_submit():
        try:
            with transaction():
                act(signed_in())
        except DomainError as error:
            form.refuse(error)
            status = status_of(error)
        else:
            words, onward = done
            flash(words, "good")
            return redirect(onward, 303)
    elif form.errors:
        status = 422
    return render_template(f"admin/{view}.html", form=form, action=request.path, **shown), status


def press(act: Act, *, done: tuple[str, str]) -> ResponseReturnValue:
    """Act on a button without a form, and go on; a refusal is said on the page one goes back to."""
    words, onward = done
    try:
        with transaction():
            act(signed_in())
    except DomainError as error:
        flash(sentence(error), "bad")
    else:
        flash(words, "good")
    return redirect(onward, 303)
