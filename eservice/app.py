"""Build the application: settings, drivers, extensions, blueprints, guards, errors, filters, in that order."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from eservice import cli, jobs
from eservice.config import ROOT, Settings, SettingsError
from eservice.kernel import db as database
from eservice.kernel import failpoints
from eservice.kernel.blobs import FolderBlobs
from eservice.kernel.crypto import Vault
from eservice.kernel.mail import ConsoleMailer, SmtpMailer
from eservice.kernel.ports import Blobs, Drivers, Mailer, Scanner
from eservice.kernel.scanning import Clamd
from eservice.kernel.shared import SharedMemory
from eservice.kernel.stores import ObjectBlobs
from eservice.letters.checkpoints import KeyFile
from eservice.letters.sealkeys import SealKeys
from eservice.letters.signing import signer_for
from eservice.web import (
    access,
    addresses,
    errors,
    filters,
    headers,
    labels,
    locale,
    login,
    looking,
    navigation,
    pace,
    passkeys,
    spool,
    stepping,
    unsent,
)
from eservice.web.admin import routes as admin
from eservice.web.api import routes as api
from eservice.web.auth import routes as auth
from eservice.web.citizen import routes as citizen
from eservice.web.examiner import routes as examiner
from eservice.web.guards import guard
from eservice.web.handling import routes as handling
from eservice.web.officer import routes as officer
from eservice.web.own import routes as own
from eservice.web.protection import routes as protection
from eservice.web.public import routes as public
from eservice.web.signer import routes as signer
from eservice.web.supervisor import routes as supervisor

PAGES = (public, auth, own, citizen, officer, signer, supervisor, admin, protection, examiner, handling, api)
"""The blueprints, one for each audience."""


def create_app(settings: Settings | None = None, **changes: Any) -> Flask:
    """Return the wired application; ``changes`` replace single settings.

    Raises:
        SettingsError: the installation may not start with these settings.
        RuntimeError: a route has no policy.
    """
    settings = replace(settings or Settings.from_env(), **changes)
    settings.check()
    failpoints.arm(settings.failpoints)
    app = Flask(
        "eservice",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance_path),
    )
    _configure(app, settings)
    _plug_drivers(app, settings)
    _add_extensions(app)
    _add_pages(app)
    cli.install(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-eservice" if settings.is_secure_origin else "eservice",
        SESSION_COOKIE_SECURE=settings.is_secure_origin,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=400,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="id",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "eservice" / "translations"),
        TEMPLATES_AUTO_RELOAD=False,
    )
    if settings.proxies:
        hops = {"x_for": settings.proxies, "x_proto": settings.proxies, "x_host": settings.proxies}
        app.wsgi_app = ProxyFix(app.wsgi_app, **hops)  # type: ignore[method-assign]
    app.extensions["eservice.settings"] = settings
    app.extensions["eservice.vault"] = Vault.from_hex(
        settings.data_key, before=settings.data_keys_before, index_key=settings.index_key
    )
    app.jinja_env.globals["settings"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _plug_drivers(app: Flask, settings: Settings) -> None:
    app.extensions["eservice.drivers"] = Drivers(
        blobs=_blobs(settings),
        mailer=_mailer(settings),
        signer=signer_for(settings),
        log_key=KeyFile(settings.instance_path / "log", origin=f"{urlsplit(settings.base_url).netloc}/log"),
        seal_keys=SealKeys(settings.instance_path / "seals"),
        scanner=_scanner(settings.scanner_url),
        shared=SharedMemory(settings.cache_url) if settings.cache_url else None,
        stamps_time=bool(settings.tsa_url) and not settings.signer_url.startswith("bsre:"),
        specimen=settings.is_demo,
    )


def _blobs(settings: Settings) -> Blobs:
    url = settings.blobs_url
    if url.startswith("file://"):
        return FolderBlobs(Path(url.removeprefix("file://")))
    try:
        return ObjectBlobs(url, secret=settings.blobs_secret)
    except ValueError as error:
        raise SettingsError(
            f"BLOBS_URL must be file:///… or s3://bucket?endpoint=https://…, with BLOBS_SECRET=id:key ({error})"
        ) from error


def _scanner(url: str) -> Scanner | None:
    try:
        return Clamd(url) if url else None
    except ValueError as error:
        raise SettingsError(
            f"SCANNER_URL must be clamd://host:port or clamd:///path/of/its.socket, not {url!r}"
        ) from error


def _mailer(settings: Settings) -> Mailer:
    if settings.mail_url == "console":
        return ConsoleMailer()
    return SmtpMailer(settings.mail_url, sender=settings.mail_from)


def _add_extensions(app: Flask) -> None:
    settings: Settings = app.extensions["eservice.settings"]
    database.configure(app, settings.database_url, replica=settings.figures_url)
    Migrate(app, database.db, directory=str(ROOT / "eservice" / "migrations"), render_as_batch=True)
    CSRFProtect(app)
    for extension in (addresses, locale, login, jobs):
        extension.install(app)


def _add_pages(app: Flask) -> None:
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    app.extensions["csrf"].exempt(api.blueprint)  # no cookie opens anything there: a token in a header does
    for part in (errors, filters, headers, labels, looking, navigation, passkeys, unsent):
        part.install(app)
    guard(app)
    for first in (spool, pace, access):  # the last of them runs first
        first.install(app)
    stepping.install(app)
