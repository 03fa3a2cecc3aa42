"""Renderers that read the page from a file: Chromium, kept open, and wkhtmltopdf, a process per letter."""

import atexit
import os
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

from bench.peers import said
from bench.peers.said import Draw, Said


def chromium(folder: Path) -> Draw | None:
    """Print over the debugging port of a browser that stays open."""
    found = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)
    if found is None:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is to be measured

    play = sync_playwright().start()
    browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
    atexit.register(play.stop)
    atexit.register(browser.close)
    sheet = browser.new_page()

    def draw(letter: Said) -> bytes:
        sheet.goto(_file(folder, letter).as_uri())
        printed: bytes = sheet.pdf(prefer_css_page_size=True)
        return printed

    return draw


def wkhtmltopdf(folder: Path) -> Draw | None:
    """Start the program for each letter, its scripts and their delay switched off."""
    found = shutil.which("wkhtmltopdf")
    if found is None:
        return None
    command = [found, "--quiet", "--disable-javascript", "--enable-local-file-access", "--page-size", "A4"]
    alone = os.environ | {"QT_QPA_PLATFORM": "offscreen"}

    def draw(letter: Said) -> bytes:
        asked = [*command, str(_file(folder, letter)), "-"]
        return subprocess.run(asked, check=True, capture_output=True, env=alone).stdout

    return draw


def _file(folder: Path, letter: Said) -> Path:
    qr = f"data:image/png;base64,{b64encode(said.qr_picture(letter.qr)).decode()}"
    path = folder / f"letter-{os.getpid()}.html"
    style = f"<style>{said.CSS}</style>"
    path.write_text(said.page_html(letter, emblem="emblem.png", qr=qr, style=style), encoding="utf-8")
    return path
