"""Pages that only tell: help, promises, privacy, accessibility; and what machines ask first."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from eservice.web.guards import public
from eservice.web.public.room import blueprint


@blueprint.route("/privasi")
@public
def privacy() -> ResponseReturnValue:
    """Say what is kept, who may see it, and what a person may ask for."""
    return render_template("public/privacy.html")


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
              "/tanda-tangan", "/penyelia", "/kelola")  # fmt: skip
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.route("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Tell that the process answers; touches nothing else."""
    return Response("ok\n", mimetype="text/plain")
