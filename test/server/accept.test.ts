import { expect, test } from 'vitest';
import { takesAnswer } from '../../src/server/accept.ts';

test.each([
  ['*/*', true],
  ['*/*;q=0.1', true],
  ['application/*', true],
  ['application/json', true],
  ['APPLICATION/JSON; charset=UTF-8', true],
  ['application/graphql-response+json, application/json;q=0.9', true],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['multipart/mixed; deferSpec=20220824, application/json', true],
  ['text/html', false],
  ['text/csv, image/*', false],
  ['application/json;q=0', false],
  ['application/json; charset=latin1', false],
  ['nonsense', false],
])('who accepts %s takes JSON: %s', (accept, expected) => {
  expect(takesAnswer(accept)).toBe(expected);
});
