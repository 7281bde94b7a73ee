import { type Fact, snake } from '../../base/fact.ts';
import type { Day } from '../../base/time.ts';
import { type Condition, isCompared, type Measured } from '../indicator.ts';
import { type Attributes, columnOf, dayOf, type Resolved } from '../vocabulary.ts';
import { span } from './window.ts';

/** The expressions of a statement over facts: `x` is the row of the fact, `a` the account it hangs on, $1 the as-of day. */
export class Expressions {
  readonly constants: string[] = [];
  private readonly typed: string[] = [];
  /** Whom expressions are being written for: told when one reads the account. */
  protected reader = { readsAccount: false };

  protected readonly asOf: Day;
  protected readonly attributes: Attributes;

  constructor(asOf: Day, attributes: Attributes) {
    this.asOf = asOf;
    this.attributes = attributes;
  }

  /** The value on the latest day; of several on that day the largest. */
  protected latest(fact: Fact, name: string, conditions: string[]): string {
    const column = this.value(fact, name);
    const day = dayOf(fact);
    const dated =
      columnOf(fact, name, this.attributes)?.kind === 'number'
        ? `array[${day ? `coalesce(x.${snake(day)} - date '0001-01-01', 0)` : '0'}::numeric, ${column}::numeric]`
        : `array[${day ? `coalesce(x.${snake(day)}::text, '')` : "''"}, ${column}::text] collate "C"`;
    return `(max(${dated})${filter([...conditions, `${column} is not null`])})[2]`;
  }

  /** A day lies in the window, which ends with what is known. */
  protected within(day: string, indicator: Measured): string[] {
    const { from, until } = span(indicator.window, this.asOf);
    return [...(from ? [`${day} >= ${this.constant(from, 'date')}`] : []), `${day} <= ${this.constant(until, 'date')}`];
  }

  protected window(fact: Fact, indicator: Measured): string[] {
    if (fact.day === null || indicator.window === 'all') return [];
    const { from, until } = span(indicator.window, this.asOf);
    return [`x.${snake(fact.day)} between ${this.constant(from as Day, 'date')} and ${this.constant(until, 'date')}`];
  }

  protected value(fact: Fact, name: string): string {
    const resolved = columnOf(fact, name, this.attributes) as Resolved;
    const table = resolved.of === 'own' ? 'x' : 'a';
    if (resolved.of === 'account') this.reader.readsAccount = true;
    const named = `${table}.${snake(resolved.column)}`;
    if (!resolved.attribute) return resolved.entry?.happens ? `case when ${named} <= $1::date then ${named} end` : named;
    const json = `${table}.attributes->${literal(resolved.column)}`;
    return resolved.kind === 'number'
      ? `case when jsonb_typeof(${json}) = 'number' then (${json})::numeric end`
      : `(${table}.attributes->>${literal(resolved.column)})`;
  }

  protected condition(fact: Fact, condition: Condition): string {
    const resolved = columnOf(fact, condition.column, this.attributes) as Resolved;
    const read = this.value(fact, condition.column);
    if (!isCompared(condition)) return condition.open ? `(${read} is null or ${read} > $1::date)` : `${read} <= $1::date`;
    const { op, value } = condition;
    if (typeof value === 'object' && 'asOf' in value) return `${read} ${op} $1::date + ${this.constant(value.asOf, 'int')}`;
    if (typeof value === 'object' && 'column' in value) return `${read} ${op} ${this.value(fact, value.column)}`;
    const type = resolved.kind === 'number' ? 'numeric' : resolved.kind === 'date' ? 'date' : 'text';
    const side = type === 'text' ? `${read}::text collate "C"` : read;
    const constants = (Array.isArray(value) ? value : [value]).map((one) => this.constant(type === 'numeric' ? Number(one) : String(one), type));
    return Array.isArray(value) || op === 'in' ? `${side} in (${constants.join(', ')})` : `${side} ${op} ${constants[0]}`;
  }

  /** Each parameter has its column's type: a cast from text would be done anew for every row. */
  protected constant(value: string | number, type: string): string {
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
export function dated(prefix: string, fact: Fact): string {
  const day = dayOf(fact);
  return `${prefix}available_on <= $1::date${day ? ` and (${prefix}${snake(day)} is null or ${prefix}${snake(day)} <= $1::date)` : ''}`;
}

export const filter = (conditions: string[]): string => (conditions.length === 0 ? '' : ` filter (where ${conditions.join(' and ')})`);
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
