import type { Language } from '../../base/text.ts';
import type { Indicator } from '../indicator.ts';
import { type Output, outputs, type PaymentMode, type Policy, type Row } from './policy.ts';
import { amountText, stepsText } from './telling.ts';
import { becauseOf } from './wording.ts';

/** One value of a policy that can change by itself; label and text in the reader's language, as is a part's label. */
interface Leaf {
  readonly name: string;
  readonly label: string;
  readonly path: string;
  readonly raw: unknown;
  readonly text: string;
}

interface Part {
  readonly key: string;
  readonly name: string;
  readonly label: string;
  readonly path: string;
  readonly raw: unknown;
  readonly leaves: readonly Leaf[];
  readonly lists: readonly Parts[];
}

interface Parts {
  readonly name: string;
  readonly order: string | undefined;
  readonly path: string;
  readonly parts: readonly Part[];
}

const words = {
  en: {
    policy: 'policy',
    outputs: 'decides',
    row: 'row',
    rows: 'order of rows',
    when: 'when',
    schedule: 'schedule',
    steps: 'steps',
    and: ' and ',
    comma: ', ',
  },
  zh: { policy: '政策', outputs: '决定内容', row: '行', rows: '行的次序', when: '条件', schedule: '催缴日程', steps: '步骤', and: ' 且 ', comma: '、' },
} as const;
const decided: Readonly<Record<Language, Readonly<Record<Output, string>>>> = {
  en: {
    paymentMode: 'payment mode',
    creditLimit: 'credit limit',
    overdraftLimit: 'overdraft limit',
    deposit: 'deposit',
    reminderSchedule: 'reminder schedule',
  },
  zh: { paymentMode: '付款方式', creditLimit: '信用额度', overdraftLimit: '透支额度', deposit: '押金', reminderSchedule: '催缴日程' },
};
const modes: Readonly<Record<PaymentMode, string>> = { postpaid: '后付费', prepaid: '预付费', deposit: '押金' };

/** A ruleset's policy as named parts with the values that can change: rows by their names, in their order, and schedules. */
export function policyParts(policy: Policy | undefined, indicators: Readonly<Record<string, Indicator>>, language: Language): Parts {
  const told = words[language];
  const parts = policy ? [whole(policy, indicators, language)] : [];
  return { name: told.policy, order: undefined, path: 'policy', parts };
}

function whole(policy: Policy, indicators: Readonly<Record<string, Indicator>>, language: Language): Part {
  const told = words[language];
  const rows = policy.rows.map((row, at) => rowPart(row, indicators, `policy.rows[${at}]`, language));
  const schedules = Object.entries(policy.schedules).map(([name, steps]) => {
    const path = `policy.schedules.${name}`;
    return part(told.schedule, name, path, steps, [{ name: 'steps', label: told.steps, path, raw: steps, text: stepsText(steps, language) }]);
  });
  const listed = policy.outputs.map((output) => decided[language][output]).join(told.comma);
  return {
    ...part(told.policy, '', 'policy', policy, [{ name: 'outputs', label: told.outputs, path: 'policy.outputs', raw: policy.outputs, text: listed }]),
    lists: [
      { name: told.row, order: told.rows, path: 'policy.rows', parts: rows },
      { name: told.schedule, order: undefined, path: 'policy.schedules', parts: schedules },
    ],
  };
}

function rowPart(row: Row, indicators: Readonly<Record<string, Indicator>>, path: string, language: Language): Part {
  const told = words[language];
  const when = { name: 'when', label: told.when, path: `${path}.when`, raw: row.when, text: becauseOf(row, indicators, language).join(told.and) };
  const says = outputs.flatMap((output): Leaf[] => {
    const raw = row.then[output];
    if (raw === undefined) return [];
    return [{ name: output, label: decided[language][output], path: `${path}.then.${output}`, raw, text: saidText(output, raw, language) }];
  });
  return part(told.row, row.name, path, row, [when, ...says]);
}

function saidText(output: Output, raw: NonNullable<Row['then'][Output]>, language: Language): string {
  if (typeof raw !== 'string') return amountText(raw, language);
  return output === 'paymentMode' && language === 'zh' ? modes[raw as PaymentMode] : raw;
}

const part = (word: string, key: string, path: string, raw: unknown, leaves: readonly Leaf[]): Part => ({
  key,
  name: key,
  label: key === '' ? word : `${word} ${key}`,
  path,
  raw,
  leaves,
  lists: [],
});
