"""The parts of a draft besides its form and its letter: what it is, its rules, its standard, the order of its parts."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eservice.accounts.permissions import Permission
from eservice.catalogue import drafting, editing, shelf
from eservice.catalogue.definition import STANDARD_INTERNAL, STANDARD_PUBLISHED, ForWhom
from eservice.catalogue.drafts import ServiceDraft
from eservice.catalogue.editing import Raw, Way
from eservice.catalogue.reading import ready_made
from eservice.catalogue.words import STANDARD, WORDS
from eservice.kernel import clock
from eservice.kernel.errors import InvalidInputError, NotFoundError
from eservice.web.admin.answering import answer
from eservice.web.admin.draft_forms import BasicsForm, ComponentForm, RulesForm
from eservice.web.admin.routes import blueprint
from eservice.web.answering import press
from eservice.web.forms import HouseForm
from eservice.web.guards import requires

FOLLOWING = ("persyaratan", "jangka_waktu")
"""Components that follow from other parts, and are not written by hand."""
KEEP = "="
"""The answer of a list of conditions that leaves a condition as it is, where the list cannot say it."""


def saved(
    view: str,
    form: HouseForm,
    edit: Callable[[Raw], None],
    draft: ServiceDraft,
    *,
    part: str,
    onward: str,
    **shown: Any,
) -> ResponseReturnValue:
    """Show the form of a part, and write it into the draft once it is right."""
    draft_id = draft.id
    return answer(
        view,
        form,
        lambda actor: drafting.change(draft_id, edit, part=part, actor=actor, at=clock.now()),
        done=(_("Disimpan dalam rancangan."), onward),
        draft_id=draft_id,
        name=draft.definition["name"],
        **shown,
    )


@blueprint.route("/kelola/rancangan/<int:draft_id>/umum", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_basics(draft_id: int) -> ResponseReturnValue:
    """Write what a service is, who may ask, and how it is found."""
    draft = shelf.draft_of(draft_id)
    raw = draft.definition
    plain = {key: raw[key] for key in ("name", "name_en", "description", "description_en", "life_events", "for_whom")}
    form = BasicsForm(data=plain | {"rt_mode": raw["rt_mode"], "search": ", ".join(raw["search"])})

    def edit(raw: Raw) -> None:
        raw.update({key: form._fields[key].data for key in (*plain, "rt_mode")})
        raw["search"] = _listed(form.search.data)
        _ask_for_whom(raw)

    return saved("draft_basics", form, edit, draft, part="basics", onward=url_for(".draft_show", draft_id=draft_id))


def _ask_for_whom(raw: Raw) -> None:
    """Let the question for whom offer exactly who may be asked for."""
    shared = {choice[0]: choice for choice in ready_made("field")["untuk_siapa"]["choices"]}
    for step in raw["steps"]:
        for field in step["fields"]:
            if field["key"] == "untuk_siapa":
                own = {choice[0]: choice for choice in field["choices"]}
                field["choices"] = [own.get(whom) or shared[whom] for whom in raw["for_whom"]]


@blueprint.route("/kelola/rancangan/<int:draft_id>/aturan", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_rules(draft_id: int) -> ResponseReturnValue:
    """Write promise, signatures, validity, archive code and decree."""
    draft = shelf.draft_of(draft_id)
    raw = draft.definition
    promise, validity = raw["promise"], raw.get("validity", {})
    camat: Raw = next((one for one in raw["signing"] if one["place"] == "camat"), {})
    form = RulesForm(
        data={f"{channel}_{unit}": promise[channel].get(unit) for channel in promise for unit in ("days", "minutes")}
        | {f"validity_{unit}": validity.get(unit) for unit in ("months", "days")}
        | {
            "signing": " ".join(one["place"] for one in raw["signing"]),
            "camat_when": chosen_condition(raw, camat),
            "second_reader": raw.get("second_reader", False),
            "by_hand": raw.get("by_hand", False),
            "archive_code": raw["archive"]["code"],
            "archive_old": ", ".join(raw["archive"]["old"]),
            "decree_number": raw["decree"]["number"],
            "decree_on": date.fromisoformat(raw["decree"]["dated_on"]),
            "valid_from": date.fromisoformat(raw["decree"]["valid_from"]),
        }
    )
    form.camat_when.choices = conditions(raw, camat)
    form.same_day = frozenset(channel for channel, limit in promise.items() if "same_day" in limit)

    def edit(raw: Raw) -> None:
        for channel in ("online", "counter"):
            if not form.keeps_limit(channel):
                limits = {unit: form._fields[f"{channel}_{unit}"].data for unit in ("days", "minutes")}
                kept = {key: value for key, value in raw["promise"][channel].items() if key == "visit_days"}
                limit = {unit: int(typed) for unit, typed in limits.items() if typed}
                raw["promise"][channel] = limit | (kept if limits["days"] else {})
        spans = {"months": form.validity_months.data, "days": form.validity_days.data}
        editing.put(raw, {"validity": {unit: int(typed) for unit, typed in spans.items() if typed}})
        _set_signing(raw, form)
        editing.put(raw, {"second_reader": bool(form.second_reader.data), "by_hand": bool(form.by_hand.data)})
        raw["archive"] = {"code": form.archive_code.data, "old": _listed(form.archive_old.data)}
        raw["decree"] = {
            "number": form.decree_number.data,
            "dated_on": form.decree_on.data.isoformat(),
            "valid_from": form.valid_from.data.isoformat(),
            "example": raw["decree"]["example"] and raw["decree"]["number"] == form.decree_number.data,
        }

    return saved("draft_rules", form, edit, draft, part="rules", onward=url_for(".draft_show", draft_id=draft_id))


def _set_signing(raw: Raw, form: RulesForm) -> None:
    if not raw["signing"]:  # what SIAK makes carries no signature of ours
        return
    known = {one["place"]: one for one in raw["signing"]}
    raw["signing"] = [dict(known.get(place, {"place": place})) for place in (form.signing.data or "lurah").split()]
    for one in raw["signing"]:
        if one["place"] == "camat":
            set_condition(one, form.camat_when.data or "")


def conditions(raw: Raw, entry: Raw, *, before: str = "") -> list[SelectChoice]:
    """Return what something may depend on: every answer of every question that is answered by choosing.

    Args:
        before: the question that asks; questions after it are answered too late.
    """
    found = [SelectChoice("", _("Selalu"))]
    if entry.get("when") and chosen_condition(raw, entry) == KEEP:
        found.append(SelectChoice(KEEP, _("Tetap seperti sekarang: beberapa jawaban")))
    for step in raw["steps"]:
        for field in step["fields"]:
            if field["key"] == before:
                return found
            for value, words in _answers_of(raw, field):
                asked = f"{field['label']} {words}"
                found.append(SelectChoice(f"{field['key']}={value}", asked))
    return found


def _answers_of(raw: Raw, field: Raw) -> list[tuple[str, str]]:
    if field["key"] == "untuk_siapa":
        return [(whom, _(WORDS[ForWhom][ForWhom(whom)])) for whom in raw["for_whom"]]
    if field["kind"] == "yesno":
        return [("ya", _("Ya")), ("tidak", _("Tidak"))]
    if field["kind"] == "choice":
        return [(one["value"], one["label"]) if isinstance(one, dict) else (one[0], one[1]) for one in field["choices"]]
    return []


def chosen_condition(raw: Raw, entry: Raw) -> str:
    """Return the answer of ``conditions`` that an entry's condition is."""
    when = entry.get("when")
    if not when:
        return ""
    when = when[0] if isinstance(when, list) and len(when) == 1 else when
    if isinstance(when, dict) and len(when.get("is", ())) == 1:
        return f"{when['field']}={when['is'][0]}"
    return KEEP


