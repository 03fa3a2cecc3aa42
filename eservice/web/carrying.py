"""What somebody typed for a page whose session had ended: carried through signing in again, and stored nowhere.

It travels in the sign-in page itself, sealed and with the number of its owner inside: who else signs in there cannot
read it. Passwords and PINs are left behind, and files too, since a page cannot hand a file back; their names are told.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from flask import current_app, g, request, session
from werkzeug.datastructures import MultiDict

from eservice.kernel.crypto import vault

FIELD = "bawaan"
"""The hidden field of the sign-in page in which it travels."""
BETWEEN = "bawaan_konfirmasi"
"""The hidden field of the page in between that asks who one is, before an act of weight."""
_TURNS = "bergantian"
_CONTEXT = "web.carried"
_SECRET = re.compile(r"(^|[_-])(sandi|password|pin|passphrase|current)($|[_-])")


@dataclass(frozen=True)
class Owner:
    """Whose session ended here, and in which capacity it was held."""

    user_id: int
    membership_id: int | None


@dataclass(frozen=True)
class Carried:
    """One form as it was sent."""

    user_id: int
    membership_id: int | None
    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    """Names of the files that have to be chosen again, as their owner named them."""
    looked: bool = False
    """The page was only to be opened; nothing was sent."""


def forget_forms_of_others() -> None:
    """Remember that officers take turns here: a form left open is of whoever was here before, and nobody else's."""
    session[_TURNS] = True


def may_be_anothers() -> bool:
    """Tell whether a form sent without our token may be what a colleague left open."""
    return _TURNS in session


def is_secret(name: str) -> bool:
    """Tell whether a field of this name holds what no page may hand on."""
    return _SECRET.search(name) is not None


def packed(owner: Owner) -> Carried:
    """Return what was sent here, for its owner."""
    return Carried(
        user_id=owner.user_id,
        membership_id=owner.membership_id,
        address=address_here(),
        fields=tuple(typed_here()),
        files=tuple(chosen_files()),
        looked=request.method != "POST",
    )


def typed_here() -> Iterable[tuple[str, str]]:
    """Yield the fields of this POST, in order, but for secrets and the token; of a page in between what it carries."""
    between = opened(BETWEEN)
    if between is not None:
        yield from between.fields
        return
    for name, value in request.form.items(multi=True):
        if name != "csrf_token" and not is_secret(name):
            yield name, value


def chosen_files() -> list[str]:
    """Return the names of the files this POST brings; a place for a file that was left empty brings none."""
    return [one.filename for _name, one in request.files.items(multi=True) if one.filename]


def sealed(carried: Carried) -> str:
    """Return what the sign-in page carries."""
    return vault().seal_text(json.dumps(asdict(carried), ensure_ascii=False), _CONTEXT)


def opened(field: str = FIELD) -> Carried | None:
    """Return what this POST brings back to the page it was sent to; None when there is nothing or it is spoilt."""
    text = vault().open_text(request.form.get(field, ""), _CONTEXT)
    if text is None:
        return None
    told = json.loads(text)
    fields = tuple((str(name), str(value)) for name, value in told.pop("fields"))
    carried = Carried(fields=fields, files=tuple(told.pop("files")), **told)
    return carried if carried.address == address_here() else None


def address_here() -> str:
    """Return the address of this page as links write it."""
    return request.full_path.rstrip("?")


def can_be_opened(path: str) -> bool:
    """Tell whether a page answers at ``path``, and not a button alone."""
    return current_app.url_map.bind("").test(path, method="GET")


def show_filled_in(carried: Carried) -> None:
    """Let this request open its page instead of sending it, with the forms filled in as they were typed."""
    rule, values = current_app.url_map.bind("").match(request.path, method="GET", return_rule=True)
    request.method, request.url_rule, request.view_args = "GET", rule, dict(values)
    g.typed = MultiDict(carried.fields)


def typed() -> MultiDict[str, str] | None:
    """Return what the forms of this page show because it was carried here; None on every other page."""
    found: MultiDict[str, str] | None = g.get("typed")
    return found
