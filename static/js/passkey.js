// Asks a device for a passkey. The server speaks of bytes in base64url, browsers of buffers.

function bytes(text) {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// Browsers make passkeys for the host of the page alone.
export function isPossible(host) {
  return "PublicKeyCredential" in window && location.hostname === host;
}

export async function make({ challenge, user, excludeCredentials, ...rest }, signal) {
  const known = excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) }));
  const publicKey = {
    ...rest,
    challenge: bytes(challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: known,
  };
  const { response } = await navigator.credentials.create({ publicKey, signal });
  return {
    client_data: text(response.clientDataJSON),
    attestation: text(response.attestationObject),
  };
}

export async function prove({ challenge, allowCredentials: _any, ...rest }, how) {
  const publicKey = { ...rest, challenge: bytes(challenge) };
  const { rawId, response } = await navigator.credentials.get({ publicKey, ...how });
  return {
    credential_id: text(rawId),
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user_handle: text(response.userHandle ?? new ArrayBuffer(0)),
  };
}

export function send(form, fields) {
  for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
  form.requestSubmit();
}
