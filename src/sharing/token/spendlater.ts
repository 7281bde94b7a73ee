import type { Proof } from '../../access/dpop.ts';
import type { Sql } from '../../db/client.ts';
import { spendMany } from './store.ts';

/** Spends proofs whose requests are answered already, all that came meanwhile at once: however many wait, they take one connection. */
export function spendLater(sql: Sql): (proof: Proof) => void {
  const waiting: Proof[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    // One that the database does not take now was answered with nothing, and comes to its end by itself.
    while (waiting.length > 0) await spendMany(sql, waiting.splice(0)).catch(() => undefined);
    running = false;
  };
  return (proof) => {
    waiting.push(proof);
    if (!running) void run();
  };
}
