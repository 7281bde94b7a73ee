import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../database.ts';
import type { Told, Ways } from '../graphql/ways.ts';
import { type Case, casePath, cases, fillCases } from './cases.ts';

/**
 * With UPDATE_CASES=1 the .sql and .json of every documented operation are written anew: look at what changed before it
 * is committed.
 */
const isUpdating = process.env['UPDATE_CASES'] === '1';

let ways: Ways;
beforeAll(async () => {
  ways = await fillCases(await database());
});

/** What the resolvers answer to this day: full-text search ranks in the program. */
const resolved = new Set(['search']);

const normal = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
/** The loaders of one answer send what they need in no fixed order. */
const textOf = ({ statements }: Told): string =>
  statements
    .map(({ text }) => normal(text))
    .sort()
    .join(';\n\n');
const broken = (text: string): string => text.replaceAll(/ (?=from |where |order by |left join |join |cross join )|(?<=, )(?='[,{]")/g, '\n');

function kept(name: string, ext: string, made: string): string {
  const path = casePath(name, ext);
  if (isUpdating) writeFileSync(path, made);
  return readFileSync(path, 'utf8');
}

describe('a documented operation', () => {
  it.each(cases)('$name: its answer, the same of both ways, by the statements that were looked at', async ({ name, asked, grants }: Case) => {
    ways.logged.length = 0;
    const plain = await ways.plain(grants, asked);
    const fast = await ways.fast(grants, asked);
    expect(fast.text).toBe(plain.text);
    expect([fast.status, JSON.parse(fast.body).errors, ways.logged]).toEqual([200, undefined, []]);
    expect(fast.compiled).toBe(!resolved.has(name));
    if (fast.compiled) expect(fast.statements).toHaveLength(1);
    expect(`${JSON.stringify(JSON.parse(fast.body), null, 2)}\n`).toBe(kept(name, 'json', `${JSON.stringify(JSON.parse(fast.body), null, 2)}\n`));
    expect(textOf(fast)).toBe(normalised(kept(name, 'sql', `${broken(textOf(fast))}\n`)));
  });

  it('is what every file is of', () => {
    const names = cases.map(({ name }) => name);
    expect(readdirSync(casePath('', '').slice(0, -1)).filter((file) => !names.includes(file.split('.')[0] as string))).toEqual([]);
  });
});

const normalised = (text: string): string => text.split(/;\n\n/).map(normal).join(';\n\n');
