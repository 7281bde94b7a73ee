import { limits } from '../base/limits.ts';
import type { Day, Instant } from '../base/time.ts';
import { isIdentifierKind, normalise } from '../customer/identifier.ts';
import type { Sealer } from '../customer/sealer.ts';
import type { Tx } from '../db/client.ts';
import { claimFacts, takeRecordedAt } from '../db/facts.ts';
import { newColumns, type Shape } from './columns.ts';
import type { Seal } from './convert/party.ts';
import { unpivotOf } from './entry.ts';
import { problem } from './errors.ts';
import { currenciesOf, type Group } from './group.ts';
import type { Mapping, Row } from './mapping.ts';
import { openFile } from './reading/open.ts';
import { codesOf, collectRejects, firstRejects, type Rejects, refused } from './reject.ts';
import type { Deps, Options, Progress, Report } from './report.ts';
import { lastColumns } from './run/store.ts';
import { settle } from './settle.ts';
import { type Staged, stage } from './stage.ts';
import { planOf } from './stream/plan.ts';
import { produce } from './stream/produce.ts';
import { isFirst } from './stream/store.ts';
import { stream } from './stream/stream.ts';
import type { Target } from './target.ts';
import { writeRejects } from './write.ts';

/** A file as the mapping names it. */
export interface Part {
  readonly name: string;
  readonly path: string;
  /** The path's last word. */
  readonly fileName: string;
  readonly shape: Shape;
  readonly digest: string;
  readonly bytes: number;
}

interface Work {
  readonly deps: Deps;
  readonly mapping: Mapping;
  readonly part: Part;
  readonly options: Options;
  readonly onProgress: (progress: Progress) => void;
  readonly started: number;
  /** Whether the file may go straight into its fact's table. */
  readonly direct: boolean;
  /** The day of the import where the company is. */
  readonly today: Day;
}

/** What became of one file. */
export interface Taken {
  readonly part: Part;
  readonly report: Report;
  readonly columns: readonly string[];
  /** How many rows were rejected for which reason. */
  readonly rejects: Record<string, number>;
  /** Lines that could not be read as rows at all: nobody knows which facts they hold. */
  readonly unread: number;
  readonly recordedAt: Instant;
  readonly held: readonly { readonly target: Target; readonly covers: readonly { from: Day; until: Day }[] }[];
}

/** One, or one for each column that is unpivoted. */
const rowsPerLine = (entry: Row): number => unpivotOf(entry)?.columns.length ?? 1;

/** Brings one file into the facts, in the transaction of its import: read once, staged, compared with what is there, superseded. */
export async function take(tx: Tx, work: Work): Promise<Taken> {
  const { mapping, part, options } = work;
  const rejects = collectRejects(mapping.rows.map((entry) => rowsPerLine(entry) > 1));
  const staged = await read(tx, work, rejects);
  const { columns } = staged;
  const perLine = staged.groups.flatMap(({ parts }) => parts).reduce((sum, { entry }) => sum + rowsPerLine(entry), 0);
  const tried = staged.lines * perLine;
  const allowed = options.maxRejects ?? limits.rejectShare;
  const rejectsFile = options.rejects ?? `${part.path}.rejects.csv`;
  const refuseMany = (): void => {
    if (rejects.count() > tried * allowed) throw refused(rejects, tried, allowed);
  };
  try {
    if (staged.lines === 0) throw problem('INTAKE_FILE_HEADER_ONLY', { file: part.path });
    refuseMany();
    work.onProgress({ lines: staged.lines, bytes: part.bytes, totalBytes: part.bytes, phase: 'writing' });
    const { counts, totals, contradictions, recordedAt } = await settle(tx, mapping, { ...part, again: options.again === true }, staged, rejects);
    refuseMany();
    const report = {
      ...counts,
      rejected: rejects.count(),
      seconds: 0,
      ...totals,
      lines: staged.lines,
      identifiersIgnored: staged.identifiersIgnored,
      alreadyImported: false,
      dryRun: options.dryRun === true,
      newColumns: newColumns(columns, await lastColumns(tx, mapping.source, mapping.name, part.name), part.shape),
      absent: [],
      contradictions,
      firstRejects: firstRejects(rejects.kept),
      rejectsFile: rejects.kept.length > 0 ? rejectsFile : null,
    };
    const held =
      part.shape.extract === 'full' ? staged.groups.map(({ target, parts }) => ({ target, covers: parts.flatMap(({ entry }) => entry.covers ?? []) })) : [];
    return { part, report, columns, rejects: codesOf(rejects.kept), unread: rejects.unread(), recordedAt, held };
  } finally {
    if (rejects.kept.length > 0) await writeRejects(rejectsFile, rejects.kept);
  }
}

/** Converts the file into its tables: in threads of their own where it is large, straight into the fact's table where nothing is there to compare with. */
async function read(tx: Tx, work: Work, rejects: Rejects): Promise<Staged> {
  const { deps, mapping, part, onProgress, today, options } = work;
  const { path, shape, name, bytes: totalBytes } = part;
  const file = await openFile(path, shape);
  try {
    const job = { mapping, name, path, shape, currency: deps.currency, timeZone: deps.timeZone, today, recordedAt: null, share: 0, shares: 1 };
    const groups = planOf(job, file.header, sealing(deps.sealer));
    const recordedAt = work.direct && (await isDirect(tx, groups, mapping.source)) ? await takeRecordedAt(tx) : null;
    const threads = options.streams ?? (totalBytes < limits.streamBytes ? 0 : 1);
    // What seals identifiers stays in this thread, and with it the files of customers.
    const apart = threads > 0 && groups.every(({ target }) => target.fact.name !== 'customer');
    const chunks = apart ? stream({ ...job, recordedAt }, threads) : produce(file, groups, { ...job, recordedAt });
    return await stage(tx, chunks, groups, rejects, recordedAt, (reading) => onProgress({ ...reading, totalBytes, phase: 'reading' }));
  } finally {
    await file.close();
  }
}

/** Facts of accounts alone can go straight into their table, when it holds none of this source and nobody else writes facts now. */
async function isDirect(tx: Tx, groups: readonly Group[], source: string): Promise<boolean> {
  const [group, ...others] = groups;
  if (!group || others.length > 0) return false;
  const { fact, counterparts, day } = group.target;
  if (fact.owner !== 'account' || day === null || fact.mirror || counterparts.length > 0) return false;
  return (await isFirst(tx, group.target, source, currenciesOf(group))) && (await claimFacts(tx));
}

const sealing =
  (sealer: Pick<Sealer, 'seal'>): Seal =>
  (kind, raw) => {
    const normalised = isIdentifierKind(kind) ? normalise(kind, raw) : undefined;
    return normalised === undefined || !isIdentifierKind(kind) ? undefined : sealer.seal(kind, normalised);
  };
