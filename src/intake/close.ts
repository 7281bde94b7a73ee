import { limits } from '../base/limits.ts';
import type { Day, Instant } from '../base/time.ts';
import { absentRecords } from '../customer/link/store.ts';
import type { Tx } from '../db/client.ts';
import { endAbsent, findAbsent, firstAbsent, type Span, supersedeAbsent } from './absent/store.ts';
import { problem } from './errors.ts';
import type { Absence } from './report.ts';
import type { Taken } from './take.ts';
import type { Target } from './target.ts';

interface Closing {
  readonly allowAbsent?: number;
  readonly extractDay: Day;
}

/** One kind of fact, as all parts of a full extract together hold it. */
interface Whole {
  readonly target: Target;
  readonly covers: readonly Span[];
  readonly close: boolean;
}

/**
 * What a full extract no longer holds of its source: closed (facts are superseded without a successor, accounts end on
 * the extract's day) or only reported, as the mapping says. Customers are only reported: nothing says that they are gone.
 * A line that could not be read may hold any fact, so then nothing is closed. INTAKE_ABSENT_MANY when more would be
 * closed than is allowed.
 */
export async function closeAbsent(tx: Tx, source: string, taken: readonly Taken[], recordedAt: Instant, closing: Closing): Promise<Absence[]> {
  const readable = taken.every(({ unread }) => unread === 0);
  const found: Absence[] = [];
  for (const whole of wholes(taken)) {
    const absence =
      whole.target.fact.name === 'customer' ? await absentCustomers(tx, source) : await absentRows(tx, whole, readable, source, recordedAt, closing);
    found.push(absence);
  }
  return found;
}

function wholes(taken: readonly Taken[]): Whole[] {
  const all = taken.flatMap(({ part, held }) => held.map((each) => ({ ...each, close: part.shape.absent === 'close' })));
  return [...Map.groupBy(all, ({ target }) => target.fact.name).values()].map((same) => ({
    target: (same[0] as Whole).target,
    covers: same.flatMap(({ covers }) => covers),
    close: same.every(({ close }) => close),
  }));
}

async function absentRows(
  tx: Tx,
  whole: Whole,
  readable: boolean,
  source: string,
  recordedAt: Instant,
  { allowAbsent, extractDay }: Closing,
): Promise<Absence> {
  const { target, covers, close } = whole;
  const { fact } = target;
  const { held, absent } = await findAbsent(tx, target, source, covers);
  const first = absent > 0 ? await firstAbsent(tx, target) : [];
  const allowed = allowAbsent ?? limits.absentShare;
  if (!close || !readable || absent === 0) return { fact: fact.name, held, absent, closed: 0, first };
  if (absent > held * allowed) throw tooMany(fact.name, held, absent, allowed);
  const closed = fact.name === 'account' ? await endAbsent(tx, target, extractDay, recordedAt) : await supersedeAbsent(tx, target, recordedAt);
  return { fact: fact.name, held, absent, closed, first };
}

async function absentCustomers(tx: Tx, source: string): Promise<Absence> {
  return { fact: 'customer', closed: 0, ...(await absentRecords(tx, source, limits.absentShown)) };
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

const tooMany = (fact: string, held: number, absent: number, allowed: number): Error =>
  problem('INTAKE_ABSENT_MANY', {
    fact,
    held,
    kept: held - absent,
    absent,
    share: percent(absent / held),
    allowed: percent(allowed),
    enough: `${Math.ceil((absent / held) * 100)}%`,
  });
