# Longer than 300 lines: every sentence that people get, to be read side by side.
"""The sentences people get, in both languages: at most 160 characters, no name, no service, no NIK.

A message may be read by whoever holds the telephone, and in some families a telephone is shared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eservice.kernel.codes import show_code

_WIB = ZoneInfo("Asia/Jakarta")


OWN_PAGE = "/permohonan/{raw_code}"
"""The page of one's own request, for who signs in."""
BY_RECEIPT = "/lacak"
"""The page that code and PIN open, for who has no account."""


@dataclass(frozen=True, slots=True)
class Text:
    """One message in Indonesian and English, and the path of the page it leads to."""

    id: str
    en: str
    subject_id: str
    subject_en: str
    path: str = OWN_PAGE
    asked_for: bool = False
    """People wait for it: it may come in quiet hours."""
    more_id: tuple[str, ...] = ()
    """Lines that an e-mail says besides; as little personal as the text itself."""
    more_en: tuple[str, ...] = ()


_ABOUT = ("Kabar permohonan {code}", "News of request {code}")
DESK_PAGE = "/petugas/permohonan/{raw_code}"
"""The desk of whoever checks it."""
_NEAR = ("Janji yang dekat", "A promise that is near")
_ACCOUNT = ("Kabar tentang akun Anda", "About your account")

_OWN_DATA = ("Permintaan tentang data Anda", "Your request about your data", "/akun/data")
_COMPLAINT = ("Kabar pengaduan Anda", "News of your complaint", "/pengaduan/lihat")
_COMPLAINT_DESK = ("Pengaduan", "A complaint", "/pengaduan/tangani")
_BREACH = ("Insiden data", "A data incident", "/pelindungan/insiden")
_PROTECTION = ("Permintaan pemilik data", "A request about data", "/pelindungan")

