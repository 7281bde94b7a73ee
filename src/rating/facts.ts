import { type Fact, snake } from '../base/fact.ts';
import type { Day } from '../base/time.ts';
import { allocationSql } from '../payment/store.ts';
import type { Condition, Measured } from './indicator.ts';
import { isLateness, lateDays, type Statement, span } from './parts.ts';
import { type Attributes, columnOf, dayOf, type Resolved, vocabulary } from './vocabulary.ts';

/**
 * Which customers and which facts a statement reads. current: a range of customers, the rows that are current, and
 * lateness from the caches. known: named customers, the rows as known at an instant, and lateness derived from them.
 */
export type Reading = 'current' | 'known';

/** Columns before the first part: customer id, sources. */
const lead = 2;

/**
 * Compiles measured indicators to one statement that scans each fact table at most once and yields, per customer, the
 * exact parts that `form` turns into values. Counts, sums, extremes and days only: no quotient is formed in SQL.
 */
export function compileFacts(indicators: readonly Measured[], asOf: Day, attributes: Attributes, reading: Reading): Statement {
  const query = new Query(asOf, attributes, reading);
  const columns = indicators.map((indicator) => (isLateness(indicator) ? query.lateness(indicator) : query.measure(indicator)));
  let at = lead;
  const parts = columns.map((list) => {
    const place = { at, count: list.length };
    at += list.length;
    return place;
  });
  return { text: query.text(columns.flat()), constants: query.constants, parts };
}

/** What one scan of a fact yields per customer; the account is joined only where something reads it. */
interface Group {
  readonly from: string;
  readonly columns: string[];
  readsAccount: boolean;
}

class Query {
  readonly constants: Statement['constants'] = [];
  private readonly typed: string[] = [];
  private readonly groups = new Map<string, Group>();
  /** The group that conditions are being written for. */
  private at: Group = { from: '', columns: [], readsAccount: false };
  private readonly tables = new Set<string>(['customer']);

  private readonly asOf: Day;
  private readonly attributes: Attributes;
  private readonly reading: Reading;

  constructor(asOf: Day, attributes: Attributes, reading: Reading) {
    this.asOf = asOf;
    this.attributes = attributes;
    this.reading = reading;
  }

  measure(indicator: Measured): string[] {
    const fact = vocabulary.get(indicator.fact) as Fact;
    this.tables.add(fact.name);
    const group = this.group(fact.name, `known_${fact.name} as x`);
    const chosen = [...this.window(fact, indicator), ...indicator.where.map((condition) => this.condition(fact, condition))];
    return this.aggregates(fact, indicator, chosen).map((sql) => this.column(fact.name, group, sql));
  }

  private aggregates(fact: Fact, indicator: Measured, chosen: string[]): string[] {
    const day = dayOf(fact);
    const read = (name: string) => this.value(fact, name);
    switch (indicator.measure) {
      case 'count':
        return [`count(*)${filter(chosen)}`];
      case 'share': {
        const matched = [...chosen, ...(indicator.match ?? []).map((condition) => this.condition(fact, condition))];
        const one = indicator.by === undefined ? 'count(*)' : `sum(${read(indicator.by)})`;
        return [one + filter(matched), one + filter(chosen)];
      }
      case 'months_since':
      case 'tenure_months': {
        const column = read(indicator.column ?? (day as string));
        return [`${indicator.measure === 'months_since' ? 'max' : 'min'}(${column})${filter([...chosen, `${column} <= $1::date`])}`];
      }
      default:
        return this.overColumn(fact, indicator, chosen);
    }
  }

  private overColumn(fact: Fact, indicator: Measured, chosen: string[]): string[] {
    const resolved = columnOf(fact, indicator.column as string, this.attributes) as Resolved;
    const column = this.value(fact, indicator.column as string);
    const day = dayOf(fact);
    const dated = (sql: string) =>
      resolved.kind === 'number'
        ? `array[${day ? `coalesce(x.${snake(day)} - date '0001-01-01', 0)` : '0'}::numeric, ${sql}::numeric]`
        : `array[${day ? `coalesce(x.${snake(day)}::text, '')` : "''"}, ${sql}::text] collate "C"`;
    const latest = (conditions: string[]) => `(max(${dated(column)})${filter([...conditions, `${column} is not null`])})[2]`;
    if (indicator.measure === 'latest') return [latest(chosen), 'null'];
    const codes = indicator.special ?? [];
    const list = codes.map((code) => this.constant(code, 'numeric')).join(', ');
    const plain = codes.length === 0 ? chosen : [...chosen, `${column} not in (${list})`];
    const special = codes.length === 0 ? 'null' : latest([...chosen, `${column} in (${list})`]);
    if (indicator.measure === 'min' || indicator.measure === 'max') return [`${indicator.measure}(${column})${filter(plain)}`, special];
    return [`count(${column})${filter(plain)}`, `sum(${column})${filter(plain)}`, special, `count(*)${filter(chosen)}`];
  }

