"""The words people read for channels and states of messages, and for what is refused here."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.notifications.rules import MessageChannel, MessageState

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    MessageChannel: {
        MessageChannel.INBOX: N_("Kotak pesan"),
        MessageChannel.EMAIL: N_("E-mail"),
        MessageChannel.WHATSAPP: N_("WhatsApp"),
        MessageChannel.CALL: N_("Telepon"),
    },
    MessageState: {
        MessageState.PENDING: N_("Menunggu dikirim"),
        MessageState.SENT: N_("Terkirim"),
        MessageState.FAILED: N_("Gagal dikirim"),
        MessageState.PREPARED: N_("Disiapkan"),
        MessageState.LOGGED: N_("Dicatat petugas"),
    },
}

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    MessageState: {
        MessageState.PENDING: "wait",
        MessageState.SENT: "good",
        MessageState.FAILED: "bad",
        MessageState.PREPARED: "info",
        MessageState.LOGGED: "good",
    },
}

REFUSALS: dict[str, str] = {
    "quiet_hours": N_("Jam tenang pukul 20.00 sampai 07.00. Kabari lewat WhatsApp atau telepon setelah pukul 07.00."),
    "no_mobile_number": N_("Nomor ini tidak dapat menerima WhatsApp. Telepon saja, lalu catat."),
    "no_such_message": N_("Pesan ini tidak ada."),
    "already_logged": N_("Pesan ini sudah dicatat terkirim."),
    "call_needs_note": N_("Tulis hasil telepon, misalnya: diangkat istri, akan datang besok."),
    "telling_is_for_staff": N_("Hanya petugas yang dapat mencatat kabar kepada pemohon."),
}
