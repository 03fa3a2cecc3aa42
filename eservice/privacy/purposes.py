"""What is held of people, for what, on which ground and until when: the record of processing, as data. Pure.

The privacy notice, Data Saya and the record that the law asks for are written from these rows; none of them says more.
Articles are named as domain.md 8 has them; where that page marks one as unconfirmed the row says so, and so do pages.
"""

from dataclasses import dataclass
from enum import StrEnum

from eservice.kernel.words import N_
from eservice.privacy.limits import Keeps
from eservice.privacy.rules import Held


class Ground(StrEnum):
    """On which ground of UU 27/2022 article 20 (2) data is processed."""

    SERVICE = "service"
    """Public task and public service."""
    DUTY = "duty"
    """Duty by law: archives, accountability of the administration."""
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the record of processing."""

    held: Held
    what: str
    purpose: str
    ground: Ground
    receivers: str
    keeps: tuple[Keeps, ...]
    """The limits that hold; none where the time is told in ``until``."""
    until: str
    guarded: str
    specific: bool = False
    """Data that the law guards more: health, children, personal finance, and what letters about them need."""


RECORD: tuple[Processing, ...] = (
    Processing(
        Held.IDENTITY,
        N_("NIK, nomor KK, nama, tempat dan tanggal lahir, jenis kelamin, agama, status, pekerjaan, alamat, telepon"),
        N_("Mengenali pemohon dan orang yang diterangkan dalam surat"),
        Ground.SERVICE,
        N_("Kantor yang menangani permohonan dan pejabat yang menandatangani"),
        (),
        N_("Selama akun Anda ada, atau selama satu permohonan atau surat masih memuatnya"),
        N_("Terenkripsi; dicari lewat sidik berkunci"),
    ),
    Processing(
        Held.ACCOUNT,
        N_("Sidik kata sandi, cara menghubungi, bahasa, tingkat verifikasi, kunci dan kode kedua"),
        N_("Masuk ke akun dan mengabari pemiliknya"),
        Ground.SERVICE,
        N_("Tidak diberikan kepada siapa pun"),
        (),
        N_("Sampai akun dihapus"),
        N_("Kata sandi hanya sebagai sidik; telepon dan e-mail terenkripsi"),
    ),
    Processing(
        Held.REQUESTS,
        N_("Jawaban formulir, riwayat langkah, catatan pemeriksaan, hasil kunjungan"),
        N_("Memeriksa permohonan dan membuktikan bagaimana keputusan diambil"),
        Ground.SERVICE,
        N_("Kantor yang menangani permohonan, kantor di atasnya, pemeriksa dengan surat tugas"),
        (Keeps.ANSWERS_ISSUED, Keeps.ANSWERS_REJECTED, Keeps.ANSWERS_DROPPED),
        "",
        N_("Terenkripsi; setiap pembukaan tercatat"),
        specific=True,
    ),
    Processing(
        Held.PAPERS,
        N_("Foto dan PDF persyaratan: KTP, KK, pengantar, foto rumah, surat pernyataan"),
        N_("Mencocokkan jawaban dengan berkas"),
        Ground.SERVICE,
        N_("Kantor yang menangani permohonan"),
        (Keeps.PAPERS_ISSUED, Keeps.PAPERS_REJECTED, Keeps.PAPERS_DROPPED),
        "",
        N_("Dibuat ulang tanpa metadata, dienkripsi, setiap pembukaan tercatat"),
        specific=True,
    ),
    Processing(
        Held.CONSENTS,
        N_("Berkas yang lalu, untuk dipakai lagi"),
        N_("Permohonan berikutnya tanpa memotret ulang"),
        Ground.CONSENT,
        N_("Kantor yang menangani permohonan"),
        (Keeps.PAPERS_CONSENTED,),
        "",
        N_("Dapat ditarik kapan saja di Data Saya"),
        specific=True,
    ),
    Processing(
        Held.LETTERS,
        N_("Surat yang terbit, nomor, register, dan sidik digitalnya"),
        N_("Arsip kantor dan pemeriksaan keaslian surat"),
        Ground.DUTY,
        N_("Siapa pun yang memegang surat dapat memeriksanya, dengan nama disamarkan"),
        (Keeps.LETTERS,),
        "",
        N_("Terenkripsi; log publik hanya memuat sidik"),
    ),
    Processing(
        Held.MESSAGES,
        N_("Pesan yang dikirim kepada Anda: kode permohonan dan waktu, tanpa nama dan NIK"),
        N_("Mengabari dan membuktikan bahwa Anda dikabari"),
        Ground.SERVICE,
        N_("Penyedia e-mail atau WhatsApp, sebatas isi pesannya"),
        (Keeps.MESSAGES,),
        "",
        N_("Alamat dan nomor tujuan terenkripsi"),
    ),
    Processing(
        Held.SESSIONS,
        N_("Perangkat yang masuk, kapan, dan berapa lama"),
        N_("Keamanan akun"),
        Ground.SERVICE,
        N_("Tidak diberikan kepada siapa pun"),
        (Keeps.SESSIONS,),
        "",
        N_("Kuki hanya sebagai sidik; peramban dalam dua kata"),
    ),
    Processing(
        Held.WISHES,
        N_("Permintaan Anda tentang data dan jawabannya"),
        N_("Menjawab hak Anda dan membuktikannya"),
        Ground.DUTY,
        N_("Pejabat pelindungan data"),
        (),
        N_("Selama akun Anda ada"),
        N_("Terenkripsi"),
    ),
    Processing(
        Held.LOOKS,
        N_("Siapa membuka apa, kapan, dan mengapa, sebagai nomor tanpa nama dan NIK"),
        N_("Pertanggungjawaban, dan agar Anda dapat melihatnya"),
        Ground.DUTY,
        N_("Anda sendiri, pejabat pelindungan data, pemeriksa dengan surat tugas"),
        (Keeps.READS,),
        "",
        N_("Hanya bertambah; setiap baris terikat pada baris sebelumnya"),
    ),
)


def about(held: Held) -> Processing:
    """Return the line of the record about one group."""
    return next(one for one in RECORD if one.held is held)
