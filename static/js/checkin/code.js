// What a QR code or a typed word holds: a ticket, a pairing, or nothing of ours.

const CODE = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A code as it was issued: any case, O = 0, I = L = 1, spaces and hyphens left out. */
export function normalise(text) {
  return text.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
}

/** The ticket's code in a text, or null. */
export function ticketIn(text) {
  const inAddress = /\/T\/([^/?#]+)$/i.exec(text.trim());
  const code = normalise(inAddress ? inAddress[1] : text);
  return CODE.test(code) ? code : null;
}

/** The pairing's code in a text, or null. */
export function pairingIn(text) {
  const inAddress = /\/checkin\/pair\/([^/?#]+)$/i.exec(text.trim());
  const code = inAddress && normalise(inAddress[1]);
  return code && CODE.test(code) ? code : null;
}

/** What this phone keeps and sends of a ticket: the first 16 bytes of SHA-256(code), in hex. */
export async function lookupOf(code) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return Array.from(hash.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
