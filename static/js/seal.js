/* Reads and checks the seal in a letter's QR, and the signed list of letters that ended, with nothing but what the
   browser brings: Base45 (RFC 9285), CBOR (RFC 8949, as much as seals use), COSE_Sign1 with ES256 (RFC 9052). Everything
   that is not exactly a seal is refused. */
(() => {
  "use strict";
  const OFFICE = 1, HOLDER = 2, EXPIRES = 4, DATED = 6, ID = 7, SEALED = -65537, ENDED = -65538, ID_BYTES = 12;
  const STATES = ["revoked", "replaced", "void", "waiting"]; // the order of the list
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const LINK = /^(https?):\/\/([^/#?]+)\/v\/([A-Z0-9]{26})(?:#(.*))?$/i;

  class Unreadable extends Error {}
  const must = (holds) => { if (!holds) throw new Unreadable(); };

  function base45(written) {
    const bytes = [];
    must(written.length % 3 !== 1);
    for (let at = 0; at < written.length; at += 3) {
      const digits = [...written.slice(at, at + 3)].map((letter) => ALPHABET.indexOf(letter));
      must(digits.every((digit) => digit >= 0));
      const value = digits.reduce((sum, digit, place) => sum + digit * 45 ** place, 0);
      must(value < (digits.length === 3 ? 65536 : 256));
      if (digits.length === 3) bytes.push(value >> 8);
      bytes.push(value & 255);
    }
    return Uint8Array.from(bytes);
  }

  function text(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new Unreadable();
    }
  }

  function cbor(bytes) {
    let at = 0;
    const take = (count) => { must(at + count <= bytes.length); at += count; return bytes.subarray(at - count, at); };
    const argument = (info) => {
      if (info < 24) return info;
      must(info < 28);
      const value = take(2 ** (info - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
      must(Number.isSafeInteger(value));
      return value;
    };
    const item = (depth) => {
      must(depth < 8);
      const [head] = take(1), value = argument(head & 31), pairs = new Map();
      switch (head >> 5) {
        case 0: return value;
        case 1: return -1 - value;
        case 2: return take(value);
        case 3: return text(take(value));
        case 4: return Array.from({ length: Math.min(value, bytes.length) }, () => item(depth + 1));
        case 5:
          for (let left = value; left > 0; left -= 1) {
            const key = item(depth + 1);
            must(!pairs.has(key));
            pairs.set(key, item(depth + 1));
          }
          return pairs;
        case 6: return { tag: value, value: item(depth + 1) };
        default: throw new Unreadable();
      }
    };
    const found = item(0);
    must(at === bytes.length);
    return found;
  }

  /* What COSE signs is written anew: an array of a text and three byte strings. */
  function written(bytes) {
    const size = bytes.length;
    if (size < 24) return [64 + size, ...bytes];
    if (size < 256) return [88, size, ...bytes];
    if (size < 65536) return [89, size >> 8, size & 255, ...bytes];
    return [90, ...[24, 16, 8, 0].map((by) => (size >> by) & 255), ...bytes];
  }

  const isBytes = (value) => value instanceof Uint8Array;
  const isText = (value) => typeof value === "string";
  const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);
  const unbase64 = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    (letter) => letter.charCodeAt(0));

  function parsed(bytes) {
    const message = cbor(bytes);
    must(message.tag === 18 && Array.isArray(message.value) && message.value.length === 4);
    const [head, beside, payload, signature] = message.value;
    must(isBytes(head) && beside instanceof Map && isBytes(payload) && isBytes(signature) && signature.length === 64);
    const said = cbor(head), claims = cbor(payload);
    must(said instanceof Map && said.get(1) === -7 && isBytes(said.get(4)) && claims instanceof Map);
    must(isText(claims.get(OFFICE)) && Number.isInteger(claims.get(DATED)));
    must(!claims.has(EXPIRES) || Number.isInteger(claims.get(EXPIRES)));
    const context = new TextEncoder().encode("Signature1");
    const signed = Uint8Array.from([0x84, 0x6a, ...context, ...written(head), 0x40, ...written(payload)]);
    return { keyId: said.get(4), claims, signed, signature };
  }

  /* Return "good", "forged" or "unknown_key". */
  async function signatureOf(message, keys) {
    const jwk = keys.find((one) => same(unbase64(one.kid), message.keyId));
    if (!jwk) return "unknown_key";
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const { kty, crv, x, y } = jwk;
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, key, message.signature, message.signed) ? "good" : "forged";
  }

  /* Return {madeAt, until, ids} of a published list, or null where it is none that a known key has signed. */
  async function openList(bytes, keys) {
    try {
      const message = parsed(bytes), ids = message.claims.get(ENDED);
      must(Array.isArray(ids) && ids.length === STATES.length && ids.every(isBytes) && message.claims.has(EXPIRES));
      if (await signatureOf(message, keys) !== "good") return null;
      return { madeAt: message.claims.get(DATED), until: message.claims.get(EXPIRES), ids };
    } catch (error) {
      if (error instanceof Unreadable) return null;
      throw error;
    }
  }

  function endOf(id, list) {
    return STATES.find((_, place) => {
      const ids = list.ids[place];
      for (let at = 0; at < ids.length; at += ID_BYTES) if (same(ids.subarray(at, at + ID_BYTES), id)) return true;
      return false;
    });
  }

  function sealIn(claims) {
    const facts = claims.get(SEALED);
    must(Array.isArray(facts) && facts.length === 4 && facts.slice(0, 3).every(isText) && isBytes(facts[3]));
    must(isText(claims.get(HOLDER)) && isBytes(claims.get(ID)) && claims.get(ID).length === ID_BYTES);
    const [kind, number, posts, salt] = facts;
    const holder = claims.get(HOLDER).replace(/\*(\d{1,2})/g, (_, count) => "*".repeat(count));
    const seal = { kind, number, posts, salt, holder, id: claims.get(ID) };
    return { ...seal, office: claims.get(OFFICE), datedAt: claims.get(DATED), endsAt: claims.get(EXPIRES) ?? null };
  }

  async function idOf(token) {
    const said = new TextEncoder().encode(`eservice.seal.v1\0${token.toUpperCase()}`);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", said)).subarray(0, ID_BYTES);
  }

  /* Return {answer, link, seal} for the text of a QR, with `other` for a seal of ours that belongs to another letter.
     now: seconds.  list: of openList, or null. */
  async function check(qr, { keys, list, now }) {
    const found = LINK.exec(qr.trim());
    if (!found) return { answer: "unreadable" };
    const [, , host, token, fragment] = found, link = { host: host.toLowerCase(), token: token.toUpperCase() };
    if (!fragment) return { answer: "no_seal", link };
    try {
      const escapes = { 20: " ", 25: "%" };
      const message = parsed(base45(fragment.replace(/%(20|25)/g, (_, code) => escapes[code])));
      const seal = sealIn(message.claims), signature = await signatureOf(message, keys);
      if (signature !== "good") return { answer: signature, link };
      if (!same(seal.id, await idOf(token))) return { answer: "swapped", link, other: seal };
      return { answer: standing(seal, list, now), link, seal };
    } catch (error) {
      if (error instanceof Unreadable) return { answer: "unreadable", link };
      throw error;
    }
  }

  function standing(seal, list, now) {
    const end = list && endOf(seal.id, list);
    if (end) return end;
    if (seal.endsAt !== null && now >= seal.endsAt) return "expired";
    return list && now < list.until ? "genuine" : "unconfirmed";
  }

  globalThis.eserviceSeal = { check, openList };
})();
