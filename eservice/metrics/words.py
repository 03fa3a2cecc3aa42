"""The words for figures: what each one counts, and how it could mislead (one long table, hence its length)."""

from dataclasses import dataclass
from enum import StrEnum

from eservice.kernel.words import N_
from eservice.metrics.figures import Measure
from eservice.metrics.models import Span
from eservice.metrics.rules import Shown

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Span: {Span.DAY: N_("Hari"), Span.MONTH: N_("Bulan")},
    Measure: {
        Measure.KEPT: N_("Janji ditepati"),
        Measure.SERVICE: N_("Waktu layanan"),
        Measure.ELAPSED: N_("Waktu yang dirasakan warga"),
        Measure.WAITING: N_("Menunggu petugas, jam kerja"),
        Measure.WAITING_LIVED: N_("Menunggu petugas, jam nyata"),
        Measure.REVIEW: N_("Diperiksa, jam kerja"),
        Measure.REVIEW_LIVED: N_("Diperiksa, jam nyata"),
        Measure.SIGNATURE: N_("Menunggu tanda tangan, jam kerja"),
        Measure.SIGNATURE_LIVED: N_("Menunggu tanda tangan, jam nyata"),
        Measure.CLOSED: N_("Kantor tutup"),
        Measure.CITIZEN: N_("Menunggu pemohon"),
        Measure.THIRD_PARTY: N_("Menunggu pihak lain"),
        Measure.INCIDENT: N_("Ditahan gangguan"),
        Measure.SERVICE_SO_FAR: N_("Waktu layanan, termasuk yang masih terbuka"),
        Measure.ELAPSED_SO_FAR: N_("Waktu yang dirasakan warga, termasuk yang masih terbuka"),
        Measure.OPEN: N_("Terbuka sekarang"),
        Measure.LATE: N_("Lewat janji sekarang"),
        Measure.FIRST_TIME_RIGHT: N_("Benar sejak pertama"),
        Measure.ROUNDS: N_("Putaran perbaikan"),
        Measure.PAST_LEGAL: N_("Lewat batas hukum"),
        Measure.VISITS_AVOIDED: N_("Kunjungan yang dihindari"),
        Measure.EXPECTED: N_("Perkiraan yang tepat"),
    },
    Shown: {
        Shown.FILED: N_("Masuk pada periode ini"),
        Shown.FINISHED: N_("Selesai pada periode ini"),
        Shown.WAITED: N_("Selesai, pernah menunggu petugas"),
        Shown.REVIEWED: N_("Selesai, pernah diperiksa"),
        Shown.SIGNED: N_("Selesai, pernah menunggu tanda tangan"),
        Shown.COMPLETED: N_("Selesai, pernah menunggu pemohon"),
        Shown.CONFIRMED: N_("Selesai, pernah menunggu pihak lain"),
        Shown.INTERRUPTED: N_("Selesai, pernah ditahan gangguan"),
        Shown.WAITED_SO_FAR: N_("Selesai atau masih terbuka, pernah menunggu petugas"),
        Shown.REVIEWED_SO_FAR: N_("Selesai atau masih terbuka, pernah diperiksa"),
        Shown.SIGNED_SO_FAR: N_("Selesai atau masih terbuka, pernah menunggu tanda tangan"),
        Shown.COMPLETED_SO_FAR: N_("Selesai atau masih terbuka, pernah menunggu pemohon"),
        Shown.CONFIRMED_SO_FAR: N_("Selesai atau masih terbuka, pernah menunggu pihak lain"),
        Shown.INTERRUPTED_SO_FAR: N_("Selesai atau masih terbuka, pernah ditahan gangguan"),
        Shown.FINISHED_OR_OPEN: N_("Selesai pada periode ini atau masih terbuka"),
        Shown.ISSUED: N_("Terbit atau diserahkan pada periode ini"),
        Shown.FIRST_TIME_RIGHT: N_("Terbit tanpa perbaikan"),
        Shown.CORRECTED: N_("Selesai setelah diminta melengkapi"),
        Shown.SENT_BACK: N_("Dikembalikan untuk dilengkapi"),
        Shown.DUE: N_("Janjinya jatuh pada periode ini"),
        Shown.KEPT: N_("Janji ditepati"),
        Shown.BROKEN: N_("Janji meleset"),
        Shown.WITHDRAWN: N_("Dibatalkan pemohon"),
        Shown.LAPSED: N_("Ditutup karena tidak dilengkapi"),
        Shown.PAUSED_DUE: N_("Janji sedang berhenti: menunggu pemohon, pihak lain, atau gangguan selesai"),
        Shown.OPEN: N_("Terbuka"),
        Shown.HELD: N_("Dipegang petugas"),
        Shown.LATE: N_("Lewat janji"),
        Shown.DUE_TODAY: N_("Jatuh tempo hari ini"),
        Shown.AT_OFFICE: N_("Menunggu petugas"),
        Shown.AT_SIGNER: N_("Menunggu tanda tangan"),
        Shown.AT_CITIZEN: N_("Menunggu pemohon"),
        Shown.AT_THIRD_PARTY: N_("Menunggu pihak lain"),
        Shown.ON_HOLD: N_("Ditahan gangguan"),
        Shown.UNREACHED: N_("Belum terhubungi"),
        Shown.PAST_LEGAL: N_("Lewat batas hukum 5 hari kerja"),
    },
}


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure counts, how it could mislead, and which requests stand behind it."""

    meaning: str
    temptation: str
    shown: Shown | None


DEFINITIONS: dict[Measure, Definition] = {
    Measure.KEPT: Definition(
        N_(
            "Dari semua permohonan yang janjinya jatuh pada periode ini, berapa yang terbit, diserahkan, atau diputus "
            "tidak dapat dipenuhi paling lambat pada saat janji. Yang masih terbuka dan yang terlambat ikut dihitung "
            "sebagai pembagi. Yang dibatalkan, yang ditutup, dan yang janjinya sedang berhenti disebut di sampingnya. "
            "Permohonan yang dibuka kembali mendapat janji baru dan dihitung lagi."
        ),
        N_(
            "Angka ini naik bila kantor memperpanjang janjinya, atau menolak padahal berkas masih bisa dilengkapi. "
            "Baca bersama angka penolakan, perbaikan, dan panjang janji."
        ),
        Shown.DUE,
    ),
    Measure.SERVICE: Definition(
        N_(
            "Jam kerja kantor dari berkas lengkap diterima sampai selesai: menunggu petugas, diperiksa, dan menunggu "
            "tanda tangan. Malam, akhir pekan, libur, dan waktu menunggu pemohon tidak dihitung."
        ),
        N_(
            "Warga hidup menurut jam nyata: 3 jam kerja dapat berarti 2 hari. Menutup kantor juga membuat angka ini "
            "tampak lebih pendek. Lihat waktu yang dirasakan warga di sampingnya."
        ),
        Shown.FINISHED,
    ),
    Measure.ELAPSED: Definition(
        N_(
            "Jam nyata dari pengajuan pertama sampai selesai, siang dan malam. Bila orang yang sama mengajukan lagi "
            "layanan yang sama dalam 30 hari, atau permohonannya dibuka kembali, hitungan dimulai dari pengajuan "
            "yang pertama."
        ),
        N_("Pengajuan pada Jumat malam selalu tampak lama. Angka ini memuat juga waktu pemohon sendiri melengkapi."),
        Shown.FINISHED,
    ),
    Measure.WAITING: Definition(
        N_(
            "Jam kerja sampai petugas pertama kali memeriksa isinya: menilai syarat, mengirim pesan, atau memutus. "
            "Diambil tetapi belum dikerjakan tetap dihitung menunggu."
        ),
        N_("Menandai satu syarat tanpa sungguh memeriksa menghentikan hitungan ini. Lihat juga lama diperiksa."),
        Shown.WAITED,
    ),
    Measure.WAITING_LIVED: Definition(
        N_("Tahap yang sama menurut jam nyata, termasuk malam, akhir pekan, dan libur."),
        N_("Bergantung pada jam berapa warga mengajukan, bukan hanya pada petugas."),
        Shown.WAITED,
    ),
    Measure.REVIEW: Definition(
        N_("Jam kerja dari pemeriksaan pertama sampai diteruskan untuk ditandatangani atau diserahkan."),
        N_("Pemeriksaan yang singkat belum tentu teliti. Baca bersama surat yang dikembalikan dan dicabut."),
        Shown.REVIEWED,
    ),
    Measure.REVIEW_LIVED: Definition(
        N_("Tahap yang sama menurut jam nyata, termasuk malam, akhir pekan, dan libur."),
        N_("Satu permohonan yang dibuka sore dan diteruskan pagi tampak berjam-jam."),
        Shown.REVIEWED,
    ),
    Measure.SIGNATURE: Definition(
        N_(
            "Jam kerja kantor yang mendapat giliran menandatangani, sejak diteruskan sampai surat terbit. Giliran "
            "Camat dihitung menurut jam kerja kecamatan."
        ),
        N_("Menandatangani banyak surat sekaligus memendekkan angka ini, bukan pembacaannya."),
        Shown.SIGNED,
    ),
    Measure.SIGNATURE_LIVED: Definition(
        N_("Tahap yang sama menurut jam nyata, termasuk malam, akhir pekan, dan libur."),
        N_("Permohonan yang diteruskan menjelang kantor tutup menambah satu malam pada angka ini."),
        Shown.SIGNED,
    ),
    Measure.CLOSED: Definition(
        N_("Jam nyata di tahap kantor ketika kantor tutup: malam, akhir pekan, libur, dan hari tutup sendiri."),
        N_("Tidak ada petugas yang dapat memendekkannya, tetapi warga tetap merasakannya. Jam layanan dapat diubah."),
        Shown.FINISHED,
    ),
    Measure.CITIZEN: Definition(
        N_("Jam nyata selama janji berhenti karena pemohon diminta melengkapi, untuk yang pernah diminta saja."),
        N_(
            "Meminta perbaikan menjelang janji habis memindahkan waktu ke sini. Permintaan kedua tidak menghentikan "
            "janji dan tidak masuk angka ini."
        ),
        Shown.COMPLETED,
    ),
    Measure.THIRD_PARTY: Definition(
        N_(
            "Jam nyata selama permohonan menunggu orang di luar kantor, untuk yang pernah menunggu saja: Ketua RT yang "
            "ditanya, paling lama satu hari kerja; ahli waris sampai waktu bertemu; keberatan, paling "
            "lama lima hari kerja."
        ),
        N_(
            "Menanyakan RT padahal tidak perlu memindahkan waktu kantor ke sini. Karena itu hanya boleh satu kali, dan "
            "tidak sesudah berkas mulai diperiksa. Waktu bertemu hanya masuk ke sini bila ditawarkan dalam dua hari "
            "kerja."
        ),
        Shown.CONFIRMED,
    ),
    Measure.INCIDENT: Definition(
        N_(
            "Jam nyata selama permohonan ditahan gangguan yang dinyatakan kepala kantor atau pengelola, untuk yang "
            "pernah ditahan saja. Waktu ini tidak dihitung sebagai waktu layanan, dan janji bergeser karenanya."
        ),
        N_(
            "Gangguan yang dinyatakan terlalu lama memindahkan waktu kantor ke sini. Karena itu setiap gangguan punya "
            "pengumuman, bukti, dan batas lima hari kerja. Janji yang sudah meleset tidak dipulihkan olehnya."
        ),
        Shown.INTERRUPTED,
    ),
    Measure.SERVICE_SO_FAR: Definition(
        N_("Waktu layanan yang selesai, ditambah yang masih terbuka menurut umurnya sampai saat dihitung."),
        N_("Bila jauh lebih besar daripada angka yang selesai saja, yang sulit sedang dibiarkan menumpuk."),
        Shown.FINISHED_OR_OPEN,
    ),
    Measure.ELAPSED_SO_FAR: Definition(
        N_("Waktu yang dirasakan warga, ditambah yang masih terbuka menurut umurnya sampai saat dihitung."),
        N_("Permohonan yang baru masuk menurunkannya sebentar; lihat juga yang paling lama terbuka."),
        Shown.FINISHED_OR_OPEN,
    ),
    Measure.OPEN: Definition(
        N_("Permohonan yang sudah dikirim dan belum selesai, dibatalkan, atau ditutup pada saat dihitung."),
        N_("Banyak yang terbuka bisa berarti ramai, bukan lambat. Bandingkan dengan yang masuk."),
        Shown.OPEN,
    ),
    Measure.LATE: Definition(
        N_(
            "Permohonan terbuka yang janjinya sudah lewat. Yang janjinya sedang berhenti tidak termasuk. Janji yang "
            "sudah lewat tidak berhenti lagi, juga bila sesudah itu pemohon diminta melengkapi."
        ),
        N_("Angka ini kecil bila yang hampir lewat cepat-cepat diminta melengkapi. Lihat juga menunggu pemohon."),
        Shown.LATE,
    ),
    Measure.FIRST_TIME_RIGHT: Definition(
        N_(
            "Dari surat yang terbit atau diserahkan pada periode ini, berapa yang tanpa satu pun permintaan melengkapi."
        ),
        N_("Naik bila petugas meloloskan berkas yang kurang. Turun bila petunjuk di halaman layanan kurang jelas."),
        Shown.ISSUED,
    ),
    Measure.ROUNDS: Definition(
        N_("Jumlah permintaan melengkapi pada permohonan yang selesai pada periode ini."),
        N_("Satu putaran yang menyebut semua kekurangan lebih baik daripada dua putaran yang setengah-setengah."),
        Shown.CORRECTED,
    ),
    Measure.PAST_LEGAL: Definition(
        N_(
            "Permohonan terbuka yang sudah melewati 5 hari kerja sejak berkas lengkap, digeser oleh waktu menunggu "
            "pemohon. Menurut UU 30/2014 batas ini berlaku bila peraturan tidak menetapkan yang lain. Angka ini hanya "
            "pengingat; tidak ada surat yang terbit dengan sendirinya."
        ),
        N_("Batas ini bukan janji: memenuhi batas hukum belum berarti menepati janji layanan."),
        Shown.PAST_LEGAL,
    ),
    Measure.VISITS_AVOIDED: Definition(
        N_("Berapa kali orang membaca sebelum mulai bahwa suratnya tidak diperlukan, lalu tidak jadi mengajukan."),
        N_("Menghitung pengakuan di layar, bukan kedatangan yang benar-benar batal."),
        None,
    ),
    Measure.EXPECTED: Definition(
        N_(
            "Saat mengirim, pemohon membaca berapa lama permohonan serupa biasanya selesai. Dari yang selesai pada "
            "periode ini, berapa yang selesai dalam waktu yang disebut untuk 9 dari 10 orang, menurut jam kerja "
            "kantor. Yang masih terbuka ikut dihitung begitu melewati waktu itu. Yang tidak diberi perkiraan, karena "
            "permohonan serupa kurang dari 20, tidak dihitung."
        ),
        N_(
            "Perkiraan yang terlalu panjang selalu tepat. Angka yang baik dekat dengan 9 dari 10; di atas itu "
            "perkiraannya terlalu hati-hati."
        ),
        None,
    ),
}

REFUSALS: dict[str, str] = {
    "not_in_reach": N_("Permohonan atau kantor ini tidak di bawah tanggung jawab Anda."),
}