  lateness(indicator: Measured): string[] {
    const fact = vocabulary.get('bill') as Fact;
    for (const name of ['bill', 'payment']) this.tables.add(name);
    const group = this.group('late', 'late as x');
    const chosen = indicator.where.map((condition) => this.condition(fact, condition));
    const aggregates = this.lateAggregates(indicator, chosen);
    return aggregates.map((sql) => this.column('late', group, sql));
  }

  private lateAggregates(indicator: Measured, chosen: string[]): string[] {
    if (indicator.measure === 'on_time_share') {
      const { from, until } = span(indicator.window, this.asOf);
      const due = [...chosen, ...(from ? [`x.due_on >= ${this.constant(from, 'date')}`] : []), `x.due_on <= ${this.constant(until, 'date')}`];
      return [`count(*)${filter([...due, `x.covered_on <= x.due_on + ${this.constant(indicator.graceDays ?? 0, 'int')}`])}`, `count(*)${filter(due)}`];
    }
    if (indicator.measure === 'arrears_amount') {
      const open = filter([...chosen, 'x.due_on < $1::date', 'x.covered_on is null']);
      return [`count(*)${filter(chosen)}`, `sum(least(x.amount_due_minor, x.cumulative_minor - coalesce(x.paid_total, 0)))${open}`];
    }
    const oldest = (day: string) => `min(x.due_on)${filter([...chosen, `x.due_on < ${day}`, `(x.covered_on is null or x.covered_on > ${day})`])}`;
    return [`count(*)${filter(chosen)}`, ...lateDays(indicator, this.asOf).map((day) => oldest(this.constant(day, 'date')))];
  }

  text(columns: string[]): string {
    if ([...this.groups.values()].some((group) => group.readsAccount)) this.tables.add('account');
    const groups = [...this.groups].map(([name, group]) => {
      const fact = vocabulary.get(name);
      const known = fact && fact.name !== 'customer' ? `where ${dated('x.', fact)}` : '';
      return `g_${name} as (select x.customer_id, ${group.columns.join(', ')} from ${group.from}${group.readsAccount ? accounts : ''} ${known} group by x.customer_id)`;
    });
    const late = this.groups.has('late') ? this.lateSources() : [];
    const known = [...this.tables].map((name) => `known_${name} as (${this.known(vocabulary.get(name) as Fact)})`);
    const joins = [...this.groups.keys()].map((name) => `left join g_${name} using (customer_id)`).join(' ');
    const skip = this.reading === 'current' ? `where not exists (select from assay.account_cover e where e.customer_id = c.customer_id and not e.exact)` : '';
    return `with ${[...known, ...late, ...groups].join(',\n')}
select c.customer_id, ${this.sources()} as sources${columns.map((column) => `, ${column}`).join('')}
from known_customer as c ${joins} ${skip} order by c.customer_id`;
  }

  private sources(): string {
    if (this.reading === 'current')
      return '(select array_agg(distinct r.source order by r.source) from assay.source_record r where r.customer_id = c.customer_id)';
    const once = (table: string) => `select r.source from assay.${table} r where r.customer_id = c.customer_id and r.recorded_at <= $3::timestamptz`;
    return `(select array_agg(distinct r.source order by r.source) from (${once('source_record')} union all ${once('source_record_history')}) as r)`;
  }

  /** A fact's rows as they are known: current ones, or also superseded ones that were current at the known-at instant. */
  private known(fact: Fact): string {
    const columns = [
      ...(fact.owner === 'account' || fact.name === 'account' ? ['account_id'] : []),
      ...(fact.name === 'customer' || fact.name === 'account' ? [] : ['key']),
      ...Object.keys(fact.columns).map(snake),
      ...(fact.attributes ? ['attributes'] : []),
    ];
    const available = fact.name === 'customer' ? 'recorded_at::date as available_on' : 'available_on';
    const select = (table: string) => `select customer_id, ${columns.join(', ')}, ${available} from assay.${table} where`;
    if (this.reading === 'current') return `${select(fact.name)} customer_id between $2::uuid and $3::uuid`;
    const then = 'customer_id = any($2::uuid[]) and recorded_at <= $3::timestamptz';
    return `${select(fact.name)} ${then} union all ${select(`${fact.name}_history`)} ${then} and superseded_at > $3::timestamptz`;
  }

