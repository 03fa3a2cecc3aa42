"""What anyone may ask with a letter in hand: whether it is real, and what stands on it."""

import hashlib

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Optional, StopValidation

from eservice.accounts.gate import counted_each, ration
from eservice.accounts.rules import Guess
from eservice.config import Settings
from eservice.kernel import clock
from eservice.kernel.codes import LETTER_CODE_LENGTH, REQUEST_CODE_LENGTH
from eservice.kernel.errors import NotAllowedError, TooManyTriesError
from eservice.kernel.ports import drivers
from eservice.kernel.words import N_
from eservice.letters import queries as letters
from eservice.letters import rules
from eservice.letters.examine import FileVerdict
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter
from eservice.letters.verify import MAX_BYTES, FileCheck, examined, is_digest, known_digest, registered
from eservice.offices import queries as offices
from eservice.web.errors import sentence, status_of
from eservice.web.forms import DigitsField, HouseForm, TextField, UploadField
from eservice.web.guards import public
from eservice.web.login import network_here
from eservice.web.looking_up import length_of_code, letter_by_code, note_lookup
from eservice.web.public import offline
from eservice.web.public.room import blueprint
from eservice.web.seals import seal_of
from eservice.web.squares import square


class VerifyForm(HouseForm):
    """A letter's code, or the file itself."""

    kode = TextField(
        _l("Kode surat"),
        description=_l("10 huruf dan angka di bawah kode QR, misalnya K7QM-4T2X-9D."),
        width="mid",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 20},
    )
    berkas = UploadField(
        _l("Berkas PDF"),
        description=_l("Berkas asli yang Anda terima, paling besar 5 MB. Kami tidak menyimpannya."),
        render_kw={"accept": "application/pdf"},
    )


def _four_or_all(_form: object, field: DigitsField) -> None:
    if field.data and len(field.data) not in rules.MATCHED_DIGITS:
        raise StopValidation(_("Isi 4 angka terakhir NIK, atau semua 16 angkanya."))


def name_on_it() -> TextField:
    """Return the field for the name that stands on a letter; a form's fields stand in the order of their making."""
    return TextField(
        _l("Nama pada surat"),
        [InputRequired(_l("Tulis nama persis seperti di surat."))],
        description=_l("Tulis lengkap, persis seperti di surat."),
        render_kw={"autocomplete": "off"},
    )


def digits_on_it() -> DigitsField:
    """Return the field for the last digits of the NIK that stands on a letter."""
    return DigitsField(
        _l("Empat angka terakhir NIK pada surat"),
        [Optional(), _four_or_all],
        description=_l("Kosongkan bila surat itu tidak memuat NIK."),
        width="short",
        render_kw={"maxlength": 20},
    )


class MatchForm(HouseForm):
    """What stands on the paper in hand."""

    nama = name_on_it()
    angka = digits_on_it()


@blueprint.route("/verifikasi", methods=["GET", "POST"])
@public
def verify() -> ResponseReturnValue:
    """Check a letter by its code or by its file."""
    form = VerifyForm()
    if request.method != "POST" and request.args.get("sha256"):
        return _by_digest(form, request.args["sha256"])
    if request.method != "POST" and request.args.get("kode"):
        form.kode.data = request.args["kode"][:20]
        return _by_code(form, request.args["kode"])
    if form.validate_on_submit():
        if form.berkas.data:
            return _by_file(form, form.berkas.data.read(MAX_BYTES + 1))
        if form.kode.data:
            return _by_code(form, form.kode.data)
        form.kode.errors = [_("Isi kode surat, atau pilih berkas PDF-nya.")]
    return render_template("public/verify.html", form=form)


@blueprint.route("/v/<token>", methods=["GET", "POST"])
@public
def letter_show(token: str) -> ResponseReturnValue:
    """Say what the register knows of one letter, and match it with the paper in hand."""
    letter = letters.letter_by_token(token)
    form = MatchForm()
    matched: bool | None = None
    if letter is not None and form.validate_on_submit():
        try:
            matched = _matched(letter, form.nama.data or "", form.angka.data or "")
        except TooManyTriesError as error:
            form.refuse(error)
    elif letter is not None and request.method != "POST":
        note_lookup(letter)
    return _answer(letter, form=form, matched=matched, file=_file_of(letter) if letter is not None else None)


@blueprint.get("/v/<token>/penerima")
@public
def letter_receiver(token: str) -> ResponseReturnValue:
    """Show half a page to print beside a letter in force: for whoever receives it and asks for a stamp."""
    letter = letters.letter_by_token(token)
    if letter is None or seal_of(letter).tone != "good":
        return redirect(url_for(".letter_show", token=token), 303)
    return render_template(
        "public/letter_receiver.html",
        letter=letter,
        specimen=letters.content_of(letter).specimen,
        office=offices.office(letter.office_id),
        why=WHY_NO_STAMP[letter.mode],
        square=square(verify_address(letter)),
    )


def verify_address(letter: Letter) -> str:
    """Return the address at which anybody checks a letter."""
    settings: Settings = current_app.extensions["eservice.settings"]
    return settings.base_url + url_for(".letter_show", token=letter.token)


