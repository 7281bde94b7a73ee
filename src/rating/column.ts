import type { AttributeClass, Fact } from '../base/fact.ts';
import { type Attributes, columnOf, type Kind } from './vocabulary.ts';

/** What a column's values are to an indicator that a ruleset may use; a boolean reads as the words true and false. */
export interface Column {
  readonly kind: Kind;
  /** Money or quantity: may weigh a share. */
  readonly amount: boolean;
  readonly nonNegative: boolean;
  /** The words it may be, when they are a closed list. */
  readonly words: readonly string[] | undefined;
  readonly class: AttributeClass;
}

/** Why a name cannot be used: the fact has none such, no indicator may read it, or no mapping declared the attribute. */
export type NoColumn = 'unknown' | 'closed' | 'undeclared';

/** A fact's own column, or with `account.` one of the account it hangs on (for conditions only). */
export function readable(fact: Fact, name: string, attributes: Attributes): Column | NoColumn {
  const found = columnOf(fact, name, attributes);
  if (found?.attribute) return { kind: found.kind, amount: false, nonNegative: false, words: undefined, class: found.class ?? 'plain' };
  const entry = found?.entry;
  if (found?.kind === undefined || entry === undefined) return /(^|^account\.)attributes\./.test(name) ? 'undeclared' : 'unknown';
  if (entry.indicator === false || entry.type === 'reference' || entry.type === 'customer' || entry.type === 'instant') return 'closed';
  return {
    kind: found.kind,
    amount: entry.type === 'money' || entry.type === 'quantity',
    nonNegative: entry.nonNegative ?? false,
    words: entry.type === 'boolean' ? ['true', 'false'] : entry.words,
    class: found.class ?? 'plain',
  };
}

/** A fact no indicator may read at all: outcomes are what rulesets are judged by. */
export const isClosed = (fact: Fact): boolean => Object.values(fact.columns).every((column) => column.indicator === false);
