import fc from 'fast-check';
import { type Condition, indicatorShape, type Measured } from '../../../src/rating/indicator.ts';
import type { Known } from '../../../src/rating/measure/measure.ts';
import { knownAt, secondImport, type Told } from '../world.ts';

const words = { label: { en: 'x', zh: 'x' }, unit: 'x' };
const months = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 14 }).map((count) => ({ months: count })) },
  { weight: 1, arbitrary: fc.constantFrom('year_to_date', 'last_year') },
);
const window = fc.oneof(
  fc.constant('all'),
  fc.constantFrom(1, 14, 31, 90, 365).map((days) => ({ days })),
  months,
);
const ofAccount: Condition[] = [
  { column: 'account.service', op: '=', value: 'gas' },
  { column: 'account.contractStart', open: true },
];
const conditions: Readonly<Record<string, Condition[]>> = {
  arrangement: [
    { column: 'kind', op: '=', value: 'promise' },
    { column: 'cancelledOn', open: false },
    { column: 'agreedOn', op: '>', value: { asOf: -100 } },
    ...ofAccount,
  ],
  instalment: [{ column: 'dueOn', op: '>', value: { asOf: -31 } }, ...ofAccount],
  list_entry: [
    { column: 'expiresOn', open: true },
    { column: 'endedOn', open: false },
    { column: 'startedOn', op: '<', value: { asOf: -90 } },
    { column: 'endedOn', op: '<', value: { column: 'expiresOn' } },
  ],
  forbearance: [{ column: 'expiresOn', open: true }, { column: 'untilOn', op: '<=', value: { asOf: 30 } }, ...ofAccount],
  mark: [
    { column: 'untilOn', open: true },
    { column: 'untilOn', op: '>', value: { asOf: 30 } },
  ],
  account: [
    { column: 'contractStart', open: false },
    { column: 'contractEnd', open: true },
  ],
};
const where = (fact: string) => fc.shuffledSubarray(conditions[fact] ?? [], { maxLength: 2 });
const event = fc.constantFrom('arrangement', 'instalment', 'list_entry', 'forbearance', 'mark');
const lateness = fc.oneof(
  fc.record({
    measure: fc.constant('days_past_due'),
    window: fc.oneof(
      fc.constant({ months: 6 }),
      fc.constantFrom(31, 90, 365).map((days) => ({ days })),
      months,
    ),
    over: fc.constantFrom('current', 'max', 'mean'),
  }),
  fc.record({ measure: fc.constantFrom('on_time_share', 'on_time_amount_share'), window, graceDays: fc.constantFrom(0, 1, 15) }),
  fc.record({ measure: fc.constantFrom('arrears_amount', 'cured_months'), window }),
);

/** Any indicator that ages. */
export const aged: fc.Arbitrary<object> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(lateness, fc.shuffledSubarray(ofAccount, { maxLength: 1 })).map(([own, asked]) => ({ fact: 'bill', ...own, where: asked })),
  },
  fc.record({ fact: fc.constant('arrangement'), measure: fc.constant('broken_arrangements'), window, where: where('arrangement') }),
  event.chain((fact) => fc.record({ fact: fc.constant(fact), measure: fc.constantFrom('count', 'months_since', 'tenure_months'), window, where: where(fact) })),
  event.chain((fact) => fc.record({ fact: fc.constant(fact), measure: fc.constant('monthly_mean'), window: months, where: where(fact) })),
  fc
    .constantFrom('sum', 'max', 'latest')
    .chain((measure) =>
      fc.record({ fact: fc.constantFrom('arrangement', 'instalment'), measure: fc.constant(measure), column: fc.constant('amountMinor'), window }),
    ),
  fc.record({
    fact: fc.constant('account'),
    measure: fc.constant('tenure_months'),
    column: fc.constantFrom('contractStart', 'contractEnd'),
    where: where('account'),
  }),
  fc.record({ fact: fc.constant('account'), measure: fc.constant('count'), where: where('account') }),
);

/** The same as an indicator of a document: gathered where it can be. */
export const agedIndicators = (gathered: boolean): fc.Arbitrary<Measured> =>
  fc
    .tuple(aged, fc.constantFrom('worst', 'sum', 'latest', 'main'), fc.constantFrom('higher', 'lower'), fc.boolean())
    .map(([own, gather, better, isGathered]) => indicatorShape.parse({ ...own, ...words, better, ...(gathered && isGathered ? { gather } : {}) }) as Measured);

/** What of a customer was known on a day: nothing that was available later. */
export const knownOn = (world: readonly Told[], customerId: string, day: string): Known =>
  new Map([...knownAt(world, customerId, secondImport)].map(([fact, rows]) => [fact, rows.filter(({ availableOn }) => availableOn <= day)]));
