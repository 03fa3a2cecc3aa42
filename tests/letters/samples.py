"""Letters to try the printing with: each kind ordinary, with the longest words, and over two pages."""

from dataclasses import replace
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric import ec

from eservice.letters import sealing
from eservice.letters.content import LetterContent, Letterhead, Signer, Stamp
from eservice.letters.kinds import Kind, Mode, Value

DATED = date(2026, 11, 24)
SIGNED_AT = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
SIZES = ("ordinary", "longest", "two_pages")

VERIFY_URL = "https://eservice.contoh.go.id/v/K7QM4T2X9DABCDEFGHJK234567"
LOG_SALT = "00112233445566778899aabbccddeeff"
SEAL_KEY = sealing.SealKey(b"contoh01", ec.derive_private_key(20261124, ec.SECP256R1()))
HEAD = Letterhead(
    government="PEMERINTAH KOTA JAMBI",
    parent="KECAMATAN TELANAIPURA",
    unit="KELURAHAN BULURAN KENALI",
    address="Jalan Contoh Raya Nomor 1, Jambi 36123",
    phone="(0741) 000000",
    email="buluran.kenali@contoh.go.id",
    city="Jambi",
)
LURAH = Signer(
    name="RINA PUSPITA, S.IP., M.Si.",
    position="Lurah Buluran Kenali",
    lines=("Lurah Buluran Kenali,",),
    rank="Penata Tingkat I (III/d)",
    number="NIP 19850312 201001 2 904",
)
SECTION_HEAD = Signer(
    name="Dr. H. RADEN MAS MUHAMMAD HENDRI CHANIAGO SURYADININGRAT KUSUMAWARDHANA, S.STP., S.H., M.A.P., M.Kn.",
    position="Kepala Seksi Pemerintahan dan Pelayanan Umum, atas nama Lurah Buluran Kenali",
    lines=(
        "a.n. Lurah Buluran Kenali",
        "Sekretaris Kelurahan,",
        "u.b.",
        "Kepala Seksi Pemerintahan dan Pelayanan Umum,",
    ),
    rank="Penata Tingkat I (III/d)",
    number="NIP 19800102 200501 1 905",
)
CAMAT = Signer(
    name="AHMAD FAUZI, S.Sos., M.Si.",
    position="Camat Telanaipura",
    lines=("Camat Telanaipura,",),
    rank="Pembina (IV/a)",
    number="NIP 19780412 200501 1 901",
)

ADDRESS = "Jl. Melati No. 21, RT 14, Kelurahan Buluran Kenali, Kecamatan Telanaipura, Kota Jambi"
LONG_ADDRESS = (
    "Perumahan Griya Bukit Sejahtera Permai Lestari Tahap III Blok CC-12 Nomor 108-B (belakang Masjid Jami' "
    "Nurul Falah Al-Ikhlas, sebelah Puskesmas Pembantu Simpang IV Sipin), Jalan Profesor Doktor Sri Soedewi Masjchun "
    "Sofwan Lorong Kenari Ujung, RT 114 RW 021, Kelurahan Buluran Kenali, Kecamatan Telanaipura, Kota Jambi 36123"
)
LONG_NAME = "Raden Ayu Siti Nur'aini Rahmawati Kusumaningrum Wulandari Putri binti Haji Muhammad Thaha Saifuddin"
LONG_WORDS = (
    "persyaratan pengajuan Kartu Indonesia Pintar Kuliah jalur seleksi mandiri gelombang kedua tahun akademik 2026/2027"
)
SUBJECT = (
    ("nama", "Siti Rahmawati"),
    ("NIK", "1571015408949012"),
    ("tempat, tanggal lahir", "Jambi, 14 Agustus 1994"),
    ("jenis kelamin", "Perempuan"),
    ("status perkawinan", "Kawin Tercatat"),
    ("pekerjaan", "Wiraswasta"),
    ("alamat", ADDRESS),
)

