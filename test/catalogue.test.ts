import { describe, expect, test } from 'vitest';
import { answered, statusOf } from '../src/graphql/status.ts';
import { catalogue, errorsPage, quoted, reached, unplaced, untold } from './catalogue.ts';
import { filesUnder } from './tidy/source.ts';

const listed = new Map(catalogue().map((each) => [each.code, each]));

describe('the catalogue of what goes wrong', () => {
  test('tells every code in English and Chinese with a way out, and how it is met', () => {
    expect([untold(), unplaced()]).toEqual([[], []]);
    expect(listed.size).toBeGreaterThan(500);
    expect([...listed.values()].filter(({ way, status }) => (way === 'command') !== (status === undefined))).toEqual([]);
    const page = errorsPage();
    expect([...listed.keys()].filter((code) => !page.includes(`\n| ${code} | `))).toEqual([]);
  });

  test('has each code once', () => {
    expect(listed.size).toBe(catalogue().length);
  });

  test('knows every code that has a status', () => {
    expect(answered.filter((code) => !listed.has(code))).toEqual([]);
  });

  test.each([
    ['a wrong signature', 'ACCESS_TOKEN_INVALID', 401],
    ['a wrong signature of an assertion', 'OAUTH_INVALID_CLIENT', 401],
    ['a clock that is behind', 'ACCESS_TOKEN_EARLY', 401],
    ['a proof of another time', 'ACCESS_PROOF_INVALID', 401],
    ['an agreement that expired', 'SHARING_AGREEMENT_NONE', 403],
    ['a partner that is suspended', 'SHARING_PARTNER_SUSPENDED', 403],
    ['a purpose that is not granted', 'SHARING_PURPOSE_UNKNOWN', 403],
    ['a quota that is used up', 'SHARING_QUOTA_DAY', 429],
    ['too much at once', 'SHARING_QUOTA_BURST', 429],
    ['1,001 subjects', 'SHARING_SUBJECTS_MANY', 400],
    ['a text without a letter', 'SHARING_TEXT_LENGTH', 400],
    ['an empty key', 'REQUEST_KEY_LENGTH', 400],
    ['an identifier that does not open', 'CUSTOMER_SEAL_UNKNOWN', 500],
    ["tokens of a partner's own server that lack something", 'ACCESS_TOKEN_CLAIMS', 401],
    ['an identifier of an unknown kind', 'SHARING_SUBJECT_KIND', 400],
    ['a key with another payload', 'SHARING_KEY_REUSED', 409],
    ['an audit that is down', 'AUDIT_DOWN', 503],
    ['a field that there is not', 'GRAPHQL_VALIDATION_FAILED', 400],
  ])('says of %s what is answered', (_, code, status) => {
    expect([statusOf(code), listed.get(code)?.status, listed.get(code)?.way]).toEqual([status, status, 'status']);
  });

  test('has a status for whatever an inquiry may refuse', () => {
    const files = filesUnder('src', /\.ts$/);
    const below = [...reached(files, 'src/sharing/inquiry/inquiries.ts')].filter((file) => /^src\/sharing\/(?!partner\/)\w+\//.test(file));
    const codes = new Set(below.flatMap((file) => [...(files.get(file) ?? '').matchAll(quoted)].map((found) => found[1] ?? '')));
    expect(codes.size).toBeGreaterThan(20);
    // One is no refusal of the request, but what it is answered with.
    expect([...codes].filter((code) => listed.has(code) && !answered.includes(code))).toEqual(['SHARING_REFUSED']);
  });

  test.each([
    ['a mutation refuses', 'RATING_REVIEW_SAME', 'refusal'],
    ['a field refuses', 'GRAPH_PAGE_SIZE', 'errors'],
    ['a command alone refuses', 'SHARING_REPORT_SIGNATURE', 'command'],
    ['stands before the server is up', 'SERVER_CONFIG', 'command'],
  ])('tells what %s from the rest', (_, code, way) => {
    expect(listed.get(code)?.way).toBe(way);
  });
});
