import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kept } from '../../../src/approval/approval.ts';
import { digest } from '../../../src/base/digest.ts';
import { addDays } from '../../../src/base/time.ts';
import { commented, isActivatable, type LifeState, lifeOf } from '../../../src/rating/life/life.ts';
import { type Activation, beforeInForce, inForce, inForceOn, namedFor, scheduleOf } from '../../../src/rating/life/schedule.ts';
import { sound } from '../document.ts';

const today = '2026-03-10';
const at = (day: string, hour = 0): string => `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** An activation in short: what, how, and the day it names or, at once, the hour of today. */
const made = (what: string, kind: Activation['kind'], when: string | number): Activation => ({
  dimension: 'credit',
  subject: 'customer',
  digest: what,
  kind,
  activatedAt: typeof when === 'number' ? at(today, when) : at(when),
  beginsOn: typeof when === 'number' ? null : when,
  decidedAt: null,
  who: null,
  why: null,
});

const request = (state: string): Kept => ({ state, decidedAt: at('2026-03-02'), submittedAt: at('2026-03-01') }) as unknown as Kept;

const first = made('a', 'bootstrap', '2026-01-01');
const second = made('b', 'activation', '2026-02-01');

describe('the state of a version', () => {
  it.each<[string, string | undefined, Activation[], LifeState]>([
    ['nobody asked about it', undefined, [], 'draft'],
    ['its request was refused', 'refused', [first], 'draft'],
    ['its request was withdrawn', 'withdrawn', [first], 'draft'],
    ['nobody decided in time', 'expired', [first], 'draft'],
    ['its request waits', 'submitted', [first], 'submitted'],
    ['its request was approved', 'approved', [first], 'approved'],
    ['it is to become active', 'approved', [first, made('x', 'activation', '2026-03-11')], 'approved'],
    ['it became active today', 'approved', [first, made('x', 'activation', today)], 'active'],
    ['it was the first', undefined, [made('x', 'bootstrap', 3)], 'active'],
    ['another became active', 'approved', [made('x', 'bootstrap', '2026-01-01'), second], 'retired'],
    ['another is to become active', 'approved', [made('x', 'bootstrap', '2026-01-01'), made('b', 'activation', '2026-03-11')], 'active'],
    ['it was stopped', 'approved', [first, made('x', 'activation', today), made('a', 'stop', 9)], 'retired'],
    ['its stop was not agreed with', 'approved', [first, made('x', 'activation', today), made('a', 'stop', 9), made('x', 'resumption', 10)], 'active'],
    ['it was gone back to', 'approved', [made('x', 'activation', '2026-01-01'), second, made('x', 'activation', '2026-03-01')], 'active'],
    ['the version after it was stopped', undefined, [made('x', 'bootstrap', '2026-01-01'), second, made('x', 'stop', 9)], 'active'],
  ])('when %s', (_, asked, activations, state) => {
    const life = lifeOf({ digest: 'x', addedAt: at('2026-02-28') }, asked === undefined ? undefined : request(asked), scheduleOf(activations, today));
    expect(life.state).toBe(state);
    expect(isActivatable(life)).toBe(['approved', 'active', 'retired'].includes(state));
  });

  it('tells since when, by which request, and what is to come', () => {
    const version = { digest: 'x', addedAt: at('2026-02-28') };
    const coming = made('x', 'activation', '2026-03-12');
    expect(lifeOf(version, request('refused'), scheduleOf([], today))).toMatchObject({ since: version.addedAt, request: { state: 'refused' } });
    expect(lifeOf(version, request('submitted'), scheduleOf([], today))).toMatchObject({ since: at('2026-03-01') });
    expect(lifeOf(version, request('approved'), scheduleOf([first, coming], today))).toMatchObject({ since: at('2026-03-02'), coming: [coming] });
    const replaced = scheduleOf([{ ...first, digest: 'x' }, second, coming], today);
    expect(lifeOf(version, undefined, replaced)).toMatchObject({
      state: 'retired',
      since: at('2026-02-01'),
      request: null,
      replacedBy: second,
      coming: [coming],
    });
    const active = scheduleOf([first, made('x', 'activation', 1), made('b', 'activation', '2026-03-20')], today);
    expect(lifeOf(version, request('approved'), active)).toMatchObject({ state: 'active', since: at(today, 1), until: { beginsOn: '2026-03-20' } });
  });

  it('is approved for one digest alone: no edit of the document keeps it', () => {
    const numbers = fc.tuple(
      fc.nat(2),
      fc.nat(2),
      fc.integer({ min: -50, max: 50 }).filter((by) => by !== 0),
    );
    const original = digest(sound());
    const requests = new Map([[original, request('approved')]]);
    const stateOf = (of: string): LifeState => lifeOf({ digest: of, addedAt: at(today) }, requests.get(of), scheduleOf([first], today)).state;
    expect(stateOf(original)).toBe('approved');
    fc.assert(
      fc.property(numbers, ([characteristic, bin, by]) => {
        const edited = sound();
        edited.cards[0].characteristics[characteristic].bins[bin].points += by;
        expect(stateOf(digest(edited))).toBe('draft');
      }),
    );
  });
});

describe('the schedule of a dimension', () => {
  it('says what holds, what will hold on a day, and what names a day', () => {
    const coming = made('c', 'activation', '2026-03-20');
    const schedule = scheduleOf([coming, second, first], today);
    expect(inForce(schedule)).toBe(second);
    expect(['2026-03-10', '2026-03-19', '2026-03-20', '2027-01-01'].map((day) => inForceOn(schedule, day)?.digest)).toEqual(['b', 'b', 'c', 'c']);
    expect([namedFor(schedule, '2026-02-01'), namedFor(schedule, '2026-03-20'), namedFor(schedule, '2026-03-21')]).toEqual([second, coming, undefined]);
    expect(inForce(scheduleOf([], today))).toBeUndefined();
  });

  it.each<[string, Activation[], string | undefined]>([
    ['nothing before the first', [first], undefined],
    ['the one before', [first, second], 'a'],
    ['nothing that is only to come', [first, made('c', 'activation', '2026-03-11')], undefined],
    ['further back after a stop, never what was stopped', [first, second, made('c', 'activation', '2026-03-01'), made('b', 'stop', 9)], 'a'],
    ['nothing further back than the first', [first, second, made('a', 'stop', 9)], undefined],
    ['the same as before where a stop was not agreed with', [first, second, made('a', 'stop', 9), made('b', 'resumption', 10)], 'a'],
    ['what was left to go back', [first, second, made('a', 'activation', '2026-03-01')], 'b'],
    ['the one before, where one was activated twice', [first, second, made('b', 'activation', '2026-03-01')], 'a'],
  ])('goes back to %s', (_, activations, before) => {
    expect(beforeInForce(scheduleOf(activations, today))).toBe(before);
  });

  const activations = fc.uniqueArray(
    fc.record({ what: fc.constantFrom('a', 'b', 'c', 'd'), day: fc.integer({ min: -20, max: 20 }).map((days) => addDays(today, days)) }),
    { selector: ({ day }) => day, maxLength: 12 },
  );

  it('has exactly one active version from the first activation on, never none or two', () => {
    fc.assert(
      fc.property(activations, fc.integer({ min: -20, max: 20 }), (all, days) => {
        const schedule = scheduleOf(
          all.map(({ what, day }) => made(what, 'activation', day)),
          addDays(today, days),
        );
        const states = ['a', 'b', 'c', 'd'].map((name) => lifeOf({ digest: name, addedAt: at('2026-01-01') }, undefined, schedule).state);
        expect(states.filter((state) => state === 'active')).toHaveLength(schedule.begun.length > 0 ? 1 : 0);
        expect(states.filter((state) => state !== 'draft')).toHaveLength(new Set(schedule.begun.map((each) => each.digest)).size);
      }),
    );
  });

  it('comes by stops to nothing but what was active earlier, and ends', () => {
    fc.assert(
      fc.property(activations, (all) => {
        const earlier = all.map(({ what, day }) => made(what, 'activation', addDays(day, -30)));
        for (let hour = 0; hour < 14; hour++) {
          const schedule = scheduleOf(earlier, today);
          const before = beforeInForce(schedule);
          if (before === undefined) return;
          expect(schedule.begun.some(({ digest: of }) => of === before)).toBe(true);
          expect(before).not.toBe(inForce(schedule)?.digest);
          earlier.push(made(before, 'stop', hour));
        }
        expect.unreachable('stops went on for ever');
      }),
    );
  });
});

it.each([
  ['nothing', '', 'RULESET_COMMENT_MISSING'],
  ['blanks', ' \n ', 'RULESET_COMMENT_MISSING'],
  ['a novel', 'x'.repeat(2001), 'RULESET_COMMENT_LONG'],
])('%s is no comment', (_, text, code) => {
  expect(() => commented(text)).toThrow(expect.objectContaining({ code }));
  expect(commented(' Why not. ')).toBe('Why not.');
});
