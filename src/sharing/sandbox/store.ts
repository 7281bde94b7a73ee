import type { Tx } from '../../db/client.ts';

/** Puts the clock of a sandbox partner's consents ahead; false where there is no such sandbox. */
export async function keepClock(tx: Tx, name: string, seconds: number): Promise<boolean> {
  const kept = await tx`update assay.partner set clock_seconds = ${seconds} where name = ${name} and sandbox returning name`;
  return kept.length > 0;
}
