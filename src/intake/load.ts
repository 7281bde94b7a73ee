import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { digest } from '../base/digest.ts';
import { type AttributeClass, attributeClasses } from '../base/fact.ts';
import { limits } from '../base/limits.ts';
import { isIdentifierKind, normalise } from '../customer/identifier.ts';
import { recordCustomers } from '../customer/record.ts';
import type { Sealer } from '../customer/sealer.ts';
import type { Sql, Tx } from '../db/client.ts';
import { takeRecordedAt } from '../db/facts.ts';
import { newId } from '../db/id.ts';
import { cover } from '../payment/cover.ts';
import { vocabulary } from '../rating/vocabulary.ts';
import { nested } from './convert.ts';
import { csvFile } from './csv.ts';
import { problem } from './errors.ts';
import { columnIndex, compileGroups, type Group } from './group.ts';
import { locate } from './locate.ts';
import { type FileShape, fileOf, type Mapping } from './mapping.ts';
import type { Seal } from './party.ts';
import { collectRejects, firstRejects, type Reject, type Rejects, refused } from './reject.ts';
import { type Reading, type Staged, stage } from './stage.ts';
import * as store from './store.ts';
import { writeRejects } from './write.ts';

export interface Deps {
  readonly sql: Sql;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly currency: string;
  readonly timeZone: string;
}

export interface Options {
  /** Do everything, report, and undo it. */
  readonly dryRun?: boolean;
  /** Compare a file that was already imported row by row. */
  readonly again?: boolean;
  /** Above this share of rejected rows (0 to 1) nothing is kept. */
  readonly maxRejects?: number;
  /** Where rejects are written; default: beside the file. */
  readonly rejects?: string;
}

export interface Progress extends Reading {
  readonly totalBytes: number;
  readonly phase: 'reading' | 'writing';
}

/** Rows accepted per kind of fact (loaded or already so), and what became of them. */
export interface Report {
  readonly [kind: string]: unknown;
  readonly rejected: number;
  readonly seconds: number;
  readonly inserted: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly lines: number;
  /** Identifiers that were none (placeholders, wrong forms): their records are kept without them. */
  readonly identifiersIgnored: number;
  readonly alreadyImported: boolean;
  readonly dryRun: boolean;
  /** The first rejects by line; all of them stand in `rejectsFile`. */
  readonly firstRejects: readonly Reject[];
  readonly rejectsFile: string | null;
}

interface Work {
  readonly deps: Deps;
  readonly mapping: Mapping;
  readonly file: { readonly name: string; readonly path: string };
  readonly options: Options;
  readonly onProgress: (progress: Progress) => void;
  readonly digests: { readonly file: string; readonly mapping: string; readonly bytes: number };
  readonly started: number;
}

/** Thrown to undo a dry run; carries what it found. */
class Undone extends Error {
  readonly report: Report;
  constructor(report: Report) {
    super('dry run');
    this.report = report;
  }
}

/**
 * Loads one file by a mapping in one transaction: read once, staged, compared with what is there, superseded. Either all
 * of its accepted rows are in, or nothing is. INTAKE_FILE_* when the file cannot be read as the mapping says,
 * INTAKE_REJECTS_MANY (its cause holds the rejects) when too many rows are bad.
 */
