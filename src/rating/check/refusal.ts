import type { AttributeClass } from '../../base/fact.ts';

/** Never about a person, whatever the use. */
const always: readonly AttributeClass[] = ['religion', 'origin', 'health', 'biometric'];

/** Refused besides where credit is rated. Income, property and tax are allowed for the company's own use. */
const inCredit: readonly AttributeClass[] = ['sex', 'marital', 'age'];

/** The dimension `credit`, and those that rate the credit of some (`credit_power`). */
const isCredit = (dimension: string): boolean => dimension === 'credit' || dimension.startsWith('credit_');

/** Whether a ruleset of this dimension may not use attributes of the class. */
export const isRefused = (dimension: string, attribute: AttributeClass): boolean =>
  always.includes(attribute) || (isCredit(dimension) && inCredit.includes(attribute));
