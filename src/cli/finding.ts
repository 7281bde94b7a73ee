import type { Problem } from '../base/problem.ts';
import type { Text } from '../base/text.ts';

/** What is looked at, in this order, and what holds when nothing is found. */
export const checks = {
  build: { en: 'The program is up to date with its source.', zh: '程序与源代码一致。' },
  keys: { en: 'No key is missing, and only their owner reads them.', zh: '密钥无缺失，且只有所有者可读。' },
  disk: { en: 'There is room on the disk.', zh: '磁盘空间充足。' },
  database: { en: 'The database answers, is a Postgres Assay runs on, and is up to date.', zh: '数据库应答，版本受支持且已是最新。' },
  locale: { en: 'Encoding, character type and sorting are as they must be.', zh: '编码、字符类型和排序均符合要求。' },
  settings: { en: 'Time zone, currency and identifier keys are those of this database.', zh: '时区、币种和密钥与此数据库一致。' },
  rights: { en: 'The connection may do what Assay needs.', zh: '连接具备所需权限。' },
  clock: { en: 'The clocks agree.', zh: '时钟一致。' },
  sessions: { en: 'Nothing was left open by a command that was killed.', zh: '没有被中断的命令留下的事务。' },
  references: { en: 'Every fact has its account and customer, and every reference leads somewhere.', zh: '每项事实都有其户和客户，每个引用都有着落。' },
  caches: { en: 'The kept allocation is what bills and payments give.', zh: '所保存的核销结果与账单和付款一致。' },
  names: { en: 'Customers are searched by the names they have, and sealed identifiers open.', zh: '客户按其姓名检索，加密的证件号码可以打开。' },
} as const satisfies Record<string, Text>;

export type Check = keyof typeof checks;

export interface Finding {
  readonly state: 'warning' | 'fault';
  readonly problem: Problem;
}

/** What came of a check; `share` is how much of the data was looked at. */
export interface Outcome {
  readonly check: Check;
  readonly findings: readonly Finding[];
  readonly share?: number;
}

export const warning = (problem: Problem): Finding => ({ state: 'warning', problem });
export const fault = (problem: Problem): Finding => ({ state: 'fault', problem });
