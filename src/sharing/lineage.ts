import type { Lineage, Lineages } from '../base/lineage.ts';
import { lineage as customer } from '../customer/lineage.ts';
import { lineage as payment } from '../payment/lineage.ts';
import { lineage as rating } from '../rating/lineage.ts';

const { from, why } = rating['Customer.issuedGrade'] as Lineage;
const graded: Lineage = { from, ...(why && { why }) };

/** What everything that partners may be told is made of, where no source told it: of every room, and the answers of inquiries themselves. */
export const lineages: Lineages = {
  ...customer,
  ...payment,
  ...rating,
  'AnsweredInquiry.grade': graded,
  'AnsweredInquiry.report': graded,
  'NotRatedInquiry.report': graded,
  'NotRatedInquiry.why': { from, why: 'That there is no grade to tell, and which step is missing, says nothing of the facts it would be made of.' },
  'SharedGrade.reasons': rating['Rating.reasons'] as Lineage,
  'SharedGrade.observedDefault': {
    from: ['outcome.detail', 'rating.grade'],
    why: 'It is counted over all customers of a grade, thirty at least, whose number stands beside it: of one of them it says no more than the grade.',
  },
};

/** Whether the statement of a field reads facts from before a partner's data window; what stands below it needs no asking: it is selected with it. */
export const isBeyond = (coordinate: string): boolean => lineages[coordinate]?.beyond !== undefined;
