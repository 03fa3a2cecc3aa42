# Longer than 300 lines: one table, so that what one figure says is read beside what the others say.
"""What each figure counts, what it leaves out and why, and how it could mislead."""

from dataclasses import dataclass

from eservice.kernel.words import N_
from eservice.metrics.figures import Measure
from eservice.metrics.sets import Shown


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure counts, what it leaves out and why, how it could mislead, and which requests stand behind it."""

    meaning: str
    excluded: str
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
            "Yang dibatalkan dan yang ditutup tidak dihitung, karena bukan kantor yang mengakhirinya. "
            "Yang janjinya sedang berhenti tidak dihitung, karena janjinya akan bergeser. Ketiganya "
            "disebut di samping angka ini."
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
            "Yang masih terbuka tidak dihitung, karena lamanya belum diketahui; angka “dengan terbuka” "
            "menghitungnya. Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak sempat "
            "menyelesaikannya."
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
        N_(
            "Yang masih terbuka tidak dihitung, karena lamanya belum diketahui; angka “dengan terbuka” "
            "menghitungnya. Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak sempat "
            "menyelesaikannya."
        ),
        N_("Pengajuan pada Jumat malam selalu tampak lama. Angka ini memuat juga waktu pemohon sendiri melengkapi."),
        Shown.FINISHED,
    ),
    Measure.WAITING: Definition(
        N_(
            "Jam kerja sampai petugas pertama kali memeriksa isinya: menilai syarat, mengirim pesan, atau memutus. "
            "Diambil tetapi belum dikerjakan tetap dihitung menunggu."
        ),
        N_(
            "Yang tidak pernah menunggu petugas tidak dihitung: nol detik akan memendekkan median. Yang "
            "masih terbuka tidak dihitung, karena lamanya belum diketahui; angka “dengan terbuka” "
            "menghitungnya. Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak sempat "
            "menyelesaikannya."
        ),
        N_("Menandai satu syarat tanpa sungguh memeriksa menghentikan hitungan ini. Lihat juga lama diperiksa."),
        Shown.WAITED,
    ),
    Measure.WAITING_LIVED: Definition(
        N_("Tahap yang sama menurut jam nyata, termasuk malam, akhir pekan, dan libur."),
        N_(
            "Yang tidak pernah menunggu petugas tidak dihitung: nol detik akan memendekkan median. Yang "
            "masih terbuka tidak dihitung, karena lamanya belum diketahui; angka “dengan terbuka” "
            "menghitungnya. Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak sempat "
            "menyelesaikannya."
        ),
        N_("Bergantung pada jam berapa warga mengajukan, bukan hanya pada petugas."),
        Shown.WAITED,
    ),
    Measure.REVIEW: Definition(
        N_("Jam kerja dari pemeriksaan pertama sampai diteruskan untuk ditandatangani atau diserahkan."),
        N_(
            "Yang tidak pernah diperiksa tidak dihitung: nol detik akan memendekkan median. Yang masih "
            "terbuka tidak dihitung, karena lamanya belum diketahui; angka “dengan terbuka” "
            "menghitungnya. Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak sempat "
            "menyelesaikannya."
        ),
        N_("Pemeriksaan yang singkat belum tentu teliti. Baca bersama surat yang dikembalikan dan dicabut."),
        Shown.REVIEWED,
    ),
    Measure.REVIEW_LIVED: Definition(
        N_("Tahap yang sama menurut jam nyata, termasuk malam, akhir pekan, dan libur."),
        N_(
            "Yang tidak pernah diperiksa tidak dihitung: nol detik akan memendekkan median. Yang masih "
            "terbuka tidak dihitung, karena lamanya belum diketahui; angka “dengan terbuka” "
            "menghitungnya. Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak sempat "
            "menyelesaikannya."
        ),
        N_("Satu permohonan yang dibuka sore dan diteruskan pagi tampak berjam-jam."),
        Shown.REVIEWED,
    ),
    Measure.SIGNATURE: Definition(
        N_(
            "Jam kerja kantor yang mendapat giliran menandatangani, sejak diteruskan sampai surat terbit. Giliran "
            "Camat dihitung menurut jam kerja kecamatan."
        ),
        N_(
            "Yang tidak pernah menunggu tanda tangan tidak dihitung, misalnya yang diselesaikan lewat "
            "SIAK. Yang masih terbuka tidak dihitung, karena lamanya belum diketahui; angka “dengan "
            "terbuka” menghitungnya. Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak "
            "sempat menyelesaikannya."
        ),
        N_("Menandatangani banyak surat sekaligus memendekkan angka ini, bukan pembacaannya."),
        Shown.SIGNED,
    ),
    Measure.SIGNATURE_LIVED: Definition(
        N_("Tahap yang sama menurut jam nyata, termasuk malam, akhir pekan, dan libur."),
        N_(
            "Yang tidak pernah menunggu tanda tangan tidak dihitung, misalnya yang diselesaikan lewat "
            "SIAK. Yang masih terbuka tidak dihitung, karena lamanya belum diketahui; angka “dengan "
            "terbuka” menghitungnya. Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak "
            "sempat menyelesaikannya."
        ),
        N_("Permohonan yang diteruskan menjelang kantor tutup menambah satu malam pada angka ini."),
        Shown.SIGNED,
    ),
    Measure.CLOSED: Definition(
        N_("Jam nyata di tahap kantor ketika kantor tutup: malam, akhir pekan, libur, dan hari tutup sendiri."),
        N_(
            "Malam dan libur selama menunggu pemohon, pihak lain, atau gangguan tidak dihitung, karena "
            "kantor tidak sedang memegangnya. Yang masih terbuka, dibatalkan, atau ditutup tidak "
            "dihitung."
        ),
        N_("Tidak ada petugas yang dapat memendekkannya, tetapi warga tetap merasakannya. Jam layanan dapat diubah."),
        Shown.FINISHED,
    ),
    Measure.CITIZEN: Definition(
        N_("Jam nyata selama janji berhenti karena pemohon diminta melengkapi, untuk yang pernah diminta saja."),
        N_(
            "Yang tidak pernah diminta melengkapi tidak dihitung: nol detik akan memendekkan median. "
            "Yang masih terbuka, dibatalkan, atau ditutup tidak dihitung; “dengan terbuka” menghitung "
            "yang masih menunggu."
        ),
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
            "Yang tidak pernah menunggu pihak lain tidak dihitung: nol detik akan memendekkan median. "
            "Yang masih terbuka, dibatalkan, atau ditutup tidak dihitung; “dengan terbuka” menghitung "
            "yang masih menunggu."
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
            "Yang tidak pernah ditahan gangguan tidak dihitung: nol detik akan memendekkan median. Yang "
            "masih terbuka, dibatalkan, atau ditutup tidak dihitung; “dengan terbuka” menghitung yang "
            "masih ditahan."
        ),
        N_(
            "Gangguan yang dinyatakan terlalu lama memindahkan waktu kantor ke sini. Karena itu setiap gangguan punya "
            "pengumuman, bukti, dan batas lima hari kerja. Janji yang sudah meleset tidak dipulihkan olehnya."
        ),
        Shown.INTERRUPTED,
    ),
    Measure.SERVICE_SO_FAR: Definition(
        N_("Waktu layanan yang selesai, ditambah yang masih terbuka menurut umurnya sampai saat dihitung."),
        N_("Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak sempat menyelesaikannya."),
        N_("Bila jauh lebih besar daripada angka yang selesai saja, yang sulit sedang dibiarkan menumpuk."),
        Shown.FINISHED_OR_OPEN,
    ),
    Measure.ELAPSED_SO_FAR: Definition(
        N_("Waktu yang dirasakan warga, ditambah yang masih terbuka menurut umurnya sampai saat dihitung."),
        N_("Yang dibatalkan atau ditutup tidak dihitung, karena kantor tidak sempat menyelesaikannya."),
        N_("Permohonan yang baru masuk menurunkannya sebentar; lihat juga yang paling lama terbuka."),
        Shown.FINISHED_OR_OPEN,
    ),
    Measure.OPEN: Definition(
        N_("Permohonan yang sudah dikirim dan belum selesai, dibatalkan, atau ditutup pada saat dihitung."),
        N_("Yang belum dikirim tidak dihitung, karena kantor belum menerimanya."),
        N_("Banyak yang terbuka bisa berarti ramai, bukan lambat. Bandingkan dengan yang masuk."),
        Shown.OPEN,
    ),
    Measure.LATE: Definition(
        N_(
            "Permohonan terbuka yang janjinya sudah lewat. Yang janjinya sedang berhenti tidak termasuk. Janji yang "
            "sudah lewat tidak berhenti lagi, juga bila sesudah itu pemohon diminta melengkapi."
        ),
        N_(
            "Yang janjinya sedang berhenti tidak dihitung, karena janjinya akan bergeser. Yang sudah "
            "selesai terlambat tidak dihitung di sini, tetapi dihitung pada janji yang meleset."
        ),
        N_("Angka ini kecil bila yang hampir lewat cepat-cepat diminta melengkapi. Lihat juga menunggu pemohon."),
        Shown.LATE,
    ),
    Measure.FIRST_TIME_RIGHT: Definition(
        N_(
            "Dari surat yang terbit atau diserahkan pada periode ini, berapa yang tanpa satu pun permintaan melengkapi."
        ),
        N_(
            "Yang tidak dapat dipenuhi, dibatalkan, ditutup, atau masih terbuka tidak dihitung, karena "
            "tidak ada surat yang terbit."
        ),
        N_("Naik bila petugas meloloskan berkas yang kurang. Turun bila petunjuk di halaman layanan kurang jelas."),
        Shown.ISSUED,
    ),
    Measure.ROUNDS: Definition(
        N_("Jumlah permintaan melengkapi pada permohonan yang selesai pada periode ini."),
        N_(
            "Putaran pada yang masih terbuka, dibatalkan, atau ditutup tidak dihitung, karena jumlahnya "
            "masih dapat bertambah atau tidak pernah dijawab."
        ),
        N_("Satu putaran yang menyebut semua kekurangan lebih baik daripada dua putaran yang setengah-setengah."),
        Shown.CORRECTED,
    ),
    Measure.PAST_LEGAL: Definition(
        N_(
            "Permohonan terbuka yang sudah melewati 5 hari kerja sejak berkas lengkap, digeser oleh waktu menunggu "
            "pemohon. Menurut UU 30/2014 batas ini berlaku bila peraturan tidak menetapkan yang lain. Angka ini hanya "
            "pengingat; tidak ada surat yang terbit dengan sendirinya."
        ),
        N_(
            "Yang sedang menunggu pemohon tidak dihitung, karena waktunya ada pada pemohon. Yang sudah "
            "selesai tidak dihitung: angka ini untuk bertindak sekarang."
        ),
        N_("Batas ini bukan janji: memenuhi batas hukum belum berarti menepati janji layanan."),
        Shown.PAST_LEGAL,
    ),
    Measure.VISITS_AVOIDED: Definition(
        N_("Berapa kali orang membaca sebelum mulai bahwa suratnya tidak diperlukan, lalu tidak jadi mengajukan."),
        N_(
            "Yang membaca lalu tetap mengajukan tidak dihitung. Kantor tidak diketahui, karena orang itu "
            "belum masuk ke akun mana pun."
        ),
        N_("Menghitung pengakuan di layar, bukan kedatangan yang benar-benar batal."),
        None,
    ),
    Measure.EXPECTED: Definition(
        N_(
            "Saat mengirim, pemohon membaca berapa lama permohonan serupa biasanya selesai. Dari yang selesai pada "
            "periode ini, berapa yang selesai dalam waktu yang disebut untuk 9 dari 10 orang, menurut jam kerja "
            "kantor. Yang masih terbuka ikut dihitung begitu melewati waktu itu."
        ),
        N_("Yang tidak diberi perkiraan, karena permohonan serupa kurang dari 20, tidak dihitung."),
        N_(
            "Perkiraan yang terlalu panjang selalu tepat. Angka yang baik dekat dengan 9 dari 10; di atas itu "
            "perkiraannya terlalu hati-hati."
        ),
        None,
    ),
}
