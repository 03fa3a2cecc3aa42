"""One letter, warm, against the same letter drawn naively by WeasyPrint and by headless Chromium, in one run.

    python bench/letter.py [--rounds 7] [--batch 10] [--letters 2000]

Prints how much memory the process grows while it draws so many letters (at most 5 MB; 0 leaves it out), the processor
time per letter and its ratio to naive WeasyPrint (at most 0.6). Ends with status 1 where a bound is broken.
Naive means: what the documentation's first page shows. The styles as a string and a font configuration each time, the
emblem as an RGBA picture by its address, flexible boxes and a three-column table, the QR as SVG with its mask chosen
anew, no tags and no PDF/A. Ours draws the tagged PDF/A-3a with the record embedded, and still has to be cheaper.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import segno
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

sys.path.pop(0)  # this folder: its queue.py would stand before the library's
sys.path.insert(0, str(Path(__file__).parents[1]))

from eservice.letters import page, pdf
from eservice.letters.content import LetterContent, Stamp
from eservice.letters.kinds import Kind
from tests.letters.samples import sample, stamp

TARGET_RATIO = 0.6
TARGET_GROWTH_MB = 5
OURS, NAIVE = "ours, tagged PDF/A-3a + UA-1", "naive WeasyPrint"
NAIVE_CSS = """
@font-face { font-family: Letter; font-weight: 400; src: url(file://%(fonts)s/source-serif-4-400.woff2); }
@font-face { font-family: Letter; font-weight: 700; src: url(file://%(fonts)s/source-serif-4-700.woff2); }
@page { size: A4; margin: 16mm 22mm 20mm 26mm;
  @bottom-right { content: "Halaman " counter(page) " dari " counter(pages); } }
html { font: 11.25pt/1.4 Letter; } body { margin: 0; } p { margin: 0 0 2mm; }
.head { display: flex; align-items: center; gap: 4mm; border-bottom: 1mm solid #000; padding-bottom: 2mm; }
.head img { width: 23mm; } .head div { flex: 1; text-align: center; }
h1 { font-size: 13.5pt; text-align: center; letter-spacing: .07em; }
table { width: 100%%; border-collapse: collapse; margin: 2mm 0; } td { padding: .3mm; vertical-align: top; }
td:first-child { width: calc(45mm + 8mm); padding-left: 8mm; } td:nth-child(2) { width: 3mm; }
.body { text-align: justify; text-indent: 10mm; }
.close { display: flex; justify-content: space-between; margin-top: 6mm; } .close svg { width: 40mm; height: 40mm; }
.sign { width: 74mm; } .tte { border: .3mm solid #0b4a3b; width: 66mm; padding: 2mm; font-size: 8pt; margin: 2mm 0; }
.mark { position: fixed; top: 105mm; font-size: 96pt; color: #84183a; opacity: .1; transform: rotate(-32deg); }
"""


def letters(count: int) -> list[tuple[LetterContent, Stamp]]:
    """Return residence letters that all differ."""
    ordinary = sample(Kind.SKD)
    first = stamp(ordinary)
    made = []
    for number in range(count):
        subject = (("nama", f"Siti Rahmawati {number:04d}"), *ordinary.subject[1:])
        content = replace(ordinary, subject=subject)
        written = f"400.12.2.1/{number + 1:03d}/BLK/XI/2026"
        url = f"{first.verify_url[:-4]}{number:04d}"
        made.append((content, replace(first, numbers=(written,), verify_url=url)))
    return made


def naive_html(content: LetterContent, marked: Stamp, emblem: Path) -> str:
    """Return the same letter as somebody in a hurry would lay it out."""
    values = page.context(content, marked)
    rows = "".join(f"<tr><td>{label}</td><td>:</td><td>{value}</td></tr>" for label, value in values["subject"])
    qr = segno.make(marked.verify_url, error="m").svg_inline(scale=4)
    since = page.wording.month_and_year(content.fields["since"])
    signer = content.signers[0]
    return f"""<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{content.title}</title>
</head><body>
<div class="mark">CONTOH</div><div class="head"><img src="{emblem.as_uri()}"><div>{values["government"]}<br>
{values["parent"]}<br><b>{values["unit"]} (CONTOH)</b><br>
<small>{values["office_address"]}<br>{values["contact"]}</small>
</div></div><h1>{content.title}</h1><p style="text-align:center">NOMOR {values["number"]}</p>
<p class="body">Yang bertanda tangan di bawah ini, {values["position"]}, menerangkan bahwa:</p>
<table>{rows}</table>
<p class="body">Orang tersebut di atas adalah penduduk Kelurahan {content.fields["village"]} dan bertempat
tinggal di
{content.fields["address"]} RT {content.fields["rt"]} sejak {since}.</p>
<p class="body">Status tempat tinggal: {content.fields["tenure"]}, pemilik {content.fields["owner"]}.</p>
<p class="body">Surat keterangan ini dibuat untuk keperluan <b>{content.purpose}</b>, hanya untuk keperluan
tersebut, dan
berlaku sampai dengan <b>24 Mei 2027</b>.</p>
<p class="body">Apabila di kemudian hari keterangan ini tidak benar karena
data dari pemohon, tanggung jawab ada pada pemohon.</p>
<p class="body">Demikian surat keterangan ini dibuat dengan sebenarnya
untuk dapat dipergunakan sebagaimana mestinya.</p><div class="close"><div>{qr}<p><small>
<b>Periksa keaslian surat
ini</b><br>Pindai, atau buka laman {values["verify_host"]}/verifikasi lalu ketik: <b>{values["code"]}</b>
</small></p></div>
<div class="sign"><p>{values["city"]}, {values["dated"]}<br>{signer.lines[0]}</p>
<div class="tte">Ditandatangani secara
elektronik<br>{values["places"][0]["signed_at"]}<br>belum tersertifikasi</div><p><b>{signer.name}</b>
<br>{signer.rank}<br>
{signer.number}</p></div></div><p><small>{values["statement"]}</small></p></body></html>"""


def draw_naively(text: str) -> bytes:
    """Return the PDF as WeasyPrint's first example makes it."""
    fonts = FontConfiguration()
    css = CSS(string=NAIVE_CSS % {"fonts": pdf.ASSETS}, font_config=fonts)
    drawn: bytes = HTML(string=text).write_pdf(stylesheets=[css], font_config=fonts)
    return drawn


def emblem_picture(folder: Path) -> Path:
    """Return an RGBA picture of the emblem's size, as offices hand them in."""
    path = folder / "emblem.png"
    out = HTML(string='<img src="asset:emblem.svg" style="width:9cm">', url_fetcher=pdf.ShippedFiles()).write_pdf()
    (folder / "emblem.pdf").write_bytes(out)
    command = ["pdftoppm", "-r", "110", "-png", "-singlefile", str(folder / "emblem.pdf"), str(folder / "drawn")]
    subprocess.run(command, check=True)
    Image.open(folder / "drawn.png").convert("RGBA").crop((40, 40, 420, 500)).save(path)
    return path


def processor_seconds() -> float:
    """Return the processor time this process has used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Chromium:
    """A browser kept open, printing over its debugging port."""

    def __init__(self) -> None:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is to be measured

        self._play = sync_playwright().start()
        self._browser = self._play.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        self._page = self._browser.new_page()

    def draw_all(self, files: list[Path]) -> float:
        """Print pages, loaded from files so that their fonts may be read; return the processor seconds spent."""
        before = self.processor_seconds()
        for path in files:
            self._page.goto(path.as_uri())
            self._page.pdf(format="A4")
        return self.processor_seconds() - before

    def processor_seconds(self) -> float:
        """Return the processor time of this process's browser, all its processes together."""
        parents, ticks = {}, {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(fields[1])
            ticks[int(stat.parent.name)] = int(fields[11]) + int(fields[12])
        mine = [each for each in ticks if each != os.getpid() and os.getpid() in _above(each, parents)]
        return sum(ticks[each] for each in mine) / 100

    def close(self) -> None:
        """End the browser."""
        self._browser.close()
        self._play.stop()


def _above(process: int, parents: dict[int, int]) -> set[int]:
    found: set[int] = set()
    while process in parents and process not in found:
        found.add(process)
        process = parents[process]
    return found


def _chromium() -> str | None:
    return next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)


def measure(rounds: int, batch: int) -> dict[str, list[float]]:
    """Return milliseconds of processor time per letter, by renderer and round, interleaved."""
    pdf.warm_up()
    browser = Chromium() if _chromium() else None
    with tempfile.TemporaryDirectory() as folder:
        ways = _ways(letters(batch), Path(folder), browser)
        found: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(rounds + 1):
            for name, draw in ways.items():
                spent = draw() * 1000 / batch
                if turn:  # the first one warms up
                    found[name].append(spent)
    if browser:
        browser.close()
    return found


def _ways(
    made: list[tuple[LetterContent, Stamp]], folder: Path, browser: Chromium | None
) -> dict[str, Callable[[], float]]:
    """Return what to measure: each draws the whole batch and tells its processor seconds."""
    emblem = emblem_picture(folder)
    ways: dict[str, Callable[[], float]] = {
        OURS: lambda: _timed(lambda: [pdf.render(content, marked) for content, marked in made]),
        NAIVE: lambda: _timed(lambda: [draw_naively(naive_html(content, marked, emblem)) for content, marked in made]),
    }
    if browser is not None:
        files = _files_for_browser([naive_html(content, marked, emblem) for content, marked in made], folder)
        ways["Chromium over its debugging port"] = lambda: browser.draw_all(files)
    return ways


def _files_for_browser(pages: list[str], folder: Path) -> list[Path]:
    """Return the naive pages as files, styles inside."""
    style = f"<style>{NAIVE_CSS % {'fonts': pdf.ASSETS}}</style></head>"
    files = [folder / f"{number}.html" for number in range(len(pages))]
    for path, text in zip(files, pages, strict=True):
        path.write_text(text.replace("</head>", style), encoding="utf-8")
    return files


def _timed(work: Callable[[], object]) -> float:
    before = processor_seconds()
    work()
    return processor_seconds() - before


def growth(count: int) -> float:
    """Return by how many megabytes the process grows while it draws `count` letters, after a hundred to warm up."""
    pdf.warm_up()
    made = letters(count + 100)
    for content, marked in made[:100]:
        pdf.render(content, marked)
    before = _resident_mb()
    for content, marked in made[100:]:
        pdf.render(content, marked)
    return _resident_mb() - before


def _resident_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--batch", type=int, default=10)
    options.add_argument("--letters", type=int, default=2000, help="letters drawn to measure memory growth")
    chosen = options.parse_args()
    missed = False
    if chosen.letters:
        grown = growth(chosen.letters)
        missed = grown > TARGET_GROWTH_MB
        met = "MISSED" if missed else "met"
        print(f"memory growth over {chosen.letters} letters: {grown:.1f} MB, at most {TARGET_GROWTH_MB} MB: {met}")
    found = measure(chosen.rounds, chosen.batch)
    base = statistics.median(found[NAIVE])
    print(f"{'renderer':36} {'CPU ms':>8} {'of naive':>9}")
    for name, spent in found.items():
        print(f"{name:36} {statistics.median(spent):8.1f} {statistics.median(spent) / base:9.2f}")
    time_share = statistics.median(found[OURS]) / base
    print(f"target: at most {TARGET_RATIO} of naive WeasyPrint: {'met' if time_share <= TARGET_RATIO else 'MISSED'}")
    return int(missed or time_share > TARGET_RATIO)


if __name__ == "__main__":
    sys.exit(main())
