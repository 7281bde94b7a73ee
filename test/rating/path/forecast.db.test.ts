import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { addDays } from '../../../src/base/time.ts';
import type { Sql } from '../../../src/db/client.ts';
import { compile, evaluate } from '../../../src/rating/card/evaluator.ts';
import { decide } from '../../../src/rating/decision/decision.ts';
import { nothing } from '../../../src/rating/decision/given.ts';
import type { Measured, Value } from '../../../src/rating/indicator.ts';
import { known } from '../../../src/rating/known.ts';
import { foresee, keptIn } from '../../../src/rating/path/forecast.ts';
import type { Memory } from '../../../src/rating/path/plain.ts';
import { remember } from '../../../src/rating/path/remember.ts';
import { prepare } from '../../../src/rating/prepare.ts';
import { parse, type Ruleset } from '../../../src/rating/ruleset.ts';
import type { Subject } from '../../../src/rating/subject.ts';
import { database } from '../../database.ts';
import { firstImport, secondImport, type Told, worlds, write } from '../world.ts';
import { agedIndicators } from './aged.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const text = { en: 'x', zh: 'x' };
const later = '2026-03-01T00:00:00.000Z';
const customers = [0, 1, 2].map((n) => `00000001-0000-0000-0000-00000000000${n}`);

/** What of a world the company could know on a day. */
const until = (world: readonly Told[], day: string): Told[] =>
  world.filter(({ fact, first, second }) => fact === 'customer' || ((second ?? first)?.availableOn ?? day) <= day);

/** Who heads whom, since and until when. */
const relations = fc.array(
  fc.record({
    head: fc.nat({ max: 1 }),
    other: fc.nat({ max: 2 }),
    sinceOn: fc.constantFrom('2025-01-01', '2025-03-02', '2025-07-15', '2025-09-01', '2026-02-01'),
    untilOn: fc.constantFrom(null, null, '2025-09-30', '2026-01-31'),
  }),
  { minLength: 2, maxLength: 6 },
);

async function relate(related: readonly { head: number; other: number; sinceOn: string; untilOn: string | null }[]): Promise<void> {
  await sql`truncate assay.relation, assay.record_directory`;
  await sql`insert into assay.record_directory ${sql(customers.map((id) => ({ record_id: id, customer_id: id })))}`;
  for (const [n, { head, other, sinceOn, untilOn }] of related.entries())
    await sql`insert into assay.relation ${sql({
      ...{ customer_id: customers[head] as string, other: customers[other] as string, kind: 'group', side: 'from', since_on: sinceOn, until_on: untilOn },
      ...{
        key: `0000000a-0000-0000-0000-00000000000${n}`,
        source: 's',
        available_on: sinceOn,
        available_assumed: false,
        recorded_at: firstImport,
        content_hash: '0',
      },
    })}`;
}

/** A ruleset over indicators that age, two that do not, and some that are derived of both. */
function rulesetOf(list: readonly Measured[], subject: Subject, cuts: readonly number[]): Ruleset {
  const gather = subject === 'group' ? { gather: 'sum' } : {};
  const common = { label: text, unit: 'x', better: 'higher' };
  const indicators = {
    ...Object.fromEntries(list.map((each, n) => [`i${n}`, each])),
    billed: { fact: 'bill', measure: 'sum', column: 'amountDueMinor', window: { months: 6 }, ...common, ...gather },
    paid: { fact: 'payment', measure: 'count', window: { months: 6 }, ...common, ...gather },
    mixed: { ratio: ['i0', 'billed'], ...common },
    both: { sum: ['i0', 'i1'], ...common },
  };
  const bins = (n: number) => [
    { missing: true, points: n },
    { to: cuts[n % cuts.length], points: 3 + n },
    { from: cuts[n % cuts.length], points: 7 - n },
  ];
  const document = {
    ...{ kind: 'ruleset', name: 'x', title: text, dimension: 'credit', subject, indicators },
    cards: [{ name: 'c', characteristics: Object.keys(indicators).map((indicator, n) => ({ indicator, bins: bins(n) })) }],
    grades: [{ grade: 'A', from: 30 }, { grade: 'B', from: 20 }, { grade: 'C', from: 10 }, { grade: 'D' }],
    knockouts: [{ code: 'OUT', when: [{ indicator: 'i1', op: '>', value: cuts[0] }], grade: 'D' }],
    caps: [{ code: 'CAP', when: [{ indicator: 'i2', op: '>', value: cuts[1] }], best: 'B' }],
  };
  const { ruleset, faults } = parse(document);
  if (ruleset === undefined) throw new Error(JSON.stringify(faults));
  return ruleset;
}

