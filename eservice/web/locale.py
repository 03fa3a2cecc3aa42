"""The language of a page: Indonesian unless the visitor chose English, remembered in a cookie."""

from flask import Flask, Response, has_request_context
from flask_babel import Babel, get_locale

from eservice.web import cookies

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
"""Code -> its own name; the first one is the office's language and that of every letter."""

COOKIE = "bahasa"
_A_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Let flask-babel choose by cookie and show the languages to the templates."""
    Babel(app, locale_selector=chosen_language, default_timezone="Asia/Jakarta")
    app.jinja_env.globals.update(locale=language, other_language=other_language)


def chosen_language() -> str:
    """Return the language the visitor asked for: ``id`` or ``en``."""
    asked = cookies.kept(COOKIE) if has_request_context() else ""
    return asked if asked in LANGUAGES else "id"


def language() -> str:
    """Return the language in force: what ``<html lang>`` says."""
    return "en" if str(get_locale() or "id").startswith("en") else "id"


def other_language() -> dict[str, str]:
    """Return the language the switch offers: its ``code`` and its own ``words``."""
    code = "id" if language() == "en" else "en"
    return {"code": code, "words": LANGUAGES[code]}


def remember_language(response: Response, code: str) -> Response:
    """Keep the choice for a year; an unknown code changes nothing."""
    if code in LANGUAGES:
        cookies.keep(response, COOKIE, code, seconds=_A_YEAR)
    return response
