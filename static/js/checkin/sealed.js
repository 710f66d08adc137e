// Sealed records of the offline list: each opens only with the code of its own ticket (docs/checkin-api.md).

const NONCE_BYTES = 12;
const text = new TextEncoder();

/** The person in a record: name, organisation, kind, state. Null when it does not open with this code. */
export async function open(sealed, { code, lookup }) {
  try {
    const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
    const way = { name: "AES-GCM", iv: bytes.slice(0, NONCE_BYTES), additionalData: text.encode(lookup) };
    const plain = await crypto.subtle.decrypt(way, await keyOf(code), bytes.slice(NONCE_BYTES));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

async function keyOf(code) {
  const material = await crypto.subtle.importKey("raw", text.encode(code), "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: text.encode("checkin") };
  return crypto.subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
}
