import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { book, countName, usedName } from '../../../src/sharing/inquiry/book.ts';
import type { Request } from '../../../src/sharing/inquiry/inquiry.ts';
import { Places } from '../../../src/sharing/inquiry/places.ts';
import { fresh, type Quotas, spend, waitFor } from '../../../src/sharing/inquiry/quota.ts';

const quotas: Quotas = { day: 5, subject: 2, burst: 3, perSecond: 2 };
const now = Date.parse('2026-11-22T10:00:00.000Z');

describe('one request more', () => {
  const spent = (more = {}) => ({ ...fresh(quotas, now), ...more });
  const cases: [string, ReturnType<typeof spent>, [subjects: number, counts: number[], later: number], string | undefined][] = [
    ['is within the quotas', spent(), [1, [1], 0], undefined],
    ['may take the last of the day', spent({ inquiries: 4 }), [1, [1], 0], undefined],
    ['is over the day when the day is used up', spent({ inquiries: 5 }), [1, [1], 0], 'day'],
    ['about more subjects than are left is over as a whole', spent({ inquiries: 3 }), [3, [1, 1, 1], 0], 'day'],
    ['is over when the subject was asked about often enough', spent(), [1, [3], 0], 'subject'],
    ['is over when no place of the burst is free', spent({ burst: 0.9 }), [1, [1], 0], 'burst'],
    ['is over the burst first of all', spent({ burst: 0.9, inquiries: 5 }), [1, [3], 0], 'burst'],
    ['finds a place again after a while', spent({ burst: 0 }), [1, [1], 500], undefined],
    ['finds none when the clock stepped back', spent({ burst: 0 }), [1, [1], -60_000], 'burst'],
  ];
  test.each(cases)('%s', (_, before, [subjects, counts, later], over) => {
    expect(spend(before, quotas, subjects, counts, now + later).over).toBe(over);
  });

  test.each([
    ['is within the quotas', spent(), 1],
    ['is over the day', spent({ inquiries: 5 }), 1],
    ['is over for its subject', spent(), 3],
  ])('that %s takes a place of the burst', (_, before, count) => {
    expect(spend(before, quotas, 1, [count], now).spent.burst).toBe(before.burst - 1);
  });

  test('tells how long to wait, at least a second', () => {
    expect([waitFor(fresh(quotas, now), quotas), waitFor({ ...fresh(quotas, now), burst: -9 }, quotas)]).toEqual([1, 5]);
  });
});

test('no order of requests ever uses more than the quotas', () => {
  const requests = fc.array(
    fc.record({ subjects: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }), laterMs: fc.integer({ min: -500, max: 900 }) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(requests, (drawn) => {
      const counting = book(new Map(), new Map());
      let at = now;
      const admitted = drawn.filter(({ subjects, laterMs }) => {
        at += laterMs;
        const request = { partnerId: 'p', day: '2026-11-22', secondsLeft: 60, at: new Date(at).toISOString(), subjects, quotas } as unknown as Request;
        return counting.enter(request) === undefined;
      });
      const all = admitted.flatMap(({ subjects }) => subjects);
      const [used] = counting.used();
      expect(used?.inquiries ?? 0).toBe(all.length);
      expect(all.length).toBeLessThanOrEqual(quotas.day);
      for (const { subject, inquiries } of counting.counts()) {
        expect(inquiries).toBe(all.filter((each) => each === subject).length);
        expect(inquiries).toBeLessThanOrEqual(quotas.subject);
      }
    }),
  );
});

test('nobody is turned away unread whom the books would let in, however many other servers take places', () => {
  const steps = fc.array(fc.record({ here: fc.boolean(), waits: fc.boolean(), laterMs: fc.integer({ min: -200, max: 900 }) }), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (drawn) => {
      const places = new Places();
      const counting = book(new Map(), new Map());
      let at = now;
      const coming: { request: Request; leave: () => void }[] = [];
      for (const { here, laterMs, waits } of drawn) {
        at += laterMs;
        const asked = { partnerId: 'p', day: '2026-11-22', secondsLeft: 60, at: new Date(at).toISOString(), subjects: ['a'], quotas } as unknown as Request;
        const come = here ? places.come(asked) : { leave: () => undefined };
        if ('refusal' in come) {
          // All that came before is counted by then.
          for (const { request, leave } of coming.splice(0)) {
            counting.enter({ ...request, at: asked.at });
            leave();
          }
          expect(counting.enter(asked)?.code).toBe('SHARING_QUOTA_BURST');
        } else if (here && waits) coming.push({ request: asked, leave: come.leave });
        else {
          counting.enter(asked);
          if (here) places.note(counting.used(), [{ ...asked, leave: come.leave }]);
        }
      }
    }),
  );
});

test('what was used before counts', () => {
  const used = { partnerId: 'p', day: '2026-11-22', inquiries: 4, refused: 1, burst: 3, burstAt: new Date(now).toISOString() };
  const request = { partnerId: 'p', day: '2026-11-22', secondsLeft: 60, at: new Date(now).toISOString(), subjects: ['a'], quotas } as unknown as Request;
  const counting = book(new Map([[usedName(used), used]]), new Map([[countName({ ...used, subject: 'a' }), 1]]));
  expect(counting.enter(request)).toBeUndefined();
  expect(counting.enter(request)).toMatchObject({ code: 'SHARING_QUOTA_DAY' });
  expect(counting.used()).toMatchObject([{ inquiries: 5, refused: 2 }]);
  expect(counting.counts()).toEqual([{ partnerId: 'p', day: '2026-11-22', subject: 'a', inquiries: 2 }]);
});
