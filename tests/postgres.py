"""A PostgreSQL of the tests' own: no service, no password, nothing left behind."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=150 -c shared_buffers=64MB"


class PostgresMissingError(Exception):
    """The machine has no PostgreSQL programs; the message says how to get them."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server on loopback that trusts everyone on this machine."""

    port: int

    def url(self, database: str) -> str:
        """Return the address of ``database`` as the settings write it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str | None = None) -> None:
        """Make ``database`` anew, empty or as a copy of ``template``; an older one of that name goes."""
        self.drop(database)
        made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
        if template:
            made += sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
        self._run(made)

    def drop(self, database: str) -> None:
        """Remove ``database`` with whoever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def private_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Yield a server in a folder of its own, stopped and deleted at the end.

    Args:
        durable: really write to disk, for tests of crashes and power cuts.

    Raises:
        PostgresMissingError: no PostgreSQL programs on this machine.
    """
    programs = _programs()
    as_owner = _ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="eservice-postgres-"))
    if as_owner:
        shutil.chown(folder, as_owner["user"], as_owner["group"])
    port = free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {'' if durable else _FAST}"

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, **as_owner)
        assert done.returncode == 0, (command, done.stdout, done.stderr)

    try:
        run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale")
        run("pg_ctl", "start", "--wait", "--silent", "--log", str(folder / "log"), "-o", options)
        try:
            yield PostgresServer(port)
        finally:
            run("pg_ctl", "stop", "--mode=immediate", "--silent")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a TCP port of loopback that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise PostgresMissingError("PostgreSQL is not installed: run 'make tools', or give --database sqlite")


def _ordinary_user() -> dict[str, object]:
    """Return how to start the server as somebody else where we are root: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
