import { problems } from '../base/problem.ts';

export const problem = problems(
  'ACCESS_TOKEN_MISSING',
  'ACCESS_TOKEN_EXPIRED',
  'ACCESS_TOKEN_EARLY',
  'ACCESS_TOKEN_AUDIENCE',
  'ACCESS_TOKEN_INVALID',
  'ACCESS_ROLE_UNKNOWN',
  'ACCESS_TOKEN_ROLE',
  'ACCESS_WITHOUT_SCOPE',
);
