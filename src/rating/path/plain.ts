import type { Day } from '../../base/time.ts';
import { type Measured, missing, type Value } from '../indicator.ts';
import type { Interval } from '../measure/coverage.ts';
import { type Known, measure, type Row } from '../measure/measure.ts';
import { type Level, leads, type Statement } from '../measure/parts.ts';
import { type Layer, type Reader, readerOf } from '../reader.ts';
import type { Subject } from '../subject.ts';
import { type Read, subjectValues } from '../values.ts';
import { type Attributes, isOfAccount, vocabulary } from '../vocabulary.ts';

/** What is known of a customer. */
export interface Told {
  readonly known: Known;
  /** Of its records. */
  readonly sources: readonly string[];
  /** The same of each of its accounts, in the order of their ids: what is the customer's is every account's. */
  readonly accounts: readonly { readonly account: Row; readonly known: Known }[];
}

/** What of the facts values are derived from in memory, by the plain definition of the measures. */
export interface Memory {
  readonly subject: Subject;
  readonly customerId: string;
  readonly subjectId: string;
  readonly attributes: Attributes;
  readonly intervals: readonly Interval[];
  /** By customer: the one, or those that were, are or will be in the group. */
  readonly told: ReadonlyMap<string, Told>;
  /** Of the group, with the day from which they are those. */
  readonly members: readonly { readonly from: Day; readonly members: Read['members'] }[];
}

const nobody: Known = new Map();

export function toldOf(known: Known, sources: readonly string[]): Told {
  const accounts = (known.get('account') ?? []).toSorted((a, b) => ((a.accountId as string) < (b.accountId as string) ? -1 : 1));
  const own = (accountId: unknown): Known =>
    new Map([...known].map(([fact, rows]) => [fact, isOfFact(fact) ? rows.filter((row) => row.accountId === accountId) : rows]));
  return { known, sources, accounts: accounts.map((account) => ({ account, known: own(account.accountId) })) };
}

const isOfFact = (name: string): boolean => {
  const fact = vocabulary.get(name);
  return fact !== undefined && isOfAccount(fact);
};

/** A measured indicator of the subject as of a day; nothing where there is no such subject then. */
export const valueOn = (memory: Memory, indicator: Measured, asOf: Day): Value | undefined =>
  valueFrom(memory, indicator, readOn(memory, indicator, asOf), asOf);

/** What statements would read of a measured indicator as of a day. */
export function readOn(memory: Memory, indicator: Measured, asOf: Day): Read {
  const reader = readerFor(memory, indicator, asOf);
  const rows = (layer: Layer, level: Level): unknown[][] =>
    [...memory.told].flatMap(([customerId, told]) =>
      rowsOf(customerId, told, level, asOf, (known) => (layer.measured.length === 0 ? [] : measure(indicator, known, asOf, memory.attributes))),
    );
  return {
    own: rows(reader, memory.subject === 'account' ? 'account' : 'customer'),
    accounts: reader.perAccount ? rows(reader.perAccount, 'account') : [],
    members: memory.members.findLast(({ from }) => from <= asOf)?.members ?? [],
  };
}

/** The value that what was read comes to as of a day. */
export function valueFrom(memory: Memory, indicator: Measured, read: Read, asOf: Day): Value | undefined {
  const found = subjectValues(readerFor(memory, indicator, asOf), read).find(
    ({ customerId, subjectId }) => subjectId === memory.subjectId && customerId === memory.customerId,
  );
  return found && (found.values[0] ?? missing);
}

function readerFor({ subject, attributes, intervals }: Memory, indicator: Measured, asOf: Day): Reader {
  const compiled = (measured: readonly Measured[], _: unknown, level: Level): Statement => placesOf(measured, level, asOf, attributes);
  return readerOf({ indicators: { it: indicator }, subject, attributes, intervals, asOf, knownAt: '', compiled });
}

/** Where a statement would have the parts. */
function placesOf(measured: readonly Measured[], level: Level, asOf: Day, attributes: Attributes): Statement {
  const parts = measured.map((indicator) => ({ at: leads[level], count: measure(indicator, nobody, asOf, attributes).length }));
  return { text: '', constants: [], parts };
}

/** What a statement would yield of a customer: of itself one row, or one of each of its accounts that is known as of the day. */
function rowsOf(customerId: string, { known, sources, accounts }: Told, level: Level, asOf: Day, parts: (known: Known) => unknown[]): unknown[][] {
  if (level === 'customer') return [[customerId, sources, ...parts(known)]];
  return accounts
    .filter(({ account }) => account.availableOn <= asOf && ((account['contractStart'] as Day | null) ?? asOf) <= asOf)
    .map(({ account, known: own }) => [
      customerId,
      sources,
      account.accountId,
      account['contractStart'] ?? null,
      account['contractEnd'] ?? null,
      ...parts(own),
    ]);
}
