"""One Surat Keterangan Domisili from a citizen's telephone to a letter that a stranger verifies, step by step."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from flask import current_app

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
        AssertionError: the house did something else than the story says.
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

    told.step("Warga membuka akun", citizen := life.open_account(resident, at=told.at))
    wish = life.Filing(catalogue.by_code("SKD", at=told.at), resident, desk.region, account=citizen)
    code = told.step("Warga mengirim permohonan Surat Keterangan Domisili", life.file(wish, at=told.at, rng=rng))
    officer = desk.officers[0]
    told.step("Petugas mengambilnya dari antrean", life.claim(code, officer, at=told.at))
    blurred = {"kk": (Verdict.UNCLEAR, BLURRED)}
    told.step("Petugas menilai berkas: foto KK tidak terbaca", life.judge(code, officer, at=told.at, bad=blurred))
    gap = Gap("proof", "kk", Verdict.UNCLEAR, BLURRED)
    told.step("Petugas minta dilengkapi, semua sekaligus", life.ask(code, officer, [gap], at=told.at))
    told.step("Warga mengirim foto KK yang baru", life.mend(code, citizen, at=told.at, rng=rng))
    told.step("Petugas yang sama mengambilnya lagi", life.claim(code, officer, at=told.at))
    told.step("Petugas menilai semua berkas lengkap", life.judge(code, officer, at=told.at))
    told.step("Petugas meneruskannya ke Lurah", life.recommend(code, officer, at=told.at, rng=rng))
    told.step("Lurah menandatangani", life.sign(code, desk.signer, at=told.at))
    number = queries.request_by_code(code).id
    issuing.issue(number, worker="story", base_url=settings.base_url)
    request = queries.request_by_code(code)
    assert request.status is Status.ISSUED, request.status  # noqa: S101 - the story is told only if it is true
    edition = handover.releasable(request)
    assert edition is not None  # noqa: S101
    path = folder / f"SKD-{code}.pdf"
    path.write_bytes(letters.edition_bytes(edition))
    told.step("Surat terbit dan diunduh warga", path)
    letter = letters.letter_by_id(request.letter_id or 0)
    verdict = letters.verdict_of(letters.letter_by_token(letter.token))
    told.step(f"Orang lain memindai kode QR: {verdict}", verdict)
    checked = check_file(path.read_bytes(), roots=drivers().signer.trusted_roots())
    told.step(f"Orang lain mengunggah berkasnya: {checked.verdict}", checked)
    return path


class _Told:
    """Says each step with the time it took."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say, self._last = say, clock.now()

    @property
    def at(self) -> datetime:
        """The present instant: the story happens now."""
        return clock.now()

    def step(self, words: str, result: _T) -> _T:
        """Say what was done and how long it took; return what came of it."""
        now = clock.now()
        self._say(f"{(now - self._last).total_seconds() * 1000:7.0f} ms  {words}")
        self._last = now
        return result
