"""A province in small, on loopback: two hosts behind nginx, and PostgreSQL with a replica, Redis and an S3 store.

Every part is a real server of its own, gone afterwards; each host has a web server and a worker.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
import redis

from eservice.app import create_app
from eservice.config import Settings
from eservice.demo import history
from tests import postgres
from tests.databases import build, environment_of, release, settings_for_tests
from tests.journeys.server import House
from tests.postgres import PostgresServer, free_port, private_postgres
from tests.reference import fill_reference
from tests.times import MONDAY

ROOT = Path(__file__).resolve().parents[2]
S3RVER = ROOT / "tools" / "grown" / "node_modules" / "s3rver" / "bin" / "s3rver.js"
BUCKET, KEY_ID = "eservice", "S3RVER"
PATIENCE = 60.0
_WEB = """
import sys
from granian import Granian
Granian(
    "wsgi:app", address="127.0.0.1", port=int(sys.argv[1]), interface="wsgi", workers=1, blocking_threads=1,
    websockets=False,
).serve()
"""
_NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream eservice {{ {servers} keepalive 8; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://eservice; include {root}/deploy/nginx/eservice-proxy.conf; }}
  }}
}}
"""


@dataclass
class Host:
    """One machine: its instance folder, its web server and its worker."""

    settings: Settings
    port: int
    log: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, kind: str) -> None:
        """Start the web server or the worker, and wait until the first answers."""
        python = sys.executable
        commands = {
            "web": [python, "-c", _WEB, str(self.port)],
            "worker": [python, "-m", "flask", "--app", "wsgi", "worker"],
        }
        with self.log.open("ab") as output:
            self.processes[kind] = subprocess.Popen(
                commands[kind], cwd=ROOT, env=environment_of(self.settings), stdout=output, stderr=output
            )
        if kind == "web":
            wait_until(lambda: answers(f"http://127.0.0.1:{self.port}/healthz"), "a web server answers")

    def stop(self, kind: str) -> None:
        """Let it finish what it does, as systemd does."""
        process = self.processes.pop(kind)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


@dataclass
class City:
    """The whole set-up."""

    base_url: str
    hosts: list[Host]
    redis_url: str
    objects: Path
    store_log: Path
    postgres: PostgresServer
    replica: "Replica"
    commands: list[str] = field(default_factory=list)
    """What Redis was told, one line a command."""

    @property
    def house(self) -> House:
        """As the journeys know a house: all hosts write one log."""
        return House(self.hosts[0].settings, self.base_url, self.hosts[0].log)


@dataclass
class Replica:
    """A standby of the primary, and what it was asked."""

    port: int
    log: Path
    stop: Callable[[], None]

    def asked(self) -> str:
        """Return its log: every statement."""
        return self.log.read_text(errors="replace")


