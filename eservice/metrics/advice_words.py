"""What is advised, in words; what stands in brackets is filled in by the page."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.metrics.advice import Advice

WORDS: dict[StrEnum, str] = {
    Advice.SHOW_EXAMPLE: N_("Saran: perjelas contoh %(thing)s di halaman %(service)s."),
    Advice.NAME_BEFORE: N_("Saran: sebut %(thing)s sebelum tombol Mulai di halaman %(service)s."),
    Advice.COMPARE_FIRST: N_(
        "Saran: minta pemohon mencocokkan %(thing)s dengan isiannya sebelum mengirim %(service)s."
    ),
    Advice.REWORD: N_("Saran: tulis ulang pertanyaan “%(thing)s” pada %(service)s, dengan satu contoh jawaban."),
    Advice.SAY_WHO_FIRST: N_("Saran: tulis di awal halaman layanan siapa yang tidak dapat memintanya, dan ke mana."),
    Advice.ASK_BEFORE_REFUSING: N_("Saran: minta melengkapi dahulu; sebab ini biasanya dapat diperbaiki pemohon."),
    Advice.CLEARER: N_("Perjelas apa yang diminta pada %(service)s: satu dari tiga permohonan dikembalikan."),
    Advice.SIGNING_HOURS: N_(
        "Sepakati waktu tanda tangan setiap hari, atau tunjuk siapa yang menandatangani bila pejabat pergi."
    ),
    Advice.MORE_HANDS: N_("Tambah tangan di meja petugas pada jam ramai: permohonan paling lama menunggu diambil."),
    Advice.READ_TOGETHER: N_("Lihat layanan yang paling lama diperiksa bersama petugasnya."),
}
