"""One letter, drawn and signed, against the same letter by other means, warm, interleaved, in one run.

    python bench/letter.py [--rounds 7] [--batch 10] [--letters 2000] [--peers FOLDER] [--keep FOLDER]

All draw the residence letter, every one different, with the same words, picture, fonts and code (address and seal).
Prints processor time and peak memory of each, and ends with status 1 where a bound is broken: drawing at most 0.6 of
naive WeasyPrint; drawing and signing at least 5 times cheaper than naive WeasyPrint with pyHanko as it comes, same
RSA-3072 key, no time stamp; a signature at most 20 ms; at most 5 MB more memory after so many letters (0: not asked).

Naive means: what the documentation's first page shows. The styles as a string and a font configuration each time, the
emblem as an RGBA picture by its address, flexible boxes and a three-column table, the code with its mask chosen anew,
no tags and no PDF/A. Ours draws the tagged PDF/A-3a and PDF/UA-1 with the record embedded; typst draws both standards
too. Chromium, wkhtmltopdf, ReportLab and pdfmake draw plain PDF. What is not installed is left out, and said.

Not needed to run the product or its tests, and so installed by hand, versions as measured:

    apt-get install chromium wkhtmltopdf nodejs
    python3 -m venv build/peers && build/peers/bin/pip install reportlab==5.1.0 typst==0.15.2
    npm install --prefix build/peers pdfmake@0.3.11
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.x509.oid import NameOID
from PIL import Image
from weasyprint import HTML

sys.path.pop(0)  # this folder: its queue.py would stand before the library's
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.peers.others import true_type
from bench.peers.telling import letters, said
from eservice.kernel import clock
from eservice.letters import pdf
from eservice.letters.renderer import ASSETS, ShippedFiles
from tests.outside import running

ROOT = Path(__file__).resolve().parents[1]
SHARE_OF_NAIVE, TIMES_CHEAPER, SIGNATURE_MS, GROWTH_MB = 0.6, 5, 20, 5
NAMES = {
    "ours": "ours: PDF/A-3a + PDF/UA-1",
    "ours-rsa": "ours, signed, RSA-3072",
    "ours-p256": "ours, signed, P-256",
    "ours-stamped": "ours, signed, P-256, time stamp (B-T)",
    "our-signature": "  our signature alone, RSA-3072",
    "naive": "naive WeasyPrint",
    "naive-rsa": "naive WeasyPrint, pyHanko as it comes",
    "default-signature": "  its signature alone, RSA-3072",
    "chromium": "headless Chromium, kept open",
    "wkhtmltopdf": "wkhtmltopdf, a process per letter",
    "reportlab": "ReportLab",
    "pdfmake": "pdfmake (Node, kept open)",
    "typst": "typst, PDF/A-3a + PDF/UA-1",
}


class Worker:
    """One renderer in a process of its own."""

    def __init__(self, name: str, folder: Path, batch: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.peers.worker", name, str(folder), str(batch)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.name, self.batch = name, batch
        self.size: int | None = self.answer()
        """Of a letter, in bytes; None where this renderer is not installed."""
        self.spent: list[float] = []

    def ask(self, what: str) -> None:
        """Say what to do; the answer comes later."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        """Wait for the answer."""
        assert self._process.stdout is not None  # noqa: S101
        return json.loads(self._process.stdout.readline())

    def draw(self) -> None:
        """Draw the batch once more and remember the processor's milliseconds per letter."""
        self.ask("draw")
        self.spent.append(self.answer()[0] * 1000 / self.batch)

    def close(self) -> None:
        """Let it end."""
        self._process.communicate(timeout=30)


