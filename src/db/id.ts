import { randomBytes } from 'node:crypto';

/** Milliseconds since 1970, and parts of the millisecond, of the last id: the next one is later, whatever the clock says. */
let [lastMs, lastPart] = [0, 0];
const parts = 4096;

/** A UUIDv7 for what happens here: ids made later sort later (of one process always, of several to the clock), so indexes grow at their end. */
export function newId(): string {
  const now = performance.timeOrigin + performance.now();
  const ms = Math.floor(now);
  const part = Math.floor((now - ms) * parts);
  const later = ms > lastMs || (ms === lastMs && part > lastPart);
  const full = lastPart + 1 === parts;
  [lastMs, lastPart] = later ? [ms, part] : [lastMs + (full ? 1 : 0), full ? 0 : lastPart + 1];
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | lastPart, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