TEXTS: dict[str, Text] = {
    "submitted": Text(
        "Permohonan {code} kami terima. Janji selesai: {promised_at}. Lihat: {link}",
        "We have received request {code}. Promised by: {promised_at}. See: {link}",
        *_ABOUT,
    ),
    "correction": Text(
        "Ada yang perlu dilengkapi untuk {code}. Buka {link} atau datang ke kelurahan. Batas: {until_on}.",
        "Something is missing for {code}. Open {link} or come to the office. By: {until_on}.",
        *_ABOUT,
    ),
    "rt_asked": Text(
        "Kami meminta konfirmasi Ketua RT untuk {code}. Paling lambat {until_on} kami tetap memeriksanya. {link}",
        "We have asked the head of your RT about {code}. By {until_on} at the latest we go on anyway. {link}",
        *_ABOUT,
    ),
    "rt_meet": Text(
        "Ketua RT ingin bertemu Anda dulu tentang {code}. Permohonan tetap kami periksa. Lihat: {link}",
        "The head of your RT would like to see you about {code}. We go on checking it. See: {link}",
        *_ABOUT,
    ),
    "rt_question": Text(
        "Ada warga yang perlu Anda benarkan. Buka {link} dengan PIN Anda, paling lambat {until_at}.",
        "A resident needs your confirmation. Open {link} with your PIN, by {until_at}.",
        "Konfirmasi warga",
        "Confirm a resident",
        path="/rt",
    ),
    "message": Text(
        "Ada pesan dari petugas untuk {code}. Baca di {link}",
        "There is a message from the office for {code}. Read it at {link}",
        *_ABOUT,
    ),
    "correction_reminder": Text(
        "{code} masih menunggu Anda. Lengkapi di {link} atau datang ke kelurahan. Batas: {until_on}.",
        "{code} is still waiting for you. Complete it at {link} or come to the office. By: {until_on}.",
        *_ABOUT,
    ),
    "resubmitted": Text(
        "Kelengkapan {code} kami terima. Janji selesai: {promised_at}. Lihat: {link}",
        "We have received what was missing for {code}. Promised by: {promised_at}. See: {link}",
        *_ABOUT,
    ),
    "done": Text(
        "{code} sudah selesai. Unduh di {link}, atau minta dicetak gratis di kelurahan.",
        "{code} is ready. Download it at {link}, or have it printed free of charge at the office.",
        *_ABOUT,
        asked_for=True,
    ),
    "emailed": Text(
        "{code} sudah selesai. Dokumennya dikirim ke alamat e-mail Anda. Periksa juga kotak spam. Lihat: {link}",
        "{code} is ready. The document was sent to your e-mail address. Look in the spam folder too. See: {link}",
        *_ABOUT,
        asked_for=True,
    ),
    "attached": Text(
        "{code} sudah selesai. Unduh di {link}, atau ambil di loket. Bawa KTP dan kode ini.",
        "{code} is ready. Download it at {link}, or collect it at the counter. Bring your KTP and this code.",
        *_ABOUT,
        asked_for=True,
    ),
    "ready": Text(
        "{code} sudah selesai dan dapat diambil di kantor. Bawa KTP dan kode ini. Jam buka: {link}",
        "{code} is ready to be collected at the office. Bring your KTP and this code. Hours: {link}",
        *_ABOUT,
        path="/bantuan",
        asked_for=True,
    ),
    "visit_planned": Text(
        "Petugas akan datang untuk {code}: {visit_at} sampai {ends}. Mohon ada orang dewasa di rumah. {link}",
        "An officer will come for {code}: {visit_at} to {ends}. Please have an adult at home. See: {link}",
        *_ABOUT,
    ),
    "not_at_home": Text(
        "Petugas datang untuk {code}, rumah kosong. Kami datang lagi {visit_at} sampai {ends}. Lihat: {link}",
        "An officer came for {code}; nobody was in. We come again {visit_at} to {ends}. See: {link}",
        *_ABOUT,
    ),
    "visit_off": Text(
        "Petugas tidak jadi datang untuk {code}. Anda tidak perlu menunggu di rumah. Lihat: {link}",
        "The officer's visit for {code} is called off. There is no need to wait at home. See: {link}",
        *_ABOUT,
    ),
    "appointment_offered": Text(
        "Waktu bertemu di kantor untuk {code}: {visit_at} sampai {ends}. Siapa yang perlu datang: {link}",
        "Appointment at the office for {code}: {visit_at} to {ends}. Who has to come: {link}",
        *_ABOUT,
    ),
    "appointment_again": Text(
        "Yang datang untuk {code} belum lengkap. Waktu baru: {visit_at} sampai {ends}. Lihat: {link}",
        "Not everybody came for {code}. The new time: {visit_at} to {ends}. See: {link}",
        *_ABOUT,
    ),
    "appointment_missed": Text(
        "Yang datang untuk {code} belum lengkap. Kami tawarkan waktu lain dan kabari Anda. Lihat: {link}",
        "Not everybody came for {code}. We offer another time and let you know. See: {link}",
        *_ABOUT,
    ),
    "appointment_off": Text(
        "Waktu bertemu untuk {code} dibatalkan kantor. Jangan datang dulu, kami tawarkan waktu lain. {link}",
        "The office called the appointment for {code} off. Please do not come; we offer another time. {link}",
        *_ABOUT,
    ),
    "another_time": Text(
        "{desk_code}: waktu bertemu tidak cocok bagi pemohon. Baca permintaannya dan tawarkan yang lain: {link}",
        "{desk_code}: the time does not suit the applicant. Read the wish and offer another one: {link}",
        "Minta waktu lain",
        "Another time is asked for",
        path=DESK_PAGE,
    ),
    "blocked": Text(
        "Ada keberatan pihak lain tentang {code}. Kami berhenti dulu. Apa yang dapat Anda lakukan: {link}",
        "Somebody objects to {code}. We have stopped for now. What you can do: {link}",
        *_ABOUT,
    ),
    "unblocked": Text(
        "{code} kami lanjutkan. Janji selesai: {promised_at}. Lihat: {link}",
        "{code} goes on. Promised by: {promised_at}. See: {link}",
        *_ABOUT,
    ),
    "held": Text(
        "{code} tertunda karena gangguan pada layanan kami. Kami kabari begitu pulih. Sebabnya: {link}",
        "{code} is held up by a disruption of our service. We tell you once it is over. Why: {link}",
        *_ABOUT,
    ),
    "resumed": Text(
        "Gangguan selesai, {code} kami lanjutkan. Janji selesai: {promised_at}. Lihat: {link}",
        "The disruption is over and {code} goes on. Promised by: {promised_at}. See: {link}",
        *_ABOUT,
    ),
    "late": Text(
        "Maaf, {code} belum selesai sesuai janji. Di mana sekarang dan siapa yang dapat ditanya: {link}",
        "We are sorry: {code} is later than promised. Where it is now, and whom to ask: {link}",
        *_ABOUT,
    ),
    "calendar_moved": Text(
        "Hari kerja kantor berubah, maka janji {code} bergeser ke {promised_at}. Sebabnya: {link}",
        "The office's working days changed, so {code} is now promised by {promised_at}. Why: {link}",
        *_ABOUT,
    ),
    "promise_soon": Text(
        "{desk_code} dijanjikan selesai {promised_at} dan belum selesai: {link}",
        "{desk_code} is promised by {promised_at} and not finished yet: {link}",
        *_NEAR,
        path=DESK_PAGE,
    ),
    "promise_due": Text(
        "Janji {desk_code} tiba sekarang, {promised_at}, dan belum selesai: {link}",
        "The promise of {desk_code} is due now, {promised_at}, and it is not finished: {link}",
        *_NEAR,
        path=DESK_PAGE,
    ),
    "promise_overdue": Text(
        "{desk_code} belum selesai; janjinya {promised_at}. Lihat di mana tertahan: {link}",
        "{desk_code} is not finished; it was promised by {promised_at}. See where it is held up: {link}",
        "Janji terlewat",
        "A promise was broken",
        path="/penyelia/permohonan/{raw_code}",
    ),
    "survey": Text(
        "Urusan {code} selesai. Bagaimana layanan kami? Sembilan pertanyaan singkat, tanpa nama: {link}",
        "Your business {code} is done. How did we do? Nine short questions, without your name: {link}",
        "Bagaimana layanan kami?",
        "How did we do?",
    ),
    "survey_code": Text(
        "Bagaimana layanan kami? Jawab tanpa nama di {link} dengan kode {secret}, sekali saja, sampai {until_on}.",
        "How did we do? Answer without your name at {link} with the code {secret}, once, by {until_on}.",
        "Bagaimana layanan kami?",
        "How did we do?",
        path="/survei",
    ),
    "refused": Text(
        "{code} tidak dapat dipenuhi. Sebabnya dan hak Anda untuk keberatan ada di {link}",
        "{code} could not be granted. The reason and your right to object: {link}",
        *_ABOUT,
    ),
    "transferred": Text(
        "{code} kami teruskan ke kantor yang tepat. Tanggal janji tetap. Anda tidak perlu mengisi ulang. {link}",
        "We passed {code} on to the right office. The promised date stays. Nothing to fill in again. {link}",
        *_ABOUT,
    ),
    "withdrawn": Text(
        "{code} sudah dibatalkan atas permintaan Anda. Anda dapat mengajukan lagi kapan saja: {link}",
        "{code} was withdrawn as you asked. You can apply again at any time: {link}",
        *_ABOUT,
    ),
    "lapsed": Text(
        "{code} ditutup karena tidak dilengkapi. Isian Anda masih tersimpan: {link}",
        "{code} was closed because it was not completed. What you typed is still kept: {link}",
        *_ABOUT,
    ),
    "asked": Text(
        "Petugas menulis tentang {code}. Baca di {link}",
        "An officer wrote about {code}. Read it at {link}",
        *_ABOUT,
    ),
    "revoked": Text(
        "Surat dari {code} dicabut dan tidak berlaku lagi. Sebabnya: {link}",
        "The letter of {code} was revoked and no longer holds. Why: {link}",
        *_ABOUT,
    ),
    "wet_signed": Text(
        "Tanda tangan Anda dengan pena dicatat: {desk_code}. Bukan Anda yang menandatangani? Cabut: {link}",
        "Your signature by pen was recorded: {desk_code}. Was it not you who signed? Revoke it: {link}",
        "Tanda tangan Anda dicatat",
        "Your signature was recorded",
        path="/tanda-tangan/{raw_code}",
    ),
    "account_proven": Text(
        "Akun Anda sudah diverifikasi: petugas telah mencocokkan KTP Anda.",
        "Your account is verified: an officer has compared your KTP.",
        *_ACCOUNT,
        path="/akun",
    ),
    "account_frozen": Text(
        "Akun Anda dibekukan: NIK-nya dicocokkan dengan KTP pada akun lain. Keliru? Datang ke kelurahan dengan KTP.",
        "Your account is frozen: its NIK was matched to a KTP on another account. A mistake? Come with your KTP.",
        *_ACCOUNT,
        path="/bantuan",
    ),
    "breach_opened": Text(
        "Insiden data dicatat. Pemilik data dan lembaga harus diberi tahu paling lambat {due_at}. {link}",
        "A data incident was recorded. The people and the authority must be told by {due_at}. {link}",
        *_BREACH,
        asked_for=True,
    ),
    "breach_near": Text(
        "Pemberitahuan insiden data belum lengkap. Batasnya {due_at}. {link}",
        "The notices of a data incident are not complete. They are due {due_at}. {link}",
        *_BREACH,
        asked_for=True,
    ),
    "breach_told": Text(
        "PENTING: data Anda mungkin dilihat yang tidak berhak. Apa yang terjadi dan apa yang kami lakukan: {link}",
        "IMPORTANT: somebody may have seen your data without any right. What happened, and what we do: {link}",
        "Pemberitahuan tentang data Anda",
        "A notice about your data",
        path="/akun/data/insiden",
        asked_for=True,
    ),
    "complaint_filed": Text(
        "Ada pengaduan {complaint} untuk Anda. Tanggapi paling lambat {until_on}. {link}",
        "Complaint {complaint} is yours to handle. Respond by {until_on}. {link}",
        *_COMPLAINT_DESK,
    ),
    "complaint_late": Text(
        "TERLAMBAT: pengaduan {complaint} naik kepada Anda; batasnya {until_on}. Jawab sekarang: {link}",
        "LATE: complaint {complaint} has come up to you; it was due {until_on}. Answer it now: {link}",
        *_COMPLAINT_DESK,
        asked_for=True,
    ),
    "complaint_taken": Text(
        "Pengaduan {complaint} sedang diperiksa. Jawaban paling lambat {until_on}. Lihat: {link}",
        "Complaint {complaint} is being looked into. You have an answer by {until_on}. See: {link}",
        *_COMPLAINT,
    ),
    "complaint_is_late": Text(
        "Maaf, pengaduan {complaint} belum kami tanggapi tepat waktu. Kini ditangani atasannya. Lihat: {link}",
        "Sorry, we have not dealt with complaint {complaint} in time. It is with the office above now. See: {link}",
        *_COMPLAINT,
    ),
    "complaint_answered": Text(
        "Pengaduan {complaint} sudah dijawab. Baca dengan kode dan PIN Anda di {link}",
        "Complaint {complaint} is answered. Read it with your code and PIN at {link}",
        *_COMPLAINT,
        asked_for=True,
    ),
    "data_wish_filed": Text(
        "Ada permintaan pemilik data. Jawab paling lambat {due_at}. {link}",
        "Somebody asks about their data. Answer by {due_at}. {link}",
        *_PROTECTION,
    ),
    "data_wish_near": Text(
        "Permintaan pemilik data belum dijawab. Batasnya {due_at}. {link}",
        "A request about data is not answered yet. It is due {due_at}. {link}",
        *_PROTECTION,
        asked_for=True,
    ),
    "data_wish_overdue": Text(
        "TERLAMBAT: permintaan pemilik data lewat batas {due_at}. Jawab sekarang: {link}",
        "LATE: a request about data passed its limit of {due_at}. Answer it now: {link}",
        *_PROTECTION,
        asked_for=True,
    ),
    "data_wish_answered": Text(
        "Permintaan Anda tentang data sudah dijawab. Baca di {link}",
        "Your request about your data is answered. Read it at {link}",
        *_OWN_DATA,
    ),
    "data_wish_late": Text(
        "Maaf, permintaan Anda tentang data belum kami jawab dalam 3 x 24 jam. Kami tetap menjawab. Lihat: {link}",
        "Sorry, we have not answered your request about your data within 3 x 24 hours. We still will. See: {link}",
        *_OWN_DATA,
    ),
    "password_changed": Text(
        "Kata sandi akun Anda baru saja diganti. Bukan Anda? Atur ulang sekarang: {link}",
        "The password of your account was just changed. Not you? Reset it now: {link}",
        *_ACCOUNT,
        path="/lupa-sandi",
        asked_for=True,
    ),
    "factor_set_up": Text(
        "Akun pegawai Anda sekarang meminta kode kedua saat masuk. Bukan Anda yang memasangnya? Beri tahu pengelola.",
        "Your staff account now asks for a second code at sign-in. Not you who set it up? Tell an administrator.",
        *_ACCOUNT,
        path="/akun",
        asked_for=True,
    ),
    "passkey_added": Text(
        "Akun Anda sekarang dapat dibuka dengan satu kunci sandi baru. Bukan Anda? Buka {link} dan hapus kunci itu.",
        "Your account can now be opened with a new passkey. Not you? Open {link} and remove it.",
        *_ACCOUNT,
        path="/akun/kunci-sandi",
        asked_for=True,
    ),
    "passkey_removed": Text(
        "Satu kunci sandi akun Anda dihapus. Bukan Anda? Ganti kata sandi Anda di {link}.",
        "A passkey of your account was removed. Not you? Change your password at {link}.",
        *_ACCOUNT,
        path="/akun",
        asked_for=True,
    ),
    "passkey_locked": Text(
        "Satu kunci sandi akun Anda kami kunci: tampaknya ada salinannya. Hapus kunci itu di {link}.",
        "We locked a passkey of your account: it seems to have been copied. Remove it at {link}.",
        *_ACCOUNT,
        path="/akun/kunci-sandi",
        asked_for=True,
    ),
    "contact_changed": Text(
        "Telepon atau e-mail akun Anda diganti. Bukan Anda? Buka {link}, atau datang ke kelurahan dengan KTP.",
        "The telephone or e-mail of your account was changed. Not you? Open {link}, or come to the office with a KTP.",
        *_ACCOUNT,
        path="/akun",
        asked_for=True,
    ),
    "new_device": Text(
        "Akun Anda dibuka dari jenis perangkat yang belum pernah Anda pakai. Bukan Anda? Buka {link} dan keluarkan.",
        "Your account was opened on a kind of device you have not used before. Not you? Open {link} and end it.",
        *_ACCOUNT,
        path="/akun",
        asked_for=True,
    ),
    "factor_removed": Text(
        "Kode kedua akun pegawai Anda dimatikan. Bukan Anda yang meminta? Beri tahu kepala kantor sekarang.",
        "The second code of your staff account was switched off. Not you? Tell the head of your office now.",
        *_ACCOUNT,
        path="/akun",
        asked_for=True,
    ),
    "staff_reset_opened": Text(
        "Kata sandi akun pegawai Anda diminta dibuat ulang. Bukan Anda yang meminta? Beri tahu kepala kantor sekarang.",
        "Somebody asked to renew the password of your staff account. Not you? Tell the head of your office now.",
        *_ACCOUNT,
        path="/akun",
        asked_for=True,
    ),
    "staff_reset_waiting": Text(
        "Kata sandi seorang rekan menunggu Anda benarkan. Tanya dahulu orangnya: {link}",
        "A colleague's password waits for you to confirm it. Ask the person first: {link}",
        "Kata sandi rekan",
        "A colleague's password",
        path="/petugas/sandi-pegawai",
    ),
    "absence_recorded": Text(
        "Anda dicatat tidak masuk oleh penyelia atau pengelola. Keliru, atau sudah masuk? Akhiri di {link}",
        "Your supervisor or an administrator recorded that you are away. A mistake, or back again? End it at {link}",
        "Kehadiran Anda",
        "Your attendance",
        path="/petugas/kehadiran",
    ),
    "deputy_named": Text(
        "Anda melanjutkan pekerjaan seorang rekan yang tidak masuk. Yang dipegangnya disimpan untuk Anda: {link}",
        "You go on with the work of a colleague who is away. What they held is kept for you: {link}",
        "Pekerjaan rekan",
        "A colleague's work",
        path="/petugas",
    ),
    "taken_over": Text(
        "{desk_code} dipindahkan dari Anda ke tangan lain. Penilaian dan catatan Anda tetap ada; alasannya: {link}",
        "{desk_code} was moved from you to other hands. Your verdicts and notes are kept; the reason: {link}",
        "Permohonan di tangan Anda",
        "A request in your hands",
        path="/petugas/permohonan/{raw_code}",
    ),
    "given": Text(
        "{desk_code} sekarang Anda pegang, diberikan penyelia. Alasannya ada di catatan: {link}",
        "{desk_code} is in your hands now, given by your supervisor. The reason stands in the notes: {link}",
        "Permohonan di tangan Anda",
        "A request in your hands",
        path="/petugas/permohonan/{raw_code}",
    ),
    "lent": Text(
        "Anda diperbantukan ke kantor lain. Pada waktunya, pilih kantor itu di Akun saya: {link}",
        "You are lent to another office. When the time comes, choose that office under My account: {link}",
        "Anda diperbantukan",
        "You are lent",
        path="/akun",
    ),
    "lent_here": Text(
        "Seorang petugas diperbantukan ke kantor Anda, {from_on} sampai {last_on}. Lihat tim: {link}",
        "An officer is lent to your office, {from_on} to {last_on}. See the team: {link}",
        "Bantuan petugas",
        "An officer lent to you",
        path="/penyelia/tim",
    ),
    "staff_reset_confirmed": Text(
        "Dua orang membenarkan bahwa kata sandi pegawai Anda hilang. Semua sesi Anda diakhiri. Keliru? Lapor sekarang.",
        "Two people confirmed that your staff password is lost. Your sessions have ended. A mistake? Report it now.",
        *_ACCOUNT,
        path="/undangan",
        asked_for=True,
    ),
    "reset_code": Text(
        "Kode atur ulang kata sandi: {secret}. Berlaku 10 menit. Jangan berikan kepada siapa pun.",
        "Code to reset your password: {secret}. It lasts 10 minutes. Give it to nobody.",
        "Atur ulang kata sandi",
        "Reset your password",
        path="/lupa-sandi/kode",
        asked_for=True,
    ),
    "mail_code": Text(
        "Kode masuk: {secret}. Berlaku 10 menit, di halaman yang memintanya saja. Jangan beri tahu siapa pun, "
        "juga petugas.",
        "Code to sign in: {secret}. It lasts 10 minutes, on the page that asked for it. Tell nobody, not even staff.",
        "Kode masuk Anda",
        "Your code to sign in",
        path="/masuk",
        asked_for=True,
    ),
    "mailbox_code": Text(
        "Kode untuk mengonfirmasi alamat e-mail ini: {secret}. Berlaku 10 menit. Bukan Anda? Abaikan pesan ini.",
        "Code to confirm this e-mail address: {secret}. It lasts 10 minutes. Not you? Ignore this message.",
        "Konfirmasi alamat e-mail",
        "Confirm your e-mail address",
        path="/akun",
        asked_for=True,
    ),
    "invitation": Text(
        "Anda diundang bekerja di eservice. Buka {link} dan ketik kode {secret}. Berlaku 7 hari.",
        "You are invited to work in eservice. Open {link} and type the code {secret}. It lasts 7 days.",
        "Undangan pegawai",
        "Staff invitation",
        path="/undangan",
        asked_for=True,
    ),
    "morning": Text(
        "Pagi ini: {due} harus selesai hari ini, {late} lewat janji, {signing} menunggu tanda tangan. Lihat: {link}",
        "This morning: {due} to finish today, {late} past their promise, {signing} wait for a signature. See: {link}",
        "Halaman pagi",
        "The morning's page",
        path="/penyelia/pagi",
        more_id=(
            "1. Hari ini harus selesai: {due}. Sudah lewat janji: {late}. Terbuka: {open}.",
            "2. Menunggu tanda tangan: {signing}.",
            (
                "3. Menunggu, median 30 hari, jam nyata: petugas {waiting_hours}; diperiksa {review_hours}; "
                "tanda tangan {signature_hours}."
            ),
            "4. Janji: {kept_of_hundred} ditepati (n = {kept_n}); periode sebelumnya {earlier_of_hundred}.",
            "5. Dikembalikan untuk dilengkapi: {returned}. Sebabnya ada di halaman pagi.",
            "6. Orang kita: {here} dari {officers} petugas masuk.",
            (
                "7. Kata warga: indeks kepuasan {index_points}; surat terbit tanpa perbaikan {right_of_hundred} "
                "(n = {issued})."
            ),
            "Tidak ingin menerima kabar ini lagi? Pilih di /penyelia/kabar.",
        ),
        more_en=(
            "1. To finish today: {due}. Past their promise: {late}. Open: {open}.",
            "2. Waiting for a signature: {signing}.",
            (
                "3. Waits, median of 30 days by the wall clock: officer {waiting_hours}; check {review_hours}; "
                "signature {signature_hours}."
            ),
            "4. Promise: {kept_of_hundred} kept (n = {kept_n}); period before {earlier_of_hundred}.",
            "5. Sent back to be completed: {returned}. Why is on the morning's page.",
            "6. Our people: {here} of {officers} officers are in.",
            (
                "7. What people say: satisfaction index {index_points}; letters issued without a correction "
                "{right_of_hundred} (n = {issued})."
            ),
            "No longer wanted? Choose at /penyelia/kabar.",
        ),
    ),
    "backlog": Text(
        "Antrean membesar: {n} terbuka; pada hari dan jam ini biasanya {usual}, dan sampai {limit} masih wajar. {link}",
        "The backlog grows: {n} open; at this day and hour usually {usual}, and up to {limit} is ordinary. {link}",
        "Antrean di luar batas wajar",
        "A backlog beyond its limits",
        path="/penyelia/perkiraan",
    ),
}


