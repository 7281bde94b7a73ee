import { problems } from '../base/problem.ts';

export const problem = problems(
  'DB_UNREACHABLE',
  'DB_REFUSED',
  'DB_LOST',
  'DB_VERSION',
  'DB_SETTING_DIFFERS',
  'DB_NEWER',
  'DB_MIGRATION_CHANGED',
  'DB_PLATFORM',
  'DB_START_FAILED',
  'DB_HOME_REFUSED',
  'DB_KEY_OTHER',
);
