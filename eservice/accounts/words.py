"""The words people read for accounts, sessions and roles, and for what is refused here."""

from enum import StrEnum

from eservice.accounts.permissions import Role
from eservice.accounts.rules import Ended, Level, PhoneOwner, Way
from eservice.accounts.tokens import Scope, TokenState
from eservice.kernel.words import N_

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Role: {
        Role.GUEST: N_("Tamu"),
        Role.BEARER: N_("Pemegang tanda terima"),
        Role.CITIZEN: N_("Warga"),
        Role.RT_HEAD: N_("Ketua RT"),
        Role.OFFICER: N_("Petugas"),
        Role.SIGNER: N_("Penanda tangan"),
        Role.SUPERVISOR: N_("Penyelia"),
        Role.ADMIN: N_("Pengelola"),
        Role.EXAMINER: N_("Pemeriksa"),
        Role.PROTECTOR: N_("Pejabat pelindungan data"),
        Role.SYSTEM: N_("Sistem"),
    },
    Level: {
        Level.UNPROVEN: N_("Belum diverifikasi"),
        Level.PROVEN: N_("Terverifikasi"),
    },
    PhoneOwner: {
        PhoneOwner.OWN: N_("Nomor saya sendiri"),
        PhoneOwner.FAMILY: N_("Nomor keluarga saya"),
        PhoneOwner.NEIGHBOUR: N_("Nomor tetangga atau Ketua RT"),
        PhoneOwner.NONE: N_("Tidak ada nomor"),
    },
    Ended: {
        Ended.SIGNED_OUT: N_("Keluar"),
        Ended.IDLE: N_("Keluar otomatis: lama tidak dipakai"),
        Ended.TOO_OLD: N_("Keluar otomatis: batas waktu"),
        Ended.BY_OWNER: N_("Diakhiri dari perangkat lain"),
        Ended.PASSWORD: N_("Diakhiri: kata sandi diganti"),
        Ended.DISABLED: N_("Diakhiri: akun dinonaktifkan"),
        Ended.FROZEN: N_("Diakhiri: akun dibekukan"),
        Ended.BY_ADMIN: N_("Diakhiri oleh pengelola"),
        Ended.FACTOR: N_("Diakhiri: kode kedua atau kunci sandi diganti"),
        Ended.ROLE: N_("Diakhiri: penugasan berakhir"),
    },
    Way: {
        Way.PASSWORD: N_("dengan kata sandi"),
        Way.PASSKEY: N_("dengan kunci sandi"),
        Way.PIN: N_("dengan PIN loket"),
        Way.OPENED: N_("saat akun dibuka"),
        Way.MAIL: N_("dengan kode e-mail"),
        Way.OUTSIDE: N_("lewat layanan identitas"),
        Way.DEMO: N_("peragaan, satu klik"),
    },
    Scope: {
        Scope.STATUS: N_("Status permohonan menurut kode"),
    },
    TokenState: {
        TokenState.GOOD: N_("Berlaku"),
        TokenState.EXPIRED: N_("Kedaluwarsa"),
        TokenState.REVOKED: N_("Dicabut"),
    },
}

OFFICE_WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    PhoneOwner: {
        PhoneOwner.OWN: N_("Nomor pemohon sendiri"),
        PhoneOwner.FAMILY: N_("Nomor keluarga pemohon"),
        PhoneOwner.NEIGHBOUR: N_("Nomor tetangga atau Ketua RT"),
        PhoneOwner.NONE: N_("Tidak ada nomor"),
    }
}
"""The same, where an officer speaks of the applicant."""

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Level: {Level.UNPROVEN: "wait", Level.PROVEN: "good"},
    TokenState: {TokenState.GOOD: "good", TokenState.EXPIRED: "mute", TokenState.REVOKED: "bad"},
}

