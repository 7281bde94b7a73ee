import type { Context } from '../../graphql/context.ts';
import { pageSize } from '../../graphql/page.ts';
import type { Args, Read, Reads } from '../../graphql/reads.ts';
import { gradeName, runName } from '../issue/issue.ts';
import { accountId } from '../publish.ts';
import { everRated } from '../store.ts';
import { itself, type Subject } from '../subject.ts';

const subjectIds: Record<Subject, (owner: string) => string> = {
  customer: () => `'${itself}'`,
  account: (owner) => `${owner}.account_id`,
  group: (owner) => `${owner}.customer_id`,
};

/** The grades of a subject under an owner's row; both as SQL. */
const under = (owner: string, row: string, subject: Subject, dimension: string): string =>
  `${row}.customer_id = ${owner}.customer_id and ${row}.subject_id = ${subjectIds[subject](owner)} and ${row}.dimension = ${dimension}`;

/** As `inForce` finds it. */
const standing = (subject: Subject): Read => ({
  one: (owner, row, param) => {
    const on = param('on', 'date');
    const inForce = `${row}.valid_from <= ${on} and ${row}.valid_until >= ${on} and (${row}.ended_on is null or ${row}.ended_on > ${on})`;
    const where = `${under(owner, row, subject, param('dimension', 'text'))} and ${row}.kind = ${param('kind', 'text')} and ${inForce}`;
    return { from: `from assay.issued_grade ${row}`, where, limit: '1', day: null, gradedOn: `${row}.as_of`, dimension: `${row}.dimension` };
  },
  bind: ({ dimension, on, preliminary }: Args, { partner, today }: Context) => ({
    dimension,
    on: on ?? partner?.readOn ?? today(),
    kind: preliminary ? 'preliminary' : 'issued',
  }),
});

/** As `issuedTo` finds them. */
const history = (subject: Subject): Read => ({
  many: (owner, row, param, { until }) => ({
    from: `from assay.issued_grade ${row}`,
    where: `${under(owner, row, subject, param('dimension', 'text'))}${until ? ` and ${row}.as_of <= ${param('until', 'date')}` : ''}`,
    order: `${row}.as_of desc, ${row}.issued_at desc, ${row}.grade_id desc`,
    limit: param('last', 'int'),
    day: `${row}.as_of`,
    gradedOn: `${row}.as_of`,
    dimension: `${row}.dimension`,
  }),
  shape: ({ until }) => (until ? 'until' : ''),
  bind: ({ dimension, last, until }) => ({ dimension, last: pageSize('last', last), until }),
});

const two = (payload: string): [string, string] => payload.split(' ') as [string, string];

/** What the fields of official grades read. */
export const reads: Reads = {
  Customer: {
    issuedGrade: standing('customer'),
    issuedGrades: history('customer'),
    groupIssuedGrade: standing('group'),
    groupIssuedGrades: history('group'),
  },
  Account: { issuedGrade: standing('account'), issuedGrades: history('account') },
  IssuedGrade: {
    id: { late: (row) => [`${row}.customer_id`, `${row}.grade_id`], value: (payload) => gradeName(...two(payload)), plain: true },
    subject: { column: (row) => `case ${row}.subject_id when '${itself}' then 'customer' when ${row}.customer_id then 'group' else 'account' end` },
    account: {
      late: (row) => `case when ${row}.subject_id not in ('${itself}', ${row}.customer_id) then ${row}.customer_id || ' ' || ${row}.subject_id end`,
      value: (payload) => (payload === '' ? null : accountId(...two(payload))),
    },
    preliminary: { column: (row) => `(${row}.kind = 'preliminary')` },
    issueRun: { late: (row) => `${row}.issue_id`, value: runName, plain: true },
    rating: {
      one: (owner, row) => ({
        from: `from (${everRated(`${owner}.customer_id`, row)}) as ${row} where ${row}.rating_id = ${owner}.rating_id`,
        limit: '1',
        day: null,
      }),
    },
  },
};
