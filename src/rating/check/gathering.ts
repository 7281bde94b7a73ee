import { type Indicator, isMeasured } from '../indicator.ts';
import type { Ruleset } from '../ruleset.ts';
import { type Attributes, isOfAccount, vocabulary } from '../vocabulary.ts';
import { error, type Fault } from './fault.ts';
import { yieldOf } from './yield.ts';

/**
 * Whether an indicator says how it gathers where it must (a group), may (facts of accounts, for a customer) or must not
 * (an account has nothing below it, a derived indicator combines what is gathered), and whether it can be gathered so.
 */
export function gatherFaults(ruleset: Ruleset, name: string, indicator: Indicator, attributes: Attributes, path: string): Fault[] {
  const { subject } = ruleset;
  if (!isMeasured(indicator)) return [];
  const { gather, fact, better } = indicator;
  if (gather === undefined) return subject === 'group' ? [error('RATING_GATHER_MISSING', path, { indicator: name })] : [];
  const at = `${path}.gather`;
  if (subject === 'account') return [error('RATING_GATHER_ACCOUNT', at, { gather })];
  const entry = vocabulary.get(fact);
  if (subject === 'customer' && entry && !isOfAccount(entry)) return [error('RATING_GATHER_MISPLACED', at, { gather, fact })];
  if (gather !== 'worst' && gather !== 'sum') return [];
  if (yieldOf(ruleset, name, attributes)?.kind === 'word') return [error('RATING_GATHER_WORD', at, { gather })];
  return gather === 'worst' && better === 'neither' ? [error('RATING_GATHER_DIRECTION', at)] : [];
}
