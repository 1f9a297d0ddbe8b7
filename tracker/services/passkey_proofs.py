"""What authenticators are asked, and whether their answers hold (WebAuthn, sections 7.1 and 7.2).

Of a passkey both are demanded: that it lies on the device, and that the device was unlocked for it.
"""

import contextlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url, encode_cbor, options_to_json_dict
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

PATIENCE = 5 * 60 * 1000
"""Milliseconds that a device may take, as long as a challenge lives."""
ALGORITHMS = [
    Algorithm.ECDSA_SHA_256,
    Algorithm.EDDSA,
    Algorithm.RSASSA_PKCS1_v1_5_SHA_256,
]
"""ES256 is what almost all do, RS256 what Windows Hello does."""
LONGEST_ID, LONGEST_KEY = 1023, 2048
"""Bytes that are kept."""


LOCAL = "localhost"
"""The one host for which browsers make passkeys without https."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who asks for passkeys: the host they are made for, and the origins they may be used on."""

    id: str
    origins: frozenset[str]


@dataclass(frozen=True, slots=True)
class Attested:
    """A fresh passkey: what it is called, and the public half of it."""

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey has signed, as the browser hands it on."""

    credential_id: bytes
    client_data: bytes = field(repr=False)
    authenticator_data: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    user_handle: bytes


class Unproven(Exception):
    """The answer does not hold, whatever it is that is wrong with it."""


def can_be_used(origin: str) -> bool:
    """Tell whether browsers make passkeys for a page of this origin: never for an IP address."""
    host = urlsplit(origin).hostname or ""
    return host == LOCAL or (origin.startswith("https://") and not _is_number(host))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def to_add(
    party: RelyingParty,
    challenge: bytes,
    *,
    person_id: str,
    email: str,
    name: str,
    known: Sequence[bytes],
) -> dict[str, Any]:
    """Return the options of `navigator.credentials.create`, as JSON.

    `known` are the passkeys that need not be made again on a device that has one of them.
    """
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name="Woven",
        user_id=handle(person_id),
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        timeout=PATIENCE,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json_dict(options)


def to_sign_in(party: RelyingParty, challenge: bytes) -> dict[str, Any]:
    """Return the options of `navigator.credentials.get`, as JSON: for whatever passkey there is."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=PATIENCE,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def attested(
    party: RelyingParty, challenge: bytes, client_data: bytes, attestation: bytes
) -> Attested:
    """Return the passkey that was made. Raises Unproven."""
    with _judging():
        made = webauthn.verify_registration_response(
            credential=RegistrationCredential(
                # The id stands in what is attested: what the browser says of it is not asked for.
                id="",
                raw_id=b"",
                response=AuthenticatorAttestationResponse(client_data, attestation),
            ),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=sorted(party.origins),
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    if len(made.credential_id) > LONGEST_ID or len(made.credential_public_key) > LONGEST_KEY:
        raise Unproven
    return Attested(made.credential_id, made.credential_public_key, made.sign_count)


def asserted(
    party: RelyingParty, challenge: bytes, given: Assertion, public_key: bytes | None
) -> int:
    """Return the counter that a passkey has signed with. Raises Unproven.

    None for a passkey that nobody has: then it is worked on all the same, for as long.
    """
    with _judging():
        proof = webauthn.verify_authentication_response(
            credential=AuthenticationCredential(
                id=bytes_to_base64url(given.credential_id),
                raw_id=given.credential_id,
                response=AuthenticatorAssertionResponse(
                    given.client_data, given.authenticator_data, given.signature
                ),
            ),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=sorted(party.origins),
            credential_public_key=_NOBODYS if public_key is None else public_key,
            # The library compares before it knows whose the signature is: the caller does after it.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    if public_key is None:
        raise Unproven
    return proof.new_sign_count


def handle(person_id: str) -> bytes:
    """Return what an authenticator knows a person by: nothing that anybody could read."""
    return UUID(person_id).bytes


def is_handle_of(person_id: str, given: bytes) -> bool:
    """Tell whether an authenticator has named this person."""
    return hmac.compare_digest(handle(person_id), given)


@contextlib.contextmanager
def _judging() -> Iterator[None]:
    try:
        yield
    # Bytes of anybody's making go through parsers of CBOR, JSON, keys and certificates: whatever
    # any of them stumbles over is an answer that does not hold.
    except Exception as error:
        raise Unproven from error


def _nobodys() -> bytes:
    """Return a public key whose other half is not kept."""
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
    return encode_cbor({1: 2, 3: int(Algorithm.ECDSA_SHA_256), -1: 1, -2: x, -3: y})


_NOBODYS = _nobodys()
