import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { load } from '../../src/intake/load.ts';
import { readMapping } from '../../src/intake/read.ts';
import type { Report } from '../../src/intake/report.ts';
import { type Assessment, assess } from '../../src/portfolio/assess.ts';
import { draw } from '../../src/portfolio/draw.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import { read } from '../../src/rating/version/read.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';

const shipped = (kind: string, name: string): string => fileURLToPath(new URL(`../../src/demo/${kind}/${name}.yaml`, import.meta.url));
const now = (): string => new Date(Date.now()).toISOString();

/** A well-known file, loaded by the mapping that comes with Assay. */
export async function loaded(sql: Sql, name: string, path: string): Promise<Report> {
  const deps = { sql, sealer: sealer(Buffer.alloc(32, 1)), currency: 'EUR', timeZone: 'UTC' };
  return await load(deps, await readMapping(shipped('mappings', name)), { path }, { rejects: '/dev/null' });
}

export const rulesetText = (name: string): string => readFileSync(shipped('rulesets', name), 'utf8');

/** Everybody rated by the ruleset that comes with Assay; its golden cases hold, or it would not be activated. */
export async function rated(sql: Sql, name: string, dimension: string, asOf: string): Promise<Version> {
  const { faults, state } = await activated(sql, read(rulesetText(name)).document);
  expect({ state, faults }).toEqual({ state: 'activated', faults: [] });
  const version = (await find(sql, { dimension })) as Version;
  await rate(sql, { version, asOf, today: now().slice(0, 10), now, onSlice: draw });
  return version;
}

/** The active ruleset held against what became of the customers, or of those of these keys. */
export const judged = (sql: Sql, version: Version, asOf: string, kind: string, horizon: string, keys?: string[]): Promise<Assessment> =>
  assess(sql, { version, asOf, kind, horizon, ...(keys ? { sample: { file: 'keys', keys } } : {}) });