export async function load(
  deps: Deps,
  mapping: Mapping,
  file: { name?: string; path: string },
  options: Options = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<Report> {
  const started = performance.now();
  const name = fileName(mapping, file.name);
  const digests = { mapping: digest(mapping), ...(await digestOf(file.path)) };
  const earlier = options.again || options.dryRun ? undefined : await store.earlierRun(deps.sql, digests.file, digests.mapping, name);
  if (earlier) return { ...told(earlier.counts as Report), alreadyImported: true, firstRejects: [], rejectsFile: null };
  const work: Work = { deps, mapping, file: { name, path: file.path }, options, onProgress, digests, started };
  try {
    return (await deps.sql.begin((tx) => perform(tx, work))) as Report;
  } catch (error) {
    if (error instanceof Undone) return error.report;
    throw error;
  }
}

/** An earlier report in its order again: jsonb forgets it. */
const told = ({ rejected, seconds, inserted, changed, unchanged, ...rest }: Report): Report => {
  const { lines, identifiersIgnored, alreadyImported, dryRun, ...kinds } = rest;
  const counts = Object.fromEntries([...printed, ...Object.keys(kinds)].map((kind) => [kind, kinds[kind] ?? 0]));
  return { ...counts, rejected, seconds, inserted, changed, unchanged, lines, identifiersIgnored, alreadyImported, dryRun } as Report;
};

function fileName(mapping: Mapping, given: string | undefined): string {
  const names = Object.keys(mapping.files);
  const name = given ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) throw problem('INTAKE_FILE_UNNAMED', { files: names.join(', ') });
  if (!mapping.files[name]) throw problem('INTAKE_FILE_UNKNOWN', { file: name, files: names.join(', ') });
  return name;
}

async function digestOf(path: string): Promise<{ file: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: limits.readBytes }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (cause) {
    throw problem('INTAKE_FILE_MISSING', { file: path }, { cause });
  }
  return { file: `sha256:${hash.digest('hex')}`, bytes };
}

async function perform(tx: Tx, work: Work): Promise<Report> {
  const { mapping, file, options, digests } = work;
  const shape = mapping.files[file.name] as FileShape;
  const rejects = collectRejects(mapping.rows.length);
  const staged = await read(tx, work, shape, rejects);
  const tried = staged.lines * staged.groups.reduce((sum, { parts }) => sum + parts.length, 0);
  const allowed = options.maxRejects ?? limits.rejectShare;
  const rejectsFile = options.rejects ?? `${file.path}.rejects.csv`;
  try {
    if (staged.lines === 0) throw problem('INTAKE_FILE_HEADER_ONLY', { file: file.path });
    if (rejects.count() > tried * allowed) throw refused(rejects, tried, allowed);
    work.onProgress({ lines: staged.lines, bytes: digests.bytes, totalBytes: digests.bytes, phase: 'writing' });
    const { counts, totals, recordedAt } = await settle(tx, work, shape, staged, rejects);
    if (rejects.count() > tried * allowed) throw refused(rejects, tried, allowed);
    const report: Report = {
      ...counts,
      rejected: rejects.count(),
      seconds: Math.round(performance.now() - work.started) / 1000,
      ...totals,
      lines: staged.lines,
      identifiersIgnored: staged.identifiersIgnored,
      alreadyImported: false,
      dryRun: options.dryRun === true,
      firstRejects: firstRejects(rejects.kept),
      rejectsFile: rejects.kept.length > 0 ? rejectsFile : null,
    };
    if (options.dryRun) throw new Undone(report);
    await store.writeRun(tx, { ...runOf(work, report), recordedAt });
    return report;
  } finally {
    if (rejects.kept.length > 0) await writeRejects(rejectsFile, rejects.kept);
  }
}

function runOf({ mapping, file, digests }: Work, report: Report): Omit<store.RunRow, 'recordedAt'> {
  const { firstRejects: _first, rejectsFile: _file, ...counts } = report;
  const { rejected, seconds } = report;
  return {
    runId: newId(),
    source: mapping.source,
    mapping: mapping.name,
    mappingDigest: digests.mapping,
    file: file.name,
    fileName: basename(file.path),
    fileDigest: digests.file,
    counts,
    rejected,
    seconds,
  };
}

async function read(tx: Tx, { deps, mapping, file, onProgress, digests }: Work, shape: FileShape, rejects: Rejects): Promise<Staged> {
  const today = await store.openImport(tx, deps.timeZone);
  const csv = await csvFile(file.path, shape);
  try {
    const setting = { source: mapping.source, index: columnIndex(csv.header, file.path), nulls: new Set(['', ...shape.null]), currency: deps.currency, today };
    const entries = mapping.rows.filter((entry) => fileOf(mapping, entry) === file.name);
    const groups = compileGroups(mapping, entries, vocabulary, setting, sealing(deps.sealer));
    return await stage(tx, csv, groups, rejects, (reading) => onProgress({ ...reading, totalBytes: digests.bytes, phase: 'reading' }));
  } finally {
    await csv.close();
  }
}

