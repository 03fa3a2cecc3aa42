"""Invented residents: generic names at random, serials that no office issues, telephone numbers that nobody has."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

WOMEN = (
    "Siti Rahmawati", "Nurhayati", "Dewi Anggraini", "Rohani", "Yusnidar", "Fitriani", "Zubaidah", "Sri Wahyuni",
    "Aisyah", "Maimunah", "Ratna Sari", "Lestari", "Halimah", "Nuraini", "Mardiana",
)  # fmt: skip
MEN = (
    "Ahmad Fauzi", "Muhammad Rizki", "Syamsul Bahri", "Zulkifli", "Hendra", "Iskandar", "Abdul Rahman", "Suhaimi",
    "Dedi Kurniawan", "Raden Hasan", "Bambang", "Herman", "Yusuf", "Edi Saputra", "Marwan",
)  # fmt: skip
SECOND = (
    "Saputra", "Putri", "Hidayat", "Pratama", "Siregar", "Simanjuntak", "Nasution", "Harahap", "Chaniago", "Wijaya",
    "Lim", "Tanjung", "Batubara", "Gunawan", "Setiawan", "Lubis", "Sihombing", "Manurung", "Kusuma", "Ramadhan",
    "Effendi", "Syahputra", "Hasibuan", "Purnama", "Utami", "Anggraini", "Maulana", "Firdaus", "Susanto", "Halim",
)  # fmt: skip
AWKWARD = (
    "Suharti", "Nur'aini", "A. M. Yusuf", "Li", "O'Neil Sitorus", "Rts. Nurlela", "Kms. Muhammad Zaini", "Sa'diyah",
    "Muhammad Abdurrahman Wahid Al-Habsyi bin Syarif Hidayatullah Kusumawardhana", "Budi  Santoso",
    "Ny. Tiurma br. Manurung", "Tan Mei Lan", "Abd. Rasyid bin H. Kadir",
)  # fmt: skip
STREETS = (
    "Jl. Melati", "Jl. Kenanga", "Jl. Mawar", "Jl. Anggrek", "Jl. Cempaka", "Jl. Flamboyan", "Jl. Teratai",
    "Jl. Seroja", "Jl. Bougenville", "Jl. Merpati", "Jl. Cendrawasih", "Jl. Elang", "Jl. Batanghari", "Jl. Pelita",
    "Jl. Swadaya", "Lrg. Setia", "Lrg. Amanah", "Lrg. Ikhlas", "Perumahan Pinang Indah Lestari Blok F",
)  # fmt: skip
PURPOSES = (
    "pembukaan rekening bank", "beasiswa KIP Kuliah", "keringanan UKT", "berobat di RSUD Contoh", "pengajuan KUR",
    "melamar kerja", "pendaftaran nikah di KUA", "pengajuan KPR", "klaim asuransi", "pindah sekolah",
    "sambungan listrik", "persyaratan <b>kerja</b> di Bank Contoh & rekan",
)  # fmt: skip
BUSINESSES = (
    "warung sembako", "kedai kopi", "bengkel motor", "laundry", "pempek dan tekwan", "batik tulis", "perahu ketek",
    "jual ikan sungai", "kebun karet", "jahit pakaian", "pangkas rambut", "depot air minum", "fotokopi",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented resident, as the known answers of a form (``name``, ``nik``, ``birth_date``)."""

    facts: dict[str, Any]

    def known(self, who: str) -> dict[str, Any]:
        """Return the facts by the paths that fields name: ``subject.nik``."""
        return {f"{who}.{key}": value for key, value in self.facts.items() if value not in (None, "")}

    @property
    def name(self) -> str:
        """The full name."""
        return str(self.facts["name"])


class Residents:
    """An endless, repeatable supply of invented residents."""

    def __init__(self, rng: random.Random, *, first_serial: int = 0) -> None:
        self._rng = rng
        self._serial = first_serial

    def one(self, *, region: str, born: tuple[int, int] = (1955, 2004)) -> Invented:
        """Return a new resident of a kelurahan, born between two years."""
        rng = self._rng
        woman = rng.random() < 0.52
        day = date(rng.randint(*born), 1, 1) + timedelta(days=rng.randrange(365))
        return Invented(
            {
                "name": self._name(woman=woman),
                "nik": self._nik(day, woman=woman),
                "kk_number": self._kk(),
                "birth_place": rng.choice(("Jambi", "Jambi", "Muara Bulian", "Kuala Tungkal", "Padang", "Medan")),
                "birth_date": day.isoformat(),
                "sex": "perempuan" if woman else "laki-laki",
                "religion": rng.choices(("islam", "kristen", "katolik", "buddha"), (83, 8, 4, 5))[0],
                "marital_status": "belum_kawin" if day.year > 1998 else "kawin_tercatat",
                "education": rng.choice(("slta", "slta", "sltp", "s1")),
                "occupation": rng.choice(("wiraswasta", "buruh_harian", "karyawan_swasta", "pedagang", "pelajar")),
                "nationality": "wni",
                "street": f"{rng.choice(STREETS)} No. {rng.randint(1, 140)}",
                "rt": f"{rng.randint(1, 38):03d}",
                "region": region,
                "phone": f"+62812900{rng.randrange(100_000):05d}",
            }
        )

    def _name(self, *, woman: bool) -> str:
        if self._rng.random() < 0.04:
            return self._rng.choice(AWKWARD)
        first = self._rng.choice(WOMEN if woman else MEN)
        return first if self._rng.random() < 0.25 else f"{first} {self._rng.choice(SECOND)}"

    def _nik(self, born: date, *, woman: bool) -> str:
        self._serial += 1
        district, serial = 1 + (self._serial // 1000) % 11, 9000 + self._serial % 1000
        return f"1571{district:02d}{born.day + 40 * woman:02d}{born:%m%y}{serial:04d}"

    def _kk(self) -> str:
        rng = self._rng
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(10, 25)
        return f"157101{day:02d}{month:02d}{year:02d}{9000 + rng.randrange(1000)}"
