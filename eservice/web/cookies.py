"""The house's cookies besides the session's: ``__Host-`` wherever browsers allow it, so that no neighbour sets them."""

from flask import Response, current_app, request


def kept(name: str) -> str:
    """Return what this browser keeps under a name; empty when there is nothing."""
    return request.cookies.get(_full(name), "")


def keep(response: Response, name: str, value: str, *, seconds: int | None = None, strict: bool = False) -> None:
    """Let the browser keep a value; without ``seconds`` until its window is closed."""
    response.set_cookie(
        _full(name),
        value,
        max_age=seconds,
        secure=_is_secure(),
        httponly=True,
        samesite="Strict" if strict else "Lax",
    )


def drop(response: Response, name: str) -> None:
    """Let the browser forget a value."""
    response.delete_cookie(_full(name), secure=_is_secure(), httponly=True, samesite="Lax")


def _full(name: str) -> str:
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    secure: bool = current_app.extensions["eservice.settings"].is_secure_origin
    return secure
