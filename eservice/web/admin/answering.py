"""How every form of the administration is answered: show, act in one transaction, say what was done, go on."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.requests import shifting
from eservice.web import answering
from eservice.web.admin.forms import NothingForm
from eservice.web.admin.house_forms import DecreeForm
from eservice.web.admin.moves import NO_MOVES, Moves, moves_of
from eservice.web.answering import Act, Done, press
from eservice.web.forms import HouseForm
from eservice.worktime.planning import Planned


def answer(view: str, form: HouseForm, act: Act, *, done: Done, **shown: Any) -> ResponseReturnValue:
    """Show the form, and act on it, as ``answering.answer``.

    Args:
        view: the template, named for the endpoint.
    """
    page = {"action": request.path} | shown
    return answering.answer(f"admin/{view}.html", form, act, done=done, shown=lambda: page)


def answer_moving(
    view: str, form: DecreeForm, act: Act, planned: Callable[[], Planned], *, done: Done, **shown: Any
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
    view: str, act: Act, planned: Callable[[], Planned], *, done: Done, **shown: Any
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
