import { problems } from '../base/problem.ts';

export const problem = problems(
  'GRAPH_OPERATION',
  'GRAPH_CHARACTER',
  'GRAPH_TOKENS',
  'GRAPH_DEPTH',
  'GRAPH_COST',
  'GRAPH_PAGE_SIZE',
  'GRAPH_CURSOR_INVALID',
  'GRAPH_TIME',
  'INTERNAL',
  'REQUEST_KEY_REUSED',
  'REQUEST_KEY_LENGTH',
);
