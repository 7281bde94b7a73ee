import { expect, test } from 'vitest';
import { sensitiveIndicators } from '../../src/rating/lineage.ts';
import { rulesetShape } from '../../src/rating/ruleset.ts';
import { sound } from './document.ts';

const label = { en: 'x', zh: 'x' };
const common = { unit: 'x', better: 'lower', label };

test('what is derived of a sensitive column is sensitive, through sixty steps that each read the one before twice', () => {
  const document = sound();
  document.indicators.step0 = { fact: 'customer', measure: 'latest', column: 'incomeBand', ...common };
  for (let at = 1; at <= 60; at++) document.indicators[`step${at}`] = { sum: [`step${at - 1}`, `step${at - 1}`], ...common };
  const found = sensitiveIndicators(rulesetShape.parse(document), new Map());
  expect(found.has('step60')).toBe(true);
  expect(found.has('paid')).toBe(false);
});
