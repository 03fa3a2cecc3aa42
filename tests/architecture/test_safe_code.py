"""What the product's own code never does, so that what strangers send stays data. Each rule sees a bad sample first."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, Finder, breaches

SCRIPTS = [path for path in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def _called(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def runs_text(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what runs a text as a program: Python's own, or a shell's."""
    for node, name in _called(tree):
        shell = any(one.arg == "shell" for one in node.keywords)
        if shell or name in {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}:
            yield node.lineno, name


def builds_sql(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find a statement put together from pieces instead of with parameters."""
    for node, name in _called(tree):
        if name.split(".")[-1] in {"text", "execute", "exec_driver_sql", "DDL", "literal_column"} and node.args:
            first = node.args[0]
            pieced = isinstance(first, ast.JoinedStr | ast.BinOp)
            formatted = isinstance(first, ast.Call) and ast.unparse(first.func).endswith((".format", ".join"))
            if pieced or formatted:
                yield node.lineno, name


def unpacks_objects(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find readers that make objects of whatever they are told, and parsers of XML that follow what it names."""
    for node in ast.walk(tree):
        names = [one.name for one in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for name in [*names, module]:
            if name.split(".")[0] in {"pickle", "marshal", "shelve", "dill", "yaml", "xmlrpc", "lxml", "ldap3"}:
                yield node.lineno, name
            if name.startswith(("xml.etree", "xml.dom", "xml.sax")):
                yield node.lineno, name


def uses_weak_cryptography(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find hashes, modes and paddings that are no longer good enough."""
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in {"md5", "sha1", "MD5", "SHA1", "ECB", "CBC", "PKCS1v15", "ARC4", "TripleDES", "uuid1"}:
            yield getattr(node, "lineno", 0), name


def rolls_dice(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find chance that can be foretold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(one.name == "random" for one in node.names):
            yield node.lineno, "random"
        if isinstance(node, ast.ImportFrom) and node.module == "random":
            yield node.lineno, "random"


def trusts_any_certificate(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find a connection that does not ask who answers."""
    for node in ast.walk(tree):
        name = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        if name.endswith(("CERT_NONE", "_create_unverified_context", "CERT_OPTIONAL")):
            yield node.lineno, name
        if isinstance(node, ast.keyword) and node.arg == "verify" and ast.unparse(node.value) == "False":
            yield node.value.lineno, "verify=False"


def speaks_to_others(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find modules that reach over the network by themselves."""
    for node in ast.walk(tree):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.split(".")[0] in {"requests", "httpx", "aiohttp", "socket", "smtplib"} or name.startswith(
                ("urllib.request", "http.client")
            ):
                yield node.lineno, name


def patterns_of_strangers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find a regular expression that is not written in the code."""
    for node, name in _called(tree):
        if re.fullmatch(r"re\.(compile|match|fullmatch|search|sub|split|findall|finditer)", name):
            first = node.args[0]
            written = isinstance(first, ast.Constant | ast.JoinedStr)
            if not written or (isinstance(first, ast.JoinedStr) and "re.escape" not in ast.unparse(first)):
                yield node.lineno, ast.unparse(first)


RULES: list[tuple[Finder, str]] = [
    (runs_text, "eval(x)"),
    (runs_text, "subprocess.run(x, shell=True)"),
    (builds_sql, "session.execute(text(f'SELECT {x}'))"),
    (builds_sql, "text('SELECT ' + x)"),
    (unpacks_objects, "import pickle"),
    (unpacks_objects, "from xml.etree import ElementTree"),
    (uses_weak_cryptography, "hashlib.md5(x)"),
    (uses_weak_cryptography, "modes.ECB()"),
    (rolls_dice, "import random"),
    (trusts_any_certificate, "ssl.CERT_NONE"),
    (speaks_to_others, "from urllib.request import urlopen"),
    (patterns_of_strangers, "re.search(typed, text)"),
]


@pytest.mark.parametrize(("find", "code"), RULES, ids=[code for _find, code in RULES])
def test_each_rule_finds_its_bad_sample(find: Finder, code: str) -> None:
    assert list(find(ast.parse(code)))


def test_nothing_runs_a_text_as_a_program() -> None:
    assert breaches(runs_text) == []


def test_every_statement_has_parameters() -> None:
    """A backup is compared table by table, by the names that the schema gives them."""
    assert breaches(builds_sql, allowed=("eservice/operations/backup.py",)) == []


def test_nothing_makes_objects_of_what_strangers_send() -> None:
    """Letters are read as XML from our own templates, in which whatever people wrote is escaped."""
    assert breaches(unpacks_objects, allowed=("eservice/letters/renderer.py", "eservice/letters/styles.py")) == []


def test_no_weak_hash_mode_or_padding_is_used() -> None:
    assert breaches(uses_weak_cryptography) == []


def test_chance_that_can_be_foretold_is_for_the_demo_and_for_waiting_alone() -> None:
    modules = {one.split(":")[0] for one in breaches(rolls_dice)}

    assert {one for one in modules if not one.startswith("eservice/demo/")} == {
        "eservice/kernel/db.py",  # how long to wait before the next try
        "eservice/metrics/forecast/staffing.py",  # a game of plans, the same each time it is asked for
        "eservice/metrics/histories.py",  # numbers in place of officers, drawn by the system's own source
        "eservice/satisfaction/mixing.py",  # who is counted next, drawn by the same
    }


def test_every_connection_asks_who_answers() -> None:
    assert breaches(trusts_any_certificate) == []


def test_few_modules_speak_to_others_and_those_are_known() -> None:
    assert {one.split(":")[0] for one in breaches(speaks_to_others)} <= SPEAKERS


SPEAKERS = {
    "eservice/kernel/mail.py",  # the mail server
    "eservice/kernel/scanning.py",  # the virus scanner
    "eservice/kernel/presence.py",  # another process of this machine
    "eservice/letters/esign.py",  # BSrE
    "eservice/letters/timestamps.py",  # the time stamp authority
    "eservice/letters/witness.py",  # run by others: asks a public log
    "eservice/operations/serving.py",  # a free port of one's own
    "eservice/accounts/outside.py",  # an identity from outside
    "eservice/web/auth/outside.py",
}
"""docs/security.md lists whom they speak to."""


def test_every_regular_expression_is_written_in_the_code() -> None:
    assert breaches(patterns_of_strangers) == []


@pytest.mark.parametrize(
    "fault",
    [
        r"\binnerHTML\b", r"\bouterHTML\b", r"insertAdjacentHTML", r"document\.write", r"\beval\(", r"new Function",
        r"\bpostMessage\(", r"addEventListener\(\s*[\"']message[\"']", r"new WebSocket", r"__proto__", r"https?://(?!www\.w3\.org)",
    ],
)  # fmt: skip
def test_no_script_makes_a_page_or_a_program_of_text_or_speaks_to_others(fault: str) -> None:
    found = [path.name for path in SCRIPTS if re.search(fault, _bare(path.read_text(encoding="utf-8")))]

    assert len(SCRIPTS) > 5
    assert found == []


def _bare(script: str) -> str:
    """Return a script without its comments."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", script, flags=re.DOTALL)


@pytest.mark.parametrize("wrong", ["<script>{{", "{% autoescape false", "|safe", 'href="javascript:'])
def test_no_template_lets_values_be_code(wrong: str) -> None:
    pages = [path for path in TEMPLATES if path.name != "doors.html"]

    assert [path.name for path in pages if wrong in path.read_text(encoding="utf-8")] == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    loads = re.compile(r"""<(?:script|link|img|iframe|source)[^>]+(?:src|href)=["'](?:https?:)?//""")

    assert [path.name for path in TEMPLATES if loads.search(path.read_text(encoding="utf-8"))] == []


def test_a_value_of_another_type_is_never_taken_for_equal() -> None:
    """Types are checked strictly: nothing compares what cannot be equal."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert re.search(r"^strict = true", settings, re.MULTILINE)
