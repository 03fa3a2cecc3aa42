"""The survey in words: nine questions with four words each, the facts, the figures and what could mislead in them."""

from dataclasses import dataclass
from enum import StrEnum

from eservice.kernel.words import N_
from eservice.satisfaction.rules import Element, Fact, Grade, PlanState, Series


class Figure(StrEnum):
    """A figure of the survey as a page explains it."""

    INDEX = "index"
    SAMPLE = "sample"
    ELEMENTS = "elements"
    COUNTER = "counter"
    HIGHEST = "highest"
    SERVICES = "services"


@dataclass(frozen=True, slots=True)
class Explained:
    """What a figure counts, and how it could mislead."""

    meaning: str
    temptation: str


QUESTIONS: dict[Element, str] = {
    Element.REQUIREMENTS: N_("Apakah syarat yang diminta sesuai dengan layanannya?"),
    Element.PROCEDURE: N_("Apakah urusannya mudah dijalani?"),
    Element.TIME: N_("Apakah selesainya cepat?"),
    Element.COST: N_("Bagaimana biayanya?"),
    Element.PRODUCT: N_("Apakah hasilnya sesuai dengan yang dijanjikan?"),
    Element.COMPETENCE: N_("Apakah petugasnya mampu dan menguasai pekerjaannya?"),
    Element.CONDUCT: N_("Apakah petugasnya sopan dan ramah?"),
    Element.FACILITIES: N_("Bagaimana tempatnya, atau kalau daring, kemudahan aplikasinya?"),
    Element.COMPLAINTS: N_("Bagaimana pengaduan dan saran ditangani?"),
}

SCALE: dict[Element, tuple[str, str, str, str]] = {
    Element.REQUIREMENTS: (N_("Tidak sesuai"), N_("Kurang sesuai"), N_("Sesuai"), N_("Sangat sesuai")),
    Element.PROCEDURE: (N_("Tidak mudah"), N_("Kurang mudah"), N_("Mudah"), N_("Sangat mudah")),
    Element.TIME: (N_("Tidak cepat"), N_("Kurang cepat"), N_("Cepat"), N_("Sangat cepat")),
    Element.COST: (N_("Sangat mahal"), N_("Cukup mahal"), N_("Murah"), N_("Gratis")),
    Element.PRODUCT: (N_("Tidak sesuai"), N_("Kurang sesuai"), N_("Sesuai"), N_("Sangat sesuai")),
    Element.COMPETENCE: (N_("Tidak kompeten"), N_("Kurang kompeten"), N_("Kompeten"), N_("Sangat kompeten")),
    Element.CONDUCT: (
        N_("Tidak sopan dan ramah"), N_("Kurang sopan dan ramah"), N_("Sopan dan ramah"), N_("Sangat sopan dan ramah"),
    ),
    Element.FACILITIES: (N_("Buruk"), N_("Cukup"), N_("Baik"), N_("Sangat baik")),
    Element.COMPLAINTS: (
        N_("Tidak ada"), N_("Ada tetapi tidak berfungsi"), N_("Berfungsi kurang maksimal"), N_("Dikelola dengan baik"),
    ),
}  # fmt: skip
"""The words of 1, 2, 3 and 4: nobody reads or types a number."""

