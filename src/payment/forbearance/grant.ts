import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { addOwn } from '../../db/own.ts';
import { forbearance } from './fact.ts';
import { type Asked, digestOf, idOf } from './request.ts';

/** Makes the windows that a second person has agreed to. */
export async function grant(tx: Tx, asked: Asked, { who, at }: Acting): Promise<void> {
  const { requestId, accounts, fromOn, untilOn, expiresOn, cause, text, source } = asked;
  const recordedAt = await takeRecordedAt(tx);
  const window = { fromOn, untilOn, expiresOn, cause, text, key: requestId, source };
  const rows = accounts.map(([customerId, accountId]) => ({ ...window, customerId, accountId }));
  await addOwn(tx, forbearance, rows, recordedAt);
  const detail = { accounts: accounts.length, fromOn, untilOn, expiresOn, cause };
  await append(tx, { at, who, what: 'forbearance.grant', kind: forbearance.name, subjectId: idOf(asked), why: null, digest: digestOf(asked), detail });
}