@contextmanager
def _prepared(peers: Path) -> Iterator[Path]:
    """Yield a folder with what the renderers share: key, emblem, fonts, and where to have time stamped."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "peers").symlink_to(peers.resolve())
        told = [asdict(said(*letter)) for letter in letters(100)]
        (folder / "letters.json").write_text(json.dumps(told), encoding="utf-8")
        _write_key(folder)
        _write_emblem(folder)
        for weight, name in ((400, "regular"), (700, "bold")):
            true_type(ASSETS / f"source-serif-4-{weight}.woff2", folder / f"{name}.ttf")
        with running("tests.tsa", folder / "tsa") as authority:
            (folder / "tsa.address").write_text(authority.address)
            yield folder


def _write_key(folder: Path) -> None:
    key = generate_private_key(65537, 3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Penanda tangan (CONTOH)")])
    start = clock.now() - timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(4711).not_valid_before(start).not_valid_after(start + timedelta(days=90))
    usage = {name: name in ("digital_signature", "content_commitment") for name in _USAGES}
    builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
    private = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "rsa.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))
    certificate = builder.sign(key, hashes.SHA256())
    (folder / "rsa.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _write_emblem(folder: Path) -> None:
    """Write an RGBA picture of the emblem's size, as offices hand them in."""
    drawn = HTML(string='<img src="asset:emblem.svg" style="width:9cm">', url_fetcher=ShippedFiles()).write_pdf()
    (folder / "emblem.pdf").write_bytes(drawn)
    command = ["pdftoppm", "-r", "110", "-png", "-singlefile", str(folder / "emblem.pdf"), str(folder / "drawn")]
    subprocess.run(command, check=True)
    Image.open(folder / "drawn.png").convert("RGBA").crop((40, 40, 420, 500)).save(folder / "emblem.png")


def compare(folder: Path, *, rounds: int, batch: int) -> dict[str, Worker]:
    """Measure every renderer that is installed, round after round, and print what came of it."""
    with ExitStack() as ends:
        found = {}
        for name, called in NAMES.items():
            worker = Worker(name, folder, batch)
            ends.callback(worker.close)
            if worker.size is None:
                print(f"{called}: not installed, left out")
            else:
                found[name] = worker
        for _ in range(rounds):
            for worker in found.values():
                worker.draw()
        base = statistics.median(found["naive"].spent)
        print(f"{'':40} {'CPU ms':>7} {'of naive':>9} {'MB':>6} {'kB':>6}")
        for name, worker in found.items():
            worker.ask("memory")
            spent = statistics.median(worker.spent)
            megabytes, kilobytes = worker.answer(), (worker.size or 0) / 1000
            print(f"{NAMES[name]:40} {spent:7.1f} {spent / base:9.2f} {megabytes:6.0f} {kilobytes:6.1f}")
        _print_scaling(found["ours-rsa"], Worker("ours-rsa", folder, batch), rounds)
    return found


def _print_scaling(first: Worker, second: Worker, rounds: int) -> None:
    """Print how many letters one worker draws and signs in a second, and how many two do at once."""
    found: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers in ((first,), (first, second)):
            start = time.perf_counter()
            for worker in workers:
                worker.ask("draw")
            for worker in workers:
                worker.answer()
            found[len(workers)].append(len(workers) * first.batch / (time.perf_counter() - start))
    second.close()
    one, two = (statistics.median(found[count]) for count in (1, 2))
    print(f"letters a second, drawn and signed: {one:.1f} by one worker, {two:.1f} by two, {two / one:.2f} times")


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


def _judged(what: str, value: float, bound: float, *, least: bool = False) -> bool:
    """Print a figure beside its bound; tell whether it is met."""
    met = value >= bound if least else value <= bound
    print(f"{what}: {value:.2f}, at {'least' if least else 'most'} {bound}: {'met' if met else 'MISSED'}")
    return met


def main() -> int:
    """Print the figures; 1 where a bound is broken."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--batch", type=int, default=10)
    options.add_argument("--letters", type=int, default=2000, help="letters drawn to measure memory growth")
    options.add_argument("--peers", type=Path, default=ROOT / "build" / "peers", help="where the others are installed")
    options.add_argument("--keep", type=Path, help="a folder to keep a letter of each in, to look at")
    chosen = options.parse_args()
    with _prepared(chosen.peers) as folder:
        found = compare(folder, rounds=chosen.rounds, batch=chosen.batch)
        if chosen.keep:
            for file in folder.glob("*.pdf"):
                (chosen.keep / file.name).write_bytes(file.read_bytes())
    spent = {name: statistics.median(worker.spent) for name, worker in found.items()}
    met = [
        _judged("drawing, share of naive WeasyPrint", spent["ours"] / spent["naive"], SHARE_OF_NAIVE),
        _judged("drawn and signed, times cheaper", spent["naive-rsa"] / spent["ours-rsa"], TIMES_CHEAPER, least=True),
        _judged("a signature, CPU ms", spent["our-signature"], SIGNATURE_MS),
    ]
    if chosen.letters:
        met.append(_judged(f"MB more after {chosen.letters} letters", growth(chosen.letters), GROWTH_MB))
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
