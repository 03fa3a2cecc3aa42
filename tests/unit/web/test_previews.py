"""A preview in a messenger is no check of a letter; a telephone, a browser of a messenger and a bank's program are."""

import pytest

from eservice.web.previews import is_unseen

PHONE = "Mozilla/5.0 (Linux; Android 9; CUBOT P30) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
IN_APP = "Mozilla/5.0 (Linux; Android 13; SM-A145F) Chrome/119.0.0.0 Mobile [FB_IAB/FB4A;FBAV/440.0.0.30]"


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "WhatsApp/2.24.20.89 A"},
        {"User-Agent": "TelegramBot (like TwitterBot)"},
        {"User-Agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"},
        {"User-Agent": "facebookexternalhit/1.1;line-poker/1.0"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": PHONE, "Sec-Purpose": "prefetch;prerender"},
        {"User-Agent": PHONE, "X-Purpose": "preview"},
    ],
)
def test_what_nobody_sees_is_told_apart(headers: dict[str, str]) -> None:
    assert is_unseen(headers)


@pytest.mark.parametrize("agent", [PHONE, IN_APP, "bank-periksa/1.0 (+https://bank.contoh.id)", "curl/8.5.0", ""])
def test_whoever_looks_or_has_a_program_ask_is_counted(agent: str) -> None:
    assert not is_unseen({"User-Agent": agent})
