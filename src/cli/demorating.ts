import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Acting } from '../approval/handler.ts';
import { vote } from '../approval/vote.ts';
import type { Day } from '../base/time.ts';
import { world } from '../demo/calendar.ts';
import { draw } from '../portfolio/draw.ts';
import { problem } from '../rating/errors.ts';
import { begin } from '../rating/issue/begin.ts';
import { complete } from '../rating/issue/complete.ts';
import { everybody, runName } from '../rating/issue/issue.ts';
import { runsById, standingRun } from '../rating/issue/store.ts';
import { submitIssue } from '../rating/issue/submit.ts';
import { rate } from '../rating/rate.ts';
import { bootstrap } from '../rating/release/bootstrap.ts';
import type { Run } from '../rating/run/store.ts';
import { find } from '../rating/version/find.ts';
import { read } from '../rating/version/read.ts';
import type { Version } from '../rating/version/version.ts';
import { clock, today } from '../server/clock.ts';
import { handlers } from '../server/handlers.ts';
import type { Assay } from './open.ts';

/** What everybody is rated for, and what only those with a line of their own are. */
export const dimension = 'credit';
const lines = 'credit_power';

/** Who decides in the demo world: invented, and two, as it must be. */
const officer = 'He Lin';
const approver = 'Marta Weiss';

type Told = (message: string) => void;

/** Brings the demo's rulesets into force, issues the grades of the year before, and rates the world on each of its days; the last of credit is the last of all. */
export async function rateDemo(assay: Assay, step: Told): Promise<Run> {
  const credit = await ruleset(assay, dimension, 'demo');
  const power = await ruleset(assay, lines, 'power');
  await issueGrades(assay, step);
  await rateOn(assay, power, world.asOf, step);
  for (const day of world.ratedBefore) await rateOn(assay, credit, day, step);
  return rateOn(assay, credit, world.asOf, step);
}

/** The world does not grow older than its grades hold. */
const dayOf = ({ timeZone }: Assay): Day => [today(timeZone), world.issuedUntil].toSorted()[0] as Day;
const acting = (assay: Assay, who: string): Acting => ({ who, at: clock(), today: dayOf(assay), holds: () => true });

/** The ruleset in force; on a new home the demo's own. */
async function ruleset(assay: Assay, rated: string, name: string): Promise<Version> {
  const active = await find(assay.sql, { dimension: rated });
  if (active) return active;
  const { document } = read(await readFile(fileURLToPath(new URL(`../demo/rulesets/${name}.yaml`, import.meta.url)), 'utf8'));
  const brought = await assay.sql.begin((tx) => bootstrap(tx, { document, comment: 'The ruleset of the demo world.' }, acting(assay, officer)));
  const version = await find(assay.sql, { dimension: rated });
  if (brought.refused || !version) throw problem('RATING_RULESET_REFUSED', { errors: brought.faults.length });
  return version;
}

/** Issues the power customers' grades of the year that ended within the world's months: one person submits them, another approves. */
async function issueGrades(assay: Assay, step: Told): Promise<void> {
  const { sql } = assay;
  const [asOf] = world.ratedBefore;
  const standing = await standingRun(sql, { dimension: lines, subject: 'customer', kind: 'issued', asOf, only: everybody });
  if (standing?.state === 'issued') return;
  const isPrepared = standing?.state === 'prepared';
  const issueId = isPrepared ? standing.issueId : await sql.begin((tx) => begin(tx, { dimension: lines, subject: 'customer', asOf }, acting(assay, officer)));
  const run = await complete(sql, issueId, {
    today: dayOf(assay),
    now: clock,
    onProgress: (done, total) => step(`grades of ${asOf}, slice ${done} of ${total}`),
  });
  await sql.begin(async (tx) => {
    await submitIssue(tx, { id: runName(issueId), why: 'Grades of the demo world.' }, acting(assay, officer));
    const approvalId = (await runsById(tx, [issueId])).get(issueId)?.approval as string;
    await vote(tx, handlers, { approvalId, digest: run.digest as string, choice: 'approve', comment: 'Seen.' }, acting(assay, approver));
  });
}

function rateOn({ sql, timeZone }: Assay, version: Version, asOf: Day, step: Told): Promise<Run> {
  const told = (done: number, total: number) => step(`rating ${version.ruleset.dimension} as of ${asOf}, slice ${done} of ${total}`);
  return rate(sql, { version, asOf, today: today(timeZone), now: clock, onSlice: draw, onProgress: told });
}
