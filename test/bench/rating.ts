import { readFile } from 'node:fs/promises';
import { limits } from '../../src/base/limits.ts';
import { sliceEnds } from '../../src/customer/directory/store.ts';
import { readKnownAt } from '../../src/db/facts.ts';
import { world as demo } from '../../src/demo/calendar.ts';
import { inexactBetween } from '../../src/payment/store.ts';
import { draw } from '../../src/portfolio/draw.ts';
import { rate } from '../../src/rating/rate.ts';
import type { RateRequest } from '../../src/rating/rateslice.ts';
import { ready } from '../../src/rating/ready.ts';
import { runFacts } from '../../src/rating/store.ts';
import { find } from '../../src/rating/version/find.ts';
import { read } from '../../src/rating/version/read.ts';
import { clock, today } from '../../src/server/clock.ts';
import { activated } from '../rating/activated.ts';
import { pairsOf } from './paired.ts';
import { peakOf } from './peak.ts';
import { type Row, rowOf } from './row.ts';
import type { World } from './world.ts';

const lowest = '00000000-0000-0000-0000-000000000000';

/** Rating everybody, against the statement it is compiled to run alone over the same slices on one connection. */
export async function ratingRow(world: World, count: number, told: (message: string) => void): Promise<Row> {
  const request = await requestOf(world);
  let rated = 0;
  let peakBytes = 0;
  const product = async (): Promise<void> => {
    const bytes = await peakOf(async () => {
      const run = await rate(world.sql, request);
      rated = run.rated;
    });
    peakBytes = Math.max(peakBytes, bytes);
  };
  const floor = await statementAlone(world, request);
  const pairs = await pairsOf(count, { prepare: () => checkpoint(world), perform: floor }, { prepare: () => empty(world), perform: product }, (done) =>
    told(`rating, pair ${done} of ${count}`),
  );
  return rowOf('rating', 'its statement alone', { rule: 'at most', target: 1.3 }, rated, 'customers', pairs, peakBytes);
}

async function requestOf({ sql, timeZone }: World): Promise<RateRequest> {
  const document = await readFile(new URL('../../src/demo/rulesets/demo.yaml', import.meta.url), 'utf8');
  await activated(sql, read(document).document);
  const version = await find(sql, { dimension: 'credit' });
  if (!version) throw new Error('the demo ruleset was refused');
  return { version, asOf: demo.asOf, today: today(timeZone), now: clock, onSlice: draw };
}

/** Both readings of each slice: current rows, and the facts of those whose caches do not answer for every day. */
async function statementAlone({ alone }: World, request: RateRequest): Promise<() => Promise<void>> {
  const knownAt = await readKnownAt(alone);
  const { current, known } = await ready(alone, request, knownAt);
  const ends = await sliceEnds(alone, null, limits.ratingSliceCustomers);
  const slices: { first: string; last: string; ids: string[] }[] = [];
  for (const [at, last] of ends.entries()) {
    // The last customer of the slice before is read again: one in two thousand.
    const first = ends[at - 1] ?? lowest;
    slices.push({ first, last, ids: await inexactBetween(alone, first, last) });
  }
  return async () => {
    for (const { first, last, ids } of slices) {
      await runFacts(alone, current, [request.asOf, first, last], { slice: true });
      if (ids.length > 0) await runFacts(alone, known, [request.asOf, ids, knownAt], { slice: true });
    }
  };
}

const checkpoint = async ({ sql }: World): Promise<void> => {
  await sql`checkpoint`;
};

async function empty(world: World): Promise<void> {
  await world.sql`truncate assay.rating, assay.rating_history, assay.line, assay.rating_run`;
  await checkpoint(world);
}
