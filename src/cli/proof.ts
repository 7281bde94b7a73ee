import { hash } from 'node:crypto';

/** What is signed of a stream: its last entry at an instant. */
export interface Mark {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

/** Where a chain was altered: entries `from` to `until`, both included. */
export interface Altered {
  readonly kind: /** A line that is no entry. */
    | 'unreadable'
    /** Its content is not what its hash was made of. */
    | 'altered'
    /** Not there, though later ones are. */
    | 'missing'
    /** Stands under another number than it was written with, which is `place`. */
    | 'misplaced'
    /** Stands behind a later entry, which is `place`. */
    | 'late'
    | 'twice'
    /** It follows another entry than the one that stands before it: one of the two was replaced, hash and all. */
    | 'unlinked'
    /** The end is gone. */
    | 'cut'
    /** The chain holds in itself, but is another one than was signed: something in here was replaced with everything behind it. */
    | 'rewritten';
  readonly from: number;
  readonly until: number;
  readonly place?: number;
  /** The instant of the checkpoint that tells so. */
  readonly signedAt?: string;
}

interface Entry {
  readonly stream: string;
  readonly seq: number;
  readonly at: string;
  readonly before: string;
  readonly body: unknown;
  readonly hash: string;
}

/** How far around its place an entry that does not fit is looked for. */
const near = 50;
const window = 1_000;
const zeros = '0'.repeat(64);

/** RFC 8785: members in the order of their names' UTF-16 units, no space, numbers as ECMAScript writes them. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join()}}`;
}

const hashOf = ({ stream, seq, at, before, body }: Omit<Entry, 'hash'>): string => hash('sha256', canonical({ stream, seq, at, before, body }), 'hex');

/**
 * Follows one stream of the audit, entry by entry in the order they were kept, and says where it is not what was written.
 * Made from the published form of an entry alone: it shares nothing with what writes them.
 */
export class Chain {
  private readonly stream: string;
  private readonly marks = new Map<number, Mark[]>();
  private readonly lastMark: Mark | undefined;
  private readonly found: Altered[] = [];
  private missing: { from: number; until: number }[] = [];
  /** Of the last entries by their numbers: their hashes, and what they follow. */
  private readonly hashes = new Map<number, string>([[0, zeros]]);
  private readonly befores = new Map<number, string>();
  /** The entry with the highest number so far; its hash is not known where it is in doubt. */
  private last: { seq: number; hash: string | undefined } = { seq: 0, hash: zeros };
  private isRewritten = false;
  entries = 0;
  /** The last entry that a checkpoint vouches for. */
  vouched = 0;

  constructor(stream: string, marks: readonly Mark[]) {
    this.stream = stream;
    for (const mark of marks) {
      this.marks.set(mark.seq, [...(this.marks.get(mark.seq) ?? []), mark]);
      if (mark.seq > (this.lastMark?.seq ?? 0)) this.lastMark = mark;
    }
  }

  take(line: string): void {
    this.entries += 1;
    const entry = read(line);
    if (!entry) return this.doubt('unreadable', this.last.seq + 1);
    if (entry.stream !== this.stream || hashOf(entry) !== entry.hash) return this.foreign(entry);
    const { seq, hash: own, before } = entry;
    if (seq > this.last.seq) this.ahead(entry);
    else this.behind(entry);
    this.passed(seq, own);
    this.hashes.set(seq, own);
    this.befores.set(seq, before);
    this.hashes.delete(seq - window);
    this.befores.delete(seq - window);
  }

  /** Everything that was found, in the order of its places. `head` is what the database keeps as the stream's end. */
  end(head?: { readonly seq: number; readonly hash: string }): Altered[] {
    for (const { from, until } of this.missing) this.found.push({ kind: 'missing', from, until });
    const { last, lastMark: mark } = this;
    const from = last.seq + 1;
    if (mark && mark.seq >= from) this.found.push({ kind: 'cut', from, until: Math.max(mark.seq, head?.seq ?? 0), signedAt: mark.at });
    else if (head && head.seq >= from) this.found.push({ kind: 'cut', from, until: head.seq });
    else if (head && (head.seq !== last.seq || head.hash !== (last.hash ?? head.hash))) this.found.push({ kind: 'unlinked', from, until: from });
    return this.found.sort((one, other) => one.from - other.from || one.until - other.until);
  }

  private doubt(kind: Altered['kind'], seq: number, more: { place?: number } = {}): void {
    this.found.push({ kind, from: seq, until: seq, ...more });
    if (seq > this.last.seq + 1) this.missing.push({ from: this.last.seq + 1, until: seq - 1 });
    if (seq > this.last.seq) this.last = { seq, hash: undefined };
  }

  /** An entry whose content its hash was not made of: that of another number, or altered. */
  private foreign(entry: Entry): void {
    const expected = this.last.seq + 1;
    const place = entry.stream === this.stream ? placeOf(entry, expected) : undefined;
    const isNear = entry.seq >= expected && entry.seq <= expected + near;
    const seq = place !== expected && isNear ? entry.seq : expected;
    if (place === undefined || place === seq) this.doubt('altered', seq);
    else this.doubt('misplaced', seq, { place });
  }

  private ahead({ seq, before, hash: own }: Entry): void {
    const expected = this.last.seq + 1;
    if (seq > expected) this.missing.push({ from: expected, until: seq - 1 });
    else if (this.last.hash !== undefined && before !== this.last.hash) this.unlinked(seq);
    this.last = { seq, hash: own };
  }

  /** One that comes after a later one: it was missed, or is there twice. */
  private behind({ seq, before, hash: own }: Entry): void {
    const gap = this.missing.find(({ from, until }) => from <= seq && seq <= until);
    if (!gap) return void this.found.push({ kind: 'twice', from: seq, until: seq });
    const parts = [
      { from: gap.from, until: seq - 1 },
      { from: seq + 1, until: gap.until },
    ];
    this.missing = [...this.missing.filter((each) => each !== gap), ...parts.filter(({ from, until }) => from <= until)];
    this.found.push({ kind: 'late', from: seq, until: seq, place: this.last.seq });
    const [earlier, later] = [this.hashes.get(seq - 1), this.befores.get(seq + 1)];
    if ((earlier ?? before) !== before || (later ?? own) !== own) this.unlinked(seq);
  }

  private unlinked(seq: number): void {
    this.found.push({ kind: 'unlinked', from: seq, until: seq });
  }

  /** Whether the entry is the one that was signed at its place. */
  private passed(seq: number, own: string): void {
    for (const mark of this.marks.get(seq) ?? []) {
      if (mark.hash === own) this.vouched = Math.max(this.vouched, seq);
      else if (!this.isRewritten) {
        this.isRewritten = true;
        this.found.push({ kind: 'rewritten', from: this.vouched + 1, until: seq, signedAt: mark.at });
      }
    }
  }
}

/** The number near its own, or near where it stands, that an entry's hash was made with. */
function placeOf(entry: Entry, expected: number): number | undefined {
  for (let distance = 0; distance <= near; distance += 1) {
    const places = [expected + distance, expected - distance, entry.seq + distance, entry.seq - distance];
    const place = places.find((seq) => seq > 0 && hashOf({ ...entry, seq }) === entry.hash);
    if (place !== undefined) return place;
  }
  return undefined;
}

function read(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Entry | null;
    const isEntry = Number.isSafeInteger(entry?.seq) && [entry?.stream, entry?.at, entry?.before, entry?.hash].every((each) => typeof each === 'string');
    return isEntry ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}
