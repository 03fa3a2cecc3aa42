"""Three minutes to read when the same fault has happened for the third time: one card for each fault."""

from dataclasses import dataclass

from eservice.careers.rules import Fault
from eservice.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to do otherwise tomorrow, and why."""

    title: str
    why: str
    steps: tuple[str, ...]


LESSONS: dict[Fault, Lesson] = {
    Fault.SENT_BACK: Lesson(
        N_("Sebelum meneruskan ke pejabat"),
        N_("Setiap surat yang dikembalikan menambah satu giliran menunggu bagi warga."),
        (
            N_("Baca drafnya utuh sekali, seperti warga yang menerimanya."),
            N_("Cocokkan nama, NIK, dan alamat pada draf dengan berkas, bukan dengan ingatan."),
            N_("Baca catatan pejabat pada tiga surat terakhir yang dikembalikan: apa yang sama?"),
        ),
    ),
    Fault.ASKED_AGAIN: Lesson(
        N_("Minta semuanya sekaligus"),
        N_(
            "Warga yang diminta melengkapi dua kali datang atau mengunggah dua kali, dan jam janji tidak berhenti lagi."
        ),
        (
            N_("Periksa semua syarat sampai akhir, juga sesudah menemukan satu yang kurang."),
            N_("Tandai setiap syarat lebih dahulu; baru kirim permintaan perbaikan."),
            N_("Baca lagi permintaan Anda: dapatkah warga memenuhinya tanpa bertanya?"),
        ),
    ),
    Fault.ASKED_IN_VAIN: Lesson(
        N_("Apakah berkas itu memang perlu diganti?"),
        N_("Warga mengirim berkas yang sama dan suratnya tetap terbit: permintaan itu hanya menambah waktu."),
        (
            N_("Buka berkasnya dalam ukuran penuh sebelum menyebutnya tidak terbaca."),
            N_("Tanyakan kepada rekan bila ragu; pemeriksaan kedua makan waktu dua menit."),
            N_("Minta hanya yang disebut standar layanan."),
        ),
    ),
    Fault.OVERTURNED: Lesson(
        N_("Sebelum mengusulkan penolakan"),
        N_("Penolakan yang dibuka kembali berarti warga benar, dan menunggu dua kali."),
        (
            N_("Tanyakan: dapatkah kekurangannya dilengkapi? Bila dapat, minta dilengkapi."),
            N_("Tulis alasan dari standar layanan, dengan bagian yang tidak terpenuhi."),
            N_("Baca keputusan yang membuka kembali penolakan Anda yang terakhir."),
        ),
    ),
    Fault.MENDED: Lesson(
        N_("Isian benar, surat salah"),
        N_("Satu huruf yang salah pada surat membuat warga ditolak di tempat lain."),
        (
            N_("Cocokkan draf dengan isian, baris demi baris, bukan sekilas."),
            N_("Perhatikan nama dengan ejaan tidak biasa, tanggal, dan nomor RT."),
            N_("Jangan mengetik ulang yang dapat diambil dari isian."),
        ),
    ),
    Fault.LATE: Lesson(
        N_("Yang dekat janjinya lebih dahulu"),
        N_("Janji yang meleset jarang karena lambat memeriksa; lebih sering karena terlambat dimulai."),
        (
            N_("Mulai hari dengan “Ambil berikutnya”: urutannya menurut janji."),
            N_("Lepaskan yang tidak sempat Anda kerjakan hari ini, supaya rekan dapat mengambilnya."),
            N_("Kabari warga sebelum janji lewat, dengan waktu yang baru."),
        ),
    ),
}
