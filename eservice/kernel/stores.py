"""Files in a store that speaks S3, named by their content: what several machines share.

A file is put by one request, and is there whole or not at all. Everything in it was sealed before it came here.
"""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

_ANSWER_SECONDS, _CONNECT_SECONDS = "30s", "3s"
_RETRIES: dict[str, Any] = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
_NO_PLACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
_TOLD = frozenset({"endpoint", "region"})


class StoreAwayError(OSError):
    """The store did not answer, or refused us: whatever was to be kept is not kept."""


def is_full_or_away(fault: BaseException) -> bool:
    """Tell whether a fault is that a file could not be kept: the store is away, or the disk is full or broken."""
    return isinstance(fault, StoreAwayError) or (isinstance(fault, OSError) and fault.errno in _NO_PLACE)


class ObjectBlobs:
    """A bucket, at ``s3://bucket/below?endpoint=https://host:port&region=…``.

    The library works in threads of its own, which no fork has: a process uses it only after it was forked.
    """

    def __init__(self, url: str, *, secret: str) -> None:
        """Take the address and ``key id:secret key``; nothing is asked yet. Raises ValueError: either is no such."""
        place = urlsplit(url)
        told = {name: values[-1] for name, values in parse_qs(place.query, strict_parsing=bool(place.query)).items()}
        key_id, colon, key = secret.partition(":")
        if place.scheme != "s3" or not place.netloc or set(told) - _TOLD:
            raise ValueError("not an address of a bucket")
        if not (key_id and colon and key):
            raise ValueError("no key id and secret key")
        self._below = f"{below}/" if (below := place.path.strip("/")) else ""
        self._store = S3Store(
            place.netloc,
            access_key_id=key_id,
            secret_access_key=key,
            region=told.get("region", "us-east-1"),
            endpoint=told.get("endpoint"),
            virtual_hosted_style_request="endpoint" not in told,
            client_options={
                "timeout": _ANSWER_SECONDS,
                "connect_timeout": _CONNECT_SECONDS,
                "allow_http": told.get("endpoint", "").startswith("http://"),
            },
            retry_config=_RETRIES,  # type: ignore[arg-type]
        )

    def put(self, data: bytes) -> str:
        """Store ``data`` durably and return its SHA-256. Raises StoreAwayError."""
        key = hashlib.sha256(data).hexdigest()
        with _answering():
            obstore.put(self._store, self._path(key), data, use_multipart=False)
        return key

    def get(self, key: str) -> bytes:
        """Return the bytes of ``key``. Raises KeyError, StoreAwayError."""
        try:
            with _answering():
                return bytes(obstore.get(self._store, self._path(key)).bytes())
        except FileNotFoundError as error:
            raise KeyError(key) from error

    def exists(self, key: str) -> bool:
        """Tell whether ``key`` is stored. Raises StoreAwayError."""
        try:
            with _answering():
                obstore.head(self._store, self._path(key))
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """Forget ``key``. Raises StoreAwayError."""
        with suppress(FileNotFoundError), _answering():
            obstore.delete(self._store, self._path(key))

    def keys(self) -> list[str]:
        """Return every stored key. Raises StoreAwayError."""
        with _answering():
            listed = [one["path"] for piece in obstore.list(self._store, self._below or None) for one in piece]
        return sorted(path.rpartition("/")[2] for path in listed)

    def forget_unfinished(self, *, older_than: timedelta) -> int:
        """Return 0: nothing is ever half there."""
        return 0

    def _path(self, key: str) -> str:
        if len(key) != 64 or any(c not in "0123456789abcdef" for c in key):
            raise KeyError(key)
        return f"{self._below}{key[:2]}/{key}"


@contextmanager
def _answering() -> Iterator[None]:
    """Turn what the library raises into one fault of ours, without its words, which name addresses."""
    try:
        yield
    except BaseError as fault:
        raise StoreAwayError(type(fault).__name__) from fault
