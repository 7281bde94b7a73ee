import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { isEnded } from '../../src/db/failure.ts';
import { databaseUrl } from '../database.ts';

test('a connection that runs out of time before it is of use fails with what a server knows, also where nobody hears of it', async () => {
  const unheard: unknown[] = [];
  const note = (error: unknown): void => void unheard.push(error);
  process.on('unhandledRejection', note);
  const sql = connect(await databaseUrl(), { max: 1, statementSeconds: 0.001 });
  const failed = await sql`select pg_sleep(1)`.catch((error: unknown) => error);
  await sleep(100);
  process.off('unhandledRejection', note);
  await sql.end({ timeout: 1 });
  expect([failed, ...unheard].map(isEnded)).toEqual([failed, ...unheard].map(() => true));
});
