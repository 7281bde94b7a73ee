import { type AttributeClass, attributeClasses } from '../base/fact.ts';
import { limits } from '../base/limits.ts';
import type { Day, Instant } from '../base/time.ts';
import type { Contradictions } from '../customer/link/match.ts';
import { recordCustomers } from '../customer/record.ts';
import type { Tx } from '../db/client.ts';
import { takeRecordedAt } from '../db/facts.ts';
import { keepHeld } from './absent/store.ts';
import type { Shape } from './columns.ts';
import { nested } from './convert/convert.ts';
import { problem } from './errors.ts';
import { currenciesOf, type Group } from './group.ts';
import { locate } from './locate.ts';
import type { Mapping } from './mapping.ts';
import type { Rejects } from './reject.ts';
import { noContradictions, printed } from './report.ts';
import type { Staged } from './stage.ts';
import * as store from './store.ts';
import { Surprise } from './stream/chunk.ts';
import { isSurprising } from './stream/store.ts';

interface File {
  readonly path: string;
  readonly shape: Shape;
  /** The file was imported before: most likely every row is as it was. */
  readonly again: boolean;
}

interface Settled {
  readonly counts: Record<string, number>;
  readonly totals: Omit<store.Tally, 'accepted'>;
  readonly contradictions: Contradictions;
  readonly recordedAt: Instant;
}

/** From the staging tables into the facts, under the lock that orders all writers of facts. */
export async function settle(tx: Tx, mapping: Mapping, file: File, staged: Staged, rejects: Rejects): Promise<Settled> {
  const { groups, held } = staged;
  const recordedAt = staged.recordedAt ?? (await takeRecordedAt(tx));
  const { source } = mapping;
  const counts: Record<string, number> = Object.fromEntries(printed.map((kind) => [kind, 0]));
  const totals = { inserted: 0, changed: 0, unchanged: 0 };
  const within = staged.recordedAt === null ? null : source;
  let contradictions = noContradictions;
  for (const group of groups) {
    const { fact } = group.target;
    if (file.shape.extract === 'full') await keepHeld(tx, group.target, within, held.get(group) ?? []);
    const settling = within !== null ? settleLoaded : fact.name === 'customer' ? settleParties : settleRows;
    const tally: Outcome = await settling(tx, { mapping, file, group, rejects, recordedAt, rows: staged.rows });
    counts[fact.name === 'usage' ? 'usage' : fact.plural] = tally.accepted;
    contradictions = tally.contradictions ?? contradictions;
    for (const kind of ['inserted', 'changed', 'unchanged'] as const) totals[kind] += tally[kind];
    const declared = group.parts.flatMap(({ entry }) =>
      nested(entry, 'attributes').map(([name, spec]) => ({ fact: fact.name, name, class: spec.class ?? 'plain', type: spec.type ?? 'word' })),
    );
    refuseLooser(await store.declaredClasses(tx, source), declared);
    await store.writeAttributes(tx, source, declared);
  }
  const covering = groups.map(({ target }) => target).filter(({ covers }) => covers);
  await store.touchAccounts(tx, covering, within);
  return { counts, totals, contradictions, recordedAt };
}

/** A mapping must not make an attribute less sensitive than an earlier one of its source said it was: everybody's would be. */
function refuseLooser(known: ReadonlyMap<string, AttributeClass>, declared: readonly store.Declared[]): void {
  for (const { fact, name, class: given } of declared) {
    const kept = known.get(`${fact}.${name}`);
    if (kept && attributeClasses.indexOf(given) < attributeClasses.indexOf(kept))
      throw problem('INTAKE_CLASS_LOOSER', { name: `attributes.${name}`, fact, kept, given });
  }
}

interface Settling {
  readonly mapping: Mapping;
  readonly file: File;
  readonly group: Group;
  readonly rejects: Rejects;
  readonly recordedAt: Instant;
  /** How many rows went straight into the fact's table. */
  readonly rows: number;
}

type Outcome = store.Tally & { readonly contradictions?: Contradictions };

async function settleParties(tx: Tx, { mapping, file, group, rejects, recordedAt }: Settling): Promise<Outcome> {
  await locate(file.path, file.shape, group, await store.refuseRepeatedParties(tx), rejects);
  const { source, priority } = mapping;
  const { inserted, superseded, unchanged, contradictions } = await recordCustomers(tx, { source, priority, recordedAt });
  return { accepted: inserted + superseded + unchanged, inserted, changed: superseded, unchanged, contradictions };
}

async function settleRows(tx: Tx, { mapping, file, group, rejects, recordedAt }: Settling): Promise<store.Tally> {
  const unchanged = file.again ? await store.unchanged(tx, group.target) : undefined;
  if (unchanged !== undefined) return { accepted: unchanged, inserted: 0, changed: 0, unchanged };
  await locate(file.path, file.shape, group, await store.refuse(tx, group.target, currenciesOf(group)), rejects);
  await store.writeCoverage(tx, group.target, mapping.source, statedOf(group), recordedAt, false);
  return await store.write(tx, group.target, mapping.source, recordedAt);
}

/** Rows that went straight into the fact's table, which held none of this source, stay unless something is odd about them. */
async function settleLoaded(tx: Tx, { mapping, group, rows, recordedAt }: Settling): Promise<store.Tally> {
  if (await isSurprising(tx, group.target, mapping.source)) throw new Surprise('a key on several rows, or a reference to nothing or to what refers on');
  await store.writeCoverage(tx, group.target, mapping.source, statedOf(group), recordedAt, true);
  if (rows > limits.analyseRows) await store.analyse(tx, group.target);
  return { accepted: rows, inserted: rows, changed: 0, unchanged: 0 };
}

const statedOf = ({ parts }: Group): { from: Day; until: Day }[] => parts.flatMap(({ entry }) => (entry.covers ? [entry.covers] : []));
