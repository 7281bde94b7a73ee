import type { AttributeClass, Fact, FactColumn } from '../base/fact.ts';
import { facts as consumptionFacts } from '../consumption/fact.ts';
import { facts as customerFacts } from '../customer/fact.ts';
import { facts as paymentFacts } from '../payment/fact.ts';
import { facts as serviceFacts } from '../service/fact.ts';

/** Every fact indicators can read, by name. A fact joins by standing in its room's `facts`. */
export const vocabulary: ReadonlyMap<string, Fact> = new Map(
  [...customerFacts, ...consumptionFacts, ...paymentFacts, ...serviceFacts].map((fact) => [fact.name, fact]),
);

/** Whether every row of a fact is one account's (as the account itself is). */
export const isOfAccount = (fact: Fact): boolean => fact.owner === 'account' || fact.name === 'account';

/** The free attributes that mappings declared, by `fact.name` (`customer.income`). */
export type Attributes = ReadonlyMap<string, { readonly class: AttributeClass; readonly type: 'word' | 'number' }>;

/** What a column's values are to a measure or condition. */
export type Kind = 'number' | 'word' | 'date';

export interface Resolved {
  readonly kind: Kind;
  /** own: a column of the fact; account: of the account it hangs on; the rest of the name is `column`. */
  readonly of: 'own' | 'account';
  readonly column: string;
  readonly attribute: boolean;
  /** The registry's entry, absent for an attribute. */
  readonly entry: FactColumn | undefined;
  readonly class: AttributeClass | undefined;
}

const kinds: Record<FactColumn['type'], Kind> = {
  text: 'word',
  code: 'word',
  boolean: 'word',
  reference: 'word',
  customer: 'word',
  integer: 'number',
  quantity: 'number',
  money: 'number',
  date: 'date',
  month: 'date',
  instant: 'date',
};

/** Finds `column`, `attributes.name`, `account.column` or `account.attributes.name` of a fact; nothing when it has none. */
export function columnOf(fact: Fact, name: string, attributes: Attributes): Resolved | undefined {
  if (name.startsWith('account.') && fact.owner === 'account') {
    const inner = columnOf(vocabulary.get('account') as Fact, name.slice('account.'.length), attributes);
    return inner && { ...inner, of: 'account' };
  }
  if (name.startsWith('attributes.')) {
    const column = name.slice('attributes.'.length);
    const declared = fact.attributes ? attributes.get(`${fact.name}.${column}`) : undefined;
    return declared && { kind: declared.type, of: 'own', column, attribute: true, entry: undefined, class: declared.class };
  }
  const entry = fact.columns[name];
  return entry && { kind: kinds[entry.type], of: 'own', column: name, attribute: false, entry, class: entry.class };
}

/** The day column of a fact: what windows cut and `latest` orders by. Profiles have none. */
export function dayOf(fact: Fact): string | undefined {
  return fact.day ?? Object.keys(fact.columns).find((name) => fact.columns[name]?.dates === 'opening');
}