def set_condition(entry: Raw, chosen: str) -> None:
    """Let an entry depend on what was chosen in ``conditions``."""
    if chosen == KEEP:
        return
    key, _equals, value = chosen.partition("=")
    editing.put(entry, {"when": {"field": key, "is": [value]} if key else None})


@blueprint.get("/kelola/rancangan/<int:draft_id>/standar")
@requires(Permission.HOUSE_MANAGE)
def draft_standard(draft_id: int) -> ResponseReturnValue:
    """List the 14 components of the standard in their order."""
    draft = shelf.draft_of(draft_id)
    return render_template(
        "admin/draft_standard.html",
        draft_id=draft_id,
        name=draft.definition["name"],
        components=[
            (key, STANDARD[key], draft.definition["standard"][key], key in STANDARD_PUBLISHED, key in FOLLOWING)
            for key in (*STANDARD_PUBLISHED, *STANDARD_INTERNAL)
        ],
    )


@blueprint.route("/kelola/rancangan/<int:draft_id>/standar/<component>", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_component(draft_id: int, component: str) -> ResponseReturnValue:
    """Write one component of the standard."""
    draft = shelf.draft_of(draft_id)
    if component not in STANDARD or component in FOLLOWING:
        raise NotFoundError("part_unknown")
    sides = {"items": component, "items_en": f"{component}_en"}
    form = ComponentForm(data={side: "\n".join(draft.definition["standard"][key]) for side, key in sides.items()})

    def edit(raw: Raw) -> None:
        written = {key: _lines(form._fields[side].data) for side, key in sides.items()}
        if len({len(lines) for lines in written.values()}) > 1:
            raise InvalidInputError("languages_differ", field="items_en")
        raw["standard"].update(written)

    onward = url_for(".draft_standard", draft_id=draft_id)
    return saved("draft_component", form, edit, draft, part="standard", onward=onward, title=STANDARD[component])


@blueprint.post("/kelola/rancangan/<int:draft_id>/susun")
@requires(Permission.HOUSE_MANAGE)
def draft_arrange(draft_id: int) -> ResponseReturnValue:
    """Move a part up or down among its like, or take it out."""
    place, way = request.form.get("place", ""), request.form.get("way", "")
    view = ".draft_requirements" if place.startswith("requirements") else ".draft_form"

    def edit(raw: Raw) -> None:
        if way not in set(Way):
            raise NotFoundError("part_unknown")
        editing.arrange(raw, place, Way(way))

    return press(
        lambda actor: drafting.change(draft_id, edit, part="order", actor=actor, at=clock.now()),
        done=(_("Disimpan dalam rancangan."), url_for(view, draft_id=draft_id)),
    )


def _listed(typed: str | None) -> list[str]:
    return [one for one in (part.strip() for part in (typed or "").split(",")) if one]


def _lines(typed: str | None) -> list[str]:
    return [line for line in (re.sub(r"\s+", " ", part).strip() for part in (typed or "").split("\n")) if line]
