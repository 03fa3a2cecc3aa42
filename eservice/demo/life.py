"""One request's life in verbs: each is one transaction of the real actions, at an instant that is told."""

import random
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from eservice.accounts import actions as accounts
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.passwords import PasswordHash
from eservice.accounts.permissions import Role
from eservice.accounts.rules import PhoneOwner
from eservice.catalogue.definition import ForWhom
from eservice.catalogue.queries import Offered
from eservice.counter import emergency
from eservice.counter.emergency import Entry
from eservice.demo import answering
from eservice.demo.people import Invented
from eservice.kernel.clock import travel, wib
from eservice.kernel.crypto import vault
from eservice.kernel.transaction import transaction
from eservice.metrics import expecting
from eservice.notifications.actions import log_call
from eservice.requests import confirming, filing, papers, queries, reviewing, serving, signing, telling
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request
from eservice.requests.order import Turn
from eservice.requests.workflow import Channel, Confirmation, Consent, Priority, Verdict
from eservice.uploads import actions as uploads
from eservice.uploads.actions import Owner


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody asks for, and how."""

    offered: Offered
    resident: Invented
    region: str
    whom: ForWhom = ForWhom.SELF
    channel: Channel = Channel.ONLINE
    account: Actor | None = None
    helper: Actor | None = None
    relative: Invented | None = None
    """Whom the letter is about, where that is somebody else."""
    wanted: Mapping[str, Any] | None = None
    brings: frozenset[str] = frozenset()
    """Requirements whose paper will be brought."""
    line: tuple[int, datetime] | None = None
    """On which line of the emergency sheet it was written by hand, and when."""


def open_account(resident: Invented, *, at: datetime) -> Actor:
    """Return a citizen with an account that has no password: the demo signs in by one click."""
    with travel(at), transaction():
        user = accounts.register(
            accounts.NewCitizen(
                nik=resident.facts["nik"],
                name=resident.name,
                phone=resident.facts["phone"],
                phone_owner=PhoneOwner.OWN,
                kk=resident.facts["kk_number"],
                born_on=resident.facts["birth_date"],
            ),
            password=PasswordHash("-"),
            at=at,
        )
        user.password_hash = None
        return Actor(Role.CITIZEN, user_id=user.id, name=user.name)


def file(wish: Filing, *, at: datetime, rng: random.Random) -> str:
    """File a request as its form asks and return its code."""
    actor = wish.account or wish.helper
    assert actor is not None and actor.user_id is not None  # noqa: S101, PT018 - the demo names one of them
    about = wish.resident if wish.whom is ForWhom.SELF or wish.relative is None else wish.relative
    known = wish.resident.known("applicant") | about.known("subject")
    with travel(at), transaction():
        opened = filing.Opened(
            channel=wish.channel,
            user_id=wish.account.user_id if wish.account else None,
            draft_digest=_counter_digest(wish, at=at) if wish.helper else None,
            helper_id=wish.helper.membership_id if wish.helper else None,
        )
        if wish.line is not None:
            position, written_at = wish.line
            draft = emergency.begin_entry(position, wish.offered.slug, Entry(written_at), actor=actor, at=at)
        else:
            draft = filing.start_draft(wish.offered.service_id, wish.offered.version_id, opened=opened, at=at)
        pages = answering.answers(
            definition_of(draft),
            known=known,
            whom=wish.whom,
            region=wish.region,
            rng=rng,
            today=wib(at).date(),
            wanted=wish.wanted,
        )
        for step, clean in pages.items():
            filing.save_step(draft, step, clean)
        draft.for_whom = wish.whom
        _prove(draft, wish.brings, owner=Owner(user_id=actor.user_id), at=at)
        if wish.line is not None:
            return str(emergency.enter(draft, actor=actor, at=at).code)
        agreed = Consent.READ_OUT if wish.helper else None
        expected = expecting.expected_at_filing(draft, at=at)
        return str(filing.submit(draft, actor=actor, at=at, consent=agreed, expected=expected).code)


def _prove(draft: Request, brings: frozenset[str], *, owner: Owner, at: datetime) -> None:
    """Meet every requirement: by a picture, or by the word that the paper will be brought."""
    wanted = [one for one in requirements_of(draft, only_required=False) if one.required or one.statement]
    pictured = [one for one in wanted if not (one.key in brings and one.may_bring)]
    files = uploads.receive_all([scan(one.name) for one in pictured], owner=owner, at=at)
    by_key = {one.key: upload for one, upload in zip(pictured, files, strict=True)}
    for requirement in wanted:
        if requirement.key in by_key:
            filing.attach_proof(draft, requirement.key, by_key[requirement.key], at=at)
        else:
            filing.bring_original(draft, requirement.key, at=at)


def _counter_digest(wish: Filing, *, at: datetime) -> str:
    """Return whose the files of a counter's draft are; the same whenever the same story is told."""
    return vault().digest_secret(f"{at.isoformat()} {wish.resident.facts.get('nik')}", "draft")


def claim(code: str, officer: Actor, *, at: datetime, turn: Turn | None = None) -> None:
    """Take it from the queue; ``turn`` says why the house offered it."""
    with travel(at), transaction():
        reviewing.claim(queries.for_change(code), actor=officer, at=at, turn=turn)


def put_first(code: str, why: Priority, reason: str, officer: Actor, *, at: datetime) -> None:
    """Let it go before others that were promised the same, unless it does so by itself, as whoever is old."""
    with travel(at), transaction():
        request = queries.for_change(code)
        if request.priority is None:
            serving.prioritise(request, why, reason, actor=officer, at=at)


