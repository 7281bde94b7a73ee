import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { isTrusted } from '../access/address.ts';
import { download } from '../access/download.ts';
import { limits } from '../base/limits.ts';
import { isFounded } from '../db/embedded.ts';
import { config } from '../server/config.ts';
import { problem } from '../sharing/errors.ts';
import { publicKeys } from '../sharing/key/publickeys.ts';
import type { Report } from '../sharing/report/report.ts';
import { verifyReport } from '../sharing/report/verify.ts';
import { isFile } from './document.ts';
import { withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  keys?: string;
  issuer?: string;
  audience?: string;
  json?: boolean;
}

const keysName = 'assay-keys.json';
/** Behind the company's address. */
const keysPath = `/.well-known/${keysName}`;

/** Adds `report` to the commands that verify; `assay verify FILE` means it too. */
export function registerReport(verify: Command): void {
  verify
    .command('report <file>', { isDefault: true })
    .description('hold a signed report against the published keys alone; exit code 1 when it is not what was signed')
    .option('--keys <file-or-url>', `the published keys (default: ${keysName} beside the report, else those of this installation)`)
    .option('--issuer <url>', 'the company it must be of (default: where --keys is an address, the one that publishes them; else it is not checked)')
    .option('--audience <name>', 'the partner it must have been made for')
    .option('--json', 'print one line of JSON')
    .action(run(verified));
}

async function verified(file: string, { keys, issuer: named, audience, json }: Options): Promise<void> {
  const text = (await textOf(file)).trim();
  const { found, place } = await keysFrom(keys, file);
  const issuer = named ?? publisherOf(place);
  const { report, kid } = await verifyReport(text, found, { issuer, audience });
  // Keys that came with a report prove as much as whoever sent them both.
  answer(json, { verified: true, kid, keys: place, issuer: issuer ?? null, report }, [
    `the report is what was signed with the key ${kid}`,
    ...lines(report),
    `held against the keys of ${place}`,
    issuer === undefined ? `it says that it is of ${report.iss}, which was NOT CHECKED: name the company with --issuer` : `it is of ${report.iss}, as expected`,
  ]);
}

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw problem('SHARING_REPORT_UNREAD', { file, reason: error.code ?? error.message });
  });

/** The keys, and where they were found. */
interface Keys {
  readonly found: unknown;
  readonly place: string;
}

async function keysFrom(given: string | undefined, file: string): Promise<Keys> {
  const beside = join(dirname(file), keysName);
  if (given === undefined && !(await isFile(beside))) {
    const { databaseUrl, home } = config();
    // Whoever verifies from outside has no installation, and gets none by that.
    if (databaseUrl === undefined && !(await isFounded(home))) throw problem('SHARING_KEYS_UNREAD', { place: beside, reason: 'there is no such file' });
    return withAssay(async ({ sql }) => ({ found: { keys: await publicKeys(sql, ['report']) }, place: 'this installation' }));
  }
  const place = given ?? beside;
  try {
    if (isAddress(place)) return { found: await download(addressOf(place), AbortSignal.timeout(limits.issuerSeconds * 1000)), place };
    return { found: JSON.parse(await readFile(place, 'utf8')), place };
  } catch (error) {
    throw problem('SHARING_KEYS_UNREAD', { place, reason: (error as Error).message });
  }
}

const isAddress = (place: string): boolean => /^https?:/i.test(place);

/** Who publishes keys at an address: what stands before the path that they are published at; a file says nothing of whose they are. */
function publisherOf(place: string): string | undefined {
  if (!isAddress(place)) return undefined;
  const { origin, pathname } = new URL(place);
  return pathname.endsWith(keysPath) ? `${origin}${pathname.slice(0, -keysPath.length)}` : origin;
}

/** Whoever stands in between could hand out keys of his own. */
function addressOf(place: string): URL {
  const url = new URL(place);
  if (!isTrusted(url)) throw new Error('not an https address');
  return url;
}

function lines(report: Report): string[] {
  const { number, iss, aud, sub, purpose, consent, iat, audit, former } = report;
  const grade = report.grade === undefined ? `not rated: ${report.why}` : `grade ${report.grade}${report.provisional ? ', provisional' : ''}`;
  const valid = report.asOf === undefined ? '' : `, as of ${report.asOf}, valid ${report.validFrom} to ${report.validUntil}`;
  return [
    `${number} of ${iss} for ${aud}, purpose ${purpose}, signed ${new Date(iat * 1000).toISOString()}`,
    `${sub}: ${grade}${valid}`,
    ...(report.reasons ?? []).map(({ code, text }) => `  ${code}: ${text}`),
    ...(former ? [`by the ruleset before (${former.ruleset.name}, as of ${former.asOf}): ${former.grade}`] : []),
    `consent ${consent}, entry ${audit.seq} of the audit ${audit.hash}`,
  ];
}
