"""A signature beside a file of any kind: CMS, detached, with a time stamp (RFC 5652, RFC 3161).

The file stays as it is; whoever has it and the city's certificate checks it with common tools (`openssl cms -verify`).
"""

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import datetime

from motcua.records.signing.applying import CannotSign
from motcua.records.signing.identities import KeyStore, SealIdentity

DIGEST = "sha256"


def sign_stream(parts: Iterable[bytes], *, agency: SealIdentity, at: datetime, keys: KeyStore) -> bytes:
    """The agency's signature on the bytes of `parts`, as DER. Nothing of them is kept in memory. Raises: CannotSign, NoKey."""
    digest = hashlib.new(DIGEST)
    for part in parts:
        digest.update(part)
    signer, stamper = keys.seal(agency), keys.timestamper(at)
    try:
        made = asyncio.run(signer.async_sign(digest.digest(), DIGEST, timestamper=stamper, is_pdf_sig=False))
    except ValueError as error:
        raise CannotSign(str(error)) from error
    return bytes(made.dump())
