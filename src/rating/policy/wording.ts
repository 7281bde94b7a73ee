import type { Language } from '../../base/text.ts';
import type { PopulationCondition } from '../card/population.ts';
import type { Indicator } from '../indicator.ts';
import { isStanding, type PolicyCondition, type Row } from './policy.ts';

type Compared = Extract<PopulationCondition, { op: unknown }>;

const operators: Readonly<Record<Language, Readonly<Record<Compared['op'], string>>>> = {
  en: { '=': ' is ', '<>': ' is not ', '<': ' below ', '<=': ' at most ', '>': ' above ', '>=': ' at least ', in: ' is one of ' },
  zh: { '=': '为 ', '<>': '不为 ', '<': '低于 ', '<=': '不高于 ', '>': '高于 ', '>=': '不低于 ', in: '为以下之一：' },
};

/** Why a row is for somebody, condition by condition, in words. */
export function becauseOf({ when }: Row, indicators: Readonly<Record<string, Indicator>>, language: Language): string[] {
  if (when.length === 0) return [language === 'zh' ? '没有更靠前的行适用' : 'no earlier row holds'];
  return when.map((condition) => policyWords(condition, indicators, language));
}

/** A condition of a policy in words: `grade A or B`, `Days past due at least 30`. */
export function policyWords(condition: PolicyCondition, indicators: Readonly<Record<string, Indicator>>, language: Language): string {
  const isChinese = language === 'zh';
  if (isStanding(condition)) {
    if ('grade' in condition) return isChinese ? `等级为 ${condition.grade.join(' 或 ')}` : `grade ${condition.grade.join(' or ')}`;
    if ('rated' in condition) return isChinese ? (condition.rated ? '已评级' : '未评级') : condition.rated ? 'rated' : 'not rated';
    return isChinese
      ? condition.provisional
        ? '等级为临时'
        : '等级不是临时'
      : condition.provisional
        ? 'the grade is provisional'
        : 'the grade is not provisional';
  }
  const indicator = indicators[condition.indicator];
  const label = indicator?.label[language] ?? condition.indicator;
  if ('missing' in condition) return `${label}${isChinese ? (condition.missing ? '缺失' : '不缺失') : condition.missing ? ' is missing' : ' is not missing'}`;
  if ('special' in condition) return `${label}${isChinese ? '为特殊值 ' : ' is the special code '}${condition.special}`;
  const value = [condition.value].flat().join(isChinese ? '、' : ', ');
  const unit = indicator?.unit === 'minor' ? (isChinese ? '（最小货币单位）' : ' minor units') : '';
  return `${label}${operators[language][condition.op]}${value}${unit}`;
}
