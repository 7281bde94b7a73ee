import { compile, evaluate } from '../card/evaluator.ts';
import { type Decision, decide } from '../decision/decision.ts';
import { type Given, nothing } from '../decision/given.ts';
import { combine, combined, isMeasured, missing, type Value } from '../indicator.ts';
import { decidePolicy } from '../policy/policy.ts';
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
  const written = Object.hasOwn(golden.values, name) ? golden.values[name] : undefined;
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
    const values = valuesOf(ruleset, golden);
    const actual = decide(plan, values, evaluate(plan, values), givenOf(golden));
    const path = `golden[${at}].expect`;
    return [...differences(golden, actual, ruleset.cards[actual.card]?.name, path), ...rowDifference(ruleset, golden, actual, values, path)];
  });
}

/** Whether another row of the policy decides than the one expected. */
function rowDifference({ policy, indicators }: Ruleset, { name, expect }: Golden, actual: Decision, values: readonly Value[], path: string): Fault[] {
  if (expect.policy === undefined) return [];
  const names = Object.keys(indicators);
  const row = policy && decidePolicy(policy, actual, (indicator) => values[names.indexOf(indicator)] ?? missing)?.row.name;
  const got = row ?? (policy ? 'no row' : 'no policy');
  return got === expect.policy ? [] : [error('RATING_GOLDEN_DIFFERS', `${path}.policy`, { name, what: 'policy', expected: expect.policy, actual: got })];
}

/** As if the last grade had been issued long ago, and the override stood. */
const givenOf = ({ given }: Golden): Given => ({
  ...nothing,
  last: given?.last === undefined ? null : { grade: given.last, asOf: '' },
  override: given?.override === undefined ? null : { id: '', ...given.override },
});

function differences({ name, expect }: Golden, actual: Decision, card: string | undefined, path: string): Fault[] {
  const differs = (what: string, expected: string, got: string): Fault =>
    error('RATING_GOLDEN_DIFFERS', `${path}.${what}`, { name, what, expected, actual: got });
  const outcome =
    actual.state === 'rated' ? undefined : actual.state === 'outside' ? 'outside the scope' : `invalid (${actual.invalidCharacteristic ?? 'no card holds'})`;
  const faults: Fault[] = [];
  if (expect.card !== undefined && expect.card !== card) faults.push(differs('card', expect.card, card ?? 'no card'));
  if (expect.score !== undefined && expect.score !== actual.score) faults.push(differs('score', String(expect.score), outcome ?? String(actual.score)));
  if (expect.grade !== undefined && expect.grade !== actual.grade) faults.push(differs('grade', expect.grade, outcome ?? String(actual.grade)));
  const codes = actual.reasons.map(({ code }) => code).join(', ');
  if (expect.reasons !== undefined && expect.reasons.join(', ') !== codes) faults.push(differs('reasons', `[${expect.reasons.join(', ')}]`, `[${codes}]`));
  if (expect.invalid !== undefined && expect.invalid !== actual.invalidCharacteristic) {
    faults.push(differs('invalid', expect.invalid, actual.invalidCharacteristic ?? `score ${actual.score}`));
  }
  const decided = actual.steps.find(({ binds }) => binds)?.step ?? '';
  const spoke = actual.steps.filter(({ step }) => step !== 'scope' && step !== 'score').map(({ code }) => code);
  if (expect.state !== undefined && expect.state !== actual.state) faults.push(differs('state', expect.state, actual.state));
  if (expect.provisional !== undefined && expect.provisional !== actual.provisional)
    faults.push(differs('provisional', String(expect.provisional), String(actual.provisional)));
  if (expect.by !== undefined && expect.by !== decided) faults.push(differs('by', expect.by, decided));
  if (expect.steps !== undefined && expect.steps.join(', ') !== spoke.join(', '))
    faults.push(differs('steps', `[${expect.steps.join(', ')}]`, `[${spoke.join(', ')}]`));
  return faults;
}
