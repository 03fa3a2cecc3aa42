"""One Surat Keterangan Domisili from a citizen's telephone to a letter that a stranger verifies, step by step."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from flask import current_app

from eservice.accounts.actor import Actor
from eservice.catalogue import queries as catalogue
from eservice.config import Settings
from eservice.demo import cast, life
from eservice.demo.people import Residents
from eservice.kernel import clock
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import queries as letters
from eservice.letters.verify import check_file
from eservice.requests import handover, issuing, queries
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Status, Verdict

_T = TypeVar("_T")

BLURRED = "Tulisan di foto KK tidak terbaca. Foto lagi di tempat terang, semua sudut kertas terlihat."


def tell(folder: Path, *, say: Callable[[str], object]) -> Path:
    """Tell the story in the running (empty) installation and return the path of the letter.

    Raises:
        StoryError: the house did something else than the story says.
    """
    rng = random.Random(7)  # noqa: S311 - a story, not a secret
    settings: Settings = current_app.extensions["eservice.settings"]
    begin = clock.now()
    at = begin - timedelta(days=400)
    with clock.travel(at), transaction():
        desks, _admin = cast.hire(at=at, rng=rng)
    desk = desks[cast.BUSY[0]]
    resident = Residents(rng).one(region=desk.region)
    told = _Told(say)
    citizen = told.step("Warga membuka akun", lambda: life.open_account(resident, at=clock.now()))
    wish = life.Filing(catalogue.by_code("SKD", at=begin), resident, desk.region, account=citizen)
    code = told.step("Warga mengirim permohonan domisili", lambda: life.file(wish, at=clock.now(), rng=rng))
    _to_the_signature(told, code, desk, citizen, rng)
    told.step("Lurah menandatangani", lambda: life.sign(code, desk.signer, at=clock.now()))
    path = told.step("Surat dibuat, disegel, dan diunduh warga", lambda: _issued(code, folder, settings))
    request = queries.request_by_code(code)
    letter = letters.letter_by_id(request.letter_id or 0)
    told.step("Orang lain memindai kode QR", lambda: letters.verdict_of(letters.letter_by_token(letter.token)))
    roots = drivers().signer.trusted_roots()
    told.step("Orang lain mengunggah berkasnya", lambda: check_file(path.read_bytes(), roots=roots).verdict)
    return path


def _to_the_signature(told: "_Told", code: str, desk: cast.Desk, citizen: Actor, rng: random.Random) -> None:
    """From the queue to the Lurah, with one photograph that could not be read."""
    officer = desk.officers[0]
    blurred = {"kk": (Verdict.UNCLEAR, BLURRED)}
    gap = Gap("proof", "kk", Verdict.UNCLEAR, BLURRED)
    told.step("Petugas mengambilnya dari antrean", lambda: life.claim(code, officer, at=clock.now()))
    told.step("Foto KK tidak terbaca", lambda: life.judge(code, officer, at=clock.now(), bad=blurred))
    told.step("Petugas minta dilengkapi", lambda: life.ask(code, officer, [gap], at=clock.now()))
    told.step("Warga mengirim foto yang baru", lambda: life.mend(code, citizen, at=clock.now(), rng=rng))
    told.step("Petugas yang sama mengambilnya lagi", lambda: life.claim(code, officer, at=clock.now()))
    told.step("Semua berkas lengkap", lambda: life.judge(code, officer, at=clock.now()))
    told.step("Diteruskan ke Lurah", lambda: life.recommend(code, officer, at=clock.now(), rng=rng))


def _issued(code: str, folder: Path, settings: Settings) -> Path:
    """Let the worker do its part and return the path of the letter, as the citizen downloads it."""
    issuing.issue(queries.request_by_code(code).id, worker="story", base_url=settings.base_url)
    request = queries.request_by_code(code)
    edition = handover.releasable(request)
    if request.status is not Status.ISSUED or edition is None:
        raise StoryError(f"{code} is {request.status}, not issued")
    path = folder / f"SKD-{code}.pdf"
    path.write_bytes(letters.edition_bytes(edition))
    return path


class StoryError(Exception):
    """The house did something else than the story says."""


class _Told:
    """Says each step with the time it took, and what came of it where that is a word."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say

    def step(self, words: str, act: Callable[[], _T]) -> _T:
        """Do one step and say it."""
        begun = time.monotonic()
        result = act()
        outcome = f": {result}" if isinstance(result, str) else ""
        self._say(f"{(time.monotonic() - begun) * 1000:7.0f} ms  {words}{outcome}")
        return result
