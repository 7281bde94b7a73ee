import { isNull } from 'drizzle-orm';
import { index, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { assay, instant } from '../../db/tables.ts';

/** An issued grade that a person looks at again because the customer objected. */
export const gradeReview = assay.table(
  'grade_review',
  {
    customerId: uuid('customer_id').notNull(),
    reviewId: uuid('review_id').notNull(),
    subjectId: uuid('subject_id').notNull(),
    dimension: text('dimension').notNull(),
    /** The grade that is objected to. */
    gradeId: uuid('grade_id').notNull(),
    /** In the customer's words. */
    ground: text('ground').notNull(),
    openedBy: text('opened_by').notNull(),
    openedAt: instant('opened_at').notNull(),
    /** open, upheld or changed */
    state: text('state').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    cause: text('cause'),
    comment: text('comment'),
    /** What it was changed to. */
    grade: text('grade'),
    newGradeId: uuid('new_grade_id'),
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.reviewId] }),
    uniqueIndex('grade_review_one').on(table.customerId, table.gradeId).where(isNull(table.decidedAt)),
    index('grade_review_open').on(table.openedAt, table.reviewId).where(isNull(table.decidedAt)),
  ],
);
