import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '../../../src/base/time.ts';
import { compile, evaluate } from '../../../src/rating/card/evaluator.ts';
import { decide } from '../../../src/rating/decision/decision.ts';
import { nothing } from '../../../src/rating/decision/given.ts';
import { missing } from '../../../src/rating/indicator.ts';
import { extended, paidInTime } from '../../../src/rating/path/ageing.ts';
import { foresee } from '../../../src/rating/path/forecast.ts';
import { type Memory, toldOf, valueOn } from '../../../src/rating/path/plain.ts';
import { parse } from '../../../src/rating/ruleset.ts';
import { itself, type Subject } from '../../../src/rating/subject.ts';
import { worlds } from '../world.ts';
import { agedIndicators, knownOn } from './aged.ts';

const text = { en: 'x', zh: 'x' };
const customerId = '00000001-0000-0000-0000-000000000000';
const facts = ['bill', 'payment', 'arrangement', 'instalment'];

it.each<Subject>(['customer', 'account'])('nothing of subject %s changes between the days that are looked at', (subject) => {
  const days = 500;
  fc.assert(
    fc.property(
      worlds,
      fc.array(agedIndicators(subject === 'customer'), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('2025-03-31', '2025-07-15', '2025-04-01', '2025-12-01'),
      fc.constantFrom('2025-01-01', '2025-03-10', '2025-07-20'),
      fc.boolean(),
      (world, list, asOf, covered, settles) => {
        const known = paidInTime(knownOn(world, customerId, asOf), asOf, settles);
        const intervals = extended(facts.map((fact) => ({ source: 's', fact, fromOn: covered, untilOn: '2025-09-30' })));
        const account = (known.get('account') ?? []).map(({ accountId }) => accountId as string).sort()[0];
        if (subject === 'account' && account === undefined) return;
        const memory: Memory = {
          subject,
          customerId,
          subjectId: subject === 'account' ? (account as string) : itself,
          attributes: new Map([['account.zone', { class: 'plain', type: 'word' }]]),
          intervals,
          told: new Map([[customerId, toldOf(known, ['s'])]]),
          members: [],
        };
        const indicators = Object.fromEntries(list.map((each, n) => [`i${n}`, each]));
        const cards = [{ name: 'c', characteristics: [{ indicator: 'i0', bins: [{ missing: true, points: 0 }] }] }];
        const { ruleset } = parse({ kind: 'ruleset', name: 'x', title: text, dimension: 'credit', subject, indicators, cards, grades: [{ grade: 'A' }] });
        const plan = compile(ruleset as never);
        const values = list.map(() => missing);
        const now = decide(plan, values, evaluate(plan, values), nothing);
        const basis = { plan, indicators, cycle: undefined, asOf, values, now, last: null, override: null, memory, days };
        const foreseen = [...foresee(basis, addDays(asOf, days))];
        for (let day = addDays(asOf, 1); day <= addDays(asOf, days); day = addDays(day, 1)) {
          const last = foreseen.findLast(({ on }) => on <= day);
          expect({ day, values: last?.values ?? [] }).toEqual({
            day,
            values: list.map((each) => valueOn(memory, each, day)).filter((each) => each !== undefined),
          });
        }
      },
    ),
    { numRuns: 30 },
  );
});
