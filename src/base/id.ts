const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** Opaque id outside: prefix, underscore, base32 (Crockford, lower case) of the uuids it carries. */
export function encodeId(prefix: string, ...uuids: string[]): string {
  const bytes = Buffer.from(uuids.join('').replaceAll('-', ''), 'hex');
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += letters[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) out += letters[(held << (5 - bits)) & 31];
  return `${prefix}_${out}`;
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
