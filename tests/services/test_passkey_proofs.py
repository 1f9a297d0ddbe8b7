"""What of an authenticator holds, and what does not: worked on past the store."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.passkeys import LOCAL, PRESENT, VERIFIED, Authenticator, raw, text
from tracker.services import passkey_proofs
from tracker.services.passkey_proofs import Assertion, Attested, RelyingParty, Unproven

PARTY = RelyingParty("localhost", frozenset({LOCAL, "http://127.0.0.1:8000"}))
PERSON = "00000000-0000-4000-8000-000000000001"
CHALLENGE = secrets.token_bytes(32)


def options() -> dict[str, Any]:
    return passkey_proofs.to_add(
        PARTY, CHALLENGE, person_id=PERSON, email="ana@example.org", name="Ana", known=[b"known"]
    )


def made(answer: dict[str, str], challenge: bytes = CHALLENGE) -> Attested:
    client_data, attestation = raw(answer["client_data"]), raw(answer["attestation"])
    return passkey_proofs.attested(PARTY, challenge, client_data, attestation)


def signed(
    device: Authenticator,
    public_key: bytes | None,
    *,
    challenge: bytes = CHALLENGE,
    change: Callable[[dict[str, str]], object] = lambda _: None,
    **how: str,
) -> int:
    answer = device.sign(passkey_proofs.to_sign_in(PARTY, challenge), **how)
    change(answer)
    given = Assertion(**{name: raw(value) for name, value in answer.items()})
    return passkey_proofs.asserted(PARTY, CHALLENGE, given, public_key)


def test_unlocking_is_asked_for_and_no_address_is_typed() -> None:
    to_add, to_sign_in = options(), passkey_proofs.to_sign_in(PARTY, CHALLENGE)
    assert to_add["rp"] == {"id": "localhost", "name": "Woven"}
    chosen = to_add["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert to_add["attestation"] == "none"
    assert [raw(one["id"]) for one in to_add["excludeCredentials"]] == [b"known"]
    assert passkey_proofs.is_handle_of(PERSON, raw(to_add["user"]["id"]))
    assert "ana" not in to_add["user"]["id"]
    assert (to_sign_in["userVerification"], to_sign_in["rpId"]) == ("required", "localhost")
    assert to_sign_in["allowCredentials"] == []
    assert raw(to_add["challenge"]) == raw(to_sign_in["challenge"]) == CHALLENGE


@pytest.mark.parametrize(
    "device",
    [
        Authenticator(origin="https://woven.example"),
        Authenticator(origin="http://localhost:8001"),
        Authenticator(host="woven.example"),
        Authenticator(flags=PRESENT),
        Authenticator(flags=VERIFIED),
    ],
    ids=["another origin", "another port", "another host", "not unlocked", "nobody there"],
)
def test_what_is_said_wrongly_does_not_hold(device: Authenticator) -> None:
    with pytest.raises(Unproven):
        made(device.make(options()))
    honest = Authenticator(key=device.key, credential_id=device.credential_id)
    public_key = made(honest.make(options())).public_key
    assert signed(honest, public_key) == 0
    with pytest.raises(Unproven):
        signed(device, public_key)


def test_an_answer_holds_for_its_challenge_and_its_purpose_alone() -> None:
    device = Authenticator()
    fresh = made(device.make(options()))
    assert fresh.credential_id == device.credential_id
    other = secrets.token_bytes(32)
    for refused in (
        lambda: made(device.make(options()), other),
        lambda: made(device.make(options(), "webauthn.get")),
        lambda: signed(device, fresh.public_key, challenge=other),
        lambda: signed(device, fresh.public_key, kind="webauthn.create"),
        lambda: signed(device, made(Authenticator().make(options())).public_key),
    ):
        with pytest.raises(Unproven):
            refused()


def test_what_was_altered_after_signing_does_not_hold() -> None:
    device = Authenticator(counts=True)
    public_key = made(device.make(options())).public_key

    def alter(name: str, at: int) -> Callable[[dict[str, str]], object]:
        def change(answer: dict[str, str]) -> None:
            letters = bytearray(raw(answer[name]))
            letters[at] ^= 1
            answer[name] = text(bytes(letters))

        return change

    assert signed(device, public_key) == 1
    for name, at in (("signature", -1), ("signature", 0), ("authenticator_data", -1)):
        with pytest.raises(Unproven):
            signed(device, public_key, change=alter(name, at))


@pytest.mark.parametrize(
    "junk", [b"", b"\x00", b"{}", b"[1]", b"\xff" * 200, b'{"type":1,"challenge":2,"origin":3}']
)
def test_what_is_no_answer_at_all_does_not_hold(junk: bytes) -> None:
    answer = Authenticator().make(options())
    with pytest.raises(Unproven):
        passkey_proofs.attested(PARTY, CHALLENGE, raw(answer["client_data"]), junk)
    with pytest.raises(Unproven):
        passkey_proofs.attested(PARTY, CHALLENGE, junk, raw(answer["attestation"]))
    given = Assertion(b"id", junk, junk, junk, b"")
    for public_key in (None, junk):
        with pytest.raises(Unproven):
            passkey_proofs.asserted(PARTY, CHALLENGE, given, public_key)


def test_for_a_passkey_of_nobody_a_signature_is_checked_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked: list[bytes] = []
    real = passkey_proofs.webauthn.verify_authentication_response

    def verify(**given: Any) -> Any:
        checked.append(given["credential_public_key"])
        return real(**given)

    monkeypatch.setattr(passkey_proofs.webauthn, "verify_authentication_response", verify)
    device = Authenticator()
    with pytest.raises(Unproven):
        signed(device, None)
    with pytest.raises(Unproven):
        signed(device, made(Authenticator().make(options())).public_key)
    unknown, wrong = checked
    assert len(unknown) == len(wrong)
