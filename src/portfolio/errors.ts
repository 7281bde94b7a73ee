import { problems } from '../base/problem.ts';

export const problem = problems(
  'PORTFOLIO_SEARCH_LENGTH',
  'PORTFOLIO_SEARCH_SIZE',
  'PORTFOLIO_NOT_RATED',
  'PORTFOLIO_NO_OUTCOMES',
  'PORTFOLIO_HORIZON',
  'PORTFOLIO_SAMPLE_UNKNOWN',
  'PORTFOLIO_JUDGE_SUBJECT',
);
