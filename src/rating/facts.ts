import { type Fact, snake } from '../base/fact.ts';
import { type Day, lastOfMonth } from '../base/time.ts';
import { isMarkable } from '../customer/mark/mark.ts';
import { isLeftOutSql, leftOutSql } from '../customer/mark/store.ts';
import { narrowed, only } from '../db/only.ts';
import { forborneSql } from '../payment/forbearance/store.ts';
import { allocationSql, brokenSql, inexactSql, isReplacedSql } from '../payment/store.ts';
import type { Measured } from './indicator.ts';
import { dated, Expressions, filter } from './measure/expression.ts';
import { isBroken, isLateness, type Level, leads, type Reading, type Statement, seriousDays } from './measure/parts.ts';
import { isSeries, monthText, seriesMonths } from './measure/series.ts';
import { lateDays, span } from './measure/window.ts';
import { type Attributes, dayOf, isOfAccount, vocabulary } from './vocabulary.ts';

/**
 * Compiles measured indicators to one statement that scans each fact table at most once and yields, per customer or per
 * account (what is the customer's is then that of every account), the exact parts that `form` turns into values. Counts, sums, extremes and days only: no quotient is formed in SQL.
 */
export function compileFacts(indicators: readonly Measured[], asOf: Day, attributes: Attributes, reading: Reading, level: Level = 'customer'): Statement {
  const query = new Query(asOf, attributes, reading, level);
  const columns = indicators.map((indicator) => query.parts(indicator));
  let at = leads[level];
  const parts = columns.map((list) => {
    const place = { at, count: list.length };
    at += list.length;
    return place;
  });
  return { text: query.text(columns.flat()), constants: query.constants, parts };
}

/** What one scan of a fact yields per customer or account; the account is joined only where something reads it. */
interface Group {
  readonly from: string;
  readonly columns: string[];
  readsAccount: boolean;
}

class Query extends Expressions {
  private readonly groups = new Map<string, Group>();
  private readonly tables: Set<string>;
  private readonly reading: Reading;
  private readonly level: Level;

  constructor(asOf: Day, attributes: Attributes, reading: Reading, level: Level) {
    super(asOf, attributes);
    this.reading = reading;
    this.level = level;
    this.tables = new Set(['customer', level]);
  }

  /** The columns that an indicator's parts come from. */
  parts(indicator: Measured): string[] {
    if (isLateness(indicator)) return this.lateness(indicator);
    if (isBroken(indicator)) return this.broken(indicator);
    return isSeries(indicator) ? this.byMonth(indicator) : this.measure(indicator);
  }

  private measure(indicator: Measured): string[] {
    const fact = vocabulary.get(indicator.fact) as Fact;
    this.tables.add(fact.name);
    const group = this.group(fact.name, `known_${fact.name} as x`);
    const chosen = [...this.window(fact, indicator), ...indicator.where.map((condition) => this.condition(fact, condition))];
    return this.aggregates(fact, indicator, chosen).map((sql) => this.column(fact.name, group, sql));
  }

  /**
   * The totals of the months that have rows as one text (`monthText`), and the latest special code. A sum of its own for each month is
   * faster than grouping by month first, and keeps to one scan.
   */
  private byMonth(indicator: Measured): string[] {
    const fact = vocabulary.get(indicator.fact) as Fact;
    this.tables.add(fact.name);
    const group = this.group(fact.name, `known_${fact.name} as x`);
    const series = seriesMonths(indicator, this.asOf);
    // In January the year has no month yet that is over: what no month reads is not named either, as its type would be open.
    if (series.length === 0) return [`''`, 'null'].map((sql) => this.column(fact.name, group, sql));
    const where = indicator.where.map((condition) => this.condition(fact, condition));
    const column = indicator.column === undefined ? undefined : this.value(fact, indicator.column);
    const codes = column === undefined ? '' : (indicator.special ?? []).map((code) => this.constant(code, 'numeric')).join(', ');
    const isTold = codes === '' && fact.columns[indicator.column ?? '']?.required === true;
    const months = series.map((month) => {
      const chosen = [this.inMonth(fact, month), ...where];
      const rows = `nullif(count(*)${filter(chosen)}, 0)`;
      const total = column === undefined ? rows : `sum(${column})${filter(codes === '' ? chosen : [...chosen, `${column} not in (${codes})`])}`;
      // Where every row has the value, its sum says whether there are rows.
      if (column === undefined || isTold) return `'${monthText(month, '')}' || ${total}`;
      return `case when ${rows} > 0 then '${monthText(month, '')}' || coalesce(${total}::text, '') end`;
    });
    const text = `array_to_string(array[${months.join(', ')}], ',')`;
    const within = series.map((month) => this.inMonth(fact, month));
    const isSpecial = [`(${within.join(' or ')})`, ...where, `${column} in (${codes})`];
    const special = codes === '' ? 'null' : this.latest(fact, indicator.column as string, isSpecial);
    return [text, special].map((sql) => this.column(fact.name, group, sql));
  }

