import Negotiator from 'negotiator';

/** Types of the graph's answers. */
const types = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/** Whether a caller with such an `accept` takes the graph's answer. */
export const takesAnswer = (accept: string): boolean => new Negotiator({ headers: { accept } }).mediaType(types) !== undefined;