_SIGNED_IN_THE_FILE = N_(
    "Surat ini ditandatangani secara elektronik di dalam berkasnya. Cap di atas cetakan tidak membuktikan apa pun: "
    "yang membuktikan keasliannya adalah berkas itu dan buku register kantor."
)
WHY_NO_STAMP: dict[Mode, str] = {
    Mode.LOCAL: _SIGNED_IN_THE_FILE,
    Mode.PKCS11: _SIGNED_IN_THE_FILE,
    Mode.BSRE: _SIGNED_IN_THE_FILE,
    Mode.WET: N_(
        "Surat ini ditandatangani dengan pena dan dicap. Kantor menyimpan pindaiannya di buku register; kertas yang "
        "berbeda dari register bukan surat ini."
    ),
}
"""What a receiver who asks for a stamp should know, by how the letter is signed."""


def _by_code(form: VerifyForm, typed: str) -> ResponseReturnValue:
    written = length_of_code(typed)
    if written == LETTER_CODE_LENGTH:
        return _by_whole_code(form, typed)
    if written == REQUEST_CODE_LENGTH:
        form.kode.errors = [_("Ini kode permohonan. Pakai halaman Lacak.")]
        return render_template("public/verify.html", form=form, tracked=True)
    form.kode.errors = [_("Kode surat 10 huruf dan angka; ini %(n)s. Ketik lagi.", n=written)]
    return render_template("public/verify.html", form=form)


def _by_whole_code(form: VerifyForm, typed: str) -> ResponseReturnValue:
    try:
        letter = letter_by_code(typed)
    except TooManyTriesError as refusal:
        form.kode.errors = [sentence(refusal)]
        return render_template("public/verify.html", form=form), status_of(refusal)
    if letter is None:
        return _answer(None, typed=typed[:30])
    return redirect(url_for(".letter_show", token=letter.token), 303)


def _by_digest(form: VerifyForm, typed: str) -> ResponseReturnValue:
    """Answer from the register by a file's SHA-256 alone; what it does not know may be sent for a closer look."""
    found = known_digest(typed) if is_digest(typed) else None
    if found is not None and found.letter is not None:
        return redirect(url_for(".letter_show", token=found.letter.token, sha256=typed), 303)
    if found is not None:
        return _answer(None, file=found)
    form.berkas.errors = [_("Register tidak mengenal berkas ini. Kirim berkasnya bila ingin tahu apa yang diubah.")]
    return render_template("public/verify.html", form=form)


def _file_of(letter: Letter) -> FileCheck | None:
    """Return what the register knows of the file that was asked about, where it is one of this letter."""
    asked = request.args.get("sha256", "")
    found = known_digest(asked) if is_digest(asked) else None
    return found if found is not None and found.letter is not None and found.letter.id == letter.id else None


def _by_file(form: VerifyForm, data: bytes) -> ResponseReturnValue:
    """Answer from the register; to read a file that it does not know is work, and not endless."""
    found = registered(data)
    if found is not None and found.letter is not None and not found.tampered:
        note_lookup(found.letter)
    if found is None or found.tampered:
        try:
            ration(Guess.FILE, secret=hashlib.sha256(data).hexdigest(), network=network_here(), at=clock.now())
            found = examined(data, roots=drivers().signer.trusted_roots(), grown=found)
        except TooManyTriesError as refusal:
            if found is None:
                form.berkas.errors = [sentence(refusal)]
                return render_template("public/verify.html", form=form), status_of(refusal)
    return _answer(found.letter, file=found)


def _matched(letter: Letter, name: str, digits: str) -> bool:
    """Tell whether paper and register say the same; a mismatch stays counted. Raises TooManyTriesError."""
    try:
        with counted_each(Guess.LETTER_MATCH, secret=letter.token, network=network_here(), at=clock.now()):
            _match(letter, name, digits)
    except NotAllowedError:
        return False
    return True


def _match(letter: Letter, name: str, digits: str) -> None:
    if not rules.matches(name=letter.holder_name, nik=letter.holder_nik, typed_name=name, typed_digits=digits):
        raise NotAllowedError("no_match")


def _answer(
    letter: Letter | None,
    *,
    form: MatchForm | None = None,
    matched: bool | None = None,
    file: FileCheck | None = None,
    typed: str = "",
) -> ResponseReturnValue:
    """Render the verdict. A changed file is never in force, whatever its letter is.

    What stands behind the # of a scanned code is not sent here: the page compares it, in words it is given.
    """
    scanned = request.endpoint == "public.letter_show"
    return render_template(
        "public/letter_show.html",
        seal=seal_of(letter, file=file, typed=typed),
        letter=letter if file is None or file.verdict is FileVerdict.REGISTERED else None,
        form=form or MatchForm(formdata=None),
        matched=matched,
        at=clock.now(),
        address=verify_address(letter) if letter is not None else None,
        wrong_seals={code: offline.said(code) for code in WRONG_SEALS} if scanned else {},
    )


WRONG_SEALS = ("swapped", "forged", "unreadable")
"""What a seal beside the address of a letter may be found to be, besides its own."""
