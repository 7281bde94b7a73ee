import { compile, type Evaluation, evaluate } from '../../src/rating/card/evaluator.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import { parse, type Ruleset } from '../../src/rating/ruleset.ts';
import { type Loose, sound } from './document.ts';

export const rulesetOf = (spoil: (document: Loose) => void = () => {}): Ruleset => {
  const document = sound();
  spoil(document);
  const { ruleset, faults } = parse(document);
  if (ruleset === undefined) throw new Error(JSON.stringify(faults));
  return ruleset;
};

export const number = (value: number): Value => ({ state: 'value', value });
export const word = (value: string): Value => ({ state: 'value', value });
export const special = (code: number): Value => ({ state: 'special', code });

export const rate = (ruleset: Ruleset, values: Record<string, Value>): Evaluation => {
  const plan = compile(ruleset);
  return evaluate(
    plan,
    plan.indicators.map((name) => values[name] ?? missing),
  );
};
