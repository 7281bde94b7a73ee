import { problems } from '../base/problem.ts';

export const problem = problems(
  'SERVER_CONFIG',
  'SERVER_CONFIG_ALONE',
  'SERVER_PORT_TAKEN',
  'SERVER_KEY_UNREADABLE',
  'SERVER_BODY_LARGE',
  'SERVER_BODY_TYPE',
  'SERVER_FORM_TYPE',
  'SERVER_BODY_JSON',
  'SERVER_BODY_BROKEN',
  'SERVER_BUSY',
  'SERVER_METHOD',
  'SERVER_METRICS',
  'SERVER_PATH',
);
