"""Checkpoints: the format that other programs read, and that nobody else can write one."""

from pathlib import Path

import pytest

from eservice.letters import checkpoints
from eservice.letters.checkpoints import CheckpointError, KeyFile, LogKey, PublicKey
from eservice.letters.merkle import EMPTY_ROOT

KEY = LogKey("contoh.go.id/log", b"\7" * 32)
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
"""Source: the examples of golang.org/x/mod/sumdb/note, whose signed note this is."""
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_checkpoint_is_written_as_others_read_it() -> None:
    note = KEY.sign(3, EMPTY_ROOT)

    assert note.startswith("contoh.go.id/log\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— contoh.go.id/log ")
    assert KEY.public.opened(note) == checkpoints.read(note)
    assert (checkpoints.read(note).size, checkpoints.read(note).short) == (3, "e3b0c44298fc1c14")
    assert KEY.sign(3, EMPTY_ROOT) == note


def test_the_published_key_of_another_program_is_read_and_written_alike() -> None:
    assert str(PublicKey.from_text(GO_KEY)) == GO_KEY


def test_the_published_signature_of_another_program_is_valid() -> None:
    """The text is no checkpoint; only what is signed is compared."""
    key = PublicKey.from_text(GO_KEY)
    text, _, signatures = GO_NOTE.rpartition("\n\n")
    ((_name, written),) = checkpoints._SIGNATURE.findall(signatures)
    signed = checkpoints._decoded(written)

    assert signed[:4] == key.id
    checkpoints.Ed25519PublicKey.from_public_bytes(key.raw).verify(signed[4:], f"{text}\n".encode())


def test_a_witness_may_sign_beside() -> None:
    note = KEY.sign(3, EMPTY_ROOT)
    beside = LogKey("saksi.example", b"\1" * 32).sign(3, EMPTY_ROOT).rpartition("\n\n")[2]

    assert KEY.public.opened(note + beside).size == 3


@pytest.mark.parametrize(
    "forge",
    [
        lambda note: note.replace("\n3\n", "\n4\n"),
        lambda note: note.replace("47DE", "48DE"),
        lambda note: note.replace("contoh", "conten"),
        lambda note: note.replace("\n\n", "\nmore\n\n"),
        lambda note: note.rpartition("\n\n")[0] + "\n\n",
        lambda note: LogKey(KEY.name, b"\1" * 32).sign(3, EMPTY_ROOT),
        lambda note: "",
        lambda note: "a\nb\nc\n\n",
        lambda note: note.replace("\n3\n", "\n03\n"),
    ],
)
def test_a_changed_checkpoint_is_refused(forge) -> None:
    with pytest.raises(CheckpointError):
        KEY.public.opened(forge(KEY.sign(3, EMPTY_ROOT)))


@pytest.mark.parametrize("written", ["", "contoh", "a+00000000+AAAA", GO_KEY.replace("c74f20a3", "c74f20a4")])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(CheckpointError):
        PublicKey.from_text(written)


def test_the_key_is_made_once_kept_from_others_and_keeps_the_log_s_name(tmp_path: Path) -> None:
    made = KeyFile(tmp_path / "log", origin="localhost:8000/log").key()

    again = KeyFile(tmp_path / "log", origin="localhost:8001/log").key()

    assert again == made
    assert again.name == "localhost:8000/log"
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "log").iterdir()] == [0o600]
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o700
