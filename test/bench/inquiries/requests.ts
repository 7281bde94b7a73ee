import type { Template } from '../reads/protocol.ts';

/** What is measured: the customer's rating as the floor tells it; the grade as partners are told it; the same with its signed report. */
export const operations = ['rating', 'grade', 'report'] as const;

const graded = 'grade { grade provisional validUntil reasons { code text } }';
const fields: Readonly<Record<(typeof operations)[number], string>> = {
  rating: 'customer { rating { grade score reasons { code text } } }',
  grade: graded,
  report: `${graded} report`,
};

/** Inquiries by what the partner calls a customer; each has a key of its own. */
export function inquiring(names: readonly (typeof operations)[number][]): Record<string, Template> {
  return Object.fromEntries(names.map((name) => [name, template(fields[name])]));
}

function template(asked: string): Template {
  const query = `mutation ($input: InquireInput!) { inquire(input: $input) { result { __typename ... on AnsweredInquiry { number ${asked} } } } }`;
  const before = `{"query":${JSON.stringify(query)},"variables":{"input":{"purpose":"letting","subject":{"reference":"`;
  return { method: 'POST', path: '/graphql', before, after: '"},"idempotencyKey":"', end: '"}}}' };
}
