"""Signatures in the file, PAdES: laid into the places prepared for them, dated, and stamped where that is asked for."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from eservice.kernel.clock import wib
from eservice.letters.container import container_for
from eservice.letters.fields import field_name, place_fields
from eservice.letters.seam import SigningAct
from eservice.letters.timestamps import TimeStampAuthority

BYTES_RESERVED = 8192
"""Room for the signature in the file, in hexadecimal digits; given, so that nothing is signed twice to measure it."""


STAMP_BYTES_RESERVED = 24576
"""Room besides for a time stamp with the certificates of its authority."""


class KeySigner(CmsSigner):
    """Puts a raw signature into its container; whatever is the same in every letter is laid ready once."""

    def __init__(
        self, sign_raw: Callable[[bytes], bytes], certificate: x509.Certificate, others: Iterable[x509.Certificate]
    ) -> None:
        store, above = SimpleCertificateStore(), list(others)  # type: ignore[no-untyped-call] # the library is half typed
        store.register_multiple(above)
        super().__init__(signing_cert=certificate, cert_registry=store)
        self._sign_raw = sign_raw
        mechanism = self.get_signature_mechanism_for_digest("sha256")
        self._container = container_for(certificate, above, mechanism.dump())

    async def async_sign(self, data_digest: bytes, *args: Any, timestamper: Any = None, **options: Any) -> Any:
        """Return the container for a file of this SHA-256, in place of the library's: see ``container``."""
        signature = self._sign_raw(self._container.to_sign(data_digest))
        token = None
        if timestamper is not None:
            stamped = await timestamper.async_timestamp(hashlib.sha256(signature).digest(), "sha256")
            token = stamped.dump()
        return cms.ContentInfo.load(self._container.signed(data_digest, signature, token))


class PadesSigner:
    """Signs with a key of this installation, wherever that lies."""

    def __init__(self, authority: TimeStampAuthority | None) -> None:
        self.authority = authority

    @property
    def stamps(self) -> bool:
        """Whether its signatures carry a time stamp."""
        return self.authority is not None

    def container(self) -> KeySigner:
        """Return what signs with the key."""
        raise NotImplementedError

    def prepare(self, pdf: bytes, labels: Sequence[str]) -> bytes:
        """Return the file with a tagged signature field per place."""
        return place_fields(pdf, labels)

    def sign(self, pdf: bytes, act: SigningAct, *, at: datetime) -> bytes:
        """Return the file signed in one place.

        A single place certifies 'no changes'. With more, the first certifies 'signing only' and the last locks.
        """
        metadata = PdfSignatureMetadata(
            field_name=field_name(act.place),
            name=act.name,
            reason=act.reason,
            location=act.city,
            certify=act.place == 0,
            docmdp_permissions=MDPPerm.NO_CHANGES if act.is_last else MDPPerm.FILL_FORMS,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        )
        writer = _SignatureWriter(BytesIO(pdf))
        signer = _DatedPdfSigner(metadata, self.container(), at=wib(at), authority=self.authority)
        room = BYTES_RESERVED + (STAMP_BYTES_RESERVED if self.authority else 0)
        out: BytesIO = signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=room)
        return out.getvalue()

    def stamp_roots(self) -> list[bytes]:
        """Return the roots of the authority that stamps the time, DER; none where none does."""
        return self.authority.roots if self.authority else []


class _SignatureWriter(IncrementalPdfFileWriter):
    """Writes a signature and nothing else: what the letter says of itself stays as it was drawn."""

    def _update_meta(self) -> None:
        """Leave title and dates alone, of which the library would say what its process has for an hour."""


class _DatedPdfSigner(PdfSigner):
    """Signs at the instant it is given, not at the one the process happens to have."""

    def __init__(
        self, metadata: PdfSignatureMetadata, cms: CmsSigner, *, at: datetime, authority: TimeStampAuthority | None
    ) -> None:
        super().__init__(metadata, cms, timestamper=authority)
        self._at = at

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        """Return the session, its clock set."""
        session = super().init_signing_session(*args, **options)
        session.system_time = self._at
        return session
