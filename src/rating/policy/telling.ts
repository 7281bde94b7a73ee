import { toAmount } from '../../base/money.ts';
import type { Language } from '../../base/text.ts';
import { conditionText } from '../card/population.ts';
import { type Amount, isStanding, outputs, type Policy, type PolicyCondition, type ReminderStep, type Row } from './policy.ts';

/** A policy as people read it: a line per row, in order, under a head, and a line per schedule. */
export function policyTable({ rows, schedules }: Policy): { readonly rows: string[][]; readonly schedules: string[] } {
  return {
    rows: [['row', 'when', 'then'], ...rows.map((row) => [row.name, row.when.map(asked).join(' and ') || 'no earlier row holds', said(row)])],
    schedules: Object.entries(schedules).map(([name, steps]) => `schedule ${name}: ${stepsText(steps)}`),
  };
}

function asked(condition: PolicyCondition): string {
  if (!isStanding(condition)) return conditionText(condition);
  if ('grade' in condition) return `grade in (${condition.grade.join(', ')})`;
  const [word, holds] = 'rated' in condition ? ['rated', condition.rated] : ['provisional', condition.provisional];
  return holds ? word : `not ${word}`;
}

const said = ({ then }: Row): string =>
  outputs
    .flatMap((output) => {
      const value = then[output];
      return value === undefined ? [] : [`${output} ${typeof value === 'string' ? value : amountText(value)}`];
    })
    .join(', ');

/** `500.00 CNY`, `2 x monthly_bill in CNY, at least 100.00, at most 1000.00`. */
export function amountText(amount: Amount, language: Language = 'en'): string {
  if ('minor' in amount) return `${toAmount(amount.minor, amount.currency)} ${amount.currency}`;
  const { times, of, currency } = amount;
  const bound = (words: Readonly<Record<Language, string>>, minor: number | undefined): string =>
    minor === undefined ? '' : `${words[language]}${toAmount(minor, currency)}`;
  const bounds = `${bound({ en: ', at least ', zh: '，至少 ' }, amount.least)}${bound({ en: ', at most ', zh: '，至多 ' }, amount.most)}`;
  return language === 'zh' ? `${times} x ${of}（${currency}）${bounds}` : `${times} x ${of} in ${currency}${bounds}`;
}

const actions: Readonly<Record<ReminderStep['action'], string>> = {
  reminder: '提醒',
  call: '电话',
  visit: '上门',
  cutoff_warning: '停供警告',
  cut_off: '停供',
  end_contract: '终止合同',
  recovery: '移交催收',
};

/** `day 1 call; day 31 cutoff_warning by letter`. */
export function stepsText(steps: readonly ReminderStep[], language: Language = 'en'): string {
  if (steps.length === 0) return language === 'zh' ? '无' : 'nothing';
  if (language === 'zh')
    return steps.map(({ day, action, channel }) => `第 ${day} 天${actions[action]}${channel === undefined ? '' : `（${channel}）`}`).join('；');
  return steps.map(({ day, action, channel }) => `day ${day} ${action}${channel === undefined ? '' : ` by ${channel}`}`).join('; ');
}
