"""The key by which this server proves to push services that it is the same one (RFC 8292)."""

import base64
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@cache
def private_key(kept: str) -> ec.EllipticCurvePrivateKey:
    """Return the private key that is kept as text (`VAPID_KEY`)."""
    number = int.from_bytes(base64.urlsafe_b64decode(f"{kept}="))
    return ec.derive_private_key(number, ec.SECP256R1())


@cache
def public_key(kept: str) -> str:
    """Return its public key as browsers take it: an uncompressed point in base64url."""
    public = private_key(kept).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
