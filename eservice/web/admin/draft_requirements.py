"""The proofs that a draft asks for."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eservice.accounts.permissions import Permission
from eservice.catalogue import editing, shelf
from eservice.catalogue.editing import Raw
from eservice.catalogue.reading import ready_made
from eservice.web.admin.draft_forms import ReadyMadeForm, RequirementForm
from eservice.web.admin.draft_parts import chosen_condition, conditions, saved, set_condition
from eservice.web.admin.routes import blueprint
from eservice.web.guards import requires


@blueprint.get("/kelola/rancangan/<int:draft_id>/syarat")
@requires(Permission.HOUSE_MANAGE)
def draft_requirements(draft_id: int) -> ResponseReturnValue:
    """List the proofs a service asks for."""
    draft = shelf.draft_of(draft_id)
    return render_template(
        "admin/draft_requirements.html",
        draft_id=draft_id,
        name=draft.definition["name"],
        requirements=draft.definition["requirements"],
    )


@blueprint.route("/kelola/rancangan/<int:draft_id>/syarat-siap-pakai", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_requirement_ready(draft_id: int) -> ResponseReturnValue:
    """Ask for a proof that other services ask for too."""
    draft, shared, form = shelf.draft_of(draft_id), ready_made("requirement"), ReadyMadeForm()
    held = {one["key"] for one in draft.definition["requirements"]}
    form.key.choices = [SelectChoice(key, one["name"]) for key, one in shared.items() if key not in held]
    onward = url_for(".draft_requirements", draft_id=draft_id)
    return saved(
        "draft_requirement_ready",
        form,
        lambda raw: editing.add(raw, "requirements", shared[form.key.data]),
        draft,
        part="requirements",
        onward=onward,
    )


@blueprint.route("/kelola/rancangan/<int:draft_id>/syarat-baru", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_requirement_new(draft_id: int) -> ResponseReturnValue:
    """Ask for a proof of this service's own."""
    draft, form = shelf.draft_of(draft_id), RequirementForm()
    form.when.choices = conditions(draft.definition, {})

    def edit(raw: Raw) -> None:
        entry: Raw = {"key": editing.key_of(form.name.data or "")}
        _write_requirement(entry, form)
        editing.add(raw, "requirements", entry)

    onward = url_for(".draft_requirements", draft_id=draft_id)
    return saved("draft_requirement_new", form, edit, draft, part="requirements", onward=onward)


@blueprint.route("/kelola/rancangan/<int:draft_id>/syarat/<key>", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_requirement(draft_id: int, key: str) -> ResponseReturnValue:
    """Write what is said about one proof."""
    draft = shelf.draft_of(draft_id)
    entry = editing.part(draft.definition, f"requirements/{key}")
    form = RequirementForm(data={"required": True} | entry | {"when": chosen_condition(draft.definition, entry)})
    form.when.choices = conditions(draft.definition, entry)

    def edit(raw: Raw) -> None:
        _write_requirement(editing.part(raw, f"requirements/{key}"), form)

    onward = url_for(".draft_requirements", draft_id=draft_id)
    return saved("draft_requirement", form, edit, draft, part="requirements", onward=onward, title=entry["name"])


def _write_requirement(entry: Raw, form: RequirementForm) -> None:
    said = ("name", "name_en", "when_text", "when_text_en", "may_bring", "reusable")
    editing.put(entry, {key: form._fields[key].data for key in said})
    entry |= {"hint": form.hint.data, "hint_en": form.hint_en.data, "required": bool(form.required.data)}
    set_condition(entry, form.when.data or "")
