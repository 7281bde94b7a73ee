import type { Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { KeyRow, KeyUse } from './key.ts';

const columns = (db: Db) => db`kid, use, jwk, sealed, made_at as "madeAt", retired_at as "retiredAt"`;

/** The key that signs at an instant; nothing before the first was made. */
export async function activeKey(db: Db, use: KeyUse, at: Instant): Promise<KeyRow | undefined> {
  const [row] = await db<KeyRow[]>`
    select ${columns(db)} from assay.signing_key
    where use = ${use} and sealed is not null and (retired_at is null or retired_at > ${at}) order by made_at desc, kid limit 1`;
  return row;
}

/** Whoever makes or retires keys of a use takes turns until the commit. */
export async function lockKeys(tx: Tx, use: KeyUse): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`signing key ${use}`}, 0))`;
}

export async function addKey(tx: Tx, { kid, use, jwk, sealed, madeAt }: KeyRow & { sealed: Uint8Array }): Promise<void> {
  await tx`insert into assay.signing_key (kid, use, jwk, sealed, made_at) values (${kid}, ${use}, ${tx.json(jwk as never)}, ${sealed}, ${madeAt})`;
}

/** Ends all keys of a use: their private halves are gone, their public halves stay. Which they were. */
export async function retireKeys(tx: Tx, use: KeyUse, at: Instant): Promise<string[]> {
  const rows = await tx<{ kid: string }[]>`
    update assay.signing_key set retired_at = coalesce(retired_at, ${at}), sealed = null where use = ${use} and sealed is not null returning kid`;
  return rows.map(({ kid }) => kid);
}

/** All keys of these uses, retired ones too, in the order they were made. */
export async function keysOf(db: Db, uses: readonly KeyUse[]): Promise<KeyRow[]> {
  return await db<KeyRow[]>`select ${columns(db)} from assay.signing_key where use = any(${uses as KeyUse[]}) order by made_at, kid`;
}