def render(
    template: str,
    params: Mapping[str, Any],
    *,
    language: str,
    base_url: str = "",
    secret: str = "",
    path: str | None = None,
) -> str:
    """Return the sentence of a message.

    Args:
        template: a key of ``TEXTS``.
        params: ``code`` as stored; ``by_receipt`` where the reader has no account; ``…_at`` instants and ``…_on`` dates
            in ISO form; other words as they are.
        language: ``id`` or ``en``.
        base_url: public address of the installation; without it the link is a path of this site.
        path: where the link leads, if not to the text's own page.
    """
    text = TEXTS[template]
    facts = {name: _fact(name, value, language) for name, value in params.items()}
    facts |= {"link": base_url + (path or path_of(template, params)), "secret": show_code(secret) if secret else "••••"}
    return (text.en if language == "en" else text.id).format(**facts)


def more(template: str, params: Mapping[str, Any], *, language: str) -> list[str]:
    """Return the lines that an e-mail says besides the sentence; none for most."""
    text = TEXTS[template]
    facts = {name: _fact(name, value, language) for name, value in params.items()}
    return [line.format(**facts) for line in (text.more_en if language == "en" else text.more_id)]


def carries_secret(template: str) -> bool:
    """Tell whether a text hands out a one-time code, which is forgotten once it was sent or given up."""
    return "{secret}" in TEXTS[template].id


