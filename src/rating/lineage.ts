import type { Grants } from '../access/role.ts';
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
