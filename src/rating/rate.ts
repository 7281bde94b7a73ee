import { limits } from '../base/limits.ts';
import { sliceEnds } from '../customer/directory/store.ts';
import type { Sql } from '../db/client.ts';
import { readKnownAt } from '../db/facts.ts';
import { newId } from '../db/id.ts';
import { inColumns } from './card/columns.ts';
import { kernelOf } from './card/kernel.ts';
import { problem } from './errors.ts';
import { type RateRequest, rateSlice } from './rateslice.ts';
import type { SubjectValues } from './reader.ts';
import { readings } from './readings.ts';
import { ready } from './ready.ts';
import { addRun, finishRun, lockRuns, markSlice, type Run, unfinished } from './run/store.ts';
import { clockOf } from './store.ts';

const lowest = '00000000-0000-0000-0000-000000000000';

/**
 * Rates everybody (or all accounts, or all groups) as of a day, slice of customers by slice; a slice's ratings commit with its mark, so a killed run goes on where it
 * stopped, known at the same instant; once facts came or another run drew the line since, a new run begins. While a
 * slice is evaluated and written the next two are being read.
 */
export async function rate(sql: Sql, request: RateRequest): Promise<Run> {
  return sql.begin(async (lock) => {
    if (!(await lockRuns(lock))) throw problem('RATING_RUN_BUSY');
    return rateEverybody(sql, request);
  }) as Promise<Run>;
}

async function rateEverybody(sql: Sql, request: RateRequest): Promise<Run> {
  const { version, asOf, kind = 'monitoring' } = request;
  const open = await unfinished(sql, version.digest, asOf, { kind, knownAt: request.knownAt, settled: await clockOf(sql) });
  const settled = await readKnownAt(sql);
  if (!open && request.knownAt && request.knownAt > settled)
    throw problem('RATING_KNOWN_AT_FUTURE', { knownAt: request.knownAt, settled }, { path: 'knownAt' });
  const knownAt = open?.knownAt ?? request.knownAt ?? settled;
  const reader = await ready(sql, request, knownAt);
  const ends = await sliceEnds(sql, open?.doneUntil ?? null, request.sliceCustomers ?? limits.ratingSliceCustomers);
  const { dimension, subject } = version.ruleset;
  const run = open ?? (await addRun(sql, { runId: newId(), digest: version.digest, dimension, subject, kind, asOf, knownAt }, request.now()));
  const readSlice = (at: number) =>
    sql.begin('isolation level repeatable read read only', (tx) => readings(tx, reader, after(ends[at - 1] ?? run.doneUntil), ends[at] as string));
  const evaluateAll = inColumns(version.plan, kernelOf(version.plan));
  const reading: Promise<SubjectValues[]>[] = [];
  for (let at = 0, next = 0; at < ends.length; at++) {
    for (; next < ends.length && next <= at + limits.ratingSlicesAhead; next++) reading.push(unheeded(readSlice(next)));
    const slice = (await reading.shift()) ?? [];
    await sql.begin(async (tx) => markSlice(tx, run.runId, ends[at] as string, await rateSlice(tx, request, run, slice, evaluateAll)));
    request.onProgress?.(at + 1, ends.length);
  }
  return finishRun(sql, run.runId, request.now());
}

/** A read that is still under way when the run fails is nobody's any more. */
function unheeded<T>(read: Promise<T>): Promise<T> {
  read.catch(() => {});
  return read;
}

/** The least id after this one: slices are closed on both sides. */
function after(id: string | null | undefined): string {
  if (!id) return lowest;
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return `${next.slice(0, 8)}-${next.slice(8, 12)}-${next.slice(12, 16)}-${next.slice(16, 20)}-${next.slice(20)}`;
}