const sealing =
  (sealer: Pick<Sealer, 'seal'>): Seal =>
  (kind, raw) => {
    const normalised = isIdentifierKind(kind) ? normalise(kind, raw) : undefined;
    return normalised === undefined || !isIdentifierKind(kind) ? undefined : sealer.seal(kind, normalised);
  };

/** A mapping must not make an attribute less sensitive than an earlier one of its source said it was: everybody's would be. */
function refuseLooser(known: ReadonlyMap<string, AttributeClass>, declared: readonly store.Declared[]): void {
  for (const { fact, name, class: given } of declared) {
    const kept = known.get(`${fact}.${name}`);
    if (kept && attributeClasses.indexOf(given) < attributeClasses.indexOf(kept))
      throw problem('INTAKE_CLASS_LOOSER', { name: `attributes.${name}`, fact, kept, given });
  }
}

type Totals = Omit<store.Tally, 'accepted'>;

/** What is printed first, in this order; facts of later rooms follow. */
const printed = ['customers', 'accounts', 'bills', 'statuses', 'payments', 'usage', 'outcomes'];

/** From the staging tables into the facts, under the lock that orders all writers of facts. */
async function settle(tx: Tx, work: Work, shape: FileShape, { groups }: Staged, rejects: Rejects) {
  const recordedAt = await takeRecordedAt(tx);
  const { source } = work.mapping;
  const counts: Record<string, number> = Object.fromEntries(printed.map((kind) => [kind, 0]));
  const totals: Totals = { inserted: 0, changed: 0, unchanged: 0 };
  for (const group of groups) {
    const { fact } = group.target;
    const tally =
      fact.name === 'customer'
        ? await settleParties(tx, work, shape, group, rejects, recordedAt)
        : await settleRows(tx, work, shape, group, rejects, recordedAt);
    counts[fact.name === 'usage' ? 'usage' : fact.plural] = tally.accepted;
    for (const kind of ['inserted', 'changed', 'unchanged'] as const) totals[kind] += tally[kind];
    const declared = group.parts.flatMap(({ entry }) =>
      nested(entry, 'attributes').map(([name, spec]) => ({ fact: fact.name, name, class: spec.class ?? 'plain', type: spec.type ?? 'word' })),
    );
    refuseLooser(await store.declaredClasses(tx, source), declared);
    await store.writeAttributes(tx, source, declared);
  }
  const covering = groups.map(({ target }) => target).filter(({ covers }) => covers);
  if (covering.length > 0) {
    await store.touchAccounts(tx, covering);
    await cover(tx);
  }
  return { counts, totals, recordedAt };
}

async function settleParties(tx: Tx, { mapping, file }: Work, shape: FileShape, group: Group, rejects: Rejects, recordedAt: string): Promise<store.Tally> {
  await locate(file.path, shape, group, await store.refuseRepeatedParties(tx), rejects);
  const { inserted, superseded, unchanged } = await recordCustomers(tx, { source: mapping.source, priority: mapping.priority, recordedAt });
  return { accepted: inserted + superseded + unchanged, inserted, changed: superseded, unchanged };
}

async function settleRows(tx: Tx, { mapping, file }: Work, shape: FileShape, group: Group, rejects: Rejects, recordedAt: string): Promise<store.Tally> {
  await locate(file.path, shape, group, await store.refuse(tx, group.target, currenciesOf(group)), rejects);
  const stated = group.parts.flatMap(({ entry }) => (entry.covers ? [entry.covers] : []));
  await store.writeCoverage(tx, group.target, mapping.source, stated, recordedAt);
  return await store.write(tx, group.target, mapping.source, recordedAt);
}

/** The currencies whose minor units the mapping makes for these rows. */
const currenciesOf = ({ parts }: Group): string[] => [
  ...new Set(parts.flatMap(({ entry }) => Object.values(entry.set).flatMap((value) => (typeof value === 'object' && value.minor ? [value.minor] : [])))),
];
