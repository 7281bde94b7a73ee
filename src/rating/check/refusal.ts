import type { AttributeClass } from '../../base/fact.ts';

/** Never about a person, whatever the use. */
const always: readonly AttributeClass[] = ['religion', 'origin', 'health', 'biometric'];

/** Refused besides, by dimension. Income, property and tax are allowed for the company's own use. */
const byDimension: Readonly<Record<string, readonly AttributeClass[]>> = {
  credit: ['sex', 'marital', 'age'],
};

/** Whether a ruleset of this dimension may not use attributes of the class. */
export const isRefused = (dimension: string, attribute: AttributeClass): boolean =>
  always.includes(attribute) || (byDimension[dimension] ?? []).includes(attribute);
