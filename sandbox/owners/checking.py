"""Whether a batch is the city's: the detached CMS signature beside it, checked as an owner would, without the product's code."""

import asyncio
from pathlib import Path

from asn1crypto import cms, pem, x509
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

MOST_BYTES = 64 * 1024 * 1024


def fault(content: bytes, signature: bytes, trusted: Path) -> str:
    """Why the batch is not believed; empty when it is signed by somebody whom an authority of `trusted` knows."""
    roots = [certificate for path in sorted(trusted.glob("*.pem")) for certificate in _certificates(path)]
    if not roots:
        return "no trusted authority"
    try:
        info = cms.ContentInfo.load(signature, strict=True)
        if info["content_type"].native != "signed_data":
            return "no signature"
        signed = info["content"]
        if signed["encap_content_info"]["content"].native is not None:
            return "not a signature beside a file"
        context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
        status = asyncio.run(
            async_validate_detached_cms(
                content, signed, signer_validation_context=context, ts_validation_context=context
            )
        )
    except Exception as error:
        return f"unreadable signature: {type(error).__name__}"
    if not status.intact:
        return "the file was changed"
    if not status.valid:
        return "wrong signature"
    return "" if status.trusted else "signed by somebody unknown"


def _certificates(path: Path) -> list[x509.Certificate]:
    content = path.read_bytes()
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(content, multiple=True)]