FIELDS: dict[Kind, dict[str, Value]] = {
    Kind.SKD: {
        "variant": "resident",
        "village": "Buluran Kenali",
        "address": "Jl. Kenanga No. 8",
        "rt": "14",
        "since": date(2021, 3, 1),
        "tenure": "sewa",
        "owner": "Zulkifli Hasan",
    },
    Kind.SKTM: {
        "rt": "14",
        "statement_on": date(2026, 11, 20),
        "visited_on": date(2026, 11, 23),
        "helped_name": "Dimas Pratama",
        "helped_relation": "anak kandung",
        "institution": "Universitas Contoh Jambi",
    },
    Kind.SKU: {
        "business_name": "Warung Makan Berkah",
        "trade": "kuliner, makanan rumahan",
        "business_address": "Jl. Kenanga No. 8, RT 14",
        "since_year": 2019,
        "seen_by": "visit",
        "visited_on": date(2026, 11, 23),
    },
    Kind.PSKCK: {"addressee": "Kepala Kepolisian Resor Kota Jambi", "addressee_place": "Jambi"},
    Kind.SKBM: {"statement_on": date(2026, 11, 20), "witness_1": "Hendra Saputra", "witness_2": "Yusuf Lubis"},
    Kind.N1: {
        "sex": "P",
        "marital": "perawan",
        "born_on": date(1999, 5, 2),
        "decree": "PMA Nomor 30 Tahun 2024",
        "father_name": "Bambang Wijaya",
        "father_nik": "1571010203659011",
        "father_birth": "Jambi, 2 Maret 1965",
        "father_nationality": "Indonesia",
        "father_religion": "Islam",
        "father_occupation": "Pensiunan",
        "father_address": ADDRESS,
        "mother_name": "Halimah",
        "mother_nik": "1571014509689012",
        "mother_birth": "Jambi, 5 September 1968",
        "mother_nationality": "Indonesia",
        "mother_religion": "Islam",
        "mother_occupation": "Mengurus rumah tangga",
        "mother_address": ADDRESS,
    },
    Kind.SKL: {
        "born_on": date(2026, 11, 17),
        "born_time": "04.35",
        "place": "rumah, Jl. Kenanga No. 8, RT 14",
        "sex": "L",
        "baby_name": "Muhammad Rafi",
        "multiplicity": "tunggal",
        "child_number": 2,
        "mother_name": "Dewi Anggraini",
        "mother_nik": "1571015408949012",
        "father_name": "Agus Salim",
        "father_nik": "1571011201909013",
        "helper": "Nurhayati, bidan desa",
        "reporter": "Agus Salim",
        "reporter_relation": "ayah",
    },
    Kind.SKMT: {
        "sex": "L",
        "died_on": date(2026, 11, 22),
        "died_time": "21.10",
        "place": "rumah, Jl. Melati No. 21, RT 14",
        "age": 78,
        "cause": "lanjut usia",
        "buried_at": "TPU Buluran Kenali",
        "reporter": "Hasan Basri",
        "reporter_relation": "anak kandung",
        "evidence": "surat keterangan dokter Puskesmas Contoh",
    },
    Kind.SKAW: {
        "deceased_name": "Abdullah Hamid",
        "deceased_sex": "L",
        "deceased_nik": "1571010101489014",
        "died_on": date(2026, 9, 3),
        "village": "Buluran Kenali",
        "district": "Telanaipura",
        "statement_on": date(2026, 11, 20),
        "heirs": 5,
        "sheets": 2,
        "witness_1": "Hendra Saputra",
        "witness_2": "Yusuf Lubis",
        "scan_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
    Kind.SKPH: {
        "statement_on": date(2026, 11, 20),
        "occupation": "pedagang sayur",
        "income_rupiah": 1_250_000,
        "income_kind": "irregular",
        "child_name": "Dimas Pratama",
        "school": "SMA Contoh 1 Jambi",
    },
    Kind.SKUM: {
        "heading": "SURAT KETERANGAN BEDA NAMA",
        "body": "Nama Siti Rahmawati pada KTP dan nama Siti Rahma pada ijazah SMA adalah orang yang sama, "
        "berdasarkan KK, akta kelahiran, dan surat pernyataan yang bersangkutan tanggal 20 November 2026.",
    },
    Kind.TOLAK: {
        "service": "Surat Keterangan Tidak Mampu",
        "request_code": "K7M-4QX",
        "filed_on": date(2026, 11, 19),
        "reason": "Data tidak sesuai dengan hasil kunjungan",
        "explanation": "Rumah pada alamat yang Anda tulis dihuni keluarga lain, dan Ketua RT 14 tidak mengenal Anda.",
        "remedy": "Ajukan lagi dengan alamat tempat Anda tinggal sekarang, atau datang ke kantor kami untuk dibantu.",
        "objection": "Anda dapat mengajukan keberatan tertulis kepada atasan kami, tanpa biaya.",
    },
}
PRINTED_IF_ASKED: dict[Kind, dict[str, Value]] = {
    Kind.SKU: {"turnover_rupiah": 12_500_000, "workers": 1_200, "nib": "9120000000001"},
    Kind.SKD: {"rw": "021"},
}
PURPOSES = {
    Kind.SKD: "pembukaan rekening bank",
    Kind.SKTM: "permohonan keringanan uang kuliah",
    Kind.SKU: "pengajuan kredit usaha rakyat",
    Kind.PSKCK: "melamar pekerjaan",
    Kind.SKBM: "melamar pekerjaan",
    Kind.SKPH: "permohonan beasiswa",
    Kind.SKUM: "pengurusan ijazah",
}
VALID = {Kind.SKD, Kind.SKTM, Kind.SKU, Kind.PSKCK, Kind.SKBM, Kind.SKPH}
TWO_PLACES = {Kind.SKTM, Kind.SKAW}


def sample(kind: Kind, size: str = "ordinary", *, mode: Mode = Mode.LOCAL) -> LetterContent:
    """Return a letter of `kind`; `two_pages` fills the identity table until the sheet runs over."""
    ordinary = LetterContent(
        kind=kind,
        letterhead=HEAD,
        subject=() if kind is Kind.SKAW else _subject(kind),
        fields=FIELDS[kind],
        signers=(LURAH, CAMAT) if kind in TWO_PLACES else (LURAH,),
        mode=mode,
        purpose=PURPOSES.get(kind, ""),
        valid_until=date(2027, 5, 24) if kind in VALID else None,
    )
    if size == "ordinary":
        return ordinary
    if size == "two_pages":
        return replace(ordinary, subject=ordinary.subject + tuple((f"catatan {n}", LONG_ADDRESS) for n in range(1, 6)))
    return replace(
        ordinary,
        letterhead=replace(HEAD, address=LONG_ADDRESS[:160]),
        subject=tuple((label, _stretched(label, value)) for label, value in ordinary.subject),
        fields={key: _stretched(key, value) for key, value in (FIELDS[kind] | PRINTED_IF_ASKED.get(kind, {})).items()},
        signers=(SECTION_HEAD, *ordinary.signers[1:]),
        purpose=LONG_WORDS if ordinary.purpose else "",
    )


def stamp(content: LetterContent) -> Stamp:
    """Return numbers, date and verify address for a sample."""
    codes = ("BLK", "TLP")
    return Stamp(
        numbers=tuple(f"400.12.2.1/{214 + place:03d}/{codes[place]}/XI/2026" for place in range(len(content.signers))),
        dated_on=DATED,
        verify_url=VERIFY_URL,
        code="K7QM-4T2X-9D",
        signed_at=(SIGNED_AT, *(None for _ in content.signers[1:])),
        log_size=12_345,
        log_root="9f86d081884c7d65",
        log_salt=LOG_SALT,
        seal=sealing.seal(sealed(content), verify_url=VERIFY_URL, key=SEAL_KEY),
    )


def sealed(content: LetterContent) -> sealing.Sealed:
    """Return what the seal of a sample says."""
    return sealing.Sealed(
        token=VERIFY_URL[-26:],
        kind=content.kind,
        number="400.12.2.1/214/BLK/XI/2026",
        office=content.letterhead.unit,
        posts=[signer.position for signer in content.signers],
        masked_name="S*** R********",
        dated_on=DATED,
        valid_until=content.valid_until,
        log_salt=LOG_SALT,
    )


def _subject(kind: Kind) -> tuple[tuple[str, str], ...]:
    if kind is Kind.SKL:
        return (("alamat orang tua", ADDRESS),)
    if kind is Kind.N1:
        extra = (("warga negara", "Indonesia"), ("agama", "Islam"))
        return (*SUBJECT[:4], *extra, *SUBJECT[5:])
    if kind is Kind.SKMT:
        return (*SUBJECT[:4], ("agama", "Islam"), *SUBJECT[4:])
    return SUBJECT


def _stretched(key: str, value: Value) -> Value:
    """Return the longest lawful value in place of an ordinary one."""
    if not isinstance(value, str):
        return value
    if "address" in key or key in {"alamat", "alamat orang tua", "place", "buried_at"}:
        return LONG_ADDRESS
    if key in {"nama", "owner", "reporter", "helper"} or key.endswith("_name") or key.startswith("witness"):
        return LONG_NAME
    if key in {"institution", "school", "trade", "explanation", "remedy", "evidence", "objection"}:
        return f"{value}, {LONG_WORDS}"
    if key == "body":
        return "\n\n".join([f"{value} {LONG_ADDRESS}."] * 3)
    return value
