import { check } from '../../src/rating/check/check.ts';
import type { Attributes } from '../../src/rating/vocabulary.ts';

/** Any part of a document, to be changed at will. */
export type Loose = any;

const text = (en: string) => ({ en, zh: `${en}（中文）` });

/** A sound ruleset document, made anew for each test to spoil. */
export const sound = (): Loose => ({
  kind: 'ruleset',
  name: 'sample',
  title: text('Sample'),
  dimension: 'credit',
  indicators: {
    worst: {
      fact: 'account_status',
      measure: 'max',
      column: 'code',
      window: { months: 6 },
      special: [-2],
      unit: 'month',
      better: 'lower',
      label: text('Worst status'),
    },
    service: { fact: 'account', measure: 'latest', column: 'service', unit: 'word', better: 'neither', label: text('Service') },
    billed: { fact: 'bill', measure: 'sum', column: 'amountDueMinor', window: { months: 6 }, unit: 'minor', better: 'neither', label: text('Billed') },
    paid: { fact: 'payment', measure: 'sum', column: 'amountMinor', window: { months: 6 }, unit: 'minor', better: 'higher', label: text('Paid') },
    cover: { ratio: ['paid', 'billed'], unit: 'ratio', better: 'higher', label: text('Paid of billed') },
  },
  cards: [
    {
      name: 'main',
      population: [],
      initial: 100,
      decimals: 0,
      baseline: 'max',
      characteristics: [
        {
          indicator: 'worst',
          reason: 'LATE',
          bins: [
            { missing: true, points: 0 },
            { special: -2, points: 20 },
            { to: 1, points: 45 },
            { from: 1, to: 2, points: 10, reason: 'LATE_ONCE' },
            { from: 2, points: -40 },
          ],
        },
        {
          indicator: 'service',
          reason: 'SERVICE',
          bins: [
            { missing: true, points: 0 },
            { in: ['electricity', 'water', 'gas'], points: 5 },
            { in: ['mobile', 'broadband', 'deposit', 'card', 'loan', 'insurance', 'freight'], points: 0 },
          ],
        },
        {
          indicator: 'cover',
          reason: 'UNPAID',
          bins: [
            { missing: true, points: 0 },
            { to: 0.5, points: -20 },
            { from: 0.5, to: 1, points: 0 },
            { from: 1, points: 15 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 150 }, { grade: 'B', from: 100 }, { grade: 'C' }],
  reasons: { LATE: text('Late'), LATE_ONCE: text('Late once'), SERVICE: text('Service'), UNPAID: text('Bills not fully paid') },
  golden: [{ name: 'never late', values: { worst: 0, service: 'water', billed: 100, paid: 100 }, expect: { score: 165, grade: 'A', reasons: [] } }],
});

/** A sound document with the values at some paths changed; undefined takes the key away. */
export function spoiled(changes: Readonly<Record<string, unknown>>): Loose {
  const document = sound();
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.match(/[^.[\]]+/g) ?? [];
    const last = steps.pop() as string;
    const parent = steps.reduce((held, step) => held[step], document);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return document;
}

/** What mappings declared, as far as the tests go. */
export const attributes: Attributes = new Map([
  ['customer.sex', { class: 'sex', type: 'word' }],
  ['customer.religion', { class: 'religion', type: 'word' }],
  ['customer.income', { class: 'income', type: 'number' }],
  ['account.origin', { class: 'origin', type: 'word' }],
]);

/** What the check finds in a spoiled document: path and code, a warning marked with ~. */
export const faultsOf = (changes: Readonly<Record<string, unknown>>): string[] =>
  check(spoiled(changes), attributes).faults.map(({ severity, path, code }) => `${severity === 'warning' ? '~' : ''}${path} ${code}`);
