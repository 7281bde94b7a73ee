import type { Language } from '../base/text.ts';
import { type Compared, type Condition, isCompared } from './indicator.ts';

/** Whether a part of a document is a condition of an indicator. */
export const isCondition = (raw: unknown): raw is Condition => typeof raw === 'object' && raw !== null && 'column' in raw && ('op' in raw || 'open' in raw);

/** A condition in words: `service in (water, gas)`, `deadlineOn < as-of day - 30`, `endedOn empty or later`, `endedOn reached`. */
export function conditionWords(condition: Condition, language: Language = 'en'): string {
  const { column } = condition;
  if (isCompared(condition)) return `${column} ${condition.op} ${valueWords(condition.value, language)}`;
  if (language === 'zh') return `${column} ${condition.open ? '为空或未到' : '已到'}`;
  return `${column} ${condition.open ? 'empty or later' : 'reached'}`;
}

function valueWords(value: Compared['value'], language: Language): string {
  if (Array.isArray(value)) return `(${value.join(', ')})`;
  if (typeof value !== 'object') return String(value);
  if ('column' in value) return value.column;
  const day = language === 'zh' ? '基准日' : 'as-of day';
  return value.asOf === 0 ? day : `${day} ${value.asOf < 0 ? '-' : '+'} ${Math.abs(value.asOf)}`;
}
