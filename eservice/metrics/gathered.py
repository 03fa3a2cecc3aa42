"""Sets of requests behind figures that no single run tells: refused, decided otherwise, foretold, counted otherwise."""

from enum import StrEnum

from eservice.kernel.words import N_


class Gathered(StrEnum):
    """One such set; the values stand in addresses."""

    STRICT = "hitungan-ketat"
    """Counted otherwise when promises are counted strictly."""
    BOTH_WAYS = "janji-dua-hitungan"
    """Due under a promise that was lengthened."""
    REFUSED = "tidak-dipenuhi"
    REFUSAL_REOPENED = "penolakan-dibuka"
    PROPOSAL_SENT_BACK = "usul-dikembalikan"
    RETURN_IN_VAIN = "perbaikan-sia-sia"
    """Answered with the same file, and granted all the same."""
    FORETOLD = "diberi-perkiraan"
    FORETOLD_RIGHT = "perkiraan-terpenuhi"


WORDS: dict[StrEnum, str] = {
    Gathered.STRICT: N_("Dihitung lain menurut hitungan ketat"),
    Gathered.BOTH_WAYS: N_("Jatuh tempo menurut janji yang diperpanjang"),
    Gathered.REFUSED: N_("Tidak dapat dipenuhi"),
    Gathered.REFUSAL_REOPENED: N_("Keputusan akhir yang dibuka kembali"),
    Gathered.PROPOSAL_SENT_BACK: N_("Usul menolak yang dikembalikan pejabat"),
    Gathered.RETURN_IN_VAIN: N_("Dikembalikan, dijawab berkas yang sama, lalu tetap terbit"),
    Gathered.FORETOLD: N_("Diberi perkiraan saat dikirim"),
    Gathered.FORETOLD_RIGHT: N_("Selesai dalam waktu yang disebut"),
}
