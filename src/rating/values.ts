import type { Day } from '../base/time.ts';
import { combine, combined, type Derived, type Measured, missing, type Value } from './indicator.ts';
import { gather, ofAccounts, ofMembers, type Standing } from './measure/gather.ts';
import { accountLead, type Covered, form, type Part } from './measure/parts.ts';
import { inOrder, type Layer, type Reader, type SubjectValues } from './reader.ts';
import { itself } from './subject.ts';
import type { Kind } from './vocabulary.ts';

type Row = readonly unknown[];

/** What was read: rows of the reader's own statement, rows per account of what is gathered over accounts, members of groups. */
export interface Read {
  readonly own: readonly Row[];
  readonly accounts: readonly Row[];
  readonly members: readonly { readonly headId: string; readonly customerId: string; readonly joinedOn: Day }[];
}

/** Forms the values of every subject, in the order of ids: measured ones from their parts, gathered where it is said, then derived ones. */
export function subjectValues(reader: Reader, read: Read): SubjectValues[] {
  if (reader.subject === 'group') return groups(reader, read);
  const gathered = reader.perAccount && overAccounts(reader, reader.perAccount, read.accounts);
  return read.own
    .map((row) => {
      const [customerId, subjectId] = [row[0] as string, reader.subject === 'account' ? (row[accountLead.id] as string) : itself];
      return { customerId, subjectId, values: whole(reader, [[reader, formed(reader, reader, row)], ...(gathered ? [gathered(customerId)] : [])]) };
    })
    .sort(inOrder);
}

type Formed = readonly [layer: Layer, values: readonly Value[]];

/** The values of a layer's indicators in one row of its statement. */
function formed({ asOf, indicators }: Reader, layer: Layer, row: Row): Value[] {
  const covered = layer.covered((row[1] ?? []) as string[]);
  return layer.measured.map((name, at) => {
    const { at: from, count } = layer.current.parts[at] as { at: number; count: number };
    return form(indicators[name] as Measured, row.slice(from, from + count) as Part[], asOf, covered[at] as Covered, layer.kinds[at] as Kind);
  });
}

/** All values in the order of the indicators: what was measured, and what is derived of it. */
function whole(reader: Reader, measured: readonly Formed[]): Value[] {
  const byName = new Map<string, Value>();
  for (const [layer, values] of measured) layer.measured.forEach((name, at) => byName.set(name, values[at] as Value));
  for (const name of reader.order) {
    const indicator = reader.indicators[name] as Derived;
    const [left, right] = combined(indicator).of;
    byName.set(name, combine(indicator, byName.get(left) ?? missing, byName.get(right) ?? missing));
  }
  return reader.names.map((name) => byName.get(name) ?? missing);
}

/** What a layer's indicators come to over several rows of values. */
const together = ({ indicators }: Reader, layer: Layer, rows: readonly (readonly Value[])[], standing: Standing): Value[] =>
  layer.measured.map((name, at) =>
    gather(
      indicators[name] as Measured,
      rows.map((values) => values[at] as Value),
      standing,
    ),
  );

function overAccounts(reader: Reader, layer: Layer, rows: readonly Row[]): (customerId: string) => Formed {
  const byCustomer = Map.groupBy(rows, (row) => row[0] as string);
  return (customerId) => {
    const own = byCustomer.get(customerId) ?? [];
    const held = own.map((row) => ({ contractStart: row[accountLead.start] as Day | null, contractEnd: row[accountLead.end] as Day | null }));
    return [
      layer,
      together(
        reader,
        layer,
        own.map((row) => formed(reader, layer, row)),
        ofAccounts(held, reader.asOf),
      ),
    ];
  };
}

/** Groups whose head is known; a member that is not known (yet, or as known then) counts as none. */
function groups(reader: Reader, { own, members }: Read): SubjectValues[] {
  const rows = new Map(own.map((row) => [row[0] as string, row]));
  return [...Map.groupBy(members, ({ headId }) => headId)]
    .filter(([headId]) => rows.has(headId))
    .map(([headId, others]) => {
      const known = [{ customerId: headId, joinedOn: null }, ...others]
        .filter(({ customerId }) => rows.has(customerId))
        .sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
      const values = known.map(({ customerId }) => formed(reader, reader, rows.get(customerId) as Row));
      const standing = ofMembers(known.map(({ joinedOn }) => joinedOn));
      return { customerId: headId, subjectId: headId, values: whole(reader, [[reader, together(reader, reader, values, standing)]]) };
    })
    .sort(inOrder);
}
