"""What people ask about their data: the list by what is due first, one of them, and its answer."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel import clock
from eservice.privacy import actions, deleting, queries
from eservice.privacy.models import DataWish
from eservice.privacy.rules import OPEN, WishKind, WishState
from eservice.privacy.words import KEPT_BY_LAW
from eservice.residents.queries import person_of_user
from eservice.web.answering import answer, press
from eservice.web.filters import duration
from eservice.web.guards import requires, signed_in
from eservice.web.protection.forms import REFUSE, AnswerForm, CorrectForm, answer_form
from eservice.web.protection.room import blueprint


@dataclass(frozen=True)
class Left:
    """What is left of the 3 × 24 hours, as ``due`` of the components draws it."""

    words: str
    shape: str
    tone: str


def left_of(due_at: datetime, *, at: datetime) -> Left:
    """Return what is left by the calendar: nights and holidays count."""
    seconds = (due_at - at).total_seconds()
    if seconds <= 0:
        return Left(_("lewat %(time)s", time=duration(max(-seconds, 60))), "late", "bad")
    words = _("sisa %(time)s", time=duration(seconds))
    return Left(words, "q3", "wait") if seconds < 24 * 3600 else Left(words, "q1", "good")


@blueprint.get("/pelindungan")
@requires(Permission.DATA_PROTECT)
def wish_list() -> ResponseReturnValue:
    """List what waits for an answer, what is due first in front, and what was answered last."""
    at = clock.now()
    rows = [(one, left_of(one.due_at, at=at)) for one in queries.waiting()]
    return render_template("protection/wish_list.html", rows=rows, answered=queries.answered())


@blueprint.route("/pelindungan/permintaan/<int:wish_id>", methods=["GET", "POST"])
@requires(Permission.DATA_PROTECT)
def wish_show(wish_id: int) -> ResponseReturnValue:
    """Show what somebody asks and answer it; the look is recorded and shown to them."""
    actor, at, wish = signed_in(), clock.now(), queries.wish(wish_id)
    audit.record_look(actor=actor, action="privacy:look", object=f"account:{wish.user_id}", at=at)
    person = person_of_user(wish.user_id)
    form = answer_form(wish.kind, person)
    return answer(
        "protection/wish_show.html",
        form,
        lambda actor: _answer(wish_id, wish.kind, form, actor),
        done=(_("Jawaban terkirim kepada pemilik data."), url_for(".wish_list")),
        shown=lambda: _shown(wish_id, at=at),
    )


@blueprint.post("/pelindungan/permintaan/<int:wish_id>/ambil")
@requires(Permission.DATA_PROTECT)
def wish_take(wish_id: int) -> ResponseReturnValue:
    """Begin to work on it."""
    return press(
        lambda actor: actions.take(wish_id, actor=actor, at=clock.now()),
        done=(_("Tercatat: sedang Anda periksa."), url_for(".wish_show", wish_id=wish_id)),
    )


@blueprint.post("/pelindungan/permintaan/<int:wish_id>/akhiri")
@requires(Permission.DATA_PROTECT)
def wish_lift(wish_id: int) -> ResponseReturnValue:
    """End a restriction for which there is no ground any more."""
    return press(
        lambda actor: actions.lift(wish_id, actor=actor, at=clock.now()),
        done=(_("Pembatasan diakhiri."), url_for(".wish_show", wish_id=wish_id)),
    )


def _shown(wish_id: int, *, at: datetime) -> dict[str, object]:
    wish = queries.wish(wish_id)
    is_open = wish.state in OPEN
    return {
        "wish": wish,
        "left": left_of(wish.due_at, at=at) if is_open else None,
        "is_open": is_open,
        "plan": _plan(wish, at=at) if is_open else None,
        "may_lift": wish.kind is WishKind.RESTRICT and wish.state is WishState.GRANTED,
        "kept_words": KEPT_BY_LAW,
        "person": person_of_user(wish.user_id),
    }


def _plan(wish: DataWish, *, at: datetime) -> dict[str, object] | None:
    return deleting.plan(wish, at=at).told() if wish.kind is WishKind.DELETE else None


def _answer(wish_id: int, kind: WishKind, form: AnswerForm, actor: Actor) -> None:
    """Carry out what was decided. Raises DomainError."""
    at, said = clock.now(), form.answer.data or ""
    if form.decision.data == REFUSE:
        actions.refuse(wish_id, said, actor=actor, at=at)
    elif kind is WishKind.DELETE:
        actions.delete(wish_id, said, actor=actor, at=at)
    elif kind is WishKind.RESTRICT:
        actions.restrict(wish_id, said, actor=actor, at=at)
    else:
        actions.correct(wish_id, said, form.right if isinstance(form, CorrectForm) else {}, actor=actor, at=at)
