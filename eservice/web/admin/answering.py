"""How every form of the administration is answered: show, act in one transaction, say what was done, go on."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import shifting
from eservice.web.admin.forms import NothingForm
from eservice.web.admin.house_forms import DecreeForm
from eservice.web.admin.moves import NO_MOVES, Moves, moves_of
from eservice.web.errors import sentence, status_of
from eservice.web.forms import HouseForm
from eservice.web.guards import signed_in
from eservice.worktime.planning import Planned

Act = Callable[[Actor], object]
"""What is done, inside the transaction."""


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


def answer_moving(
    view: str, form: DecreeForm, act: Act, planned: Callable[[], Planned], *, done: tuple[str, str], **shown: Any
) -> ResponseReturnValue:
    """As ``answer``, but whoever would move promises first sees which, and confirms by sending the same form again.

    Args:
        planned: what the form would change; asked once it is right.
    """
    if form.validate_on_submit():
        moves = _foreseen(planned)
        if moves.rows and form.seen.data != form.digest():
            form.seen.data = form.digest()
            return render_template(f"admin/{view}.html", form=form, action=request.path, moves=moves, **shown)
    return answer(view, form, act, done=done, **shown)


def press_moving(
    view: str, act: Act, planned: Callable[[], Planned], *, done: tuple[str, str], **shown: Any
) -> ResponseReturnValue:
    """As ``press``, but a page asks first where promises would move."""
    form = NothingForm()
    moves = _foreseen(planned)
    if moves.rows and request.form.get("seen") != "yes":
        return render_template(
            f"admin/{view}.html", form=form, action=request.path, moves=moves, back_to=done[1], **shown
        )
    return press(act, done=done)


def _foreseen(planned: Callable[[], Planned]) -> Moves:
    """Return the promises a change would move; one that cannot be planned is refused by the act itself."""
    try:
        change = planned()
    except (DomainError, ValueError):
        return NO_MOVES
    return moves_of(shifting.foresee(change, at=clock.now()))


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
