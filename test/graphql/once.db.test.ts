import { beforeAll, describe, expect, it } from 'vitest';
import { digest } from '../../src/base/digest.ts';
import type { Sql } from '../../src/db/client.ts';
import { contextOf } from '../../src/graphql/context.ts';
import { once } from '../../src/graphql/once.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

let done = 0;
const act = async () => {
  done += 1;
  return { number: done };
};
const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const ask = (
  input: { idempotencyKey: string; amount?: number },
  subject = 'ann',
  name = 'pay',
  does: () => Promise<unknown> = act,
  seal: Uint8Array[] = [older],
) =>
  once(
    contextOf(
      { sql, keys: { seal, cursor: Buffer.alloc(32) }, currency: 'EUR', now: () => '2026-11-22T10:00:00.000Z', today: () => '2026-11-22' },
      { subject, role: 'agent' },
      {},
      'en',
    ),
    name,
    input,
    does,
  );

describe('an idempotency key', () => {
  it('with the same input answers what was answered', async () => {
    const first = await ask({ idempotencyKey: 'a', amount: 1 });
    expect(await ask({ amount: 1, idempotencyKey: 'a' })).toEqual(first);
    expect(done).toBe(1);
  });

  it('with another input, or for another mutation, is refused', async () => {
    await expect(ask({ idempotencyKey: 'a', amount: 2 })).rejects.toMatchObject({ code: 'REQUEST_KEY_REUSED' });
    await expect(ask({ idempotencyKey: 'a', amount: 1 }, 'ann', 'refund')).rejects.toMatchObject({ code: 'REQUEST_KEY_REUSED' });
  });

  it('of somebody else is another key', async () => {
    const before = done;
    await ask({ idempotencyKey: 'a', amount: 2 }, 'bob');
    expect(done).toBe(before + 1);
  });

  it('fifty times at once does it once', async () => {
    const before = done;
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask({ idempotencyKey: 'many' })));
    expect(done).toBe(before + 1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('stays free when the mutation fails', async () => {
    await expect(ask({ idempotencyKey: 'fails' }, 'ann', 'pay', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await ask({ idempotencyKey: 'fails' })).toEqual({ number: done });
  });

  it('keeps nothing that its input could be guessed by', async () => {
    await ask({ idempotencyKey: 'guess', amount: 7 });
    const [kept] = await sql`select input_digest as digest from assay.request_key where key = 'guess'`;
    const document = { name: 'pay', input: { amount: 7 } };
    expect(kept?.['digest']).toMatch(/^[0-9a-f]{64}$/);
    expect([digest(document), digest(document).slice('sha256:'.length)]).not.toContain(kept?.['digest']);
  });

  it('is known by its input after the ring got a newer key, which hashes from then on', async () => {
    const under = (seal: Uint8Array[], amount = 1, idempotencyKey = 'turned') => ask({ idempotencyKey, amount }, 'ann', 'pay', act, seal);
    const first = await under([older]);
    expect(await under([older, newer])).toEqual(first);
    await expect(under([older, newer], 2)).rejects.toMatchObject({ code: 'REQUEST_KEY_REUSED' });
    const later = await under([older, newer], 1, 'later');
    expect(await under([newer], 1, 'later')).toEqual(later);
    await expect(under([older], 1, 'later')).rejects.toMatchObject({ code: 'REQUEST_KEY_REUSED' });
  });

  it.each(['', 'x'.repeat(201)])('of a wrong length is refused', async (idempotencyKey) => {
    await expect(ask({ idempotencyKey })).rejects.toMatchObject({ code: 'REQUEST_KEY_LENGTH' });
  });
});
