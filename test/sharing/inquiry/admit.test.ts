import { describe, expect, test } from 'vitest';
import type { Draft } from '../../../src/audit/chain/entry.ts';
import { Problem } from '../../../src/base/problem.ts';
import { admit } from '../../../src/sharing/inquiry/admit.ts';
import type { Request } from '../../../src/sharing/inquiry/inquiry.ts';
import { Places } from '../../../src/sharing/inquiry/places.ts';

const at = '2026-11-22T10:00:00.000Z';
const day = '2026-11-22';
const quotas = { day: 9, subject: 2, burst: 9, perSecond: 1 };
const books = [[{ keys: [], used: [], counts: [] }]] as never;
const request = (more: object = {}): Request =>
  ({ partnerId: 'p', key: 'k', inputDigest: 'one', day, secondsLeft: 60, at, subjects: ['a'], quotas, told: [], ...more }) as unknown as Request;
const draft = (): Draft => ({
  stream: 'p',
  body: { kind: 'inquiry', purpose: 'letting', agreement: 'a', kid: 'k', inquiries: [{ subject: 'a', customer: 'c' }] },
});
const admitted = (requests: Request[]) =>
  admit(
    requests.map(() => draft()),
    requests,
    books,
  );
const kinds = (drafts: readonly (Draft | Problem)[]) => drafts.map((each) => (each instanceof Problem ? each.code : [each.body['kind'], each.body['repeats']]));

describe('requests that share a commit', () => {
  test('of which the second tells of more under the same key are both counted, and the key is kept once', () => {
    const { drafts, counted } = admitted([request(), request({ told: [{}] }), request({ told: [{}] })]);
    expect(kinds(drafts)).toEqual([
      ['inquiry', undefined],
      ['inquiry', undefined],
      ['inquiry', true],
    ]);
    expect(counted.keys.map(({ told }) => told.length)).toEqual([1]);
    expect(counted.used).toMatchObject([{ inquiries: 2, burst: 6 }]);
  });

  test('are put on record where the quota of a subject refuses them, and not refused when they come again without the others', () => {
    const over = request({ key: 'c' });
    const { drafts } = admitted([request({ key: 'a' }), request({ key: 'b' }), over]);
    expect(kinds(drafts)).toEqual([
      ['inquiry', undefined],
      ['inquiry', undefined],
      ['over', undefined],
    ]);
    expect(over.over?.code).toBe('SHARING_QUOTA_SUBJECT');
    expect(kinds(admitted([over]).drafts)).toEqual([['inquiry', undefined]]);
    expect(over.over).toBeUndefined();
  });
});

describe('before anything is read', () => {
  const asked = { partnerId: 'p', day, at, quotas };

  test('a proof that came with another request is refused', () => {
    const [places, proof] = [new Places(), { realm: 'p', name: 'once' } as never];
    expect(places.come({ ...asked, proof })).toHaveProperty('leave');
    places.note([], [request({ proof })]);
    expect(places.come({ ...asked, proof })).toMatchObject({ refusal: { code: 'ACCESS_PROOF_REPLAYED' } });
    expect(places.come({ ...asked, proof: { realm: 'p', name: 'other' } as never })).toHaveProperty('leave');
  });

  test('those on their way count, until they are counted or came to nothing', () => {
    const places = new Places();
    const coming = Array.from({ length: 9 }, () => places.come({ ...asked, proof: undefined }));
    expect(places.come({ ...asked, proof: undefined })).toMatchObject({ refusal: { code: 'SHARING_QUOTA_BURST' } });
    const [first] = coming as { leave: () => void }[];
    first?.leave();
    first?.leave();
    expect(places.come({ ...asked, proof: undefined })).toHaveProperty('leave');
    expect(places.come({ ...asked, proof: undefined })).toHaveProperty('refusal');
    expect([places.turnedAway('p'), places.turnedAway('p')]).toEqual([2, 0]);
  });
});