/** Makes the payments that were foreseen, and lets the sources tell that nothing else happened. */
async function goOn(memory: Memory): Promise<void> {
  const made = [...memory.told].flatMap(([customerId, { known: facts }]) =>
    (facts.get('payment') ?? [])
      .filter(({ key }) => key.length > 36)
      .map(({ accountId, key, paidOn, amountMinor }) => ({ customerId, accountId, paidOn, amountMinor, key: key.slice(0, 36) })),
  );
  for (const [n, { customerId, accountId, paidOn, amountMinor }] of made.entries())
    await sql`insert into assay.payment ${sql({
      ...{ customer_id: customerId, account_id: accountId as string, paid_on: paidOn as string, amount_minor: amountMinor as number },
      ...{ key: `0000000f-0000-0000-0000-${String(n).padStart(12, '0')}`, source: 's', available_on: paidOn as string, available_assumed: false },
      ...{ recorded_at: later, content_hash: '0' },
    })}`;
  await sql`update assay.coverage set until_on = '2029-12-31' where until_on = '2026-03-31'`;
}

test.each<Subject>(['customer', 'account', 'group'])(
  'where nothing new arrives but payments of what is billed on their due days, a later rating of subject %s is as foreseen',
  async (subject) => {
    await fc.assert(
      fc.asyncProperty(
        worlds,
        relations,
        fc.array(agedIndicators(subject === 'customer'), { minLength: 3, maxLength: 6 }),
        fc.constantFrom('2025-03-31', '2025-07-15', '2025-04-01', '2025-12-01'),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 4, maxLength: 4 }),
        fc.array(fc.constantFrom(1, 0.5, 3, 12, 100), { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        async (drawn, related, list, asOf, ahead, cuts, settles) => {
          await write(sql, until(drawn, asOf));
          await relate(related);
          const ruleset = rulesetOf(subject === 'group' ? list.map((each) => ({ ...each, gather: 'sum' as const })) : list, subject, cuts);
          const plan = compile(ruleset);
          const valuesOn = async (day: string, at: string, id: string) => known(sql, await prepare(sql, ruleset.indicators, day, at, subject), [id]);
          for (const id of customers.slice(0, 2)) {
            await sql`delete from assay.payment where recorded_at = ${later}`;
            for (const { customerId, subjectId, values } of await valuesOn(asOf, secondImport, id)) {
              const now = decide(plan, values, evaluate(plan, values), nothing);
              const memory = await remember(sql, { customerId, subjectId, asOf, knownAt: secondImport }, ruleset, settles);
              const basis = { plan, indicators: ruleset.indicators, cycle: undefined, asOf, values, now, last: null, override: null, memory, days: 700 };
              const foreseen = [...foresee(basis, addDays(asOf, 700))];
              const kept = keptIn(ruleset.indicators);
              await goOn(memory);
              for (const day of ahead.map((days) => addDays(asOf, days))) {
                const then = (await valuesOn(day, later, id)).find((each) => each.subjectId === subjectId)?.values;
                const expected = foreseen.findLast(({ on }) => on <= day);
                // A group that nobody is left in is rated no more.
                if (then === undefined) continue;
                const isKept = (at: number) => kept.has(plan.indicators[at] as string);
                expect({ day, values: expected?.values.filter((_, at) => !isKept(at)) }).toEqual({ day, values: then.filter((_, at) => !isKept(at)) });
                const held = then.map((value, at) => (isKept(at) ? (expected?.values[at] as Value) : value));
                expect(expected?.decision).toEqual(decide(plan, held, evaluate(plan, held), nothing));
              }
              await sql`delete from assay.payment where recorded_at = ${later}`;
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  },
  60_000,
);
