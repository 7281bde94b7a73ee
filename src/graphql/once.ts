import { canonical, digest } from '../base/digest.ts';
import { keyed } from '../base/keyed.ts';
import { limits } from '../base/limits.ts';
import type { Tx } from '../db/client.ts';
import type { Context } from './context.ts';
import { problem } from './errors.ts';
import { claimKey, keepAnswer } from './store.ts';

/**
 * Does a mutation at most once per principal and `idempotencyKey`, in one transaction with what it writes: the same key
 * with the same input answers what was answered, with another REQUEST_KEY_REUSED; a failure leaves the key free.
 * The answer must be plain JSON. An input may hold numbers that can be guessed: it is known by its hash under the newest key
 * of the ring, and found again under every key.
 */
export async function once<Input extends { idempotencyKey: string }, Answer>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  const { idempotencyKey: key, ...rest } = input;
  if (key.length < 1 || key.length > limits.keyCharacters)
    throw problem('REQUEST_KEY_LENGTH', { actual: key.length, limit: limits.keyCharacters }, { path: 'input.idempotencyKey' });
  const text = canonical({ name, input: rest });
  const hashed = (by: Uint8Array): string => keyed(by, 'assay request key', text);
  const ring = context.keys.seal;
  const newest = ring.at(-1);
  if (!newest) throw new RangeError('no key to hash with');
  const { subject } = context.principal;
  return (await context.sql.begin(async (tx) => {
    const answered = await claimKey(tx, subject, key, hashed(newest), context.now());
    // Keys of earlier versions were kept by a digest alone.
    const known = answered && [...ring.map(hashed), digest({ name, input: rest })];
    if (answered && !known?.includes(answered.inputDigest)) throw problem('REQUEST_KEY_REUSED', {}, { path: 'input.idempotencyKey' });
    if (answered) return answered.response as Answer;
    const answer = await act(tx);
    await keepAnswer(tx, subject, key, answer);
    return answer;
  })) as Answer;
}
