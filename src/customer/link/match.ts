import { uniqueKinds } from '../identifier.ts';

/** One identifier as matching sees it: its kind and keyed hash, never the number. */
export interface Mark {
  readonly kind: string;
  readonly hash: string;
  readonly verified: boolean;
}
/** A record that belongs to no customer yet. */
export interface Arrival {
  readonly recordId: string;
  readonly marks: readonly Mark[];
}
/** A customer that shares an identifier with an arrival, with the identifiers of all its records. */
export interface Candidate {
  readonly customerId: string;
  readonly records: number;
  readonly marks: readonly Mark[];
}

/** One customer that was considered, and the kinds that spoke. */
export interface Voice {
  readonly customerId: string;
  readonly kinds: readonly string[];
}
/**
 * Why a record stands where it stands. alone: no customer carries a verified identifier of it; linked: exactly one does;
 * vetoed: each that does has another verified number of a kind; ambiguous: several do; full: the one that does holds as
 * many records as an automatic link may join. Of many customers only the first are named.
 */
export interface Evidence {
  readonly outcome: 'alone' | 'linked' | 'vetoed' | 'ambiguous' | 'full';
  readonly agreed?: readonly Voice[];
  readonly vetoed?: readonly Voice[];
}
export interface Decision {
  readonly recordId: string;
  readonly customerId: string;
  /** own: the record founds its customer; identifier: it joins one. */
  readonly rule: 'own' | 'identifier';
  readonly evidence: Evidence;
}

/** A record that joined a customer by a verified number, though it is of another kind or birth day than a record of that customer. */
export interface Contradiction {
  readonly customerId: string;
  /** Source and key, as those of the other. */
  readonly record: string;
  readonly other: string;
  /** What the two disagree on, not what they say: a birth day is nothing for a report. */
  readonly fields: readonly string[];
}
/** How many records contradict the customer they joined, and the first of them. */
export interface Contradictions {
  readonly count: number;
  readonly first: readonly Contradiction[];
}

/**
 * Exact linking: a verified identifier of a unique kind that agrees links, one of the same kind that disagrees vetoes.
 * Records are taken in the order of their ids and see the customers that earlier ones founded or joined, so neither the
 * order of the file nor that of the candidates matters. `most` is how many records one customer may reach this way; a
 * number that more customers than that carry identifies nobody.
 */
export function match(arrivals: readonly Arrival[], candidates: readonly Candidate[], most: number): Decision[] {
  const known = new Known(candidates);
  return [...arrivals]
    .sort((a, b) => compare(a.recordId, b.recordId))
    .map((arrival) => {
      const numbers = byKind(arrival.marks);
      const decision = decide(arrival.recordId, numbers, known, most);
      known.add(decision.customerId, 1, numbers);
      return decision;
    });
}

type Numbers = Map<string, Set<string>>;

function decide(recordId: string, numbers: Numbers, known: Known, most: number): Decision {
  const agreed: Voice[] = [];
  const vetoed: Voice[] = [];
  for (const customerId of known.sharing(numbers, most + 1)) {
    const theirs = known.numbers(customerId);
    const against = [...numbers.keys()].filter((kind) => theirs.has(kind) && !meet(numbers.get(kind), theirs.get(kind))).sort(compare);
    if (against.length > 0) vetoed.push({ customerId, kinds: against });
    else agreed.push({ customerId, kinds: [...numbers.keys()].filter((kind) => meet(numbers.get(kind), theirs.get(kind))).sort(compare) });
  }
  const common = known.common(numbers, most);
  const voices = { ...(agreed.length > 0 && { agreed: agreed.slice(0, most) }), ...(vetoed.length > 0 && { vetoed: vetoed.slice(0, most) }) };
  const only = agreed.length === 1 && !common ? agreed[0] : undefined;
  if (only && known.records(only.customerId) < most)
    return { recordId, customerId: only.customerId, rule: 'identifier', evidence: { outcome: 'linked', ...voices } };
  const outcome = only ? 'full' : common || agreed.length > 1 ? 'ambiguous' : vetoed.length > 0 ? 'vetoed' : 'alone';
  return { recordId, customerId: recordId, rule: 'own', evidence: { outcome, ...voices } };
}

/** The customers of a batch, found by number. */
class Known {
  readonly #customers = new Map<string, { records: number; numbers: Numbers }>();
  readonly #carriers = new Map<string, Set<string>>();

  constructor(candidates: readonly Candidate[]) {
    for (const candidate of [...candidates].sort((a, b) => compare(a.customerId, b.customerId)))
      this.add(candidate.customerId, candidate.records, byKind(candidate.marks));
  }

  add(customerId: string, records: number, numbers: Numbers): void {
    const customer = this.#customers.get(customerId) ?? { records: 0, numbers: new Map() };
    customer.records += records;
    for (const [kind, hashes] of numbers) {
      for (const hash of hashes) {
        put(customer.numbers, kind, hash);
        put(this.#carriers, `${kind} ${hash}`, customerId);
      }
    }
    this.#customers.set(customerId, customer);
  }

  /** Customers that carry any of the numbers, of each number at most `most`. */
  sharing(numbers: Numbers, most: number): string[] {
    const found = new Set<string>();
    for (const carriers of this.#of(numbers)) {
      let left = most;
      for (const id of carriers) {
        if (left-- <= 0) break;
        found.add(id);
      }
    }
    return [...found].sort(compare);
  }

  common = (numbers: Numbers, most: number): boolean => this.#of(numbers).some((carriers) => carriers.size > most);
  numbers = (customerId: string): Numbers => this.#customers.get(customerId)?.numbers ?? new Map();
  records = (customerId: string): number => this.#customers.get(customerId)?.records ?? 0;
  #of = (numbers: Numbers): Set<string>[] =>
    [...numbers].flatMap(([kind, hashes]) => [...hashes].map((hash) => this.#carriers.get(`${kind} ${hash}`) ?? new Set<string>()));
}

/** What may speak: verified numbers of unique kinds. */
function byKind(marks: readonly Mark[]): Numbers {
  const numbers: Numbers = new Map();
  for (const mark of marks) if (mark.verified && (uniqueKinds as readonly string[]).includes(mark.kind)) put(numbers, mark.kind, mark.hash);
  return numbers;
}

function put(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

const meet = (a: Set<string> = new Set(), b: Set<string> = new Set()): boolean => [...a].some((value) => b.has(value));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