CHOICES: dict[Fact, dict[str, str]] = {
    Fact.SEX: {"female": N_("Perempuan"), "male": N_("Laki-laki")},
    Fact.AGE: {
        "under_20": N_("Di bawah 20 tahun"),
        "20_29": N_("20 sampai 29 tahun"),
        "30_39": N_("30 sampai 39 tahun"),
        "40_49": N_("40 sampai 49 tahun"),
        "50_59": N_("50 sampai 59 tahun"),
        "60_up": N_("60 tahun ke atas"),
    },
    Fact.EDUCATION: {
        "sd": N_("SD"), "smp": N_("SMP"), "sma": N_("SMA"), "s1": N_("S1"), "s2": N_("S2"), "s3": N_("S3"),
    },
    Fact.WORK: {
        "pns": N_("PNS"),
        "tni": N_("TNI"),
        "polri": N_("Polri"),
        "private": N_("Swasta"),
        "own_business": N_("Wirausaha"),
        "other": N_("Lainnya"),
    },
}  # fmt: skip

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Element: {
        Element.REQUIREMENTS: N_("Persyaratan"),
        Element.PROCEDURE: N_("Sistem, mekanisme, prosedur"),
        Element.TIME: N_("Waktu penyelesaian"),
        Element.COST: N_("Biaya/tarif"),
        Element.PRODUCT: N_("Produk spesifikasi jenis pelayanan"),
        Element.COMPETENCE: N_("Kompetensi pelaksana"),
        Element.CONDUCT: N_("Perilaku pelaksana"),
        Element.FACILITIES: N_("Sarana dan prasarana"),
        Element.COMPLAINTS: N_("Penanganan pengaduan, saran, masukan"),
    },
    Grade: {
        Grade.A: N_("Sangat Baik"),
        Grade.B: N_("Baik"),
        Grade.C: N_("Kurang Baik"),
        Grade.D: N_("Tidak Baik"),
    },
    Series: {
        Series.OWN: N_("Dijawab sendiri"),
        Series.COUNTER: N_("Lewat loket"),
    },
    PlanState: {
        PlanState.PLANNED: N_("Direncanakan"),
        PlanState.UNDERWAY: N_("Sedang dikerjakan"),
        PlanState.DONE: N_("Selesai dikerjakan"),
        PlanState.DROPPED: N_("Tidak dilanjutkan"),
    },
    Fact: {
        Fact.SEX: N_("Jenis kelamin"),
        Fact.AGE: N_("Umur"),
        Fact.EDUCATION: N_("Pendidikan terakhir"),
        Fact.WORK: N_("Pekerjaan"),
    },
    Figure: {
        Figure.INDEX: N_("Indeks kepuasan (IKM)"),
        Figure.SAMPLE: N_("Jawaban dan sampel minimal"),
        Figure.ELEMENTS: N_("Sembilan unsur"),
        Figure.COUNTER: N_("Jawaban lewat loket"),
        Figure.HIGHEST: N_("Semua jawaban tertinggi"),
        Figure.SERVICES: N_("Menurut layanan"),
    },
}

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Grade: {Grade.A: "good", Grade.B: "good", Grade.C: "wait", Grade.D: "bad"},
    PlanState: {
        PlanState.PLANNED: "info", PlanState.UNDERWAY: "wait", PlanState.DONE: "good", PlanState.DROPPED: "mute",
    },
}  # fmt: skip

