"""The settings of one installation, read once and frozen."""

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent

_WEAK = {"", "secret", "changeme", "change-me", "dev", "development", "test", "password"}


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach ``host``."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # another name, also one that only begins like an address
        return False


def is_address(host: str) -> bool:
    """Tell whether a host is named by a number, or not at all."""
    try:
        ip_address(host)
    except ValueError:
        return not host
    return True


class SettingsError(Exception):
    """The environment does not describe an installation that may start; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation may decide without touching code."""

    mode: Literal["demo", "production"]
    """``demo``: invented people, one-click accounts, CONTOH on every letter; never on a public address."""
    secret_key: str
    """Signs cookies and CSRF tokens; at least 32 characters."""
    data_key: str
    """Seals personal data and files; 64 hexadecimal digits. Losing it loses the data."""
    instance_path: Path
    """Where this installation keeps its database, files and keys."""
    database_url: str
    """``sqlite:///…`` or ``postgresql+psycopg://…``."""
    jobs_url: str
    """``embedded`` (a file beside the database), ``inline`` (tests: at once, in the caller) or ``redis://…``."""
    blobs_url: str
    """``file:///…`` folder or ``s3://bucket/below?endpoint=…&region=…`` store for uploads and letters."""
    mail_url: str
    """``console`` or ``smtp://user:password@host:port``."""
    signer_url: str
    """``local`` (demo and pilot only), ``basah`` (printed and signed by hand), ``pkcs11:…`` or ``bsre:https://…``."""
    base_url: str
    """The public address, without a slash at the end; printed in QR codes."""
    city_name: str = "Kota Jambi"
    city_government: str = "Pemerintah Kota Jambi"
    mail_from: str = "eservice@contoh.go.id"
    security_contact: str = "mailto:keamanan@contoh.go.id"
    """Where faults of security are told: ``mailto:…``, ``tel:…`` or ``https://…``; in security.txt."""
    protection_contact: str = "ppdp@contoh.go.id"
    """How the data protection officer is reached, as the privacy notice says it."""
    log_witnesses: tuple[str, ...] = ()
    """Who outside keeps watch over the public log, as its page names them."""
    signer_secret: str = field(default="", repr=False)
    """What opens the signer to this installation: for BSrE ``user:password``, for PKCS#11 the PIN."""
    trust_roots: Path | None = None
    """A PEM file of the roots under which certificates of the signer and of the time stamp authority are issued."""
    data_keys_before: tuple[str, ...] = field(default=(), repr=False)
    """Data keys that were used before, the newest first: what they sealed opens until it is sealed anew."""
    index_key: str = field(default="", repr=False)
    """What finds a NIK again without opening any; the oldest data key unless given. It never changes."""
    scanner_url: str = ""
    """``clamd://host:port`` or ``clamd:///path/of/its.socket``; empty where files are not scanned for viruses."""
    tsa_url: str = ""
    """Address of a time stamp authority (RFC 3161) for signatures made here; empty for signatures without a stamp."""
    archive_days: int = 0
    """Every so many days a letter gets an archive time stamp, the first soon after it was issued; 0 for never."""
    oidc_issuer: str = ""
    """Address of the city's or the nation's identity service (OpenID Connect); empty for none."""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = "Identitas Kota"
    """What people call the service."""
    oidc_nik_claim: str = "nik"
    """In which claim of its ID token the NIK stands."""
    oidc_hosts: tuple[str, ...] = ()
    """Hosts besides the issuer's own at which the service may have its doors; nothing it tells leads elsewhere."""
    password_policy: str = "asvs"  # noqa: S105 - a rule, not a secret
    """Which rule new passwords are held to: ``asvs`` (length and surprise) or ``bssn`` (kinds of characters, age)."""
    requests_per_minute: int = 1200
    """How often one browser or network may ask; 0 for without end. Each web process counts alone without CACHE_URL."""
    cache_url: str = ""
    """``redis://…`` where web processes count turns and keep figures together; empty for each by itself."""
    figures_url: str = ""
    """A read replica of the database, asked for figures alone; empty where the database itself is asked."""
    metrics_token: str = field(default="", repr=False)
    """Who asks ``/metrics`` shows it; nobody may ask where it is empty."""
    metrics_folder: str = ""
    """Where the processes of this machine count together."""
    blobs_secret: str = field(default="", repr=False)
    """What opens the store of files: for S3 ``key id:secret key``."""
    log_level: str = "warning"
    """From which level on events are logged: ``info`` has a line for every request."""
    proxies: int = 0
    """How many proxies of our own stand before the web server; headers of a client's are never believed."""
    failpoints: str = ""
    """Places where this process shall die, fail or wait, for tests; see ``eservice.kernel.failpoints``."""

    @property
    def is_demo(self) -> bool:
        """Tell whether every page and letter must say that it is not real."""
        return self.mode == "demo"

    @property
    def is_secure_origin(self) -> bool:
        """Tell whether browsers treat the public address as secure, so that ``__Host-`` cookies work."""
        return self.base_url.startswith(("https://", "http://localhost", "http://127.0.0.1"))

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Return the settings of the environment; only app.py and cli.py call this.

        In demo mode missing secrets are made once and kept in the instance folder.

        Raises:
            SettingsError: a secret is missing or weak outside demo mode, or a value is unknown.
        """
        mode = environ.get("ESERVICE_MODE", "demo")
        if mode not in ("demo", "production"):
            raise SettingsError(f"ESERVICE_MODE must be demo or production, not {mode!r}")
        instance = Path(environ.get("ESERVICE_INSTANCE", ROOT / "instance")).resolve()
        kept = _kept_secrets(instance) if mode == "demo" else {}
        settings = cls(
            mode=mode,  # type: ignore[arg-type]
            secret_key=environ.get("SECRET_KEY", kept.get("secret_key", "")),
            data_key=environ.get("DATA_KEY", kept.get("data_key", "")),
            instance_path=instance,
            database_url=environ.get("DATABASE_URL", f"sqlite:///{instance / 'eservice.db'}"),
            jobs_url=(jobs_url := environ.get("JOBS_URL", "embedded")),
            blobs_url=environ.get("BLOBS_URL", f"file://{instance / 'blobs'}"),
            mail_url=environ.get("MAIL_URL", "console"),
            signer_url=environ.get("SIGNER_URL", "local" if mode == "demo" else "basah"),
            base_url=environ.get("BASE_URL", "http://localhost:8000").rstrip("/"),
            city_name=environ.get("CITY_NAME", "Kota Jambi"),
            city_government=environ.get("CITY_GOVERNMENT", "Pemerintah Kota Jambi"),
            mail_from=environ.get("MAIL_FROM", "eservice@contoh.go.id"),
            security_contact=environ.get("SECURITY_CONTACT", "mailto:keamanan@contoh.go.id"),
            protection_contact=environ.get("PROTECTION_CONTACT", "ppdp@contoh.go.id"),
            log_witnesses=tuple(filter(None, map(str.strip, environ.get("LOG_WITNESSES", "").split(";")))),
            signer_secret=_secret(environ, "SIGNER_SECRET"),
            trust_roots=_path(environ, "TRUST_ROOTS"),
            data_keys_before=tuple(filter(None, map(str.strip, environ.get("DATA_KEYS_BEFORE", "").split(",")))),
            index_key=environ.get("INDEX_KEY", ""),
            scanner_url=environ.get("SCANNER_URL", ""),
            tsa_url=environ.get("TSA_URL", ""),
            archive_days=_number(environ, "ARCHIVE_DAYS"),
            oidc_issuer=environ.get("OIDC_ISSUER", ""),
            oidc_client_id=environ.get("OIDC_CLIENT_ID", ""),
            oidc_client_secret=_secret(environ, "OIDC_CLIENT_SECRET"),
            oidc_name=environ.get("OIDC_NAME", "Identitas Kota"),
            oidc_nik_claim=environ.get("OIDC_NIK_CLAIM", "nik"),
            oidc_hosts=tuple(one.strip().lower() for one in environ.get("OIDC_HOSTS", "").split(",") if one.strip()),
            password_policy=environ.get("PASSWORD_POLICY", "asvs"),
            requests_per_minute=_number(environ, "REQUESTS_PER_MINUTE", unless=1200),
            cache_url=environ.get("CACHE_URL", jobs_url if jobs_url.startswith("redis") else ""),
            figures_url=environ.get("FIGURES_URL", ""),
            blobs_secret=_secret(environ, "BLOBS_SECRET"),
            metrics_token=_secret(environ, "METRICS_TOKEN"),
            metrics_folder=environ.get("PROMETHEUS_MULTIPROC_DIR", ""),
            log_level=environ.get("LOG_LEVEL", "warning" if mode == "demo" else "info").lower(),
            proxies=_number(environ, "PROXIES"),
            failpoints=environ.get("ESERVICE_FAILPOINTS", ""),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse secrets that would protect nobody and signers that would mislead.

        Raises:
            SettingsError: with the one sentence to act on.
        """
        if len(self.secret_key) < 32 or self.secret_key.lower() in _WEAK:
            raise SettingsError("SECRET_KEY must be a random text of at least 32 characters")
        for name, key in self._keys():
            if len(key) != 64 or any(c not in "0123456789abcdef" for c in key):
                raise SettingsError(f"{name} must be 64 hexadecimal digits (openssl rand -hex 32)")
        self._check_contact()
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise SettingsError(f"LOG_LEVEL must be debug, info, warning or error, not {self.log_level!r}")
        if self.archive_days and not self.tsa_url:
            raise SettingsError("ARCHIVE_DAYS needs TSA_URL, the authority that stamps")
        self._check_accounts()
        self._check_shared()
        if self.is_demo:
            self._check_demo()
        else:
            self._check_real()

    def _check_accounts(self) -> None:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise SettingsError("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET")
        if self.oidc_issuer and not self.is_demo and not self.oidc_issuer.startswith("https://"):
            raise SettingsError("OIDC_ISSUER must begin with https:// outside demo mode")
        if self.password_policy not in ("asvs", "bssn"):
            raise SettingsError(f"PASSWORD_POLICY must be asvs or bssn, not {self.password_policy!r}")

    def _check_shared(self) -> None:
        if self.cache_url and not self.cache_url.startswith(("redis://", "rediss://")):
            raise SettingsError("CACHE_URL must be redis://… or rediss://…")
        if self.figures_url and not (self.figures_url.startswith("postgresql") and "postgresql" in self.database_url):
            raise SettingsError("FIGURES_URL must be a replica of a PostgreSQL database, postgresql+psycopg://…")

    def _check_contact(self) -> None:
        told = self.security_contact
        if not told.startswith(("mailto:", "tel:", "https://")) or not told.isprintable():
            raise SettingsError("SECURITY_CONTACT must begin with mailto:, tel: or https:// (RFC 9116)")

    def _keys(self) -> list[tuple[str, str]]:
        index = [("INDEX_KEY", self.index_key)] if self.index_key else []
        return [("DATA_KEY", self.data_key), *(("DATA_KEYS_BEFORE", key) for key in self.data_keys_before), *index]

    def _check_demo(self) -> None:
        if self.signer_url.startswith("bsre:https:"):
            raise SettingsError(
                "demo mode has invented people: BSrE must certify no letter of theirs; change SIGNER_URL"
            )
        if self.proxies or not is_loopback(urlsplit(self.base_url).hostname or ""):
            raise SettingsError("demo mode has accounts without passwords: BASE_URL must be on localhost, PROXIES 0")

    def _check_real(self) -> None:
        if self.signer_url == "local":
            raise SettingsError("SIGNER_URL=local is for demo and pilot only; set basah, pkcs11:… or bsre:…")
        if not self.base_url.startswith("https://"):
            raise SettingsError("BASE_URL must begin with https:// outside demo mode")
        if self.failpoints:
            raise SettingsError("ESERVICE_FAILPOINTS lets processes die on purpose: for tests and demo mode only")


def _number(environ: Mapping[str, str], name: str, *, unless: int = 0) -> int:
    """Return a whole number of the environment, or another one where it is not set."""
    written = environ.get(name, str(unless))
    if not written.isdecimal():
        raise SettingsError(f"{name} must be a whole number, not {written!r}")
    return int(written)


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]).resolve() if environ.get(name) else None


def _secret(environ: Mapping[str, str], name: str) -> str:
    """Return a secret of the environment, or of the file that ``NAME_FILE`` names; empty where there is neither."""
    told = environ.get(f"{name}_FILE")
    if not told:
        return environ.get(name, "")
    try:
        return Path(told).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}_FILE cannot be read: {told}") from error


def _kept_secrets(instance: Path) -> dict[str, str]:
    """Return the demo's own secrets, made on first use and readable by their owner alone.

    They are written aside and then given their name, which only one process can: nobody reads half a file.
    """
    path = instance / "secrets.json"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(prefix="secrets-", dir=instance)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"secret_key": secrets.token_urlsafe(48), "data_key": secrets.token_hex(32)}, file)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first; its secrets count
            os.link(aside, path)
        Path(aside).unlink()
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept
