"""The form of a draft: its pages and questions in order, and each page as the citizen meets it."""

import re
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eservice.accounts.permissions import Permission
from eservice.catalogue import editing, rules, shelf
from eservice.catalogue.answers import check_answers, read_form
from eservice.catalogue.definition import Kind
from eservice.catalogue.drafts import ServiceDraft
from eservice.catalogue.editing import NEEDED, Raw
from eservice.catalogue.parsing import readable
from eservice.catalogue.reading import ready_made
from eservice.kernel import clock
from eservice.kernel.errors import InvalidInputError, NotFoundError
from eservice.web import questions
from eservice.web.admin.draft_forms import FieldForm, ReadyMadeForm, StepForm
from eservice.web.admin.draft_parts import chosen_condition, conditions, saved, set_condition
from eservice.web.admin.routes import blueprint
from eservice.web.guards import requires
from eservice.web.labels import LABELS

GROUPS = frozenset({"person", "people"})


@blueprint.get("/kelola/rancangan/<int:draft_id>/isian")
@requires(Permission.HOUSE_MANAGE)
def draft_form(draft_id: int) -> ResponseReturnValue:
    """List the pages of the form with their questions, and what the officer adds."""
    raw = shelf.draft_of(draft_id).definition
    return render_template(
        "admin/draft_form.html",
        draft_id=draft_id,
        name=raw["name"],
        steps=raw["steps"],
        officer=raw["officer_fields"],
        needed=NEEDED,
        groups=GROUPS,
        kinds={str(kind): _(words) for kind, words in LABELS[Kind].items()},
    )


