const letters = '0123456789abcdefghjkmnpqrstvwxyz';

const letterCodes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
/** What a character of a uuid stands for. */
const digits = new Uint8Array(256);
for (let digit = 0; digit < 16; digit += 1) digits[digit.toString(16).charCodeAt(0)] = digit;
/** Where four digits each begin in a uuid, between its hyphens. */
const fours = [0, 4, 9, 14, 19, 24, 28, 32];
const uuidLength = 36;
/** Written anew for each id: an answer may hold thousands. */
const written = Buffer.alloc(256);

/** Opaque id outside: prefix, underscore, base32 (Crockford, lower case) of the uuids it carries; they may stand in one text, parted by blanks. */
export function encodeId(prefix: string, ...uuids: string[]): string {
  const text = uuids.length === 1 ? (uuids[0] as string) : uuids.join(' ');
  let [held, bits, at] = [0, 0, 0];
  for (let start = 0; start < text.length; start += uuidLength + 1) {
    for (const four of fours) {
      const place = start + four;
      const high = ((digits[text.charCodeAt(place)] as number) << 12) | ((digits[text.charCodeAt(place + 1)] as number) << 8);
      const low = ((digits[text.charCodeAt(place + 2)] as number) << 4) | (digits[text.charCodeAt(place + 3)] as number);
      held = (held << 16) | high | low;
      for (bits += 16; bits >= 5; at += 1) {
        bits -= 5;
        written[at] = letterCodes[(held >> bits) & 31] as number;
      }
      held &= (1 << bits) - 1;
    }
  }
  if (bits > 0) {
    written[at] = letterCodes[held << (5 - bits)] as number;
    at += 1;
  }
  return `${prefix}_${written.toString('latin1', 0, at)}`;
}

/** The uuids an id carries, or nothing when it is not an id of this prefix and count. */
export function decodeId(prefix: string, count: number, id: string): string[] | undefined {
  if (!id.startsWith(`${prefix}_`)) return undefined;
  const text = id.slice(prefix.length + 1);
  if (text.length !== Math.ceil((count * 128) / 5)) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = letters.indexOf(letter);
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  if (held !== 0) return undefined;
  const hex = Buffer.from(bytes).toString('hex');
  return Array.from({ length: count }, (_, at) => uuidOf(hex.slice(at * 32, at * 32 + 32)));
}

/** A uuid of its 32 hex digits. */
export const uuidOf = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
