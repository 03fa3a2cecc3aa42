"""Build the application: settings, drivers, extensions, blueprints, guards, errors, filters, in that order."""

import importlib
import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from eservice import cli
from eservice.config import ROOT, Settings
from eservice.kernel import db as database
from eservice.kernel.blobs import FolderBlobs
from eservice.kernel.crypto import Vault
from eservice.kernel.mail import ConsoleMailer, SmtpMailer
from eservice.kernel.ports import Blobs, Drivers, Mailer
from eservice.web.guards import guard

AUDIENCES = ("public", "auth", "citizen", "officer", "signer", "supervisor", "admin")


def create_app(settings: Settings | None = None, **changes: Any) -> Flask:
    """Return the wired application; ``changes`` replace single settings.

    Raises:
        SettingsError: the installation may not start with these settings.
        RuntimeError: a route has no policy.
    """
    settings = replace(settings or Settings.from_env(), **changes)
    settings.check()
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
    app.extensions["eservice.settings"] = settings
    app.extensions["eservice.vault"] = Vault.from_hex(settings.data_key)
    app.jinja_env.globals["settings"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _plug_drivers(app: Flask, settings: Settings) -> None:
    from eservice.letters.signing import signer_for  # noqa: PLC0415

    app.extensions["eservice.drivers"] = Drivers(
        blobs=_blobs(settings.blobs_url), mailer=_mailer(settings), signer=signer_for(settings)
    )


def _blobs(url: str) -> Blobs:
    if url.startswith("file://"):
        return FolderBlobs(Path(url.removeprefix("file://")))
    raise NotImplementedError(url)


def _mailer(settings: Settings) -> Mailer:
    if settings.mail_url == "console":
        return ConsoleMailer()
    return SmtpMailer(settings.mail_url, sender=settings.mail_from)


def _add_extensions(app: Flask) -> None:
    database.configure(app, app.extensions["eservice.settings"].database_url)
    Migrate(app, database.db, directory=str(ROOT / "eservice" / "migrations"), render_as_batch=True)
    CSRFProtect(app)
    for name in ("eservice.web.locale", "eservice.accounts.login", "eservice.web.login", "eservice.jobs"):
        if importlib.util.find_spec(name):
            importlib.import_module(name).install(app)


def _add_pages(app: Flask) -> None:
    for audience in AUDIENCES:
        name = f"eservice.web.{audience}.routes"
        if importlib.util.find_spec(f"eservice.web.{audience}") and importlib.util.find_spec(name):
            app.register_blueprint(importlib.import_module(name).blueprint)
    for name in ("errors", "filters", "headers", "labels", "navigation"):
        if importlib.util.find_spec(f"eservice.web.{name}"):
            module = importlib.import_module(f"eservice.web.{name}")
            if hasattr(module, "install"):
                module.install(app)
    guard(app)
