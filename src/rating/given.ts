import type { Day, Instant } from '../base/time.ts';
import type { Db } from '../db/client.ts';
import { type Given, nothing } from './decision/given.ts';
import { lastIssued } from './issue/store.ts';
import { inForce } from './override/store.ts';

/** Of which ratings: what was issued as of an earlier day, and what people had said by an instant. */
export interface GivenAt {
  readonly dimension: string;
  readonly asOf: Day;
  readonly knownAt: Instant;
}

/** What decides the grades under these customers beside measured values, by subject (`subjectName`); nobody is listed of whom nothing is known. */
export async function given(db: Db, at: GivenAt, customerIds: readonly string[]): Promise<Map<string, Given>> {
  const last = await lastIssued(db, at, customerIds);
  const overrides = await inForce(db, at, customerIds);
  const names = new Set([...last.keys(), ...overrides.keys()]);
  return new Map([...names].map((name) => [name, { ...nothing, last: last.get(name) ?? null, override: overrides.get(name) ?? null }]));
}
