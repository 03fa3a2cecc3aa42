"""What the counter calls things, and what it refuses, in words."""

from enum import StrEnum

from eservice.counter.rules import Act, Errand, State
from eservice.kernel.words import N_

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Errand: {
        Errand.LETTER: N_("Mengurus surat"),
        Errand.COLLECT: N_("Mengambil surat"),
        Errand.CERTIFIED_COPY: N_("Legalisir"),
        Errand.KTP: N_("KTP-el: rekam atau cetak"),
        Errand.KIA: N_("Kartu Identitas Anak"),
        Errand.IKD: N_("Aktivasi IKD"),
        Errand.ADVICE: N_("Bertanya atau konsultasi"),
    },
    State: {
        State.WAITING: N_("Menunggu"),
        State.CALLED: N_("Dipanggil"),
        State.SERVING: N_("Sedang dilayani"),
        State.DONE: N_("Sudah dilayani"),
        State.ABSENT: N_("Dipanggil, tidak datang"),
        State.LEFT: N_("Nomor dikembalikan"),
    },
    Act: {
        Act.RECALL: N_("Panggil lagi"),
        Act.SERVE: N_("Mulai layani"),
        Act.ABSENT: N_("Tidak datang"),
        Act.PUT_BACK: N_("Kembalikan ke bangku"),
        Act.FINISH: N_("Selesai"),
        Act.LEAVE: N_("Batalkan"),
    },
}

REFUSALS: dict[str, str] = {
    "ticket_moved_on": N_("Nomor ini sudah berubah keadaannya. Muat ulang halamannya."),
    "no_such_ticket": N_("Nomor ini tidak ada pada hari ini. Ambil nomor baru di balai."),
    "no_such_hall": N_("Alamat layar ini sudah diganti. Minta alamat yang baru kepada penyelia kantor."),
    "colleagues_ticket": N_("Nomor ini sedang di loket rekan Anda."),
    "finish_first": N_("Nomor %(number)s masih di loket Anda. Selesaikan dulu, lalu panggil berikutnya."),
    "nobody_waiting": N_("Tidak ada yang menunggu di bangku."),
    "no_desk": N_("Pilih dulu loket Anda, supaya balai tahu ke mana orang dipanggil."),
    "desk_name": N_("Isi nama loket, paling panjang %(longest)s huruf."),
    "desk_taken": N_("Rekan Anda sudah di loket %(desk)s. Pilih loket lain."),
    "bench_full": N_("Terlalu banyak nomor menunggu. Minta petugas."),
    "walk_ins": N_("Isi angka 1 sampai 20."),
    "online_hours_half": N_("Isi kedua jamnya, atau kosongkan keduanya."),
    "online_hours_order": N_("Jam selesai harus sesudah jam mulai."),
    "sheet_open": N_("Lembar darurat kantor ini belum ditutup. Tutup dahulu, lalu siapkan yang baru."),
    "sheet_codes": N_("Isi 1 sampai %(most)s kode."),
    "sheet_numbers": N_("Isi 0 sampai %(most)s nomor untuk tiap jenis surat."),
    "sheet_reason": N_("Tulis mengapa lembar ini ditutup; alasannya tercatat pada nomor yang batal."),
    "sheet_over": N_(
        "Waktu memasukkan lembar ini habis pada %(until)s. Minta penyelia membukanya lagi, atau tutup lembarnya."
    ),
    "sheet_late_reason": N_("Tulis mengapa baru sekarang dimasukkan; alasannya tercatat."),
    "sheet_in_entry": N_("Masih ada baris yang mulai dimasukkan dan belum dikirim. Kirim atau hapus dahulu."),
    "slip_used": N_("Baris ini sudah atau sedang dimasukkan."),
    "no_such_slip": N_("Baris ini tidak ada pada lembar yang terbuka."),
    "no_sheet": N_("Tidak ada lembar darurat yang terbuka."),
    "paper_hour": N_("Jam pada kertas harus antara saat lembar disiapkan dan sekarang, dan dalam masa pakainya."),
    "paper_number": N_("Nomor ini sudah dipakai, atau bukan untuk jenis surat itu."),
    "no_account_for_nik": N_(
        "Tidak ada akun dengan NIK ini. Periksa angkanya pada KTP. Bila benar, warga ini belum punya akun: "
        "isikan permohonannya di loket, atau minta mendaftar."
    ),
    "own_household_account": N_("Ini akun Anda sendiri atau keluarga serumah Anda. Minta petugas lain mengurusnya."),
    "staff_account": N_(
        "Ini akun pegawai. Loket tidak mengurusnya. Kata sandinya dipulihkan oleh pengelola dengan undangan baru."
    ),
}