def subject(template: str, params: Mapping[str, Any], *, language: str) -> str:
    """Return the subject line of a message by e-mail."""
    text = TEXTS[template]
    facts = {name: _fact(name, value, language) for name, value in params.items()}
    return (text.subject_en if language == "en" else text.subject_id).format(**facts)


def path_of(template: str, params: Mapping[str, Any]) -> str:
    """Return the path of the page a message leads to."""
    path = TEXTS[template].path
    if path == OWN_PAGE and params.get("by_receipt"):
        return BY_RECEIPT
    return path.format(raw_code=params.get("code") or params.get("desk_code", ""))


def instant(value: datetime, language: str) -> str:
    """Return ``Kamis 26 Nov pukul 16.00`` (``Thursday 26 Nov, 16.00``) in WIB."""
    local = value.astimezone(_WIB)
    between = ", " if language == "en" else " pukul "
    return f"{_DAYS[language][local.weekday()]} {_day_month(local, language)}{between}{local:%H.%M}"


def _day(value: datetime, language: str) -> str:
    value = value.astimezone(_WIB) if value.tzinfo else value
    return f"{_DAYS[language][value.weekday()][:3]} {_day_month(value, language)}"


def _day_month(value: datetime, language: str) -> str:
    return f"{value.day} {_MONTHS[language][value.month - 1]}"


def _fact(name: str, value: Any, language: str) -> str:
    kinds: dict[str, Callable[[str], str]] = {
        "code": show_code,  # and ``desk_code``: to a colleague, no attempt to reach the people of the request
        "_at": lambda iso: instant(datetime.fromisoformat(iso), language),
        "_on": lambda iso: _day(datetime.fromisoformat(iso), language),
        "_hours": lambda said: _told(said, language, id_="{} jam", en="{} hours"),
        "_of_hundred": lambda said: _told(said, language, id_="{} dari 100", en="{} of 100"),
        "_points": lambda said: _told(said, language, id_="{}", en="{}"),
    }
    write = next((how for ending, how in kinds.items() if name.endswith(ending)), str)
    return write(str(value))


def _told(said: str, language: str, *, id_: str, en: str) -> str:
    """Return a number in words, or that too few were counted to give one."""
    if said == "None":
        return "too few" if language == "en" else "terlalu sedikit"
    return en.format(said) if language == "en" else id_.format(said.replace(".", ","))


_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
