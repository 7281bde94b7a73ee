import { canonical, contentHash, nameKey } from '../../src/base/digest.ts';
import type { Instant } from '../../src/base/time.ts';
import { type IdentifierKind, normalise } from '../../src/customer/identifier.ts';
import type { Contradictions } from '../../src/customer/link/match.ts';
import { recordCustomers } from '../../src/customer/record.ts';
import { sealer } from '../../src/customer/sealer.ts';
import type { Content } from '../../src/customer/survivorship.ts';
import type { Sql } from '../../src/db/client.ts';
import { cell, copyInto } from '../../src/db/copy.ts';
import { takeRecordedAt } from '../../src/db/facts.ts';

export const seals = sealer(Buffer.alloc(32, 7));

export interface Row extends Content {
  key: string;
  /** By kind the number; a trailing `?` makes it unverified. */
  ids?: Partial<Record<IdentifierKind, string>>;
  availableOn?: string;
}
export interface Told {
  inserted: number;
  superseded: number;
  unchanged: number;
  contradictions: Contradictions;
  recordedAt: Instant;
}

export const recordId = (source: string, key: string): string => nameKey(source, 'customer', key);

/** What intake does with a file of customers, without a file. */
export async function tell(sql: Sql, source: string, rows: Iterable<Row>, priority?: number): Promise<Told> {
  return await sql.begin(async (tx) => {
    const recordedAt = await takeRecordedAt(tx);
    await tx`create temp table staged_customer (line int, record_id uuid, source_key text, content jsonb, content_hash bigint, available_on date, available_assumed boolean) on commit drop`;
    await tx`create temp table staged_identifier (record_id uuid, kind text, hash bytea, last_four_hash bytea, sealed bytea, verified boolean) on commit drop`;
    const sealed: string[] = [];
    await copyInto(
      tx,
      'staged_customer',
      ['line', 'record_id', 'source_key', 'content', 'content_hash', 'available_on', 'available_assumed'],
      customers(source, rows, sealed),
    );
    await copyInto(tx, 'staged_identifier', ['record_id', 'kind', 'hash', 'last_four_hash', 'sealed', 'verified'], sealed);
    return { ...(await recordCustomers(tx, { source, priority, recordedAt })), recordedAt };
  });
}

function* customers(source: string, rows: Iterable<Row>, sealed: string[]): Generator<string> {
  let line = 1;
  for (const { key, ids = {}, availableOn, ...said } of rows) {
    const id = recordId(source, key);
    const ciphers: Record<string, string> = {};
    const hashes: Record<string, string> = {};
    for (const [kind, raw] of Object.entries(ids) as [IdentifierKind, string][]) {
      const normalised = normalise(kind, raw.replace('?', ''));
      if (normalised === undefined) throw new Error(`no ${kind}: ${raw}`);
      const one = seals.seal(kind, normalised);
      ciphers[kind] = one.sealed.toString('base64');
      hashes[kind] = `${one.hash.toString('hex')}${raw.endsWith('?')}`;
      sealed.push(`${[id, kind, bytea(one.hash), bytea(one.lastFourHash), bytea(one.sealed), !raw.endsWith('?')].map(cell).join('\t')}\n`);
    }
    const content = JSON.stringify({ ...said, identifiers: ciphers });
    yield `${[line++, id, key, content, contentHash(canonical({ ...said, identifiers: hashes })), availableOn ?? '2026-01-01', availableOn === undefined].map(cell).join('\t')}\n`;
  }
}

const bytea = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
