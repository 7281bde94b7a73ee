import { type Command, Option } from 'commander';
import { entryPrefix } from '../audit/entry.ts';
import { pageEntries } from '../audit/store.ts';
import { encodeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import type { Day, Instant } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import { known } from '../rating/life/known.ts';
import type { Life } from '../rating/life/life.ts';
import type { Activation } from '../rating/life/schedule.ts';
import { table } from '../rating/listing.ts';
import { type Subject, subjects } from '../rating/subject.ts';
import { listedByDigest, pageVersions } from '../rating/version/store.ts';
import { type Listed, startOf } from '../rating/version/version.ts';
import { clock, today } from '../server/clock.ts';
import { named } from './named.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  json?: boolean;
}

/** What versions there are, and what was done to them. */
export function register(ruleset: Command): void {
  ruleset
    .command('list [dimension]')
    .description('the newest versions, each with its state, and what is active when')
    .addOption(new Option('--subject <what>', 'of those that rate these alone').choices(subjects))
    .option('--json', 'print one line of JSON')
    .action(run((dimension: string | undefined, options: Options & { subject?: Subject }) => withAssay((assay) => list(assay, dimension, options))));
  ruleset
    .command('log <file-or-name>')
    .description('who did what to a version, when and why, newest first')
    .option('--json', 'print one line of JSON')
    .action(run((given: string, options: Options) => withAssay(({ sql }) => log(sql, given, options))));
}

async function list({ sql, timeZone }: Assay, dimension: string | undefined, { subject, json }: Options & { subject?: Subject }): Promise<void> {
  const now = { at: clock(), today: today(timeZone) };
  const newest = await pageVersions(sql, { dimension: dimension ?? null, subject: subject ?? null }, undefined, limits.pageMax);
  const rows = [...newest, ...(await standing(sql, newest, now))];
  const found = await known(sql, rows, now);
  const versions = rows.map((row) => ({ ...row, life: found.get(row.digest)?.life as Life }));
  const lines = versions.map(({ name, dimension: of, subject: whom, digest, author, life }) => [
    name,
    of,
    whom,
    startOf(digest),
    stateWords(life),
    author ?? '-',
  ]);
  const data = versions.map(({ life, ...row }) => ({ ...row, state: life.state, since: life.since, coming: comingOf(life) }));
  answer(
    json,
    { versions: data },
    versions.length === 0 ? 'no version is kept' : table([['name', 'dimension', 'subject', 'digest', 'state', 'author'], ...lines]),
  );
}

/** What is active, or is to be, where these are rated by, and is older than all of them. */
async function standing(sql: Sql, newest: readonly Listed[], now: { at: Instant; today: Day }): Promise<Listed[]> {
  const schedules = new Set([...(await known(sql, newest, now)).values()].map(({ schedule }) => schedule));
  const digests = [...schedules].flatMap(({ begun, coming }) => [...begun.slice(-1), ...coming]).map(({ digest }) => digest);
  const shown = new Set(newest.map(({ digest }) => digest));
  return [
    ...(
      await listedByDigest(
        sql,
        [...new Set(digests)].filter((digest) => !shown.has(digest)),
      )
    ).values(),
  ];
}

const comingOf = (life: Life): Activation[] => [...('coming' in life ? life.coming : [])];

/** A state with what belongs to it: `active since 2026-11-22T10:00:00.000Z until 2026-12-01`. */
export function stateWords(life: Life): string {
  const { state, since } = life;
  const until = life.state === 'active' && life.until ? ` until ${life.until.beginsOn}` : '';
  const again = comingOf(life).map(({ beginsOn }) => `, active from ${beginsOn} on`);
  const ended = life.state === 'draft' && life.request ? `, ${life.request.state}` : '';
  return `${state} since ${since}${until}${ended}${again.join('')}`;
}

async function log(sql: Sql, given: string, { json }: Options): Promise<void> {
  const { digest } = await named(sql, given);
  const sought = { kind: 'ruleset', subject: digest, who: null, from: null, until: null };
  const entries = (await pageEntries(sql, sought, undefined, limits.pageMax)).map(({ entryId, ...entry }) => ({
    id: encodeId(entryPrefix, entryId),
    ...entry,
  }));
  const lines = entries.map(({ at, who, what, why }) => `${at}  ${what}  ${who}${why === null ? '' : `: ${why}`}`);
  answer(json, { digest, entries }, [...lines, `${entries.length === 0 ? 'nothing' : entries.length} on record of ${digest}`]);
}
