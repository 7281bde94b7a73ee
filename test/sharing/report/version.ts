import { digest } from '../../../src/base/digest.ts';
import { shortOf, type Version, versionOf } from '../../../src/rating/version/version.ts';

const text = (en: string, zh: string) => ({ en, zh });

/** Grades A to C by 80 and 60 points; `calibration` of the version where one is given. */
export const rulesetDocument = (name: string, more: object = {}) => ({
  kind: 'ruleset',
  name,
  title: text(`Ruleset ${name}`, `规则 ${name}`),
  dimension: 'credit',
  indicators: { points: { fact: 'customer', measure: 'latest', column: 'attributes.points', unit: 'point', better: 'higher', label: text('points', '积分') } },
  cards: [
    { name: 'main', characteristics: [{ indicator: 'points', reason: 'POINTS', bins: [], scale: { knots: [0, 100].map((at) => ({ at, points: at })) } }] },
  ],
  grades: [{ grade: 'A', from: 80 }, { grade: 'B', from: 60 }, { grade: 'C' }],
  reasons: { POINTS: text('Few points.', '积分较少。') },
  ...more,
});

export function made(name: string, more: object = {}): Version {
  const document = rulesetDocument(name, more);
  const row = { digest: digest(document), name, dimension: 'credit', subject: 'customer', document, addedAt: '2026-01-01T00:00:00.000Z' } as const;
  return versionOf({ ...row, version: shortOf(row.digest), activatedAt: null, author: null, comment: null });
}
