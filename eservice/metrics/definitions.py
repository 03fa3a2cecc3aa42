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
    Measure.FILED: Definition(
        N_("Permohonan yang dikirim pada periode ini, ditambah yang dibuka kembali: pekerjaan yang datang ke kantor."),
        N_("Yang belum dikirim tidak dihitung, karena kantor belum menerimanya."),
        N_(
            "Banyak yang masuk belum berarti banyak kebutuhan: satu keperluan yang dipecah atau diajukan ulang "
            "dihitung lagi."
        ),
        Shown.FILED,
    ),
    Measure.FINISHED: Definition(
        N_(
            "Permohonan yang terbit, diserahkan, atau diputus tidak dapat dipenuhi pada periode ini, kapan pun dikirim."
        ),
        N_("Yang dibatalkan dan yang ditutup tidak dihitung, karena bukan kantor yang menyelesaikannya."),
        N_("Menyelesaikan yang mudah saja menaikkan angka ini. Lihat juga umur yang masih terbuka."),
        Shown.FINISHED,
    ),
    Measure.AGE: Definition(
        N_("Yang masih terbuka saat dihitung, menurut jam nyata sejak pengajuan pertama: siang, malam, dan libur."),
        N_("Yang sudah selesai, dibatalkan, atau ditutup tidak dihitung: angka ini tentang tumpukan sekarang."),
        N_("Sehabis libur panjang semua tampak tua. Yang menunggu pemohon pun ikut menua; lihat apa yang ditunggu."),
        Shown.OPEN,
    ),
    Measure.TURN: Definition(
        N_(
            "Yang masih terbuka saat dihitung, menurut siapa yang harus bertindak berikutnya. Jumlah semua bagiannya "
            "sama dengan yang terbuka."
        ),
        N_("Yang sudah selesai, dibatalkan, atau ditutup tidak dihitung: tidak ada yang ditunggu lagi."),
        N_("Memindahkan berkas ke tangan orang lain mengubah bagiannya, bukan lamanya warga menunggu."),
        Shown.OPEN,
    ),
    Measure.SOON: Definition(
        N_(
            "Permohonan terbuka yang janjinya belum lewat dan sisa waktunya paling banyak 8 jam kerja kantor: "
            "kira-kira satu hari kerja."
        ),
        N_(
            "Yang sudah lewat janji dihitung tersendiri. Yang janjinya sedang berhenti tidak dihitung, karena "
            "janjinya akan bergeser."
        ),
        N_("Layanan yang janjinya pendek hampir selalu ada di sini. Yang penting: sudah diperiksa atau belum."),
        Shown.SOON,
    ),
    Measure.TOLD_LATE: Definition(
        N_(
            "Dari janji yang jatuh pada periode ini dan meleset, berapa yang pemohonnya sudah dikabari bahwa kantor "
            "terlambat."
        ),
        N_(
            "Janji yang ditepati, dibatalkan, ditutup, atau sedang berhenti tidak dihitung, karena tidak ada yang "
            "harus dikabarkan."
        ),
        N_(
            "Kabar tidak membuat surat selesai. Angka ini tidak memperbaiki janji yang meleset; diam hanya lebih buruk."
        ),
        Shown.BROKEN,
    ),
    Measure.REOPENED: Definition(
        N_(
            "Permohonan yang dibuka kembali pada periode ini, misalnya karena keberatan diterima. Masing-masing "
            "mendapat janji baru; janji yang lama tetap dihitung."
        ),
        N_("Yang diajukan ulang oleh pemohonnya sendiri dihitung tersendiri."),
        N_("Kantor yang tidak pernah membuka kembali belum tentu selalu benar: mungkin keberatannya tidak sampai."),
        Shown.REOPENED,
    ),
    Measure.REFILED: Definition(
        N_(
            "Permohonan yang masuk pada periode ini, padahal orang yang sama sudah meminta layanan yang sama dalam "
            "30 hari sebelumnya. Waktu yang dirasakan warga dihitung dari pengajuan yang pertama."
        ),
        N_(
            "Permintaan ulang sesudah 30 hari atau oleh anggota keluarga lain tidak dihitung, karena bisa jadi "
            "keperluan baru."
        ),
        N_(
            "Menyuruh warga membatalkan lalu mengajukan lagi muncul di sini; tetapi sebagian memang memerlukan surat "
            "kedua."
        ),
        Shown.REFILED,
    ),
    Measure.CHANNEL: Definition(
        N_(
            "Permohonan yang masuk pada periode ini menurut jalannya: daring, di loket, atau dimasukkan menyusul "
            "dari kertas."
        ),
        N_("Yang belum dikirim tidak dihitung. Nomor antrean balai yang tidak menjadi permohonan tidak dihitung."),
        N_("Di loket janjinya dalam menit, daring dalam hari: jangan membandingkan waktunya begitu saja."),
        Shown.FILED,
    ),
    Measure.ARRIVAL: Definition(
        N_("Permohonan yang masuk pada periode ini menurut hari dan jam Jambi (WIB) saat dikirim."),
        N_("Yang belum dikirim tidak dihitung. Entri susulan dihitung pada jam yang tertulis di kertas."),
        N_(
            "Jumlah, bukan rata-rata: periode dengan lima hari Senin menampakkan Senin lebih ramai. Orang yang "
            "datang ke balai tanpa mengajukan tidak terlihat."
        ),
        Shown.FILED,
    ),
    Measure.LIVED: Definition(
        N_(
            "Jam nyata per tahap, rata-rata per permohonan yang selesai pada periode ini, siang dan malam. Ditambah "
            "waktu sebelum pengajuan ulang atau pembukaan kembali, bagiannya berjumlah waktu yang dirasakan warga."
        ),
        N_("Yang masih terbuka, dibatalkan, atau ditutup tidak dihitung, karena tahapnya belum lengkap."),
        N_(
            "Rata-rata mudah ditarik oleh beberapa permohonan yang sangat lama. Ia dipakai di sini hanya karena "
            "dapat dijumlahkan; baca median dan p90 di tabel."
        ),
        Shown.FINISHED,
    ),
    Measure.WORKED: Definition(
        N_(
            "Jam kerja kantor per tahap, rata-rata per permohonan yang selesai pada periode ini. Bagiannya berjumlah "
            "rata-rata waktu layanan."
        ),
        N_(
            "Malam, akhir pekan, libur, dan waktu menunggu pemohon tidak dihitung. Yang masih terbuka, dibatalkan, "
            "atau ditutup tidak dihitung."
        ),
        N_(
            "Rata-rata mudah ditarik oleh beberapa permohonan yang sangat lama. Tahap terlama belum tentu tahap yang "
            "salah: layanan yang sulit memang lebih lama diperiksa."
        ),
        Shown.FINISHED,
    ),
}
