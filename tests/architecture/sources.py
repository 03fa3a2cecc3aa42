"""The product's own source as trees, and what the house rules look for in them."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "eservice"
SUBJECTS = (
    "metrics", "counter", "requests", "letters", "uploads", "catalogue", "offices", "worktime", "residents",
    "accounts", "notifications", "audit", "regions",
)  # fmt: skip

Finder = Callable[[ast.AST], Iterator[tuple[int, str]]]
"""Yields (line, what) for each breach of one rule in one module."""


@cache
def sources() -> dict[str, ast.Module]:
    """Return every module of the product by its path from the root, migrations aside."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PRODUCT.rglob("*.py"))
        if "migrations" not in path.parts
    }


def breaches(find: Finder, *, allowed: tuple[str, ...] = ()) -> list[str]:
    """Return each breach as ``path:line what``, the allowed modules left out."""
    return [
        f"{path}:{line} {what}" for path, tree in sources().items() if path not in allowed for line, what in find(tree)
    ]


def commits(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what ends a transaction."""
    for node in _calls(tree):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("commit", "rollback"):
            yield node.lineno, ast.unparse(node.func)


def status_writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what gives a status to something that exists: by assignment, by setattr, by UPDATE."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if _sets_status(node):
                    yield node.lineno, function.name


def _sets_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        flat = [t for target in targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])]
        return any(isinstance(t, ast.Attribute) and t.attr == "status" for t in flat)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name) and node.func.id == "setattr":
        return isinstance(node.args[1], ast.Constant) and node.args[1].value == "status"
    if isinstance(node.func, ast.Attribute) and node.func.attr == "values":
        return "update(" in ast.unparse(node.func) and any(k.arg == "status" for k in node.keywords)
    return False


_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("func", "now"), ("func", "current_timestamp"),
}  # fmt: skip


def clock_reads(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what asks for the present instant: Python's clock and the database's."""
    for node in _calls(tree):
        if isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if (name, node.func.attr) in _CLOCKS:
                yield node.lineno, ast.unparse(node.func)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node.lineno, f"from time import {a.name}") for a in node.names if a.name.startswith("time"))


def user_reads(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what reads Flask-Login's current user."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "flask_login":
            yield from ((node.lineno, a.name) for a in node.names if a.name == "current_user")
        if isinstance(node, ast.Attribute) and node.attr == "current_user":
            yield node.lineno, ast.unparse(node)


def guesses_at_posts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what takes every request that is no GET for one that was sent: HEAD is neither, and carries no token."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith("request.method"):
            yield from ((node.lineno, ast.unparse(node)) for one in node.comparators if ast.unparse(one) == "'GET'")


def environment_reads(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what reads the environment instead of the settings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "from_env"):
            yield node.lineno, ast.unparse(node)


def broad_excepts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what swallows faults it does not know."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            if caught in ("everything", "Exception", "BaseException") and not _raises(node):
                yield node.lineno, f"except {caught}"


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))
