/** What marks leave out as of a day, over a relation of marks that are known: customer, name and key of the fact. The rule of `mark.ts`. */
export const leftOutSql = (marks: string, asOf: string): string => `
  select customer_id, fact, marked from ${marks} as m
  where effect = 'left_out' and available_on <= ${asOf} and from_on <= ${asOf} and (until_on is null or until_on > ${asOf})`;

/** The marks that meet a condition, as a relation of all that is known now. */
export const marksSql = (condition: string): string =>
  `(select customer_id, fact, marked, effect, from_on, until_on, available_on from assay.mark where ${condition})`;

/** Whether a relation of `leftOutSql` names the row of a fact. */
export const isLeftOutSql = (leftOut: string, fact: string, row: string): string =>
  `exists (select from ${leftOut} as m where m.customer_id = ${row}.customer_id and m.fact = '${fact}' and m.marked = ${row}.key)`;

/** Marks of which some may leave facts out. */
export const leavingOut = `assay.mark e where e.effect = 'left_out'`;
