import { Bounded } from '../../base/bounded.ts';
import { digest } from '../../base/digest.ts';
import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import type { Noted } from '../../graphql/context.ts';
import { type Selection, selectionOf } from '../../graphql/selection.ts';
import { type Auditor, auditor } from '../chain/auditor.ts';
import { problem } from '../errors.ts';
import { bodyOf, type Group, gathering } from './gathering.ts';
import { naming } from './naming.ts';
import { isPersonal, staffStream } from './read.ts';
import { addFields } from './store.ts';

export interface Reading {
  readonly now: () => Instant;
  /** The ring of seal keys: customers are named by keyed hashes. */
  readonly ring: readonly Uint8Array[];
  /** Hears of so many entries once they are durable. */
  readonly added?: ((entries: number) => void) | undefined;
  readonly failed?: ((error: unknown) => void) | undefined;
  /** What a read waits at most where there is no room, instead of `limits.auditSeconds`. */
  readonly waitMs?: number | undefined;
}

export interface Reader {
  /**
   * Takes note of an operation that selects fields of personal scopes. Once its answer is made it is on record soon after
   * (`limits.staffReadMs`), with the customers that it shows, and what failed is tried again. Where too many wait for that, the
   * promise is to be waited for: AUDIT_DOWN when there is no room.
   */
  note(read: Noted): Promise<void> | undefined;
  /** Resolves when all that was noted and has ended is on record, or cannot be. */
  close(): Promise<void>;
}

/** What is personal in a selection. */
interface Personal {
  readonly fields: string;
  readonly list: readonly string[];
  readonly roots: readonly string[];
}

/** Puts what staff read of persons on record, in the stream `staff`: many reads in one entry, and none waits for it. The pool is opened at first need. */
export function reader(pool: () => Sql, { now, ring, added = () => {}, failed = () => {}, waitMs }: Reading): Reader {
  const found = new WeakMap<Selection, Personal | null>();
  const kept = new Bounded<string, true>(limits.staffListsRemembered);
  const writing = new Map<string, readonly string[]>();
  const gathered = gathering(limits.staffNamesPerEntry);
  const { names, hash } = naming(ring);
  let waiting = 0;
  let flushing: Promise<void> | undefined;

  let opened: Auditor | undefined;
  const audit = (): Auditor => (opened ??= auditor(pool(), { now, waitMs, record: (db) => addFields(db, writing) }));
  const write = async (group: Group): Promise<void> => {
    const { fields } = group.kind;
    if (!kept.get(fields)) writing.set(fields, group.list);
    try {
      await audit().append({ stream: staffStream, body: bodyOf(group, hash) });
      kept.set(fields, true);
      writing.delete(fields);
      waiting -= group.times;
      added(1);
    } catch (error) {
      gathered.back(group);
      throw error;
    }
  };
  const flush = (): Promise<void> => {
    flushing ??= Promise.all(gathered.take().map(write))
      .then(() => undefined)
      .finally(() => (flushing = undefined));
    return flushing;
  };
  const room = async (): Promise<void> => {
    // The first may have begun before all that waits was there.
    for (let round = 0; round < 2 && waiting >= limits.staffReadsWaiting; round += 1) await flush().catch(failed);
    if (waiting >= limits.staffReadsWaiting) throw problem('AUDIT_DOWN');
  };
  const timer = setInterval(() => void flush().catch(failed), limits.staffReadMs).unref();

  return {
    note: ({ principal: { subject, role }, purpose, variables, shown, ...selecting }) => {
      const selection = selectionOf(selecting);
      const known = found.get(selection);
      const personal = known === undefined ? personalIn(selection) : known;
      if (known === undefined) found.set(selection, personal);
      if (!personal) return undefined;
      const { fields, list, roots } = personal;
      const kind = { who: subject, role: String(role), purpose, roots, fields };
      shown.end = () => (waiting += gathered.add(kind, list, names(selection.roots, variables, shown.customers), now()));
      return waiting >= limits.staffReadsWaiting ? room() : undefined;
    },
    close: async () => {
      clearInterval(timer);
      await flushing?.catch(() => {});
      await flush().catch(failed);
      await opened?.close();
    },
  };
}

function personalIn({ coordinates, roots }: Selection): Personal | null {
  const list = [...coordinates].flatMap(([coordinate, scope]) => (isPersonal(scope) ? [coordinate] : [])).sort();
  return list.length === 0 ? null : { list, fields: digest(list), roots: [...new Set(roots.map(({ name }) => name))].sort() };
}
