import { entriesByName, linesAfter } from '../audit/chain/store.ts';
import { encodeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import { sealer } from '../customer/sealer.ts';
import type { Sql } from '../db/client.ts';
import { sealKeys as keptNames } from '../db/sealkeys.ts';
import type { Config } from '../server/config.ts';
import { consentsAt, type KeptRow, rowsAfter } from '../sharing/kept/store.ts';
import { readKeyFiles } from './keyfiles.ts';
import { customerHash, rowFault, toldIn, type Unlike, unkept } from './ledgerproof.ts';

/** The ledger, held against the audit. */
export interface LedgerTold {
  readonly disclosures: number;
  /** Whose rows they are was looked at too: the identifier keys are here. */
  readonly customersChecked: boolean;
  readonly altered: readonly Unlike[];
}

/**
 * Holds every row of the ledger against the entry that it belongs to, and every answered inquiry against the ledger. A row and
 * its entry come in one transaction: whichever is read first, the other is there. `digests` gets those of the lists that rows go by.
 */
export async function verifyLedger(
  sql: Sql,
  config: Config,
  streams: readonly { readonly stream: string; readonly head: { readonly seq: number } | undefined }[],
  digests: Set<string>,
  step: (message: string) => void,
): Promise<LedgerTold> {
  const called = await calledBy(sql, config);
  const altered: Unlike[] = [];
  let disclosures = 0;
  for (let rows = await rowsAfter(sql, undefined, limits.auditPage); rows.length > 0; rows = await rowsAfter(sql, rows.at(-1), limits.auditPage)) {
    disclosures += rows.length;
    const entries = await entriesByName(sql, [...new Set(rows.map(nameOf))]);
    for (const row of rows) {
      digests.add(row.fields);
      const fault = rowFault(row, entries.get(nameOf(row)), called);
      if (fault) altered.push(fault);
    }
    step(`ledger: ${disclosures} disclosures`);
  }
  for (const { stream, head } of streams.filter(({ stream }) => isPartner(stream))) {
    for (let [seq, isMore] = [0, true]; isMore; ) {
      const { lines, last } = await linesAfter(sql, stream, seq, head?.seq ?? Number.MAX_SAFE_INTEGER, limits.auditPage);
      [seq, isMore] = [last, lines.length === limits.auditPage];
      altered.push(...(await missing(sql, stream, lines)));
      step(`ledger: ${stream} up to entry ${seq}`);
    }
  }
  return { disclosures, customersChecked: called !== undefined, altered };
}

const nameOf = ({ partnerId, seq }: KeptRow): string => `${partnerId} ${seq}`;
const isPartner = (stream: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(stream);

/** What answered inquiries of these entries the ledger has no rows of. */
async function missing(sql: Sql, stream: string, lines: readonly string[]): Promise<Unlike[]> {
  const entries = lines.map((line) => JSON.parse(line) as { seq: number; at: string; body: unknown }).filter((entry) => toldIn(entry).length > 0);
  const found = Map.groupBy(await consentsAt(sql, stream, entries), ({ seq }) => seq);
  return entries.flatMap((entry) => unkept(stream, entry, new Set(found.get(entry.seq)?.map(({ consentId }) => consentId))));
}

/** What the audit calls customers; nothing where the identifier keys that this database was written with are not at hand. Makes none. */
async function calledBy(sql: Sql, { home, sealKeys }: Config): Promise<((customerId: string) => string) | undefined> {
  const file = sealKeys ? undefined : (await readKeyFiles(home))['seal'];
  const oldest = sealKeys?.[0] ?? (file === undefined ? undefined : Buffer.from(file, 'base64'));
  const [first] = await keptNames(sql);
  return oldest && (first === undefined || sealer([oldest]).names[0] === first) ? customerHash(oldest) : undefined;
}

/** The ledger in lines for people. */
export function ledgerLines({ disclosures, customersChecked, altered }: LedgerTold): string[] {
  const shown = altered.slice(0, limits.auditFaultsShown).map((each) => `  ${said(each)}`);
  const more = altered.length > shown.length ? [`  and ${altered.length - shown.length} places more (--json names all)`] : [];
  const whose = customersChecked || disclosures === 0 ? '' : '; whose they are was not looked at: the identifier keys of this database are not here';
  return [`ledger: ${disclosures} disclosures, ${altered.length === 0 ? 'as the audit tells them' : 'ALTERED'}${whose}`, ...shown, ...more];
}

/** In words where something is not as it was written. */
export function said({ kind, stream, seq, customerId, differs = [], place, digest }: Unlike): string {
  const whose = customerId === undefined ? '' : encodeId('cus', customerId);
  const texts: Record<Unlike['kind'], string> = {
    unentered: `${stream}, entry ${seq}: does not tell of ${whose}, of whom the ledger has a row`,
    unlike: `${stream}, entry ${seq}: the row of ${whose} is not what was written (${differs.join(', ')})`,
    unkept: `${stream}, entry ${seq}: inquiry ${place} was answered, and the ledger has no row of it`,
    list: `the list of fields ${digest}: gone, or not what was written`,
  };
  return texts[kind];
}