@blueprint.route("/kelola/rancangan/<int:draft_id>/halaman-baru", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_step_new(draft_id: int) -> ResponseReturnValue:
    """Add a page to the form."""
    draft, form = shelf.draft_of(draft_id), StepForm()
    form.when.choices = conditions(draft.definition, {})

    def edit(raw: Raw) -> None:
        entry: Raw = {"key": editing.key_of(form.title.data or ""), "fields": []}
        _write_step(entry, form)
        editing.add(raw, "steps", entry)

    return _saved("draft_step_new", form, edit, draft)


@blueprint.route("/kelola/rancangan/<int:draft_id>/halaman/<step>", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_step(draft_id: int, step: str) -> ResponseReturnValue:
    """Write the heading of a page, and when it is asked."""
    draft = shelf.draft_of(draft_id)
    entry = editing.part(draft.definition, f"steps/{step}")
    form = StepForm(data=entry | {"when": chosen_condition(draft.definition, entry)})
    first = entry["fields"][0]["key"] if entry["fields"] else ""
    form.when.choices = conditions(draft.definition, entry, before=first)

    def edit(raw: Raw) -> None:
        _write_step(editing.part(raw, f"steps/{step}"), form)

    return _saved("draft_step", form, edit, draft, title=entry["title"])


def _write_step(entry: Raw, form: StepForm) -> None:
    said = ("title", "title_en", "hint", "hint_en")
    editing.put(entry, {key: form._fields[key].data for key in said})
    set_condition(entry, form.when.data or "")


@blueprint.route("/kelola/rancangan/<int:draft_id>/tanya-baru/<path:place>", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_field_new(draft_id: int, place: str) -> ResponseReturnValue:
    """Ask one more question: on a page, in a group, or of the officer."""
    draft, form = shelf.draft_of(draft_id), FieldForm()
    in_group = place.count("/") == 2
    form.kind.choices = [
        SelectChoice(str(kind), _(words))
        for kind, words in LABELS[Kind].items()
        if not (in_group or place == "officer") or str(kind) not in GROUPS | {"region"}
    ]
    form.when.choices = _conditions_at(draft.definition, f"{place}/", {})

    def edit(raw: Raw) -> None:
        entry: Raw = {"key": editing.key_of(form.label.data or "")}
        if form.kind.data in GROUPS:
            entry["fields"] = []
        _write_field(entry, form)
        editing.add(raw, place, entry)

    return _saved("draft_field_new", form, edit, draft)


@blueprint.route("/kelola/rancangan/<int:draft_id>/tanya/<path:place>", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_field(draft_id: int, place: str) -> ResponseReturnValue:
    """Write what a question asks, and what it takes for an answer."""
    draft = shelf.draft_of(draft_id)
    entry = editing.part(draft.definition, place)
    data = {"required": True} | entry | {"choices": _choices_said(entry), "suggestions": _lines_of(entry)}
    form = FieldForm(data=data | {"when": _chosen_at(draft.definition, place, entry)})
    form.kind.choices = [SelectChoice(entry["kind"], _(LABELS[Kind][Kind(entry["kind"])]))]
    form.when.choices = _conditions_at(draft.definition, place, entry)

    def edit(raw: Raw) -> None:
        _write_field(editing.part(raw, place), form)

    return _saved("draft_field", form, edit, draft, title=entry["label"])


@blueprint.route("/kelola/rancangan/<int:draft_id>/tanya-siap-pakai/<step>", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_field_ready(draft_id: int, step: str) -> ResponseReturnValue:
    """Ask a question that other services ask too, and that a person's record may answer."""
    draft, shared, form = shelf.draft_of(draft_id), ready_made("field"), ReadyMadeForm()
    held = {field["key"] for one in draft.definition["steps"] for field in one["fields"]}
    form.key.choices = [
        SelectChoice(key, one["label"]) for key, one in shared.items() if one["key"] == key and key not in held
    ]

    def edit(raw: Raw) -> None:
        editing.add(raw, f"steps/{step}", shared[form.key.data])

    return _saved("draft_field_ready", form, edit, draft)


def _saved(view: str, form: Any, edit: Any, draft: ServiceDraft, **shown: Any) -> ResponseReturnValue:
    return saved(view, form, edit, draft, part="form", onward=url_for(".draft_form", draft_id=draft.id), **shown)


def _write_field(entry: Raw, form: FieldForm) -> None:
    if not entry["key"]:
        raise InvalidInputError("part_nameless", field="label")
    entry.setdefault("kind", form.kind.data)
    said = ("label", "label_en", "hint", "hint_en", "max_length", "minimum", "maximum", "min_items", "max_items")
    written = {key: form._fields[key].data for key in said}
    numbers = {key: int(value) if value else None for key, value in written.items() if key[0] == "m"}
    editing.put(entry, written | numbers | {"printed": True})
    entry["required"] = bool(form.required.data)
    if entry["kind"] == "date" or (entry["kind"] == "number" and entry.get("tense")):
        entry["tense"] = form.tense.data or "any"
    if entry["kind"] == "choice" and entry["key"] != "untuk_siapa":
        entry["choices"] = _choices_written(entry, form.choices.data or "")
    if entry["kind"] in ("text", "address"):
        suggestions = [line.strip() for line in (form.suggestions.data or "").split("\n") if line.strip()]
        editing.put(entry, {"suggestions": suggestions})
    set_condition(entry, form.when.data or "")


def _choices_written(entry: Raw, typed: str) -> list[Any]:
    """Return the answers written one a line, 'Kata | English'; an answer that keeps its words keeps its value too."""
    known = {_pair(one)[0]: one for one in entry.get("choices", ())}
    found: list[Any] = []
    for line in typed.split("\n"):
        words, _bar, english = (part.strip() for part in line.partition("|"))
        if words:
            old = known.get(words)
            if isinstance(old, dict):
                found.append(old | {"label_en": english or old["label_en"]})
            else:
                found.append([old[0] if old else editing.key_of(words), words, english or words])
    values = [one["value"] if isinstance(one, dict) else one[0] for one in found]
    if len(found) < 2 or "" in values or len(set(values)) < len(values):
        raise InvalidInputError("choices_wrong", field="choices")
    return found


def _choices_said(entry: Raw) -> str:
    return "\n".join(" | ".join(_pair(one)) for one in entry.get("choices", ()))


def _pair(choice: Any) -> tuple[str, str]:
    return (choice["label"], choice["label_en"]) if isinstance(choice, dict) else (choice[1], choice[2])


def _lines_of(entry: Raw) -> str:
    return "\n".join(entry.get("suggestions", ()))


def _conditions_at(raw: Raw, place: str, entry: Raw) -> list[SelectChoice]:
    """Return what a question may depend on: the answers before it, of its own group or list where it stands in one."""
    return conditions(_around(raw, place), entry, before=entry.get("key", ""))


def _chosen_at(raw: Raw, place: str, entry: Raw) -> str:
    return chosen_condition(_around(raw, place), entry)


def _around(raw: Raw, place: str) -> Raw:
    """Return the definition as a question at ``place`` sees it.

    Args:
        place: of the question, or of what a new one is asked in.
    """
    first, *keys = place.split("/")
    if first == "officer":
        return raw | {"steps": [{"fields": raw["officer_fields"]}]}
    above = keys[:2] if len(keys) > 2 else keys
    if len(above) == 2 and len(keys) > 2:
        return raw | {"steps": [{"fields": editing.part(raw, "/".join((first, *above)))["fields"]}]}
    return raw


@blueprint.route("/kelola/rancangan/<int:draft_id>/coba/<step>", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_try(draft_id: int, step: str) -> ResponseReturnValue:
    """Show a page of the form as the citizen meets it, and check what is typed there; nothing of it is kept."""
    definition = readable(shelf.draft_of(draft_id).definition)
    page = definition.step(step)
    if page is None:
        raise NotFoundError("part_unknown")
    typed = read_form(page, request.form)
    clean, problems = check_answers(definition, page, typed, today=clock.today())
    chosen = clean | {key: value for key, value in typed.items() if isinstance(value, str)}
    fields = rules.visible_fields(definition, page, chosen) or page.fields
    rows = {request.form["tambah"]: _rows(page, request.form["tambah"]) + 1} if "tambah" in request.form else {}
    form = questions.form_for(fields, clean, rows=rows)
    if request.method == "POST" and not rows:
        form.show(problems)
    order = [one.key for one in definition.steps]
    return render_template(
        "admin/draft_try.html",
        draft_id=draft_id,
        page=page,
        form=form,
        blocks=questions.blocks(form, fields, clean, rows),
        accepted=request.method == "POST" and not rows and not problems,
        following=next(iter(order[order.index(step) + 1 :]), ""),
    ), 422 if form.errors and request.method == "POST" and not rows else 200


def _rows(page: Any, key: str) -> int:
    numbers = [int(found[1]) for name in request.form if (found := re.fullmatch(rf"{re.escape(key)}-(\d+)-\w+", name))]
    return max(numbers, default=-1) + 1
