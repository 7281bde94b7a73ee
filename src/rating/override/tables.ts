import { isNotNull } from 'drizzle-orm';
import { date, index, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/** Every override that a person asked for. A row is written once; only what became of it is added later. */
export const override = assay.table(
  'override',
  {
    customerId: uuid('customer_id').notNull(),
    overrideId: uuid('override_id').notNull(),
    /** Zero: the customer. Else the account, or for the group a customer heads its own id (`subject.ts`). */
    subjectId: uuid('subject_id').notNull(),
    dimension: text('dimension').notNull(),
    /** The grade that is wanted. */
    grade: text('grade').notNull(),
    cause: text('cause').notNull(),
    why: text('why').notNull(),
    /** The first day without it. */
    expiresOn: date('expires_on').notNull(),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull(),
    /** The rating it was asked against, and the grade that this came to without it. */
    ratingId: uuid('rating_id').notNull(),
    computed: text('computed').notNull(),
    /** First 16 bytes of the digest of the ruleset that allowed it. */
    version: uuid('version').notNull(),
    /** From the computed grade to the wanted one, a better one positive. */
    notches: smallint('notches').notNull(),
    /** asked, begun, refused, withdrawn, lapsed (nobody decided before another was asked for) or ended */
    state: text('state').notNull(),
    /** Of the approval; null where one person decided. */
    approvalId: uuid('approval_id'),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    /** The first day with it, and from when on it is known: no later commit has an earlier instant. */
    fromOn: date('from_on'),
    begunAt: instant('begun_at'),
    /** The first day without it, where a person ended it, and from when on that is known. */
    endedOn: date('ended_on'),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
    endedWhy: text('ended_why'),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.overrideId] }),
    index('override_begun').on(table.dimension, table.customerId, table.subjectId, table.fromOn).where(isNotNull(table.begunAt)),
    index('override_asked').on(table.askedAt, table.overrideId),
  ],
);
