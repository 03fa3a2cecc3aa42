"""The words for signs of tricks: what each one counts and what the house does about it, and how it could mislead."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.metrics.meaning import Meaning
from eservice.metrics.signs import Sign

WORDS: dict[StrEnum, str] = {
    Sign.IDLE_CLAIM: N_("Diambil, lalu tidak dikerjakan"),
    Sign.LATE_ASK: N_("Diminta melengkapi menjelang janji habis"),
    Sign.SAME_FILE: N_("Dijawab dengan berkas yang sama"),
    Sign.REFILED: N_("Diajukan ulang dalam 30 hari"),
    Sign.REOPENED: N_("Dibuka kembali"),
    Sign.HEALABLE: N_("Ditolak, padahal dapat dilengkapi"),
    Sign.INSTANT: N_("Masuk dan selesai dalam 3 menit"),
    Sign.ENTERED_AFTERWARDS: N_("Entri susulan"),
    Sign.NEVER_FINISHED: N_("Lewat janji dan dibiarkan terbuka"),
    Sign.LENGTHENED: N_("Diajukan dengan janji yang diperpanjang"),
    Sign.MOVED: N_("Janji bergeser karena hari tutup atau gangguan"),
    Sign.NOT_AT_HOME: N_("Kunjungan: tidak ada orang di rumah"),
    Sign.NOT_COLLECTED: N_("Terbit, 5 hari tidak diambil"),
    Sign.PICKED: N_("Dipilih sendiri, bukan lewat Berikutnya"),
    Sign.PUT_OFF: N_("Ditunda petugas, dengan alasan"),
    Sign.CROWDED: N_("Tiga atau lebih dari satu keluarga dalam seminggu"),
    Sign.GIVEN_UP: N_("Diminta melengkapi, lalu ditutup"),
    Sign.RT_ASKED: N_("Ditanyakan kepada Ketua RT"),
    Sign.BURST: N_("Diputus beruntun: 10 dalam 2 menit"),
    Sign.TWO_DEVICES: N_("Diputus dari akun yang dipakai di dua perangkat"),
    Sign.NO_SHOW: N_("Janji temu: tidak datang semuanya"),
}

MEANINGS: dict[Sign, Meaning] = {
    Sign.IDLE_CLAIM: Meaning(
        N_(
            "Dari permohonan yang diambil petugas, berapa yang lebih dari 15 menit kerja kemudian belum disentuh "
            "isinya. Mengambil tidak menghentikan hitungan menunggu; itu baru berhenti pada pemeriksaan pertama."
        ),
        N_("Satu kali tertahan telepon atau warga di loket pun terhitung. Lihat apakah berulang pada jam yang sama."),
    ),
    Sign.LATE_ASK: Meaning(
        N_(
            "Dari permohonan yang diminta melengkapi, berapa yang diminta pada seperlima terakhir waktu janji, atau "
            "sesudahnya. Permintaan kedua memerlukan penyelia dan tidak menghentikan janji."
        ),
        N_(
            "Kekurangan kadang baru tampak saat berkas terakhir dibaca. Banyak yang begini berarti diperiksa terlambat."
        ),
    ),
    Sign.SAME_FILE: Meaning(
        N_(
            "Dari permintaan melengkapi berkas yang sudah dijawab, berapa yang dijawab dengan berkas yang persis sama "
            "seperti sebelumnya. Dibandingkan sidik berkasnya, bukan isinya."
        ),
        N_("Bisa berarti permintaannya tidak perlu, bisa juga pemohon tidak mengerti apa yang kurang."),
    ),
    Sign.REFILED: Meaning(
        N_(
            "Dari permohonan yang masuk, berapa yang diajukan orang yang sama untuk layanan yang sama dalam 30 hari "
            "sesudah yang pertama. Waktu warga tetap dihitung sejak pengajuan yang pertama."
        ),
        N_("Ada yang memang perlu dua kali. Bacalah bersama yang dibatalkan pemohon."),
    ),
    Sign.REOPENED: Meaning(
        N_("Dari permohonan yang masuk atau dibuka lagi pada periode ini, berapa yang dibuka kembali oleh penyelia."),
        N_("Membuka kembali mengakui kekeliruan: angka nol dapat berarti keliru yang tidak pernah diakui."),
    ),
    Sign.HEALABLE: Meaning(
        N_(
            "Dari yang tidak dapat dipenuhi, berapa yang sebabnya data tidak cocok atau tidak dilengkapi, tanpa satu "
            "kali pun diminta melengkapi. Setiap penolakan diputus orang kedua."
        ),
        N_("Ada yang sudah jelas tidak dapat dilengkapi. Buka permohonannya sebelum menilai."),
    ),
    Sign.INSTANT: Meaning(
        N_(
            "Dari yang selesai, berapa yang selesai kurang dari 3 menit sesudah masuk: biasanya baru dicatat setelah "
            "suratnya jadi. Hitungan ketat tidak memakainya."
        ),
        N_("Layanan yang sungguh sederhana di loket dapat selesai secepat itu."),
    ),
    Sign.ENTERED_AFTERWARDS: Meaning(
        N_("Dari yang masuk, berapa yang dicatat belakangan dari lembar kertas, dengan jam pada kertasnya."),
        N_("Jamnya ditulis tangan dan tidak dapat diperiksa. Hari listrik padam selalu tampak di sini."),
    ),
    Sign.NEVER_FINISHED: Meaning(
        N_(
            "Dari yang terbuka, berapa yang sudah lewat janji. Ikut dihitung sebagai janji yang meleset begitu "
            "janjinya lewat, juga bila tidak pernah selesai."
        ),
        N_("Kecil bila yang terlambat sudah diselesaikan: keterlambatannya tetap ada pada janji yang meleset."),
    ),
    Sign.LENGTHENED: Meaning(
        N_(
            "Dari yang masuk, berapa yang janjinya lebih panjang daripada menurut standar sebelumnya. Di bawah ini "
            "permohonan yang sama dihitung menurut kedua janji."
        ),
        N_("Janji yang terlalu pendek memang patut diperbaiki. Bandingkan dengan waktu layanan yang sesungguhnya."),
    ),
    Sign.MOVED: Meaning(
        N_(
            "Dari yang selesai atau terbuka, berapa yang janjinya digeser oleh hari tutup, jam khusus, atau gangguan "
            "pada periode ini. Libur nasional tidak dihitung."
        ),
        N_("Gangguan yang nyata juga tampak di sini. Lihat menit yang dikurangi tiap keputusan, di bawah ini."),
    ),
    Sign.NOT_AT_HOME: Meaning(
        N_(
            "Dari kunjungan yang dilakukan, berapa yang tidak menemukan orang. Sampai kunjungan dilakukan jam kantor "
            "tetap berjalan; baru sesudah itu waktu dihitung pada pemohon."
        ),
        N_("Bergantung pada jam kunjungan: pada jam kerja banyak rumah kosong."),
    ),
    Sign.NOT_COLLECTED: Meaning(
        N_(
            "Dari yang terbit dan hari kelimanya jatuh pada periode ini, berapa yang sampai hari itu belum diunduh "
            "atau diserahkan. Surat yang tidak sampai belum menolong siapa pun."
        ),
        N_("Sebagian orang menunggu sampai perlu. Naik tajam berarti kabar selesai tidak sampai."),
    ),
    Sign.PICKED: Meaning(
        N_(
            "Dari permohonan yang diambil, berapa yang dipilih dari daftar dan tidak diberikan oleh tombol Berikutnya. "
            "Yang mudah dapat terpilih lebih dulu; urutan janji lalu dilewati."
        ),
        N_("Yang datang di loket dan yang disimpan untuk petugasnya memang diambil dari daftar."),
    ),
    Sign.PUT_OFF: Meaning(
        N_(
            "Dari yang selesai atau terbuka, berapa yang pernah ditunda seorang petugas dalam daftarnya. Alasannya "
            "wajib ditulis, dan tidak ada yang dapat ditunda melewati janjinya."
        ),
        N_("Menunda yang sulit sampai pagi dapat lebih baik daripada tergesa-gesa."),
    ),
    Sign.CROWDED: Meaning(
        N_(
            "Dari yang masuk, berapa yang diajukan keluarga dengan tiga permohonan atau lebih dalam tujuh hari. "
            "Hitungan ketat memandang permohonan serupa satu keluarga sebagai satu."
        ),
        N_("Pindah rumah atau kematian memang membutuhkan banyak surat sekaligus."),
    ),
    Sign.GIVEN_UP: Meaning(
        N_(
            "Dari yang diminta melengkapi atau ditutup karenanya, berapa yang ditutup. Ditutup hanya boleh sesudah "
            "pemohon sungguh terhubungi."
        ),
        N_("Orang dapat berubah niat. Tinggi pada satu layanan berarti permintaannya terlalu berat."),
    ),
    Sign.RT_ASKED: Meaning(
        N_(
            "Dari yang selesai atau terbuka, berapa yang ditanyakan kepada Ketua RT. Hanya boleh satu kali, tidak "
            "sesudah diperiksa, dan tidak di kantor yang meminta pengantar kertas; paling lama satu hari kerja."
        ),
        N_("Di kantor dengan pengantar kertas angka ini nol, tetapi warganya tetap berjalan ke RT sebelum mengajukan."),
    ),
    Sign.BURST: Meaning(
        N_(
            "Dari yang diputus, berapa yang termasuk 10 keputusan satu orang dalam 2 menit. Menandatangani banyak "
            "surat sekaligus diperbolehkan; setiap surat dapat dibuka lebih dulu."
        ),
        N_("Berkas sejenis yang sudah dibaca satu per satu dapat diputus berurutan. Bukan ukuran kecepatan orang."),
    ),
    Sign.TWO_DEVICES: Meaning(
        N_(
            "Dari yang diputus, berapa yang disentuh akun pada hari ketika akun itu dipakai di dua jenis perangkat "
            "sekaligus, atau ketika pemiliknya tercatat tidak masuk. Hanya 14 hari terakhir yang diketahui."
        ),
        N_("Telepon di samping komputer tampak sama seperti rekan yang memakai akun orang lain. Tanyakan dahulu."),
    ),
    Sign.NO_SHOW: Meaning(
        N_("Dari janji temu di kantor yang sudah tiba waktunya, berapa yang tidak dihadiri semua yang diundang."),
        N_("Jam yang ditawarkan kantor menentukan siapa yang dapat datang."),
    ),
}

STRICT = Meaning(
    N_(
        "Janji yang jatuh tempo, dihitung supaya tidak ada jalan pintas yang menaikkannya: yang masuk dan selesai "
        "seketika tidak dipakai; janji yang digeser kantor, diperpanjang standarnya, atau berhenti karena permintaan "
        "melengkapi menjelang habis dihitung pada saat semula; yang diajukan ulang pada janji pengajuan pertamanya; "
        "yang dibatalkan atau ditutup setelah lewat janji, dan yang ditolak padahal dapat dilengkapi, dihitung "
        "meleset; permohonan serupa satu keluarga dalam seminggu dihitung satu."
    ),
    N_(
        "Terlalu keras untuk kantor yang sungguh terkena banjir atau pemadaman. Selisihnya dengan angka biasa "
        "menunjukkan di mana harus dilihat, bukan siapa yang salah."
    ),
)
"""The promise kept, counted strictly."""

CAUSES: dict[str, Meaning] = {
    "returned": Meaning(
        N_(
            "Setiap permohonan dihitung satu kali untuk setiap berkas atau jawaban yang diminta lagi. Bagian dihitung "
            "dari semua yang dikembalikan; satu permohonan dapat punya beberapa sebab, jadi jumlahnya lebih dari 100."
        ),
        N_("Turun bila petugas meloloskan berkas yang kurang. Baca bersama surat yang dibetulkan dan dicabut."),
    ),
    "missing": Meaning(
        N_("Berkas yang sama sekali tidak ada saat diperiksa; bagian dihitung dari semua yang diminta untuknya."),
        N_("Yang buram atau tidak cocok tidak termasuk: itu ada pada sebab di atas."),
    ),
    "refused": Meaning(
        N_("Keputusan tidak dapat dipenuhi pada periode ini menurut kode alasannya."),
        N_("Kode dipilih petugas. Alasan yang paling mudah dipilih dapat tampak paling sering."),
    ),
    "overturned": Meaning(
        N_("Keputusan yang tidak bertahan: dibuka kembali, dikembalikan pejabat, atau ternyata tidak perlu diminta."),
        N_("Nol dapat berarti selalu benar, dapat juga berarti tidak pernah diperiksa lagi."),
    ),
    "left": Meaning(
        N_(
            "Isian yang dimulai lebih dari sehari lalu dan belum dikirim, menurut halaman tempat berhenti, di seluruh "
            "kota selama 30 hari terakhir. Bagian dihitung dari semua yang dimulai untuk layanan itu. Tidak ada orang "
            "yang ditampilkan, dan tidak ada permohonan yang dapat dibuka."
        ),
        N_("Yang dihapus sendiri tidak terhitung, dan sebagian orang hanya ingin melihat-lihat."),
    ),
}
"""The parts of the page of causes."""

TARGETS = Meaning(
    N_(
        "Sasaran ditetapkan kepala kantor, dengan penanggung jawab dan tanggal. Angka sekarang dihitung atas 30 hari "
        "terakhir. Sehari sesudah tanggalnya dihitung satu kali dan disimpan; menggantinya meninggalkan yang lama."
    ),
    N_(
        "Angka yang menjadi sasaran mengundang jalan pintas. Baca bersama halaman kejujuran angka, dan jangan "
        "menjadikannya ukuran orang."
    ),
)
"""What an office aims at."""
