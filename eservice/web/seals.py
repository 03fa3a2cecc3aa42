"""What the page about a letter says: one verdict in a word, a sentence and a shape, and what the paper must say."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from eservice.kernel.words import N_
from eservice.letters import documents, proving, queries
from eservice.letters.examine import FileVerdict
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterSignature, SignedDocument
from eservice.letters.rules import BEFORE_FORCE, Verdict, masked_name
from eservice.letters.verify import FileCheck
from eservice.offices import queries as offices
from eservice.web.filters import day, instant
from eservice.web.labels import label


@dataclass(frozen=True)
class Seal:
    """The answer about one letter."""

    word: str
    sentence: str
    tone: str
    sign: str
    """tick, cross, wait or ask: the shape that repeats the word."""
    state: str = ""
    """The same for machines."""
    rows: tuple[tuple[str, str], ...] = ()
    signing: str = ""
    """What the signature is worth, in words."""
    certified: bool = False
    trouble: str = ""
    """What became of it, for a letter that is no longer in force."""
    replaced_by: str = ""
    """Token of the letter that took its place."""
    todo: tuple[str, ...] = ()
    file: str = ""
    """What the file handed in is, in words."""
    tampered: tuple[str, ...] = ()
    """What was done to the file, in words."""
    made_from: tuple[str, str] | None = None
    """Number and token of the letter of which a changed file was made; no number before it is in force."""
    logged: tuple[tuple[str, int], ...] = ()
    """What the public log says of it, in words, and the number of the entry."""
    specimen: bool = False
    can_match: bool = False
    office: str = ""
    phone: str = ""


SHOWN: dict[Verdict, tuple[str, str, str, str]] = {
    Verdict.IN_FORCE: (
        N_("Terdaftar dan masih berlaku"),
        N_("Surat ini ada di buku register %(office)s dan masih berlaku."),
        "good",
        "tick",
    ),
    Verdict.NOT_SIGNED: (
        N_("Belum ditandatangani"),
        N_("Surat ini sedang disiapkan %(office)s. Belum berlaku, dan belum boleh diterima."),
        "wait",
        "wait",
    ),
    Verdict.PARTLY_SIGNED: (
        N_("Belum lengkap ditandatangani"),
        N_("Masih ada pejabat yang harus menandatangani. Belum berlaku, dan belum boleh diterima."),
        "wait",
        "wait",
    ),
    Verdict.EXPIRED: (
        N_("Lewat masa berlaku"),
        N_("Surat ini asli dan terdaftar, tetapi masa berlakunya sudah lewat."),
        "wait",
        "cross",
    ),
    Verdict.REVOKED: (
        N_("Dicabut"),
        N_("Surat ini pernah berlaku, tetapi sudah dicabut. Jangan diterima."),
        "bad",
        "cross",
    ),
    Verdict.REPLACED: (
        N_("Sudah diganti"),
        N_("Surat ini sudah diganti dengan surat lain. Jangan diterima."),
        "bad",
        "cross",
    ),
    Verdict.VOID: (N_("Batal"), N_("Surat ini dibatalkan sebelum berlaku. Jangan diterima."), "bad", "cross"),
    Verdict.UNKNOWN: (
        N_("Tidak terdaftar"),
        N_("Kode ini tidak ada di buku register kami. Surat ini patut dicurigai."),
        "bad",
        "ask",
    ),
}
"""Verdict -> word, sentence, tone, shape."""

TODO_DOUBT = (
    N_("Jangan terima surat ini sebelum jelas."),
    N_("Periksa lagi kode atau tautannya; satu huruf yang keliru mengubah jawabannya."),
    N_("Bila ragu, telepon kantor di kepala surat. Pakai nomor dari halaman Bantuan, bukan dari suratnya."),
)
TODO_GONE = (
    N_("Minta pemegang surat menunjukkan surat yang baru."),
    N_("Bila ragu, hubungi kantor penerbitnya."),
)
TODO_EXPIRED = (N_("Minta surat yang baru bila Anda memerlukan keterangan terkini."),)
TODO_WAIT = (N_("Periksa lagi nanti, atau minta pemegangnya menunggu sampai surat selesai."),)

ADVICE: dict[Verdict, tuple[str, ...]] = {
    Verdict.NOT_SIGNED: TODO_WAIT,
    Verdict.PARTLY_SIGNED: TODO_WAIT,
    Verdict.EXPIRED: TODO_EXPIRED,
    Verdict.REVOKED: TODO_GONE,
    Verdict.REPLACED: TODO_GONE,
    Verdict.VOID: TODO_GONE,
    Verdict.UNKNOWN: TODO_DOUBT,
}

FILE_SHOWN: dict[FileVerdict, tuple[str, str]] = {
    FileVerdict.CHANGED: (
        N_("Berkas ini sudah diubah"),
        N_("Isinya tidak sama dengan yang kami terbitkan. Jangan diterima."),
    ),
    FileVerdict.UNSIGNED: (
        N_("Berkas ini bukan dari kami"),
        N_("Berkas ini tidak bertanda tangan elektronik dan tidak ada di buku register kami."),
    ),
    FileVerdict.UNKNOWN: (
        N_("Berkas ini tidak terdaftar"),
        N_("Berkas ini tidak ada di buku register kami. Hasil pindai atau cetak ulang bukan berkas asli."),
    ),
    FileVerdict.TOO_LARGE: (
        N_("Berkas ini terlalu besar"),
        N_("Berkas surat dari kami jauh lebih kecil dari 5 MB. Pilih berkas PDF asli yang Anda terima."),
    ),
}
TODO_FILE = (
    N_("Minta berkas PDF asli, bukan foto atau hasil pindai."),
    N_("Atau ketik kode yang tercetak di bawah kode QR."),
)

DOCUMENT = "document"
"""What machines are told of a file that is a signed document of an office, and no letter."""

UNLOGGED = "unlogged"
"""What machines are told of a letter that the register has and the public log has not."""
_MATCHABLE = (Verdict.IN_FORCE, Verdict.EXPIRED)
CERTIFIED = (Mode.BSRE,)


def seal_of(letter: Letter | None, *, file: FileCheck | None = None, typed: str = "") -> Seal:
    """Return what to say of a letter; of the file instead, when that is not the registered one."""
    if file is not None and file.verdict is not FileVerdict.REGISTERED:
        word, sentence = FILE_SHOWN[file.verdict]
        tone, sign = ("wait", "ask") if file.verdict is FileVerdict.TOO_LARGE else ("bad", "cross")
        return Seal(
            _(word),
            _(sentence),
            tone,
            sign,
            state=file.verdict,
            todo=_translated(TODO_FILE),
            tampered=tuple(label(one) for one in file.tampered),
            made_from=_made_from(file.letter),
        )
    if file is not None and file.document is not None:
        return _of_document(file.document)
    verdict = queries.verdict_of(letter)
    word, sentence, tone, sign = SHOWN[verdict]
    if letter is None:
        rows = ((_("Kode yang diperiksa"), typed),) if typed else ()
        return Seal(_(word), _(sentence), tone, sign, verdict, rows=rows, todo=_translated(ADVICE[verdict]))
    issuer = offices.office(letter.office_id)
    logged = proving.entries_of(letter.id)
    if verdict not in BEFORE_FORCE and not logged:
        return _unlogged(issuer.full_name, issuer.phone)
    seal = Seal(
        _(word),
        _(sentence, office=issuer.full_name),
        tone,
        sign,
        state=verdict,
        rows=_rows(letter, verdict),
        trouble=_trouble(letter),
        replaced_by=letter.replaced_by.token if letter.replaced_by else "",
        todo=_translated(ADVICE.get(verdict, ())),
        specimen=queries.content_of(letter).specimen,
        can_match=verdict in _MATCHABLE,
        office=issuer.full_name,
        phone=issuer.phone,
    )
    if verdict in BEFORE_FORCE:
        return seal
    return replace(
        seal,
        signing=label(letter.mode),
        certified=letter.mode in CERTIFIED,
        file=label(file.verdict) if file else "",
        logged=tuple((label(one.event), one.position) for one in logged),
    )


def _made_from(letter: Letter | None) -> tuple[str, str] | None:
    """Return number and token of the letter behind a changed file; what is not in force yet shows no number."""
    if letter is None:
        return None
    return "" if queries.verdict_of(letter) in BEFORE_FORCE else letter.number, letter.token


def _of_document(document: SignedDocument) -> Seal:
    """Return what to say of a file that an office signed, and that is no letter."""
    office, entry = offices.office(document.office_id), documents.entry_of(document)
    if entry is None:
        return _unlogged(office.full_name, office.phone)
    rows = [
        (_("Dokumen"), document.title),
        (
            _("Ditandatangani"),
            _("%(when)s oleh %(who)s", when=instant(document.signed_at), who=document.signer_position),
        ),
    ]
    if document.stamped_at is not None:
        when = instant(document.stamped_at)
        rows.append((_("Stempel waktu"), _("%(when)s oleh %(who)s", when=when, who=document.stamped_by)))
    return Seal(
        _("Dokumen yang terdaftar"),
        _(
            "Dokumen ini bukan surat untuk perseorangan. %(office)s menandatanganinya dan mencatatnya di log publik.",
            office=office.full_name,
        ),
        "good",
        "tick",
        state=DOCUMENT,
        rows=tuple(rows),
        signing=label(document.mode),
        certified=document.mode in CERTIFIED,
        file=label(FileVerdict.REGISTERED),
        logged=((label(entry.event), entry.position),),
        office=office.full_name,
        phone=office.phone,
    )


def _unlogged(office: str, phone: str) -> Seal:
    """Return what to say of a letter that the register has and the public log has not: somebody wrote it in by hand."""
    return Seal(
        _("Tidak tercatat di log publik"),
        _("Surat ini ada di buku register, tetapi tidak di log publik. Jangan diterima sebelum kantor menjelaskannya."),
        "bad",
        "cross",
        state=UNLOGGED,
        todo=_translated(TODO_DOUBT),
        office=office,
        phone=phone,
    )


def _rows(letter: Letter, verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """Return what the paper must say; before it is in force, neither number nor name."""
    rows = [(_("Jenis surat"), label(letter.kind))]
    if verdict not in BEFORE_FORCE:
        content = queries.content_of(letter)
        rows.append((_("Nomor"), " · ".join(number.written for number in letter.numbers)))
        rows.append((_("Atas nama"), masked_name(letter.holder_name)))
        if content.purpose:
            rows.append((_("Keperluan"), content.purpose))
        rows.append((_("Tanggal surat"), day(letter.dated_on)))
    rows += [(_("Ditandatangani"), _signed(one)) for one in letter.signatures if verdict is not Verdict.VOID]
    rows += [(_("Stempel waktu"), _stamped(one)) for one in letter.signatures if one.stamped_at]
    if verdict not in BEFORE_FORCE and letter.valid_until:
        rows.append((_("Berlaku sampai"), day(letter.valid_until)))
    return tuple(rows)


def _signed(one: LetterSignature) -> str:
    when = day(one.signed_at) if one.mode is Mode.WET else instant(one.signed_at)
    return str(_("%(when)s oleh %(who)s", when=when, who=one.signer_position))


def _stamped(one: LetterSignature) -> str:
    when = instant(one.stamped_at) if one.stamped_at else ""
    return str(_("%(when)s oleh %(who)s", when=when, who=one.stamped_by))


def _trouble(letter: Letter) -> str:
    if letter.revoked_at is None or letter.revoke_reason is None:
        return ""
    return str(_("Dicabut %(when)s. Sebab: %(why)s.", when=instant(letter.revoked_at), why=label(letter.revoke_reason)))


def _translated(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_(sentence) for sentence in sentences)
