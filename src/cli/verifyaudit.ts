import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { checkpointsOf, linesAfter, streamsOf } from '../audit/chain/store.ts';
import { problem } from '../audit/errors.ts';
import { listsOf } from '../audit/staff/store.ts';
import { limits } from '../base/limits.ts';
import type { Sql } from '../db/client.ts';
import { type Config, config } from '../server/config.ts';
import { fieldLists } from '../sharing/kept/store.ts';
import { publicKeys } from '../sharing/key/publickeys.ts';
import { checkpointsFile, entriesIn, linesIn, listsIn, streamsIn } from './auditfiles.ts';
import { withDatabase } from './database.ts';
import { listFaults } from './ledgerproof.ts';
import { answer, progress, run } from './out.ts';
import { type Altered, Chain, type Mark } from './proof.ts';
import { keysIn, keysOf, opened, type PublicKeys, type Unsigned } from './signature.ts';
import { type LedgerTold, ledgerLines, said as saidOf, verifyLedger } from './verifyledger.ts';

interface Options {
  keys?: string;
  checkpoints?: string;
  json?: boolean;
}

/** An audit as it is found: its streams with their entries in the order they are kept, and what was signed of it. */
interface Found {
  readonly place: string;
  readonly keys: PublicKeys;
  readonly signed: readonly string[];
  readonly streams: ReadonlyMap<string, { readonly lines: AsyncIterable<string>; readonly head?: { seq: number; hash: string } | undefined }>;
  /** Holds the ledger of the same database against it; the set gets the digests of lists that rows go by. */
  readonly ledger?: (digests: Set<string>, step: (message: string) => void) => Promise<LedgerTold>;
  /** The lists of fields by their digests; nothing where none were kept with it. */
  readonly lists: () => Promise<ReadonlyMap<string, readonly string[]> | undefined>;
}

interface Told {
  readonly stream: string;
  readonly entries: number;
  /** The last entry that a checkpoint vouches for. */
  readonly vouched: number;
  readonly altered: readonly Altered[];
}

export function registerAudit(verify: Command): void {
  verify
    .command('audit [folder]')
    .description(
      'an exported audit, or without a folder the one in the database and the ledger beside it: whether it is as it was written, and where not; exit code 1 then',
    )
    .option('--keys <file>', 'public keys that were got elsewhere, such as from /.well-known/assay-keys.json (default: those that lie with the audit)')
    .option('--checkpoints <file>', 'signed checkpoints kept elsewhere, one a line, beside those that lie with the audit')
    .option('--json', 'print one line of JSON')
    .action(run(verifyAudit));
}

async function verifyAudit(folder: string | undefined, options: Options): Promise<void> {
  if (folder !== undefined) return tell(await exported(resolve(folder), options), options);
  const settings = config();
  await withDatabase(settings, async (sql) => tell(await kept(sql, settings, options), options));
}

async function exported(folder: string, { keys, checkpoints }: Options): Promise<Found> {
  const files = await streamsIn(folder);
  const own = await linesIn(join(folder, 'checkpoints.jws'), true);
  return {
    place: folder,
    keys: await keysIn(keys ?? join(folder, 'keys.json')),
    signed: checkpoints === undefined ? own : [...own, ...(await linesIn(checkpoints, true))],
    streams: new Map([...files].map(([stream, file]) => [stream, { lines: entriesIn(file) }])),
    lists: () => listsIn(folder),
  };
}

/** What the home's file holds was signed of this database, or of one that it was restored from. */
async function kept(sql: Sql, settings: Config, { keys, checkpoints }: Options): Promise<Found> {
  const files = [checkpointsFile(settings.home), ...(checkpoints === undefined ? [] : [checkpoints])];
  // The checkpoints first: every entry they speak of is then there.
  const signed = [...(await checkpointsOf(sql)), ...(await Promise.all(files.map((file, at) => linesIn(file, at > 0)))).flat()];
  const streams = await streamsOf(sql);
  return {
    place: 'the database',
    keys: keys === undefined ? keysOf(await publicKeys(sql, ['checkpoint'])) : await keysIn(keys),
    signed,
    streams: new Map(streams.map(({ stream, head }) => [stream, { lines: entriesOf(sql, stream, head?.seq), head }])),
    ledger: (digests, step) => verifyLedger(sql, settings, streams, digests, step),
    lists: async () => new Map([...(await listsOf(sql)), ...(await fieldLists(sql))]),
  };
}

/** Entries up to the head as it was when it was read: others may come meanwhile. */
async function* entriesOf(sql: Sql, stream: string, until = Number.MAX_SAFE_INTEGER): AsyncGenerator<string> {
  for (let [seq, isMore] = [0, true]; isMore; ) {
    const { lines, last } = await linesAfter(sql, stream, seq, until, limits.auditPage);
    [seq, isMore] = [last, lines.length === limits.auditPage];
    yield* lines;
  }
}

