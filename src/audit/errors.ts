import { problems } from '../base/problem.ts';

export const problem = problems(
  'AUDIT_DOWN',
  'AUDIT_FULL',
  'AUDIT_CLOSED',
  'AUDIT_FOLDER',
  'AUDIT_FOLDER_HELD',
  'AUDIT_UNREADABLE',
  'AUDIT_NOTHING',
  'AUDIT_PURPOSE',
);
