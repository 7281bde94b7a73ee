import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { digest } from '../../src/base/digest.ts';
import type { Sql } from '../../src/db/client.ts';
import { finishedRun } from '../../src/rating/run/store.ts';
import { ratingById } from '../../src/rating/store.ts';
import { ratingsOf } from '../../src/rating/subject/store.ts';
import { find } from '../../src/rating/version/find.ts';
import { shortOf } from '../../src/rating/version/version.ts';
import { database } from '../database.ts';
import { activated } from './activated.ts';
import { sound } from './document.ts';

let sql: Sql;
const document = sound();
const version = shortOf(digest(document));
const customerId = '00000001-0000-0000-0000-000000000000';
const [current, superseded, run] = ['a', 'b', 'c'].map((n) => `0000000${n}-0000-0000-0000-000000000000`) as [string, string, string];
const at = '2026-01-01T00:00:00.000Z';

/** Every migration that came after the first. */
const later = (JSON.parse(readFileSync(new URL('../../drizzle/meta/_journal.json', import.meta.url), 'utf8')) as { entries: { tag: string }[] }).entries
  .map(({ tag }) => tag)
  .slice(1);
const statementsOf = (tag: string): string[] => readFileSync(new URL(`../../drizzle/${tag}.sql`, import.meta.url), 'utf8').split('--> statement-breakpoint');

beforeAll(async () => {
  sql = await database();
  await sql`drop schema assay cascade`;
  for (const statement of statementsOf('0000_initial')) await sql.unsafe(statement);
  await sql`insert into assay.ruleset_version (digest, version, name, dimension, document, added_at) values (${digest(document)}, ${version}, 'sample', 'credit', ${sql.json(document)}, ${at})`;
  await sql`insert into assay.ruleset_activation (dimension, activated_at, digest) values ('credit', ${at}, ${digest(document)})`;
  await sql`
    insert into assay.rating_run (run_id, digest, dimension, kind, as_of, known_at, started_at, done_until, rated, invalid, unchanged, finished_at)
    values (${run}, ${digest(document)}, 'credit', 'monitoring', '2025-12-31', ${at}, ${at}, ${customerId}, 1, 0, 0, ${at})`;
  const rating = { customer_id: customerId, dimension: 'credit', kind: 'monitoring', as_of: '2025-12-31', version, run_id: run, known_at: at, rated_at: at };
  const outcome = { state: 'rated', score: 165, grade: 0, values: '{0}', states: '{0}', bins: '{0}', points: '{0}', reasons: '{}', input_digest: 1 };
  await sql`insert into assay.rating ${sql({ ...rating, ...outcome, rating_id: current } as never)}`;
  await sql`insert into assay.rating_history ${sql({ ...rating, ...outcome, rating_id: superseded, superseded_at: at } as never)}`;
  for (const tag of later) for (const statement of statementsOf(tag)) await sql.unsafe(statement);
});

test('what was rated before accounts and groups could be stays as it was, of customers', async () => {
  const rows = (await ratingsOf(sql, [customerId], { dimension: 'credit', last: 5, today: '2026-01-01' })).get(customerId);
  expect(rows).toMatchObject([{ ratingId: current, score: 165, card: 0, subjectId: '00000000-0000-0000-0000-000000000000' }]);
  expect(await ratingById(sql, customerId, superseded)).toMatchObject({ ratingId: superseded, card: 0 });
  expect(await finishedRun(sql, 'credit', '2025-12-31')).toMatchObject({ runId: run, subject: 'customer' });
});

test('the ruleset in force stays in force, for customers', async () => {
  expect(await find(sql, { dimension: 'credit' })).toMatchObject({ digest: digest(document), activatedAt: at });
  expect(await find(sql, { dimension: 'credit', subject: 'account' })).toBeUndefined();
  expect(await activated(sql, document)).toMatchObject({ state: 'active', activation: { subject: 'customer', who: null, beginsOn: null } });
});
