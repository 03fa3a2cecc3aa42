"""The words people read about files they send."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.uploads.rules import Hold, Refusal, UploadKind

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    UploadKind: {
        UploadKind.JPEG: N_("Foto"),
        UploadKind.PNG: N_("Foto"),
        UploadKind.PDF: N_("PDF"),
    },
    Hold: {
        Hold.WAITING: N_("Belum diperiksa dari virus"),
        Hold.INFECTED: N_("Ditahan: mengandung virus"),
    },
}

REFUSALS: dict[str, str] = {
    Refusal.EMPTY: N_("Berkas ini kosong. Pilih lagi fotonya, atau foto ulang dengan HP."),
    Refusal.TOO_BIG: N_(
        "Berkas ini %(megabytes)s MB. Paling besar %(limit)s MB. Foto ulang dengan HP, atau pilih ukuran lebih kecil."
    ),
    Refusal.WRONG_KIND: N_("Berkas ini tidak bisa dibuka. Kirim foto (JPG/PNG) atau PDF."),
    Refusal.CANNOT_BE_OPENED: N_(
        "Berkas ini rusak atau tidak lengkap, jadi tidak bisa dibuka. Foto ulang dengan HP, lalu kirim lagi."
    ),
    Refusal.LOCKED: N_("PDF ini memakai kata sandi. Kirim yang tanpa kata sandi, atau fotonya."),
    Refusal.TOO_MANY_PAGES: N_(
        "PDF ini %(pages)s halaman. Paling banyak %(limit)s halaman. Kirim halaman yang diminta saja."
    ),
    Refusal.TOO_MANY_PIXELS: N_(
        "Ukuran gambar ini terlalu besar. Paling besar %(limit)s megapiksel. Foto ulang dengan HP."
    ),
    Refusal.INFECTED: N_(
        "Pemeriksa virus menemukan sesuatu yang berbahaya di berkas ini, jadi tidak kami terima. "
        "Foto aslinya dengan HP, lalu kirim fotonya."
    ),
    "upload_held": N_("Berkas ini belum selesai diperiksa dari virus, jadi belum dapat dibuka. Coba lagi nanti."),
    "upload_harmful": N_("Berkas ini ditahan karena mengandung virus. Tidak seorang pun dapat membukanya."),
    "scanner_away": N_("Pemeriksa virus sedang tidak menjawab, jadi berkas ini belum dapat diterima. Coba lagi nanti."),
    "upload_kept_ration": N_(
        "Berkas Anda yang kami simpan sudah sangat banyak. Buang draf yang tidak dipakai, atau bawa aslinya ke loket."
    ),
    "upload_not_photos": N_(
        "Hanya foto yang dapat digabung menjadi satu berkas. Kirim PDF sebagai satu berkas tersendiri, lewat “Ganti”."
    ),
    "upload_no_page": N_("Paling sedikit satu halaman harus tinggal. Untuk menggantinya, kirim foto yang baru."),
    "upload_too_many_photos": N_("Ini %(pages)s halaman. Paling banyak %(limit)s halaman untuk satu berkas."),
    "upload_too_many_at_once": N_(
        "Paling banyak %(limit)s foto sekali kirim. Simpan dulu yang sudah masuk, lalu kirim yang ini."
    ),
    "upload_ration": N_(
        "Berkas yang dikirim dari sini sudah sangat banyak. Coba lagi dalam %(hours)s jam, atau bawa aslinya ke loket."
    ),
    "no_such_upload": N_("Berkas ini sudah tidak ada. Unggah lagi bila masih diperlukan."),
}