  private inMonth(fact: Fact, month: Day): string {
    const day = `x.${snake(fact.day as string)}`;
    const first = this.constant(month, 'date');
    if (fact.columns[fact.day as string]?.type === 'month') return `${day} = ${first}`;
    return `${day} between ${first} and ${this.constant(lastOfMonth(month), 'date')}`;
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
    const column = this.value(fact, indicator.column as string);
    const latest = (conditions: string[]) => this.latest(fact, indicator.column as string, conditions);
    if (indicator.measure === 'latest') return [latest(chosen), 'null'];
    const codes = indicator.special ?? [];
    const list = codes.map((code) => this.constant(code, 'numeric')).join(', ');
    const plain = codes.length === 0 ? chosen : [...chosen, `${column} not in (${list})`];
    const special = codes.length === 0 ? 'null' : latest([...chosen, `${column} in (${list})`]);
    if (indicator.measure === 'min' || indicator.measure === 'max') return [`${indicator.measure}(${column})${filter(plain)}`, special];
    return [`count(${column})${filter(plain)}`, `sum(${column})${filter(plain)}`, special, `count(*)${filter(chosen)}`];
  }

  private broken(indicator: Measured): string[] {
    const fact = vocabulary.get('arrangement') as Fact;
    for (const name of ['arrangement', 'instalment', 'payment']) this.tables.add(name);
    const group = this.group('broken', 'broken as x');
    const within = this.within('x.broken_on', indicator);
    const chosen = [...within, 'x.broken_on is not null', ...indicator.where.map((condition) => this.condition(fact, condition))];
    return [this.column('broken', group, `count(*)${filter(chosen)}`)];
  }

  private lateness(indicator: Measured): string[] {
    const fact = vocabulary.get('bill') as Fact;
    for (const name of ['bill', 'payment']) this.tables.add(name);
    const group = this.group('late', 'late as x');
    const chosen = indicator.where.map((condition) => this.condition(fact, condition));
    return this.lateAggregates(indicator, chosen).map((sql) => this.column('late', group, sql));
  }

  /** Bills that count; whom the caches answer for has no forbearance. `unless` they are on time all the same. */
  private counted(bills: string[], unless = ''): string[] {
    return this.reading === 'current' ? bills : [...bills, unless === '' ? 'not x.is_forborne' : `(not x.is_forborne or ${unless})`];
  }

  /** `ever` is how many bills there are, forborne ones too: who has any and owes nothing that counts is at 0. */
  private lateAggregates(indicator: Measured, all: string[]): string[] {
    const ever = `count(*)${filter(all)}`;
    if (indicator.measure === 'on_time_share' || indicator.measure === 'on_time_amount_share') {
      const due = [...all, ...this.within('x.due_on', indicator)];
      const inTime = `x.covered_on <= x.due_on + ${this.constant(indicator.graceDays ?? 0, 'int')}`;
      const one = indicator.measure === 'on_time_share' ? 'count(*)' : 'sum(x.amount_due_minor)';
      return [one + filter([...due, inTime]), one + filter(this.counted(due, inTime))];
    }
    const chosen = this.counted(all);
    if (indicator.measure === 'cured_months') {
      const { until } = span(indicator.window, this.asOf);
      const end = `(date_trunc('month', least(${this.constant(until, 'date')} + 1, x.covered_on)::timestamp)::date - 1)`;
      return [`max(${end})${filter([...chosen, `${end} - x.due_on >= ${seriousDays}`, ...this.within(end, indicator)])}`];
    }
    if (indicator.measure === 'arrears_amount') {
      const open = filter([...chosen, 'x.due_on < $1::date', 'x.covered_on is null']);
      return [ever, `sum(least(x.amount_due_minor, x.cumulative_minor - coalesce(x.paid_total, 0)))${open}`];
    }
    const oldest = (day: string) => `min(x.due_on)${filter([...chosen, `x.due_on < ${day}`, `(x.covered_on is null or x.covered_on > ${day})`])}`;
    return [ever, ...lateDays(indicator, this.asOf).map((day) => oldest(this.constant(day, 'date')))];
  }

