const letters = '0123456789abcdefghjkmnpqrstvwxyz';

const letterCodes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
/** What a character of a uuid stands for; what is no hexadecimal digit stands for nothing. */
const nothing = 255;
const digits = new Uint8Array(256).fill(nothing);
for (let digit = 0; digit < 16; digit += 1) digits[digit.toString(16).charCodeAt(0)] = digit;
/** Written anew for each id: an answer may hold thousands. */
const written = Buffer.alloc(256);

/** Opaque id outside: prefix, underscore, base32 (Crockford, lower case) of the uuids it carries, which may stand in one text. */
export function encodeId(prefix: string, ...uuids: string[]): string {
  let [held, bits, at] = [0, 0, 0];
  for (const uuid of uuids) {
    for (let place = 0; place < uuid.length; place += 1) {
      const digit = digits[uuid.charCodeAt(place)] as number;
      if (digit === nothing) continue;
      held = (held << 4) | digit;
      bits += 4;
      if (bits < 5) continue;
      bits -= 5;
      written[at] = letterCodes[held >> bits] as number;
      at += 1;
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

const uuidOf = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