  /** Bills as allocated as of the day: `covered_on` is null while uncovered, `paid_total` what the account has paid. */
  private lateSources(): string[] {
    const paid = 'paid_on <= $1::date and available_on <= $1::date and (bounced_on is null or bounced_on > $1::date)';
    if (this.reading === 'known') {
      const bills = '(select * from known_bill where period <= $1::date and available_on <= $1::date)';
      return [`late as (${allocationSql(bills, `(select * from known_payment where ${paid})`)})`];
    }
    return [
      `paid as (select customer_id, account_id, sum(amount_minor)::bigint as paid_total from known_payment where ${paid} group by customer_id, account_id)`,
      `late as (select customer_id, account_id, due_on, amount_due_minor, cumulative_minor, case when cover_known_on <= $1::date then covered_on end as covered_on, paid_total
        from assay.bill_cover left join paid using (customer_id, account_id) where customer_id between $2::uuid and $3::uuid and known_on <= $1::date)`,
    ];
  }

  private group(name: string, from: string): Group {
    this.at = this.groups.get(name) ?? { from, columns: [], readsAccount: false };
    this.groups.set(name, this.at);
    return this.at;
  }

  private column(name: string, group: Group, sql: string): string {
    const known = group.columns.findIndex((column) => column.startsWith(`${sql} as `));
    if (known >= 0) return `g_${name}.p${known}`;
    group.columns.push(`${sql} as p${group.columns.length}`);
    return `g_${name}.p${group.columns.length - 1}`;
  }

  private window(fact: Fact, indicator: Measured): string[] {
    if (fact.day === null || indicator.window === 'all') return [];
    const { from, until } = span(indicator.window, this.asOf);
    return [`x.${snake(fact.day)} between ${this.constant(from as Day, 'date')} and ${this.constant(until, 'date')}`];
  }

  private value(fact: Fact, name: string): string {
    const resolved = columnOf(fact, name, this.attributes) as Resolved;
    const table = resolved.of === 'own' ? 'x' : 'a';
    if (resolved.of === 'account') this.at.readsAccount = true;
    if (!resolved.attribute) return `${table}.${snake(resolved.column)}`;
    const json = `${table}.attributes->${literal(resolved.column)}`;
    return resolved.kind === 'number'
      ? `case when jsonb_typeof(${json}) = 'number' then (${json})::numeric end`
      : `(${table}.attributes->>${literal(resolved.column)})`;
  }

  private condition(fact: Fact, { column, op, value }: Condition): string {
    const resolved = columnOf(fact, column, this.attributes) as Resolved;
    const read = this.value(fact, column);
    const type = resolved.kind === 'number' ? 'numeric' : resolved.kind === 'date' ? 'date' : 'text';
    const side = type === 'text' ? `${read}::text collate "C"` : read;
    const constants = (Array.isArray(value) ? value : [value]).map((one) => this.constant(type === 'numeric' ? Number(one) : String(one), type));
    return Array.isArray(value) || op === 'in' ? `${side} in (${constants.join(', ')})` : `${side} ${op} ${constants[0]}`;
  }

  /** Each parameter has its column's type: a cast from text would be done anew for every row. */
  private constant(value: string | number, type: string): string {
    const name = `${value}::${type}`;
    const at = this.typed.indexOf(name);
    if (at < 0) {
      this.typed.push(name);
      this.constants.push(String(value));
    }
    return `$${(at < 0 ? this.constants.length - 1 : at) + 4}::${type}`;
  }
}

/** Known as of the day: what it is about and when it became available lie on or before it. */
function dated(prefix: string, fact: Fact): string {
  const day = dayOf(fact);
  return `${prefix}available_on <= $1::date${day ? ` and (${prefix}${snake(day)} is null or ${prefix}${snake(day)} <= $1::date)` : ''}`;
}

/** The account a fact hangs on, as far as it is known as of the day. */
const accounts = ` left join (select * from known_account where ${dated('', vocabulary.get('account') as Fact)}) as a using (customer_id, account_id)`;

const filter = (conditions: string[]): string => (conditions.length === 0 ? '' : ` filter (where ${conditions.join(' and ')})`);
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
