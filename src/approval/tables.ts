import { index, jsonb, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../db/tables.ts';

/** Every request for approval, bound to the digest of what it asks for. */
export const approval = assay.table(
  'approval',
  {
    approvalId: uuid('approval_id').primaryKey(),
    /** `ruleset`, `override`: what the approval does is its kind's. */
    kind: text('kind').notNull(),
    /** The thing as it is called outside. */
    subjectId: text('subject_id').notNull(),
    digest: text('digest').notNull(),
    /** What is asked for, in a line of each language. */
    title: jsonb('title').notNull(),
    detail: jsonb('detail').notNull(),
    author: text('author').notNull(),
    submitter: text('submitter').notNull(),
    why: text('why').notNull(),
    submittedAt: instant('submitted_at').notNull(),
    /** So many persons must approve. */
    needed: smallint('needed').notNull(),
    /** Who may decide; null: whoever holds the scope of the kind. */
    approvers: text('approvers').array(),
    deadline: instant('deadline').notNull(),
    /** submitted, approved, refused, withdrawn; expired only once another request took its place: before, the deadline tells. */
    state: text('state').notNull(),
    decidedAt: instant('decided_at'),
  },
  (table) => [index('approval_subject').on(table.kind, table.subjectId, table.approvalId), index('approval_state').on(table.state, table.approvalId)],
);

/** One vote per person and request. */
export const approvalVote = assay.table(
  'approval_vote',
  {
    approvalId: uuid('approval_id').notNull(),
    /** The name folded: two spellings are one person. */
    person: text('person').notNull(),
    who: text('who').notNull(),
    /** approve or refuse */
    choice: text('choice').notNull(),
    /** The digest the person saw. */
    digest: text('digest').notNull(),
    comment: text('comment').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.approvalId, table.person] })],
);