async function tell({ place, keys, signed, streams, ledger: held, lists: keptLists }: Found, { json }: Options): Promise<void> {
  const moving = progress(`verify audit ${place}`);
  const marks = new Map<string, Mark[]>();
  const unsigned: { line: number; reason: Unsigned }[] = [];
  const distinct = [...new Set(signed)];
  for (const [at, jws] of distinct.entries()) {
    const mark = markOf(jws, keys);
    if (typeof mark === 'string') unsigned.push({ line: at + 1, reason: mark });
    else marks.set(mark.stream, [...(marks.get(mark.stream) ?? []), mark]);
  }
  const told: Told[] = [];
  const digests = new Set<string>();
  for (const stream of [...new Set([...streams.keys(), ...marks.keys()])].sort()) {
    const chain = new Chain(stream, marks.get(stream) ?? []);
    const found = streams.get(stream);
    for await (const line of found?.lines ?? []) {
      chain.take(line);
      const digest = named.exec(line)?.[1];
      if (digest !== undefined) digests.add(digest);
      if (chain.entries % limits.auditPage === 0) moving.step(`${stream}: ${chain.entries} entries`);
    }
    told.push({ stream, altered: chain.end(found?.head), entries: chain.entries, vouched: chain.vouched });
  }
  const ledger = await held?.(digests, moving.step);
  const there = await keptLists();
  const lists = there && listFaults(digests, there);
  const entries = told.reduce((sum, each) => sum + each.entries, 0);
  moving.done(`verify audit ${place}: ${entries} entries`);
  if (entries === 0 && signed.length === 0) throw problem('AUDIT_NOTHING', { place });
  const isIntact = unsigned.length === 0 && told.every(({ altered }) => altered.length === 0) && [...(ledger?.altered ?? []), ...(lists ?? [])].length === 0;
  const checkpoints = distinct.length - unsigned.length;
  const kids = [...keys].filter(([, { use }]) => use === 'checkpoint').map(([kid]) => kid);
  answer(json, { intact: isIntact, place, entries, checkpoints, keys: kids, streams: told, unsigned, lists: lists ?? null, ...(ledger && { ledger }) }, [
    ...told.flatMap(linesOf),
    ...(ledger ? ledgerLines(ledger) : []),
    lists
      ? `lists of fields: ${digests.size}, ${lists.length === 0 ? 'as entries name them' : 'ALTERED'}`
      : 'lists of fields: not here, so which fields were told cannot be said',
    ...(lists ?? []).slice(0, limits.auditFaultsShown).map((each) => `  ${saidOf(each)}`),
    ...unsigned.slice(0, limits.auditFaultsShown).map(({ line, reason }) => `checkpoint ${line}: ${reasons[reason]}`),
    `${isIntact ? 'intact' : 'ALTERED'}: ${entries} entries of ${told.length} streams, ${checkpoints} checkpoints signed with ${kids.join(', ') || 'no key'}`,
  ]);
  if (!isIntact) process.exitCode = 1;
}

function markOf(jws: string, keys: PublicKeys): Mark | Unsigned {
  const found = opened(jws, keys, { type: 'assay-checkpoint+jwt', use: 'checkpoint' });
  if (typeof found === 'string') return found;
  const mark = found.payload as Partial<Mark> | null;
  const isMark = Number.isSafeInteger(mark?.seq) && [mark?.stream, mark?.hash, mark?.at].every((each) => typeof each === 'string');
  return isMark ? (mark as Mark) : 'form';
}

/** Where an entry names its list of fields. */
const named = /"fields": ?"(sha256:[0-9a-f]{64})"/;

const reasons: Record<Unsigned, string> = {
  form: 'it is no signed checkpoint',
  type: 'it is signed as something else than a checkpoint',
  key: 'it is signed with a key that is not among the public keys for checkpoints',
  signature: 'its signature is wrong: it was altered',
};

function linesOf({ stream, entries, vouched, altered }: Told): string[] {
  const shown = altered.slice(0, limits.auditFaultsShown).map((each) => `  ${said(each)}`);
  const more = altered.length > shown.length ? [`  and ${altered.length - shown.length} places more (--json names all)`] : [];
  const signed = vouched === 0 ? 'no checkpoint vouches for any' : `checkpoints vouch for those up to ${vouched}`;
  return [`${stream}: ${entries} entries, ${altered.length === 0 ? 'intact' : 'ALTERED'}; ${signed}`, ...shown, ...more];
}

function said({ kind, from, until, place, signedAt }: Altered): string {
  const which = from === until ? `entry ${from}` : `entries ${from} to ${until}`;
  const texts: Record<Altered['kind'], string> = {
    unreadable: `${which}: no entry can be read there`,
    altered: `${which}: its content is not what was written`,
    missing: `${which}: gone, though later ones are there`,
    misplaced: `${which}: what stands there was written as entry ${place}`,
    late: `${which}: stands behind entry ${place}`,
    twice: `${which}: there is another of that number`,
    unlinked: `${which}: does not follow what stands before it; one of the two was replaced`,
    cut: `${which}: the end is gone${signedAt === undefined ? '' : `; a checkpoint of ${signedAt} vouches for it`}`,
    rewritten: `${which}: written anew, with new hashes; a checkpoint of ${signedAt} vouches for others`,
  };
  return texts[kind];
}
