"""A page with one form, or a button alone: it acts in one transaction and goes on, or says why it was refused."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from eservice.accounts.actor import Actor
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.web.errors import sentence, status_of
from eservice.web.forms import HouseForm
from eservice.web.guards import note_refused, signed_in

Act: TypeAlias = Callable[[Actor], object]
"""What is done, inside the transaction."""
Done: TypeAlias = tuple[str, str]
"""What is said afterwards, and where one goes on."""

DONE = 303
"""The status of what was done: go on from here."""


def answer(
    template: str, form: HouseForm, act: Act, *, done: Done, shown: Callable[[], Mapping[str, Any]] = dict
) -> ResponseReturnValue:
    """Show the form; once it is sent and right, act and go on. What was typed stays when it is refused.

    Args:
        shown: what the page shows besides, asked for once it is known that it is shown, and of what is true by then.
    """

    def in_one() -> None:
        with transaction():
            act(signed_in())

    status = acted(form, in_one)
    if status == DONE:
        words, onward = done
        flash(words, "good")
        return redirect(onward, DONE)
    return render_template(template, form=form, **shown()), status


def acted(form: HouseForm, act: Callable[[], object]) -> int:
    """Act once a form is sent and right; a refusal is said in the form.

    Returns:
        The status of the page: ``DONE``, or 200 where nothing was sent, 422 for a form that is not right, and what a
        refusal stands for.
    """
    if not form.validate_on_submit():
        return 422 if form.errors else 200
    try:
        act()
    except DomainError as refusal:
        note_refused(refusal)
        form.refuse(refusal)
        return status_of(refusal)
    return DONE


def press(act: Act, *, done: Done) -> ResponseReturnValue:
    """Act on a button without a form, and go on; a refusal is said on the page one goes back to."""
    words, onward = done
    try:
        with transaction():
            act(signed_in())
    except DomainError as error:
        note_refused(error)
        flash(sentence(error), "bad")
    else:
        flash(words, "good")
    return redirect(onward, DONE)