def ask_rt(code: str, officer: Actor, *, at: datetime) -> datetime | None:
    """Ask the head of the RT where the person lives; return until when an answer counts, None who cannot be asked."""
    with travel(at), transaction():
        request = queries.for_change(code)
        if confirming.why_not(request, actor=officer, at=at) is not None:
            return None
        return confirming.ask(request, actor=officer, at=at).until_at


def give_up_rt(code: str, *, at: datetime) -> None:
    """Let it go on without the answer."""
    with travel(at), transaction():
        confirming.give_up(queries.for_change(code), actor=SYSTEM, at=at)


def rt_answers(code: str, said: Confirmation, *, at: datetime) -> None:
    """Let the head of the RT who was asked answer."""
    with travel(at), transaction():
        found = queries.for_change(code)
        if found.rt_question is not None:
            confirming.answer(found, said, "", actor=confirming.head_of(found.rt_question.rt), at=at)


def judge(code: str, officer: Actor, *, at: datetime, bad: Mapping[str, tuple[Verdict, str]] | None = None) -> None:
    """Say of every proof that it is complete, but for the bad ones."""
    with travel(at), transaction():
        _judge(queries.for_change(code), officer, at=at, bad=bad or {})


def _judge(
    request: Request, officer: Actor, *, at: datetime, bad: Mapping[str, tuple[Verdict, str]] | None = None
) -> None:
    missing = papers.unseen_originals(request)
    if missing and request.channel is Channel.COUNTER:
        papers.see_originals(request, missing, actor=officer, at=at)
    verdicts = {proof.requirement: (Verdict.COMPLETE, "") for proof in papers.latest_proofs(request)}
    reviewing.judge(request, verdicts | dict(bad or {}), actor=officer, at=at)


def ask(code: str, officer: Actor, gaps: list[reviewing.Gap], *, at: datetime) -> None:
    """Ask for what is missing."""
    with travel(at), transaction():
        reviewing.ask_correction(queries.for_change(code), gaps, actor=officer, at=at)


AGAIN = "foto ulang, lebih jelas"
"""The picture that is sent when one was asked for again."""
_SAME_AGAIN = 0.05


def mend(code: str, citizen: Actor, *, at: datetime, rng: random.Random) -> None:
    """Send everything that was asked for: photographed anew, but for a few who send the same picture again."""
    with travel(at), transaction():
        request = queries.for_change(code)
        names = {one.key: one.name for one in definition_of(request).requirements}
        owner = Owner(user_id=citizen.user_id) if citizen.user_id else Owner(draft_digest=request.draft_digest)
        gaps = filing.open_gaps(request)
        titles = [names[gap.key] if rng.random() < _SAME_AGAIN else AGAIN for gap in gaps]
        files = uploads.receive_all([scan(title) for title in titles], owner=owner, at=at)
        for gap, upload in zip(gaps, files, strict=True):
            filing.mend_proof(request, gap.key, upload, at=at)
        filing.resubmit(request, actor=citizen, at=at)


def recommend(
    code: str, officer: Actor, *, at: datetime, rng: random.Random, second: Actor | None = None, judging: bool = False
) -> None:
    """Pass it on to who signs, read by a second officer where the service asks for one.

    Args:
        judging: find every proof complete in the same breath.
    """
    with travel(at), transaction():
        request = queries.for_change(code)
        if judging:
            _judge(request, officer, at=at)
        definition = definition_of(request)
        region = request.office.region_code if request.office else ""
        added = answering.officer_answers(definition, rng=rng, today=wib(at).date(), region=region)
        reviewing.recommend(request, actor=officer, at=at, added=added)
        if definition.second_reader and second is not None:
            reviewing.second_read(request, actor=second, at=at)


def withdraw(code: str, citizen: Actor, *, at: datetime) -> None:
    """Take it back."""
    with travel(at), transaction():
        filing.withdraw(queries.for_change(code), "Sudah tidak diperlukan.", actor=citizen, at=at)


def telephone(code: str, officer: Actor, *, at: datetime) -> None:
    """Note a call about what is missing."""
    with travel(at), transaction():
        to = telling.recipient_of(queries.request_by_code(code))
        log_call(code, note="Diangkat keluarga; akan disampaikan.", to=to, actor=officer, at=at)


def sign(code: str, signer: Actor, *, at: datetime) -> None:
    """Sign in the place whose turn it is; the worker does the rest."""
    with travel(at), transaction():
        signing.sign(queries.for_change(code), actor=signer, at=at)


def prime(scans: Mapping[str, "Future[uploads.Prepared]"]) -> None:
    """Use pictures that are being made beside, by the title of the paper."""
    _BESIDE.update(scans)


_BESIDE: dict[str, "Future[uploads.Prepared]"] = {}


@cache
def scan(title: str) -> uploads.Prepared:
    """Return a drawn picture of a paper, prepared as an upload: unmistakably not a real document."""
    return _BESIDE.pop(title).result() if title in _BESIDE else paint(title)


def paint(title: str) -> uploads.Prepared:
    """Draw the picture of a paper; half a second's work."""
    image = Image.new("RGB", (900, 620), (250, 246, 236))
    pen = ImageDraw.Draw(image)
    pen.rectangle((24, 24, 876, 596), outline=(70, 90, 80), width=3)
    pen.text((60, 56), f"CONTOH - {title}", fill=(20, 40, 30), font_size=34)
    for line in range(9):
        pen.rectangle((60, 140 + 46 * line, 360 + 40 * (line * 7 % 11), 158 + 46 * line), fill=(150, 165, 158))
    pen.text((560, 520), "BUKAN DOKUMEN ASLI", fill=(132, 24, 58), font_size=24)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return uploads.prepare(out.getvalue(), "contoh.jpg")
