"""The catalogue for machines: every service with its standard, questions, proofs and promise, as the pages say it."""

from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from eservice.catalogue import queries
from eservice.catalogue.definition import STANDARD_PUBLISHED, Condition, Field, Promise, Requirement
from eservice.catalogue.queries import Offered
from eservice.kernel import clock
from eservice.web.api.routes import blueprint
from eservice.web.api.telling import address
from eservice.web.guards import public
from eservice.web.problems import open_to_all

VERSION = 1


@blueprint.get("/v1/services")
@public
def services() -> ResponseReturnValue:
    """List the services, also those that nobody takes requests for just now."""
    found = queries.services(at=clock.now(), with_closed=True)
    return open_to_all(jsonify(version=VERSION, services=[_teaser(one) for one in found]))


@blueprint.get("/v1/services/<slug>")
@public
def service(slug: str) -> ResponseReturnValue:
    """Tell one service whole: what new requests follow."""
    offered = queries.by_slug(slug, at=clock.now())
    told = offered.definition
    decree = told.decree
    return open_to_all(
        jsonify(
            version=VERSION,
            **_teaser(offered),
            service_version=offered.version_number,
            life_events=list(told.life_events),
            for_whom=list(told.for_whom),
            standard=[
                {"key": one.key, "published": one.key in STANDARD_PUBLISHED, "items": one.items,
                 "items_en": one.items_en}
                for one in told.standard
            ],
            decree={"number": decree.number, "dated_on": decree.dated_on.isoformat(), "example": decree.example},
            promise={channel: _promise(one) for channel, one in told.promise.items()},
            signed_by=[{"place": one.place, "when": _when(one.when)} for one in told.signing],
            outcome=told.outcome.kind,
            requirements=[_requirement(one) for one in told.requirements],
            steps=[
                {"key": step.key, "title": step.title, "title_en": step.title_en, "when": _when(step.when),
                 "fields": [_field(one) for one in step.fields]}
                for step in told.steps
            ],
        )
    )  # fmt: skip


def _teaser(offered: Offered) -> dict[str, Any]:
    told = offered.definition
    return {
        "code": told.code,
        "slug": told.slug,
        "name": told.name,
        "name_en": told.name_en,
        "description": told.description,
        "description_en": told.description_en,
        "issuer": told.issuer,
        "open": offered.is_on,
        "page": address("public.service_show", slug=told.slug),
        "api": address("api.service", slug=told.slug),
        "apply": address("citizen.apply", slug=told.slug),
    }


def _promise(promise: Promise) -> dict[str, Any]:
    return {name: value for name, value in asdict(promise).items() if value not in (None, "")}


def _requirement(one: Requirement) -> dict[str, Any]:
    return {
        "key": one.key, "name": one.name, "name_en": one.name_en, "hint": one.hint, "hint_en": one.hint_en,
        "required": one.required, "kinds": list(one.kinds), "may_bring": one.may_bring, "when": _when(one.when),
    }  # fmt: skip


def _field(one: Field) -> dict[str, Any]:
    return {
        "key": one.key, "kind": one.kind, "label": one.label, "label_en": one.label_en, "hint": one.hint,
        "hint_en": one.hint_en, "required": one.required, "max_length": one.max_length, "minimum": one.minimum,
        "maximum": one.maximum, "tense": one.tense or None, "min_items": one.min_items, "max_items": one.max_items,
        "choices": [{"value": it.value, "label": it.label, "label_en": it.label_en} for it in one.choices],
        "when": _when(one.when), "fields": [_field(inner) for inner in one.fields],
    }  # fmt: skip


def _when(conditions: tuple[Condition, ...]) -> list[dict[str, Any]]:
    return [{"field": one.field, "values": list(one.values), "negated": one.negated} for one in conditions]