  text(columns: string[]): string {
    if ([...this.groups.values()].some((group) => group.readsAccount)) this.tables.add('account');
    const groups = [...this.groups].map(([name, group]) => {
      const fact = vocabulary.get(name);
      const known = fact && fact.name !== 'customer' ? `where ${dated('x.', fact)}` : '';
      const keys = this.keys(name, 'x.');
      return `g_${name} as (select ${keys}, ${group.columns.join(', ')} from ${group.from}${group.readsAccount ? accounts : ''} ${known} group by ${keys})`;
    });
    const late = this.groups.has('late') ? this.lateSources() : [];
    if (this.groups.has('broken')) late.push(this.brokenSource());
    const known = this.read().flatMap((name) => this.knownSources(vocabulary.get(name) as Fact));
    const joins = [...this.groups.keys()].map((name) => `left join g_${name} using (${this.keys(name)})`).join(' ');
    // Profiles alone are read without the day, whose type would then be open: so the last line names it.
    const skip = this.reading === 'current' ? inexactSql.map((rows) => `and not exists (select from ${rows} and e.customer_id = c.customer_id)`).join(' ') : '';
    const ofAccount = this.level === 'account';
    return narrowed(`with ${[...known, ...late, ...groups].join(',\n')}
select c.customer_id, ${this.sources()} as sources${ofAccount ? ', a.account_id, a.contract_start, a.contract_end' : ''}${columns.map((column) => `, ${column}`).join('')}
from known_customer as c ${ofAccount ? `join ${knownAccount} as a using (customer_id) ` : ''}${joins} where $1::date is not null ${skip} order by c.customer_id${ofAccount ? ', a.account_id' : ''}`);
  }

  /** The facts whose rows are read; first, where rows may be left out, the marks that say so. */
  private read(): string[] {
    const names = [...this.tables];
    if (this.reading === 'current') return names;
    return names.some((name) => isMarkable(vocabulary.get(name) as Fact)) ? [...new Set(['mark', ...names])] : names;
  }

  /** What a group has one row per: its customer, or at the level of accounts its account, where the fact has one. */
  private keys(group: string, prefix = ''): string {
    const fact = vocabulary.get(group);
    const keys = this.level === 'account' && (fact === undefined || isOfAccount(fact)) ? ['customer_id', 'account_id'] : ['customer_id'];
    return keys.map((key) => prefix + key).join(', ');
  }

  private sources(): string {
    if (this.reading === 'current')
      return '(select array_agg(distinct r.source order by r.source) from assay.source_record r where r.customer_id = c.customer_id)';
    const once = (table: string) => `select r.source from assay.${table} r where r.customer_id = c.customer_id and r.recorded_at <= $3::timestamptz`;
    const records = this.reading === 'now' ? once('source_record') : `${once('source_record')} union all ${once('source_record_history')}`;
    return `(select array_agg(distinct r.source order by r.source) from (${records}) as r)`;
  }

