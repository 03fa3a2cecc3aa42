"""The city's or the nation's identity service: who it says has come. Off unless an installation names one.

OpenID Connect, code flow, with PKCE, state and nonce. It lets people into accounts that an officer has compared with
the KTP, found by the NIK it tells, and makes no new one: who is unknown here registers, who is unproven comes to the
counter.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from eservice.accounts import queries
from eservice.accounts.actor import GUEST
from eservice.accounts.gate import Checked
from eservice.audit.actions import record_look
from eservice.config import is_loopback
from eservice.kernel.crypto import vault
from eservice.kernel.errors import DomainError, NotAllowedError

LIFE = timedelta(minutes=10)
"""So long somebody may take at the service."""
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""What its word may be signed with; never without a signature, never with a secret it shares with us."""
LEEWAY_SECONDS = 30
_SECONDS, _MOST_BYTES = 5, 256 * 1024
_CONTEXT = "accounts.outside"


@dataclass(frozen=True, slots=True)
class Service:
    """An identity service, and what this installation is to it."""

    issuer: str
    client_id: str
    client_secret: str
    nik_claim: str
    back_to: str
    """The address to which it sends people back."""
    hosts: tuple[str, ...] = ()
    """Where it may have doors besides the issuer's own host."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What is remembered in the browser while somebody is at the service."""

    state: str
    nonce: str
    verifier: str
    until: float


def begin(service: Service, *, at: datetime) -> tuple[str, str]:
    """Return where to send somebody, and what their browser keeps until they are back, sealed.

    Raises:
        NotAllowedError: ``outside_away``, the service does not answer.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _part in range(3))
    journey = Journey(state, nonce, verifier, (at + LIFE).timestamp())
    asked = {
        "response_type": "code",
        "client_id": service.client_id,
        "redirect_uri": service.back_to,
        "scope": "openid profile",
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": create_s256_code_challenge(journey.verifier),
        "code_challenge_method": "S256",
    }
    address = _address(_told(service), "authorization_endpoint", service)
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", vault().seal_text(
        json.dumps(asdict(journey)), _CONTEXT
    )


def check(service: Service, *, kept: str, came: Mapping[str, str], at: datetime) -> Checked:
    """Return whose account opens. Outside any transaction; every refusal is in the log.

    Args:
        kept: what the browser kept since ``begin``; it is good for one return.
        came: what the service sent back in the address.

    Raises:
        NotAllowedError: ``outside_failed``, whatever was wrong; ``outside_away``; ``outside_unknown`` or
            ``outside_unproven``, the NIK has no account, or none that was compared with a KTP.
    """
    try:
        return Checked(_owner_of(_nik(service, kept=kept, came=came, at=at)))
    except DomainError as refusal:
        record_look(
            actor=GUEST, action="account:outside_refused", object="account:unknown", at=at, data={"why": refusal.code}
        )
        raise


def _owner_of(nik: str) -> int:
    """Return the account that an officer found to be of a NIK. Raises NotAllowedError."""
    owner = queries.owner_of(queries.nik_index(nik))
    if owner is None:
        raise NotAllowedError("outside_unproven" if queries.every_claim_of(nik) else "outside_unknown")
    return owner.id


def _nik(service: Service, *, kept: str, came: Mapping[str, str], at: datetime) -> str:
    """Return the NIK for which the service gives its word."""
    text = vault().open_text(kept, _CONTEXT)
    journey = Journey(**json.loads(text)) if text is not None else None
    same = journey is not None and secrets.compare_digest(came.get("state", "").encode(), journey.state.encode())
    if journey is None or not same or journey.until <= at.timestamp():
        raise NotAllowedError("outside_failed")
    if "code" not in came or came.get("iss", service.issuer) != service.issuer:
        raise NotAllowedError("outside_failed")
    told, expected = _told(service), {"iss": service.issuer, "aud": service.client_id}
    token = str(_tokens(service, told, came["code"], journey.verifier).get("id_token", ""))
    try:
        keys = KeySet.import_key_set(_fetched(_address(told, "jwks_uri", service)))  # type: ignore[arg-type]
        read = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            read.claims,
            read.header,
            {name: {"essential": True, "value": value} for name, value in expected.items()},
            {"client_id": service.client_id, "nonce": journey.nonce},
        )
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise NotAllowedError("outside_failed") from fault
    nik = claims.get(service.nik_claim)
    if not isinstance(nik, str) or not queries.is_nik(nik):
        raise NotAllowedError("outside_failed")
    return nik


def _told(service: Service) -> dict[str, Any]:
    """Return what the service tells of itself. Raises NotAllowedError."""
    told = _fetched(f"{service.issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != service.issuer:
        raise NotAllowedError("outside_failed")
    return told


def _address(told: Mapping[str, Any], name: str, service: Service) -> str:
    """Return one of the service's addresses: on https, or on this machine where the service itself is.

    At the issuer's own host, or at one that whoever runs the house has named: what the service tells leads us nowhere.
    """
    address = str(told.get(name, ""))
    ends = urlsplit(address), urlsplit(service.issuer)
    here = all(one.scheme == "http" and is_loopback(one.hostname or "") for one in ends)
    known = (ends[0].hostname or "") in {ends[1].hostname, *service.hosts}
    if not known or (ends[0].scheme != "https" and not here):
        raise NotAllowedError("outside_failed")
    return address


def _tokens(service: Service, told: Mapping[str, Any], code: str, verifier: str) -> dict[str, Any]:
    who = f"{quote(service.client_id, safe='')}:{quote(service.client_secret, safe='')}"
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": service.back_to,
        "code_verifier": verifier,
    }
    heads = {"Authorization": f"Basic {base64.b64encode(who.encode()).decode()}", "Accept": "application/json"}
    return _fetched(_address(told, "token_endpoint", service), urlencode(sent).encode(), heads)


def _fetched(address: str, sent: bytes | None = None, heads: Mapping[str, str] = {}) -> dict[str, Any]:
    """Return the JSON object at an address. Raises NotAllowedError: ``outside_away``, or it is none."""
    try:
        asked = Request(address, sent, dict(heads))  # noqa: S310 - its scheme was checked
        with build_opener(_NoRedirects).open(asked, timeout=_SECONDS) as answer:
            found = json.loads(answer.read(_MOST_BYTES))
    except OSError as away:
        raise NotAllowedError("outside_away") from away
    except ValueError as fault:
        raise NotAllowedError("outside_failed") from fault
    if not isinstance(found, dict):
        raise NotAllowedError("outside_failed")
    return found


class _NoRedirects(HTTPRedirectHandler):
    """Follows nobody elsewhere: what we send is for the service alone."""

    def redirect_request(self, *_given: object, **_more: object) -> None:
        """Refuse."""