EXPLAINED: dict[Figure, Explained] = {
    Figure.INDEX: Explained(
        N_(
            "Rata-rata tiap unsur (1 sampai 4) dikali bobot sepersembilan, dijumlahkan, lalu dikali 25. Dibulatkan "
            "dua angka hanya di akhir, lalu dibandingkan dengan batas mutu: 88,31 A, 76,61 B, 65,00 C. Angka kedua "
            "memakai bobot 0,11 seperti tercetak dalam peraturan; angka itu satu persen lebih rendah."
        ),
        N_(
            "Yang menjawab adalah yang mau menjawab. Angka ini naik bila hanya orang yang puas diberi lembar, atau "
            "bila petugas mengisi sendiri. Baca bersama jumlah jawaban dan angka lewat loket."
        ),
    ),
    Figure.SAMPLE: Explained(
        N_(
            "Pengguna adalah permohonan yang terbit, diserahkan, atau diputus tidak dapat dipenuhi dalam triwulan "
            "ini. Sampel minimal menurut rumus Krejcie dan Morgan, keyakinan 95 persen, galat 5 persen."
        ),
        N_(
            "Rumusnya menganggap penjawab dipilih secara acak. Di sini semua diundang dan sebagian menjawab; jumlah "
            "yang cukup belum berarti yang menjawab mewakili semua."
        ),
    ),
    Figure.ELEMENTS: Explained(
        N_(
            "Rata-rata jawaban tiap unsur, dan nilainya pada skala 25 sampai 100 dengan mutu yang sama. Pertanyaan "
            "boleh dilewati; n tiap unsur adalah yang menjawabnya."
        ),
        N_(
            "Unsur biaya hampir selalu tertinggi karena semua layanan gratis. Bandingkan unsur dengan dirinya "
            "sendiri pada triwulan lain, bukan dengan biaya."
        ),
    ),
    Figure.COUNTER: Explained(
        N_(
            "Jawaban dari lembar kertas, atau dengan kode yang dicetak petugas. Dihitung terpisah dan tidak pernah "
            "dijumlahkan dengan yang dijawab sendiri."
        ),
        N_(
            "Petugas yang mencetak kode dapat juga memakainya. Bila angka ini jauh lebih tinggi daripada yang "
            "dijawab sendiri, atau semuanya tertinggi, tanyakan bagaimana lembarnya diisi."
        ),
    ),
    Figure.HIGHEST: Explained(
        N_("Berapa bagian yang memberi kata tertinggi pada kesembilan unsur sekaligus."),
        N_("Orang yang sungguh puas juga menjawab begitu. Yang perlu ditanyakan adalah lonjakannya."),
    ),
    Figure.SERVICES: Explained(
        N_(
            "Hanya untuk triwulan yang sudah ditutup. Layanan dengan kurang dari 10 jawaban tidak disebut, dan satu "
            "layanan lagi ikut disembunyikan bila selisihnya akan menyisakan kurang dari 10 orang."
        ),
        N_("Layanan yang sulit lebih jarang memuaskan. Bukan peringkat petugas."),
    ),
}

REFUSALS: dict[str, str] = {
    "no_such_survey": N_("Kode survei ini tidak ada. Periksa hurufnya, atau pakai halaman permohonan Anda."),
    "survey_used": N_("Survei ini sudah dijawab. Satu permohonan satu jawaban, supaya setiap suara sama."),
    "survey_over": N_("Waktu menjawab survei ini sudah lewat. Pendapat Anda tetap dapat disampaikan di loket."),
    "survey_empty": N_("Jawab paling sedikit satu pertanyaan; yang lain boleh dilewati."),
    "survey_own_office": N_("Anda bekerja di kantor ini. Survei dijawab warga yang dilayani, bukan kantornya."),
    "survey_staff": N_("Survei dijawab warga. Anda sedang masuk sebagai pegawai; lembar kertas dimasukkan dari loket."),
    "survey_handler": N_("Anda ikut menangani permohonan di balik lembar ini. Minta rekan lain memasukkannya."),
    "not_finished": N_("Lembar survei dicetak setelah permohonan selesai dan hasilnya diterima."),
    "no_sheet_left": N_("Untuk permohonan ini tidak ada lembar survei lagi."),
    "plan_not_lowest": N_("Rencana tindak lanjut dibuat untuk tiga unsur terendah pada triwulan yang angkanya tampil."),
    "plan_text": N_("Tulis apa yang akan dikerjakan, supaya orang lain dapat memeriksanya nanti."),
    "plan_owner": N_("Pilih siapa yang mengerjakannya dari pegawai kantor ini."),
    "plan_due": N_("Pilih tanggal hari ini atau sesudahnya, paling lama satu tahun lagi."),
    "quarter_open": N_("Triwulan ini belum ditutup. Angkanya diumumkan setelah tidak ada lagi jawaban yang masuk."),
    "nothing_to_publish": N_("Jawabannya kurang dari 10 pada triwulan ini, jadi tidak ada angka yang boleh diumumkan."),
    "already_published": N_("Angka triwulan ini sudah diumumkan dan tidak dapat diubah."),
    "no_such_quarter": N_("Triwulan ini tidak ada. Pilih dari daftar."),
}  # fmt: skip