REFUSALS: dict[str, str] = {
    "token_needs_scope": N_("Pilih sedikitnya satu kegunaan."),
    "token_rate_wrong": N_("Isi 1 sampai 6000 permintaan tiap menit."),
    "token_too_long": N_("Isi 1 sampai 366 hari."),
    "token_revoked": N_("Token ini sudah dicabut."),
    "no_such_token": N_("Token ini tidak ada."),
    "wrong_sign_in": N_("NIK atau kata sandi tidak cocok. Coba lagi, atau atur ulang kata sandi."),
    "pin_six_digits": N_("Isi 6 angka."),
    "pin_easy": N_("PIN ini mudah ditebak. Pilih 6 angka yang tidak berurutan dan bukan dari NIK atau telepon Anda."),
    "pin_for_officers": N_("PIN loket hanya untuk petugas. Penanda tangan dan penyelia masuk dengan kata sandi."),
    "no_desk_pin": N_("Buat dahulu PIN loket Anda."),
    "wrong_desk_pin": N_("PIN tidak cocok. Setelah 5 kali salah, masuklah dengan kata sandi."),
    "no_desk_pass": N_(
        "Masuklah dengan kata sandi dahulu di komputer ini; setelah itu PIN berlaku sampai hari ini selesai."
    ),
    "wrong_code": N_(
        "Kode ini tidak cocok, sudah lewat waktunya, atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda, "
        "atau pakai kode pemulihan."
    ),
    "too_many_codes": N_(
        "Hari ini kode terlalu sering salah diketik. Tunggu %(minutes)s menit, atau hubungi pengelola."
    ),
    "halfway_over": N_("Waktunya habis. Masuk sekali lagi dengan kata sandi, lalu isi kodenya dalam 5 menit."),
    "has_factor": N_("Akun Anda sudah memakai kode kedua. Matikan dahulu bila ingin memakai telepon lain."),
    "no_factor": N_("Akun ini tidak memakai kode kedua."),
    "factor_for_staff": N_("Kode kedua adalah untuk pegawai. Masuklah dalam tugas Anda, lalu buka halaman ini lagi."),
    "setting_up_over": N_("Waktu untuk memasang habis. Pindai kotak yang baru ini."),
    "full_sign_in_needed": N_("Ini perlu masuk dengan kata sandi, bukan dengan PIN."),
    "passkey_stale": N_("Waktunya habis, atau halaman ini sudah dipakai. Tekan tombolnya sekali lagi."),
    "passkey_wrong": N_("Kunci sandi ini tidak kami kenal, atau sudah dihapus. Pakai kunci lain, atau kata sandi."),
    "passkey_copied": N_(
        "Kunci sandi ini kami kunci: tampaknya ada salinannya. Masuk dengan kata sandi, lalu hapus kunci itu."
    ),
    "passkey_unfit": N_("Kunci ini tidak memeriksa pemiliknya dengan jari, wajah, atau PIN. Pakai perangkat lain."),
    "passkey_name": N_("Beri nama kunci ini, misalnya nama teleponnya."),
    "passkey_known": N_("Kunci sandi ini sudah terdaftar."),
    "passkeys_enough": N_("Paling banyak 10 kunci sandi untuk satu akun. Hapus yang tidak dipakai."),
    "no_such_passkey": N_("Kunci sandi ini tidak ada lagi di akun Anda."),
    "passkey_first": N_("Akun ini punya kunci sandi. Masuk dengan kunci itu dahulu, lalu pasang kode kedua."),
    "outside_failed": N_("Masuk lewat layanan identitas tidak selesai. Coba lagi, atau pakai NIK dan kata sandi."),
    "outside_away": N_("Layanan identitas sedang tidak menjawab. Pakai NIK dan kata sandi, atau coba lagi nanti."),
    "outside_unknown": N_("Belum ada akun untuk NIK Anda di sini. Daftar dahulu, atau langsung pilih layanan."),
    "outside_unproven": N_(
        "Akun dengan NIK Anda belum dicocokkan dengan KTP. Masuk dengan kata sandi, atau datang ke loket dengan KTP."
    ),
    "wrong_password": N_("Kata sandi sekarang tidak cocok. Coba lagi."),
    "too_many_files": N_("Terlalu banyak berkas yang tidak dapat dibaca. Tunggu %(minutes)s menit."),
    "too_many_tries": N_("Terlalu sering mencoba. Tunggu %(minutes)s menit. Akun Anda aman."),
    "too_many_pins": N_(
        "PIN tanda terima ini hari ini terlalu sering salah diketik. Masuk dengan akun Anda, atau datang ke loket "
        "dengan tanda terimanya."
    ),
    "too_many_mail_codes": N_(
        "Kode e-mail untuk NIK ini hari ini terlalu sering diminta. Masuk dengan kata sandi, atau datang ke loket "
        "dengan KTP."
    ),
    "mail_code_wrong": N_(
        "Kode ini tidak cocok, sudah lewat 10 menit, atau sudah dipakai. Periksa e-mail terbaru, atau minta kode baru."
    ),
    "no_mailbox": N_("Belum ada alamat e-mail pada akun Anda. Isi dahulu di Ubah telepon dan e-mail."),
    "account_frozen": N_(
        "Akun ini dibekukan: NIK-nya dipakai akun lain juga. Datang ke kelurahan dengan KTP Anda; petugas membukanya."
    ),
    "account_disabled": N_("Akun ini tidak aktif lagi. Tanyakan kepada pengelola atau kantor kelurahan Anda."),
    "account_nik": N_("NIK harus 16 angka. Lihat baris teratas KTP Anda."),
    "phone_and_owner": N_("Isi nomor telepon, atau pilih Tidak ada nomor."),
    "phone_owner_missing": N_("Pilih nomor ini milik siapa."),
    "password_too_short": N_(
        "Kata sandi paling sedikit 12 huruf atau angka. Beberapa kata biasa yang panjang lebih aman."
    ),
    "password_too_long": N_("Kata sandi paling banyak 256 huruf atau angka."),
    "password_kinds": N_("Pakai huruf besar, huruf kecil, angka, dan satu tanda seperti ! atau -."),
    "password_common": N_("Kata sandi ini terlalu mudah ditebak. Pakai beberapa kata yang tidak berkaitan."),
    "password_personal": N_("Jangan pakai nama atau NIK Anda di dalam kata sandi."),
    "code_wrong": N_(
        "Kode atau data tidak cocok, atau kode sudah kedaluwarsa. Minta kode baru, atau datang ke kelurahan dengan KTP."
    ),
    "invitation_wrong": N_("Kode undangan tidak cocok atau sudah kedaluwarsa. Minta undangan baru kepada pengelola."),
    "has_password": N_(
        "Undangan ini sudah diterima. Kata sandi yang hilang dibuka pengelola dan dibenarkan orang kedua."
    ),
    "no_password": N_("Undangan belum diterima. Beri kode undangan baru."),
    "staff_reset_two": N_("Ini akun pegawai. Kata sandinya dibuka pengelola dan dibenarkan orang kedua."),
    "no_staff_reset": N_("Tidak ada kata sandi pegawai yang menunggu dibenarkan, atau waktunya sudah lewat."),
    "second_person": N_(
        "Orang lain yang membenarkan: pengelola lain, atau kepala atau penyelia kantornya. Bukan yang membuka, dan "
        "bukan pemilik akunnya."
    ),
    "second_person_new": N_("Akun Anda baru dibuka minggu ini. Mintalah rekan yang lebih lama untuk membenarkannya."),
    "login_form": N_("Isi NIP 18 angka atau alamat e-mail dinas."),
    "login_taken": N_("Sudah ada akun pegawai dengan NIP atau e-mail ini."),
    "no_such_account": N_("Akun ini tidak ada."),
    "no_such_session": N_("Sesi ini tidak ada atau sudah berakhir."),
    "not_your_membership": N_("Peran ini bukan milik Anda, atau sudah berakhir."),
    "no_citizen_side": N_("Akun pegawai ini belum memakai NIK. Daftar sebagai warga untuk mengurus surat sendiri."),
    "own_account": N_("Anda tidak dapat melakukan ini pada akun sendiri."),
    "already_proven": N_("Akun ini sudah diverifikasi."),
    "other_nik": N_(
        "NIK akun ini lain dari NIK pada KTP yang Anda cocokkan. Akun ini tidak diverifikasi. Cari akunnya lewat "
        "Loket, Cocokkan KTP."
    ),
    "proven_elsewhere": N_(
        "Akun lain dengan NIK ini sudah pernah diverifikasi. Antar orangnya dengan KTP-nya kepada penyelia; "
        "penyelia yang memutuskan, dan bukan orang yang memverifikasi akun lain itu."
    ),
    "nothing_to_compare": N_("Akun ini tidak memakai NIK, jadi tidak ada yang dicocokkan."),
}
