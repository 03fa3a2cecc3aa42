"""Pages that only tell: help, promises, privacy, accessibility."""

from datetime import UTC, timedelta

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from eservice.config import Settings
from eservice.kernel import clock
from eservice.privacy import keeping
from eservice.privacy.purposes import RECORD
from eservice.web.guards import public
from eservice.web.public.hours import cards, city_calendar, hours_of, offices_named
from eservice.web.public.room import blueprint


@blueprint.route("/bantuan")
@public
def help() -> ResponseReturnValue:  # noqa: A001 - the endpoint is part of the public contract
    """Show hours, addresses, telephone numbers, and what is free."""
    at, asked = clock.now(), request.args.get("q", "").strip()[:60]
    calendar_id = city_calendar(at=at)
    return render_template(
        "public/help.html",
        asked=asked,
        cards=cards(offices_named(asked, at=at), at=at),
        hours=hours_of(calendar_id, at=at) if calendar_id is not None else None,
    )


@blueprint.route("/privasi")
@public
def privacy() -> ResponseReturnValue:
    """Say what is kept, for what, on which ground, until when, who may see it, and what a person may ask for."""
    return render_template("public/privacy.html", record=RECORD, limits=keeping.limits())


@blueprint.route("/.well-known/security.txt")
@public
def security() -> ResponseReturnValue:
    """Say where faults of security are told (RFC 9116); it holds for half a year from the month in which it is read."""
    settings: Settings = current_app.extensions["eservice.settings"]
    month = clock.wib(clock.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    expires = (month + timedelta(days=184)).astimezone(UTC)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
        f"Policy: {settings.base_url}/privasi",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.route("/maklumat")
@public
def pledge() -> ResponseReturnValue:
    """Show the written promise of the office."""
    return render_template("public/pledge.html")


@blueprint.route("/aksesibilitas")
@public
def accessibility() -> ResponseReturnValue:
    """State how far the pages can be used by everyone."""
    return render_template("public/accessibility.html")


@blueprint.route("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Keep personal and staff pages, and single letters, out of search engines."""
    closed = ("/v/", "/verifikasi", "/lacak", "/masuk", "/daftar", "/akun", "/permohonan", "/petugas",
              "/tanda-tangan", "/penyelia", "/kelola", "/pelindungan", "/pemeriksa")  # fmt: skip
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
