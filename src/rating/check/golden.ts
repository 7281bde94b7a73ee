import { compile, type Evaluation, evaluate } from '../card/evaluator.ts';
import { combine, combined, isMeasured, missing, type Value } from '../indicator.ts';
import { derivationOrder, type Golden, type Ruleset } from '../ruleset.ts';
import { error, type Fault } from './fault.ts';

/** The values a golden case gives, in the order of the ruleset's indicators; what it leaves out is derived or missing. */
export function valuesOf(ruleset: Ruleset, golden: Golden): Value[] {
  const values = new Map<string, Value>();
  for (const name of derivationOrder(ruleset.indicators)) values.set(name, given(ruleset, golden, name, values));
  return Object.keys(ruleset.indicators).map((name) => values.get(name) ?? missing);
}

function given(ruleset: Ruleset, golden: Golden, name: string, values: ReadonlyMap<string, Value>): Value {
  const indicator = ruleset.indicators[name];
  const written = golden.values[name];
  if (written !== undefined && written !== null) {
    return typeof written === 'number' && indicator?.special?.includes(written) ? { state: 'special', code: written } : { state: 'value', value: written };
  }
  if (written === null || indicator === undefined || isMeasured(indicator)) return missing;
  const [left, right] = combined(indicator).of;
  return combine(indicator, values.get(left) ?? missing, values.get(right) ?? missing);
}

/** Golden cases that do not come out as expected. The ruleset must be sound otherwise. */
export function goldenFaults(ruleset: Ruleset): Fault[] {
  const plan = compile(ruleset);
  return ruleset.golden.flatMap((golden, at) => {
    const actual = evaluate(plan, valuesOf(ruleset, golden));
    return differences(golden, actual, ruleset.cards[actual.card]?.name, `golden[${at}].expect`);
  });
}

function differences({ name, expect }: Golden, actual: Evaluation, card: string | undefined, path: string): Fault[] {
  const differs = (what: string, expected: string, got: string): Fault =>
    error('RATING_GOLDEN_DIFFERS', `${path}.${what}`, { name, what, expected, actual: got });
  const outcome = actual.state === 'rated' ? undefined : `invalid (${actual.invalidCharacteristic ?? 'no card holds'})`;
  const faults: Fault[] = [];
  if (expect.card !== undefined && expect.card !== card) faults.push(differs('card', expect.card, card ?? 'no card'));
  if (expect.score !== undefined && expect.score !== actual.score) faults.push(differs('score', String(expect.score), outcome ?? String(actual.score)));
  if (expect.grade !== undefined && expect.grade !== actual.grade) faults.push(differs('grade', expect.grade, outcome ?? String(actual.grade)));
  const codes = actual.reasons.map(({ code }) => code).join(', ');
  if (expect.reasons !== undefined && expect.reasons.join(', ') !== codes) faults.push(differs('reasons', `[${expect.reasons.join(', ')}]`, `[${codes}]`));
  if (expect.invalid !== undefined && expect.invalid !== actual.invalidCharacteristic) {
    faults.push(differs('invalid', expect.invalid, actual.invalidCharacteristic ?? `score ${actual.score}`));
  }
  return faults;
}
