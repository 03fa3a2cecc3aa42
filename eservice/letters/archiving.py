"""Signatures that outlive their certificates, PAdES B-LTA: what a later reader needs goes into the file, under a stamp.

Each renewal adds the certificates and answers about their revocation as they are now, and a document time stamp over
the whole file, as an edition of its own (``lta-1``, ``lta-2``, …): every edition stays registered, none is changed.
A stamp must be renewed while the one before it can still be checked; how often is the installation's setting.
"""

from collections.abc import Sequence
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.validation import add_validation_info
from pyhanko_certvalidator import ValidationContext

from eservice.letters.pades import STAMP_BYTES_RESERVED
from eservice.letters.timestamps import TimeStampAuthority

EDITION = "lta-{number}"
"""Name of an edition, counted from 1."""


def renewed(pdf: bytes, *, authority: TimeStampAuthority, roots: Sequence[bytes], number: int) -> bytes:
    """Return the file with what its newest signatures need to be checked later, and a stamp over all of it.

    What lists of revoked certificates say is fetched from where the certificates name them, if they do.

    Raises:
        SignerAwayError: the authority does not answer, or not as it should.
    """
    trust = [x509.Certificate.load(root) for root in (*roots, *authority.roots)]
    context = ValidationContext(trust_roots=trust, allow_fetching=True, revocation_mode="soft-fail")
    for name in [one.field_name for one in PdfFileReader(BytesIO(pdf)).embedded_regular_signatures]:
        found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        signature = next(one for one in found if one.field_name == name)
        pdf = add_validation_info(signature, context, add_vri_entry=False, output=BytesIO()).getvalue()
    stamper = PdfTimeStamper(
        authority,
        field_name=f"LTA{number}",
        invis_settings=InvisSigSettings(box_out_of_bounds=True),  # else PDF/UA wants it tagged, and PDF/A visible
        readable_field_name=f"Stempel waktu arsip {number}",
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    out: BytesIO = stamper.timestamp_pdf(
        writer,
        "sha256",
        validation_context=context,
        bytes_reserved=STAMP_BYTES_RESERVED,
        dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),  # nothing after the stamp
    )
    return out.getvalue()
