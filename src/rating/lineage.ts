import type { Grants } from '../access/role.ts';
import type { Lineage, Lineages } from '../base/lineage.ts';
import type { Scope } from '../base/scope.ts';
import { columnsOf, combined, isMeasured, type Measured } from './indicator.ts';
import type { Ruleset } from './ruleset.ts';
import { type Attributes, columnOf, vocabulary } from './vocabulary.ts';

/** The measured indicators that one reads in the end, each once: itself, or what it is derived of. */
function measuredOf({ indicators }: Ruleset, name: string): Measured[] {
  const reached = new Set([name]);
  for (const each of reached) {
    const indicator = indicators[each];
    if (indicator && !isMeasured(indicator)) for (const part of combined(indicator).of) reached.add(part);
  }
  return [...reached].map((each) => indicators[each]).filter((indicator) => indicator !== undefined && isMeasured(indicator));
}

/** Whether any indicator of a ruleset could be sensitive at all: reads a free attribute or a column of the profile. */
export const readsAttributes = (ruleset: Ruleset): boolean => /attributes\.|"fact":"customer"/.test(JSON.stringify(ruleset.indicators));

/** Indicators that read an attribute of a class other than plain, or a column under `profile.sensitive`: who may not see the attribute may not see their values. */
export function sensitiveIndicators(ruleset: Ruleset, attributes: Attributes): Set<string> {
  const isSensitive = (indicator: Measured): boolean => {
    const fact = vocabulary.get(indicator.fact);
    const names = [indicator.column, indicator.by, ...[...indicator.where, ...(indicator.match ?? [])].flatMap(columnsOf)];
    return names.some((name) => {
      if (fact === undefined || name === undefined) return false;
      const column = columnOf(fact, name, attributes);
      if (column?.entry) return column.entry.scope === 'profile.sensitive';
      return name.includes('attributes.') && (column?.class ?? 'undeclared') !== 'plain';
    });
  };
  return new Set(Object.keys(ruleset.indicators).filter((name) => measuredOf(ruleset, name).some(isSensitive)));
}

/** Whether what sensitive indicators tell is kept from who has these grants. */
export const hidesSensitive = (grants: Grants): boolean => grants['profile.sensitive'] !== 'clear';

/** Scopes of all that an indicator may read, free attributes of every class among them. */
const readable: readonly Scope[] = [
  ...new Set<Scope>([
    'profile.demographic',
    'profile.sensitive',
    ...[...vocabulary.values()].flatMap(({ columns }) => Object.values(columns).flatMap(({ indicator, scope }) => (indicator === false ? [] : [scope]))),
  ]),
].sort();

const graded: Lineage = {
  from: readable,
  why: "A grade is the company's own judgement of many facts together: neither which of them it hangs on nor what one of them says follows from it.",
};

const behaved: Lineage = {
  from: ['payment.summary', 'payment.detail', 'account.basic', 'dispute.read', 'profile.source'],
  why: 'How bills are paid is days and sums over all of them: a single payment that bounced, a bill that was replaced, a disputed fact or the source of one does not follow from it.',
  beyond:
    'A payment covers the oldest amount due first: without the bills and payments before the window every figure would be another. Of the days before it nothing is told.',
};

/** What partners may be told that is computed here: it is made of more than they see. */
export const lineage: Lineages = {
  ...Object.fromEntries(
    ['Customer', 'Account'].flatMap((owner) => ['rating', 'ratings', 'issuedGrade', 'issuedGrades'].map((field) => [`${owner}.${field}`, graded])),
  ),
  'Rating.score': { from: readable, why: 'A score adds up the points of every characteristic: what one of them gave does not follow from it.' },
  'Rating.probabilityOfDefault': {
    from: ['outcome.detail', 'rating.grade'],
    why: 'It is counted over all customers of a grade, whose number stands beside it: of one of them it says no more than the grade.',
  },
  'Rating.reasons': {
    from: readable,
    why: 'Whoever is refused or priced by a grade has a right to be told why. A reason names a kind of fact, and never its value.',
  },
  'Customer.behaviour': behaved,
  'Account.behaviour': behaved,
  'Behaviour.reported': { from: ['account.status'] },
};
