import { combined, type Indicator, isMeasured } from './indicator.ts';
import type { Ruleset } from './ruleset.ts';
import { type Attributes, columnOf, vocabulary } from './vocabulary.ts';

/** The measured indicators that one reads in the end: itself, or what it is derived of. */
function measuredOf(ruleset: Ruleset, indicator: Indicator | undefined): Indicator[] {
  if (indicator === undefined) return [];
  return isMeasured(indicator) ? [indicator] : combined(indicator).of.flatMap((part) => measuredOf(ruleset, ruleset.indicators[part]));
}

/** Whether any indicator of a ruleset could be sensitive at all: reads a free attribute or a column of the profile. */
export const readsAttributes = (ruleset: Ruleset): boolean => /attributes\.|"fact":"customer"/.test(JSON.stringify(ruleset.indicators));

/** Indicators that read an attribute of a class other than plain, or a column under `profile.sensitive`: who may not see the attribute may not see their values. */
export function sensitiveIndicators(ruleset: Ruleset, attributes: Attributes): Set<string> {
  const isSensitive = (indicator: Indicator): boolean => {
    if (!isMeasured(indicator)) return false;
    const fact = vocabulary.get(indicator.fact);
    const names = [indicator.column, indicator.by, ...[...indicator.where, ...(indicator.match ?? [])].map(({ column }) => column)];
    return names.some((name) => {
      if (fact === undefined || name === undefined) return false;
      const column = columnOf(fact, name, attributes);
      if (column?.entry) return column.entry.scope === 'profile.sensitive';
      return name.includes('attributes.') && (column?.class ?? 'undeclared') !== 'plain';
    });
  };
  return new Set(Object.keys(ruleset.indicators).filter((name) => measuredOf(ruleset, ruleset.indicators[name]).some(isSensitive)));
}
