import type { Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';

export interface Answered {
  readonly inputDigest: string;
  readonly response: unknown;
}

/** Claims a key; nothing when it is new. A second claim at the same time waits for the first one's commit. */
export async function claimKey(tx: Tx, principal: string, key: string, inputDigest: string, at: Instant): Promise<Answered | undefined> {
  const made = await tx`
    insert into assay.request_key (principal, key, input_digest, response, created_at) values (${principal}, ${key}, ${inputDigest}, null, ${at})
    on conflict do nothing returning key`;
  if (made.length > 0) return undefined;
  const [row] = await tx<Answered[]>`select input_digest as "inputDigest", response from assay.request_key where principal = ${principal} and key = ${key}`;
  return row;
}

export async function keepAnswer(tx: Tx, principal: string, key: string, response: unknown): Promise<void> {
  await tx`update assay.request_key set response = ${tx.json(response as never)} where principal = ${principal} and key = ${key}`;
}
