import { checkpointType } from '../audit/chain/checkpoint.ts';
import { checkpointer } from '../audit/chain/checkpointer.ts';
import { reader } from '../audit/staff/reader.ts';
import { limits } from '../base/limits.ts';
import type { Day, Instant } from '../base/time.ts';
import { another, type Sql } from '../db/client.ts';
import { ensureRole } from '../db/role.ts';
import type { World } from '../graphql/context.ts';
import type { Doors } from '../graphql/door.ts';
import { requireLineage } from '../graphql/lineage.ts';
import { inside, type Log } from '../graphql/report.ts';
import { requireShareable } from '../graphql/shareable.ts';
import { everything } from '../sharing/agreement/grain.ts';
import { bookkeeper } from '../sharing/inquiry/bookkeeper.ts';
import { inquiries } from '../sharing/inquiry/inquiries.ts';
import type { Inquiring } from '../sharing/inquiry/inquiring.ts';
import { looker } from '../sharing/inquiry/looker.ts';
import { Places } from '../sharing/inquiry/places.ts';
import { signer } from '../sharing/key/signer.ts';
import { lineages } from '../sharing/lineage.ts';
import { notifier } from '../sharing/notice/notifier.ts';
import type { Keys } from './keys.ts';
import { Partners } from './partners.ts';
import { reads, schema } from './schema.ts';

export interface SharingParts {
  readonly sql: Sql;
  /** Of who may make roles: the pool's own login where it is not said. */
  readonly owner?: Sql | undefined;
  /** The role that the audit is written under. */
  readonly role?: string | undefined;
  readonly keys: Keys;
  readonly log: Log;
  readonly now: () => Instant;
  readonly today: () => Day;
  /** Seconds left of the company's day. */
  readonly secondsLeft: () => number;
  /** What we are called by from outside. */
  readonly address: () => string;
  /** Where signed checkpoints of the audit are added to. */
  readonly checkpoints?: string | undefined;
  /** In the place of the audit: to measure what it costs. */
  readonly enter?: Inquiring['enter'] | undefined;
}

/** What partners are answered with, what is noted of the company's own, and its end. */
export interface Sharing {
  readonly partners: Partners;
  readonly doors: Doors;
  readonly noted: World['noted'];
  close(): Promise<void>;
}

/** The pools, the audit and the doors of partners. What needs a connection of its own takes it at first need. Throws GRAPH_UNSHAREABLE when a field that can be agreed is not fit to be told, GRAPH_LINEAGE when it does not say what it is made of. */
export function sharing({ sql, owner = sql, role, keys, log, now, today, secondsLeft, address, checkpoints, enter }: SharingParts): Sharing {
  requireShareable(schema(), reads(), everything, 'Customer');
  requireLineage(schema(), everything, lineages);
  const opened: Sql[] = [];
  const open = (more: Parameters<typeof another>[1]): Sql => {
    const pool = another(owner, more);
    opened.push(pool);
    return pool;
  };
  const partners = new Partners({ sql, owner, seal: keys.seal, today, full: schema(), reads: reads() });
  // Its sessions run as a role that sees nothing: a statement that lost its role and settings finds nothing either.
  const pool = once(async () => open({ max: limits.partnerConnections, name: 'assay partner', plannedOnce: true, role: await ensureRole(owner, new Map()) }));
  const checks = checkpointer(sql, {
    now,
    sign: async (checkpoint) => (await signer(sql, keys.seal, 'checkpoint', now())).sign(checkpoint, { typ: checkpointType }),
    file: checkpoints,
    failed: (error) => log.warn(inside(error), 'checkpoints of the audit were not made'),
  });
  const staff = reader(() => open({ max: 1, name: 'assay staff', role }), {
    now,
    ring: keys.seal,
    added: checks.noted,
    failed: (error) => log.warn(inside(error), 'reads of staff wait to be put on record'),
  });
  const notices = notifier(sql, { now, today, failed: (error) => log.warn(inside(error), 'partners were not told of changes of rulesets') });
  const places = new Places();
  const books = once(async () =>
    bookkeeper(open({ max: limits.auditConnections, name: 'assay audit', role, plannedOnce: true, indexed: true }), now, checks.noted, places),
  );
  const doors = inquiries({
    sql,
    looker: looker(pool),
    places,
    enter: enter ?? (async (body, request) => (await books()).enter(body, request)),
    issuer: address,
    standing: (partnerId) => partners.standing(partnerId),
    turns: (dimension) => partners.turns(dimension),
    role: (grants) => partners.role(grants),
    checkpoint: (partnerId) => checks.newest(partnerId),
    secondsLeft,
  });
  const close = async (): Promise<void> => {
    if (books.made) await (await books.made).close();
    await staff.close();
    await checks.close();
    await notices.close();
    await Promise.all(opened.map((each) => each.end({ timeout: 5 })));
  };
  return { partners, doors, noted: staff.note, close };
}

/** Made at first need; a failure is not remembered. */
function once<T>(make: () => Promise<T>): (() => Promise<T>) & { made?: Promise<T> | undefined } {
  const get: (() => Promise<T>) & { made?: Promise<T> | undefined } = () => {
    get.made ??= make().catch((error: unknown) => {
      get.made = undefined;
      throw error;
    });
    return get.made;
  };
  return get;
}
