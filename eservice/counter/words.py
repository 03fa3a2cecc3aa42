"""What the counter refuses, in words."""

from eservice.kernel.words import N_

REFUSALS: dict[str, str] = {
    "no_account_for_nik": N_(
        "Tidak ada akun dengan NIK ini. Periksa angkanya pada KTP. Bila benar, warga ini belum punya akun: "
        "isikan permohonannya di loket, atau minta mendaftar."
    ),
    "own_household_account": N_("Ini akun Anda sendiri atau keluarga serumah Anda. Minta petugas lain mengurusnya."),
    "staff_account": N_(
        "Ini akun pegawai. Loket tidak mengurusnya. Kata sandinya dipulihkan oleh pengelola dengan undangan baru."
    ),
}