  /** A fact's rows as they are known, of what is read of them: current ones, or also superseded ones that were current at the known-at instant. */
  private known(fact: Fact, whose = 'customer_id = any($2::uuid[]) and '): string {
    const columns = [
      'customer_id',
      ...(isOfAccount(fact) ? ['account_id'] : []),
      ...(fact.name === 'customer' || fact.name === 'account' ? [] : ['key']),
      ...Object.keys(fact.columns).map(snake),
      ...(fact.attributes ? ['attributes'] : []),
    ];
    const available = fact.name === 'customer' ? 'recorded_at::date as available_on' : 'available_on';
    const isRead = this.reading !== 'current' && isMarkable(fact) ? `not ${isLeftOutSql('left_out', fact.name, 'f')} and ` : '';
    const select = (table: string) => `select ${only('f', null, columns)}, ${available} from assay.${table} as f where ${isRead}`;
    if (this.reading === 'current') return `${select(fact.name)} customer_id between $2::uuid and $3::uuid`;
    const then = `${whose}recorded_at <= $3::timestamptz`;
    if (this.reading === 'now') return `${select(fact.name)} ${then}`;
    return `${select(fact.name)} ${then} union all ${select(`${fact.name}_history`)} ${then} and superseded_at > $3::timestamptz`;
  }

  /**
   * A bill that a known one replaces is gone; a customer who has such bills is not among those that are read by the caches. Those that replace another
   * are few: gathered first, they are not sought anew for each bill.
   */
  private knownSources(fact: Fact): string[] {
    const source = `known_${fact.name} as (${this.known(fact)})`;
    if (fact.name === 'mark' && this.reading !== 'current') return [source, `left_out as materialized (${leftOutSql('known_mark', '$1::date')})`];
    if (fact.name !== 'bill' || this.reading === 'current') return [source];
    return [
      `told_bill as (${this.known(fact)})`,
      `replacing_bill as materialized (select * from told_bill where replaces is not null and period <= $1::date and available_on <= $1::date)`,
      `known_bill as (select b.* from told_bill as b where not ${isReplacedSql('replacing_bill')})`,
    ];
  }

  private brokenSource(): string {
    const known = (name: string) => `(select * from known_${name} as x where ${dated('x.', vocabulary.get(name) as Fact)})`;
    return `broken as (${brokenSql(known('arrangement'), known('instalment'), `(select * from known_payment where ${paid})`)})`;
  }

  /** Bills as allocated as of the day: `covered_on` is null while uncovered, `paid_total` what the account has paid. */
  private lateSources(): string[] {
    if (this.reading !== 'current') {
      const bills = '(select * from known_bill where period <= $1::date and available_on <= $1::date)';
      // Not the relation that indicators read: shared by two it would be walked through for every late bill, where its index finds the few. A late bill
      // says whose they are: a list of customers would be gone through for each.
      const windows = `(select * from (${this.known(vocabulary.get('forbearance') as Fact, '')}) as x where ${dated('x.', vocabulary.get('forbearance') as Fact)})`;
      return [`late as (${forborneSql(allocationSql(bills, `(select * from known_payment where ${paid})`), windows, '$1::date')})`];
    }
    return [
      `paid as (select customer_id, account_id, sum(amount_minor)::bigint as paid_total from known_payment where ${paid} group by customer_id, account_id)`,
      `late as (select customer_id, account_id, due_on, amount_due_minor, cumulative_minor, case when cover_known_on <= $1::date then covered_on end as covered_on, paid_total
        from assay.bill_cover left join paid using (customer_id, account_id) where customer_id between $2::uuid and $3::uuid and known_on <= $1::date)`,
    ];
  }

  private group(name: string, from: string): Group {
    const group = this.groups.get(name) ?? { from, columns: [], readsAccount: false };
    this.groups.set(name, group);
    this.reader = group;
    return group;
  }

  private column(name: string, group: Group, sql: string): string {
    const known = group.columns.findIndex((column) => column.startsWith(`${sql} as `));
    if (known >= 0) return `g_${name}.p${known}`;
    group.columns.push(`${sql} as p${group.columns.length}`);
    return `g_${name}.p${group.columns.length - 1}`;
  }
}

/** A payment that is made as of the day: from its bounced day on it was never. */
const paid = 'paid_on <= $1::date and available_on <= $1::date and (bounced_on is null or bounced_on > $1::date)';

/** Accounts as far as they are known as of the day. */
const knownAccount = `(select * from known_account where ${dated('', vocabulary.get('account') as Fact)})`;

/** The account a fact hangs on. */
const accounts = ` left join ${knownAccount} as a using (customer_id, account_id)`;