def wait_until(happened: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


def answers(address: str) -> bool:
    """Tell whether an address is answered with 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def program(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def store(folder: Path) -> Iterator[str]:
    """Yield the address of an empty store; it keeps objects below ``folder/objects``."""
    port = free_port()
    told = ["-d", str(folder / "objects"), "-a", "127.0.0.1", "-p", str(port), "--configure-bucket", BUCKET]
    with program("node", str(S3RVER), *told, log=folder / "store.log"):
        wait_until(lambda: b"listening" in (folder / "store.log").read_bytes(), "the store listens")
        yield f"s3://{BUCKET}?endpoint=http://127.0.0.1:{port}"


@contextmanager
def memory(folder: Path) -> Iterator[str]:
    """Yield the address of an empty Redis."""
    port = free_port()
    told = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with program("redis-server", *told, log=folder / "redis.log"):
        with redis.Redis(port=port) as client:
            wait_until(lambda: _pings(client), "Redis answers")
        yield f"redis://127.0.0.1:{port}/0"


def _pings(client: "redis.Redis") -> bool:
    with suppress(redis.RedisError):
        return bool(client.ping())
    return False


@contextmanager
def overheard(url: str, lines: list[str]) -> Iterator[None]:
    """Write down what Redis is told."""
    client = redis.Redis.from_url(url)
    with client.monitor() as monitor:

        def listen() -> None:
            with suppress(redis.RedisError, OSError, ValueError):
                for told in monitor.listen():
                    lines.append(told["command"])

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield
        client.ping()
        time.sleep(0.2)
        monitor.connection.disconnect()
    client.close()


@contextmanager
def replica_of(server: PostgresServer) -> Iterator[Replica]:
    """Yield a standby that follows ``server``."""
    programs, owner = postgres._programs(), postgres._ordinary_user()
    folder, port = Path(tempfile.mkdtemp(prefix="eservice-replica-")), free_port()
    if owner:
        shutil.chown(folder, owner["user"], owner["group"])  # type: ignore[arg-type]
    data, log = folder / "data", folder / "log"
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c log_statement=all"
        " -c hot_standby_feedback=on -c max_connections=150"
    )

    def run(*command: str) -> None:
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, **owner)  # type: ignore[call-overload]
        assert done.returncode == 0, (command, done.stdout, done.stderr)

    stopped: list[bool] = []

    def stop() -> None:
        if not stopped:
            stopped.append(True)
            run(str(programs / "pg_ctl"), "-D", str(data), "stop", "--mode=immediate", "--silent")

    link = f"host=127.0.0.1 port={server.port} user=postgres"
    run(str(programs / "pg_basebackup"), "-d", link, "-D", str(data), "-R", "--checkpoint=fast", "--no-sync")
    run(str(programs / "pg_ctl"), "-D", str(data), "start", "--wait", "--silent", "--log", str(log), "-o", options)
    try:
        yield Replica(port, log, stop)
    finally:
        stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def gate(folder: Path, port: int, ports: list[int]) -> Iterator[None]:
    """Run nginx before web servers, with the product's own proxy settings."""
    folder.mkdir()
    servers = " ".join(f"server 127.0.0.1:{one} max_fails=1 fail_timeout=1s;" for one in ports)
    told = _NGINX.format(folder=folder, servers=servers, port=port, root=ROOT)
    (folder / "nginx.conf").write_text(told if os.geteuid() else f"user root;{told}")
    with program("nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder), log=folder / "nginx.log"):
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "nginx answers")
        yield


@contextmanager
def city(folder: Path, *, hosts: int = 2) -> Iterator[City]:
    """Yield the whole set-up, its offices staffed and nobody having asked for anything."""
    with ExitStack() as kept:
        server = kept.enter_context(private_postgres())
        server.create("eservice")
        blobs_url = kept.enter_context(store(folder))
        redis_url = kept.enter_context(memory(folder))
        port = free_port()
        first = settings_for_tests(
            folder / "host-1",
            server.url("eservice"),
            jobs_url=redis_url,
            cache_url=redis_url,
            blobs_url=blobs_url,
            blobs_secret=f"{KEY_ID}:S3RVER",
            base_url=f"http://localhost:{port}",
            log_level="info",
            requests_per_minute=6000,
        )
        _fill(first)
        standby = kept.enter_context(replica_of(server))
        figures = server.url("eservice").replace(f":{server.port}/", f":{standby.port}/")
        first = replace(first, figures_url=figures)
        made = [Host(first, free_port(), folder / "city.log")]
        for number in range(2, hosts + 1):
            instance = folder / f"host-{number}"
            shutil.copytree(folder / "host-1", instance)  # the keys of log and seals: every host signs alike
            made.append(Host(replace(first, instance_path=instance), free_port(), folder / "city.log"))
        for host in made:
            kept.callback(_end, host)
            for kind in ("web", "worker"):
                host.start(kind)
        kept.enter_context(gate(folder / "nginx", port, [host.port for host in made]))
        found = City(
            first.base_url, made, redis_url, folder / "objects" / BUCKET, folder / "store.log", server, standby
        )
        kept.enter_context(overheard(redis_url, found.commands))
        yield found


def _end(host: Host) -> None:
    for kind in list(host.processes):
        host.stop(kind)


def _fill(settings: Settings) -> None:
    settings.instance_path.mkdir(parents=True)
    app = create_app(settings, jobs_url="inline", figures_url="")
    build(app, fill_reference)
    with app.app_context():
        history.fill(days=0, seed=history.SEED, as_of=MONDAY, say=lambda line: None)
    release(app)


def rows(city: City, statement: str) -> list[tuple[object, ...]]:
    """Ask the primary."""
    with psycopg.connect(host="127.0.0.1", port=city.postgres.port, user="postgres", dbname="eservice") as link:
        return link.execute(statement).fetchall()  # type: ignore[arg-type]
