import { Arg, type ClassType, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { bandMask, districtMask, initialsMask, lastFourMask, type Mask, moneyBandMask, monthMask, yearMask } from '../access/mask.ts';
import { Needs, type Wear } from '../access/scope.ts';
import { type ColumnMask, type Fact, type FactColumn, maskOf, publishedName, snake } from '../base/fact.ts';
import { decodeId, encodeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import type { Scope } from '../base/scope.ts';
import type { Day } from '../base/time.ts';
import { type FactRow, factRows, readFacts, type Span } from '../db/read.ts';
import { money, moneyRead } from './amount.ts';
import { Attribute, attributesOf, attributesRead, type Kept } from './attribute.ts';
import { type Read as Batched, load } from './batch.ts';
import type { Context } from './context.ts';
import { problem } from './errors.ts';
import { Money } from './money.ts';
import { pageSize } from './page.ts';
import { type Param, type Read, type Reads, type Rows, together } from './reads.ts';
import { DateScalar, DateTimeScalar, DecimalScalar, MonthScalar } from './scalars.ts';

/** Rows of facts that a list answers with when it is not said how many. */
const lastDefault = 12;

/** A fact as the graph has it: its class, and the resolver that hangs its list on its owner. */
export interface Published {
  readonly fact: Fact;
  readonly type: ClassType;
  readonly lists: readonly ClassType[];
  /** What its fields and its list read. */
  readonly reads: Reads;
}

const byType = new Map<string, Published>();
const byName = new Map<string, Published>();

/** The published class of a type by its name (`Account`), for fields that another room adds to it. */
export function published(type: string): ClassType {
  const found = byType.get(type);
  if (!found) throw new Error(`no published class ${type}: its room's graph.ts is not in server/schema.ts`);
  return found.type;
}

/**
 * Makes a fact's published class from its entry, and its list on the owner's type; rows pass through as they were read.
 * Only the room of customers knows to whom a record belongs: it publishes columns of the type `customer` itself.
 * A fact with free attributes names the scope of the plain ones; the others need `profile.sensitive`.
 */
export function publish(fact: Fact, attributes?: Scope): Published {
  const type = { [fact.type]: class {} }[fact.type] as ClassType;
  const golden = fact.name === fact.owner;
  ObjectType(fact.type, { simpleResolvers: true, description: fact.description.en })(type);
  field(type, 'id', fact.scope, () => ID, { description: 'Opaque id; it stays the same for good.' }, { get: (row: FactRow) => idOf(fact, row) });
  for (const [name, column] of Object.entries(fact.columns)) if (column.type !== 'customer') columnField(type, name, column);
  if (!golden) field(type, 'source', 'profile.source', () => String, { description: 'The source that said so.' });
  if (!golden) field(type, 'availableOn', fact.scope, () => DateScalar, { description: 'The day from which the company could have known it.' });
  field(type, 'recordedAt', fact.scope, () => DateTimeScalar, { description: 'When Assay came to know it as it is.' }, { inside: true });
  const lists = [...(golden ? [] : [listOf(fact, type)]), ...(attributes ? [attributeLists(fact, type, attributes)] : [])];
  const reads = together(rowReads(fact, attributes !== undefined), golden ? {} : listReads(fact));
  const entry: Published = { fact, type, lists, reads };
  byType.set(fact.type, entry);
  byName.set(fact.name, entry);
  return entry;
}

/** Every fact that a room has published. */
export const publications = (): Iterable<Published> => byType.values();

/** The opaque id of a fact's row. */
export const idOf = (fact: Fact, row: FactRow): string => {
  const owner = fact.owner === 'account' || fact.name === 'account' ? [row.customerId, row.accountId] : [row.customerId];
  return encodeId(fact.prefix, ...owner, ...(fact.day === null ? [] : [row.key]));
};

/** Rows of a fact with the currency that their amounts are in. */
export const inCurrency = <Row extends object>(rows: readonly Row[] | undefined, currency: unknown): Row[] => (rows ?? []).map((row) => ({ ...row, currency }));

type Get = (row: FactRow) => unknown;

type Options = { description: string; nullable?: boolean };

function field(type: ClassType, name: string, scope: Scope, of: () => unknown, options: Options, more: Omit<Wear, 'scope'> = {}): void {
  Needs(scope, more)(type.prototype as object, name);
  Field(of as () => typeof String, options)(type.prototype as object, name);
}

function columnField(type: ClassType, name: string, column: FactColumn): void {
  const options = { description: described(column), nullable: column.required !== true };
  const gets: Record<string, Get> = {
    money: (row) => money(row[name] as number | null, row['currency'] as string),
    reference: (row) => (row[name] ? namedId(column, name, row) : null),
  };
  const get = gets[column.type];
  field(type, publishedName(name, column), column.scope, () => scalarOf(column), options, { ...(get && { get }), ...worn(column) });
}

const masks: Readonly<Record<Exclude<ColumnMask, 'same'>, Mask>> = {
  last: lastFourMask,
  initials: initialsMask,
  year: yearMask,
  month: monthMask,
  district: districtMask,
  band: bandMask,
};

function worn(column: FactColumn): Pick<Wear, 'mask' | 'coarse'> {
  const mask = maskOf(column);
  if (mask === undefined) return {};
  return mask === 'same' ? { coarse: true } : { mask: mask === 'band' && column.type === 'money' ? moneyBandMask : masks[mask] };
}

/** The id of the fact that a column names; nothing when its kind is unknown. */
function namedId({ to, toIn }: FactColumn, name: string, row: FactRow): string | null {
  const fact = byName.get(toIn === undefined ? (to ?? '') : String(row[toIn]))?.fact;
  if (!fact) return null;
  const key = row[name] as string;
  return toIn === undefined
    ? idOf(fact, fact.name === 'account' ? { ...row, accountId: key } : { ...row, key })
    : encodeId(fact.prefix, ...[row.customerId, row.accountId, key].filter(Boolean));
}

const described = (column: FactColumn): string =>
  [column.description.en, column.words ? `One of: ${column.words.join(', ')}.` : '', column.unit ? `Unit: ${column.unit}.` : ''].filter(Boolean).join(' ');

function scalarOf(column: FactColumn): unknown {
  const scalars = {
    text: String,
    code: String,
    integer: Int,
    quantity: DecimalScalar,
    money: Money,
    date: DateScalar,
    month: MonthScalar,
    boolean: Boolean,
    reference: ID,
    instant: DateTimeScalar,
    customer: ID,
  };
  return scalars[column.type];
}

/** The list field `<plural>` on the owner's type: one statement per operation for all owners. */
function listOf(fact: Fact, type: ClassType): ClassType {
  const read: Batched<FactRow[], Span> = (db, owners, span) => readFacts(db, fact, owners, span);
  const [name, size] = fact.day === null ? (['first', limits.pageDefault] as const) : (['last', lastDefault] as const);
  async function list(parent: FactRow, context: Context, last: number, from?: Day, until?: Day): Promise<FactRow[]> {
    const owner = fact.owner === 'account' ? `${parent.customerId}:${parent.accountId}` : parent.customerId;
    const span = fact.day === null ? { after: accountAfter(fact, from, context) } : { from, until };
    const rows = await load(context, read, owner, { last: pageSize(name, last), ...span });
    return fact.columns['currency'] ? (rows ?? []) : inCurrency(rows, parent['currency'] ?? context.currency);
  }
  class FactList {}
  const target = FactList.prototype;
  // type-graphql finds a resolver by its owner and the name of its method, so that name must be the field's.
  Object.defineProperty(target, fact.plural, { value: list });
  const owner = fact.owner === 'account' ? 'Account' : 'Customer';
  Resolver(() => published(owner))(FactList);
  FieldResolver(() => [type], { description: listDescription(fact) })(
    target,
    fact.plural,
    Object.getOwnPropertyDescriptor(target, fact.plural) as PropertyDescriptor,
  );
  Root()(target, fact.plural, 0);
  Ctx()(target, fact.plural, 1);
  Arg(name, () => Int, { defaultValue: size, description: `How many at most, up to ${limits.pageMax}.` })(target, fact.plural, 2);
  Needs(fact.scope, { args: argScopes(fact, name) })(target, fact.plural);
  if (fact.day === null) {
    Arg('after', () => ID, { nullable: true, description: 'The id of the last one seen: go on behind it.' })(target, fact.plural, 3);
    return FactList;
  }
  Arg('from', () => DateScalar, { nullable: true, description: 'Only from this day on.' })(target, fact.plural, 3);
  Arg('until', () => DateScalar, { nullable: true, description: 'Only until this day.' })(target, fact.plural, 4);
  return FactList;
}

/** What the fields of a row read beside columns of their own name. */
function rowReads(fact: Fact, hasAttributes: boolean): Reads {
  const fields: Record<string, Read> = { id: idRead(() => fact) };
  for (const [name, column] of Object.entries(fact.columns)) {
    if (column.type === 'money') fields[publishedName(name, column)] = moneyRead((row) => `${row}.${snake(name)}`, column.required);
    if (column.toIn !== undefined) fields[name] = anyIdRead(column.toIn, name);
    else if (column.type === 'reference')
      fields[name] = idRead(
        () => byName.get(column.to ?? '')?.fact as Fact,
        (row) => `${row}.${snake(name)}`,
      );
  }
  if (hasAttributes) Object.assign(fields, { attributes: attributesRead(fact.name, 'plain'), sensitiveAttributes: attributesRead(fact.name, 'sensitive') });
  return { [fact.type]: fields };
}

/** The id of the fact that a row is, or names by a key that may be empty. */
function idRead(fact: () => Fact, key?: (row: string) => string): Read {
  const owners = (row: string): string[] => [`${row}.customer_id`, ...(fact().owner === 'account' || fact().name === 'account' ? [`${row}.account_id`] : [])];
  const own = (row: string): string[] => (fact().day === null ? [] : [`${row}.key`]);
  const named = (row: string, name: string): string[] => (fact().name === 'account' ? [`${row}.customer_id`, name] : [...owners(row), name]);
  return {
    plain: true,
    late: (row) => (key ? named(row, key(row)).join(` || ' ' || `) : [...owners(row), ...own(row)]),
    value: (payload) => (payload === '' ? null : encodeId(fact().prefix, payload)),
  };
}

/** The id of a fact of the kind that another column names. */
const anyIdRead = (kind: string, name: string): Read => ({
  plain: true,
  late: (row) => `concat_ws(' ', ${row}.customer_id, ${row}.account_id, ${row}.${snake(name)}) || '/' || ${row}.${snake(kind)}`,
  value: (payload) => {
    const at = payload.indexOf('/');
    const fact = byName.get(payload.slice(at + 1))?.fact;
    return fact ? encodeId(fact.prefix, payload.slice(0, at)) : null;
  },
});

/** The fact that an opaque id names, as far as the id alone tells: of which kind, whose, and its key. */
export function factOf(id: string): { fact: Fact; customerId: string; accountId: string | null; key: string } | undefined {
  for (const { fact } of byName.values()) {
    const isOfAccount = fact.owner === 'account' || fact.name === 'account';
    const ids = decodeId(fact.prefix, (isOfAccount ? 2 : 1) + (fact.day === null ? 0 : 1), id);
    if (ids) return { fact, customerId: ids[0] as string, accountId: isOfAccount ? (ids[1] as string) : null, key: ids.at(-1) as string };
  }
  return undefined;
}

/** The list as `readFacts` reads it, under its owner's row. */
function listReads(fact: Fact): Reads {
  const size = fact.day === null ? 'first' : 'last';
  const many: Rows = (owner, row, param, args) =>
    factRows(
      fact,
      owner,
      row,
      {
        last: param('last', 'int'),
        from: args['from'] ? param('from', 'date') : undefined,
        until: args['until'] ? param('until', 'date') : undefined,
        after: args['after'] ? param('after', 'uuid') : undefined,
      },
      currencySql(fact, owner, param),
    );
  const read: Read = {
    many,
    bind: (args, context) => ({
      last: pageSize(size, args[size]),
      from: args['from'],
      until: args['until'],
      after: accountAfter(fact, args['after'], context),
      currency: context.currency,
    }),
    shape: (args) => ['from', 'until', 'after'].filter((name) => args[name] !== undefined && args[name] !== null).join(),
  };
  return { [fact.owner === 'account' ? 'Account' : 'Customer']: { [fact.plural]: read } };
}

const currencySql = (fact: Fact, owner: string, param: Param): string | undefined => {
  if (!Object.values(fact.columns).some(({ type }) => type === 'money') || fact.columns['currency']) return undefined;
  return fact.owner === 'account' ? `coalesce(${owner}.currency, ${param('currency', 'text')})` : param('currency', 'text');
};

/** The account that a list of accounts goes on behind. */
function accountAfter(fact: Fact, after: string | undefined, { partner }: Context): string | undefined {
  if (after === undefined || after === null) return undefined;
  const ids = decodeId(fact.prefix, 2, partner ? (partner.opened(after) ?? '') : after);
  if (!ids) throw problem('GRAPH_CURSOR_INVALID', {}, { path: 'after' });
  return ids[1];
}

/** `attributes`, those declared plain, and `sensitiveAttributes`, all others. */
function attributeLists(fact: Fact, type: ClassType, plain: Scope): ClassType {
  class AttributeLists {
    attributes(parent: FactRow, context: Context): Promise<Attribute[]> {
      return attributesOf(context, fact.name, parent, 'plain');
    }
    sensitiveAttributes(parent: FactRow, context: Context): Promise<Attribute[]> {
      return attributesOf(context, fact.name, parent, 'sensitive');
    }
  }
  const target = AttributeLists.prototype;
  Resolver(() => type)(AttributeLists);
  const list = (name: 'attributes' | 'sensitiveAttributes', scope: Scope, kept: Kept): void => {
    const description = kept === 'plain' ? 'Free attributes of the class plain.' : 'Free attributes of every other class (income, sex, health and so on).';
    FieldResolver(() => [Attribute], { description })(target, name, Object.getOwnPropertyDescriptor(target, name) as PropertyDescriptor);
    Root()(target, name, 0);
    Ctx()(target, name, 1);
    Needs(scope)(target, name);
  };
  list('attributes', plain, 'plain');
  list('sensitiveAttributes', 'profile.sensitive', 'sensitive');
  return AttributeLists;
}

const listDescription = (fact: Fact): string => `${fact.description.en}${fact.day === null ? '' : ' Newest first.'}`;

function argScopes(fact: Fact, size: string): Record<string, Scope> {
  if (fact.day === null) return { [size]: 'open', after: fact.scope };
  const day = fact.columns[fact.day]?.scope ?? fact.scope;
  return { [size]: 'open', from: day, until: day };
}
