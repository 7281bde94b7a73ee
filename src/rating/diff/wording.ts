import type { Language } from '../../base/text.ts';
import { conditionText, type PopulationCondition } from '../card/population.ts';
import { type Bin, binText } from '../card/scorecard.ts';
import type { Condition } from '../indicator.ts';

/** The document's words in Chinese. */
const words: Readonly<Record<string, string>> = {
  ruleset: '规则集',
  none: '无',
  'nothing changed': '没有变化',
  added: '新增',
  removed: '删除',
  months: '个月',
  days: '天',
  and: '且',
  name: '名称',
  title: '标题',
  dimension: '维度',
  subject: '对象',
  scope: '适用范围',
  indicator: '指标',
  fact: '事实',
  measure: '度量',
  column: '列',
  window: '窗口',
  where: '条件',
  match: '分子条件',
  by: '加权列',
  over: '取值方式',
  graceDays: '宽限天数',
  gather: '归集方式',
  ratio: '比值',
  difference: '差',
  sum: '和',
  product: '积',
  label: '标签',
  description: '说明',
  unit: '单位',
  better: '方向',
  special: '特殊值',
  card: '评分卡',
  population: '适用人群',
  initial: '初始分',
  decimals: '小数位数',
  baseline: '基准',
  reversed: '反向',
  characteristic: '特征',
  reason: '原因',
  bin: '分箱',
  points: '得分',
  neutral: '中性',
  scale: '刻度',
  knot: '节点',
  grade: '等级',
  from: '起点分',
  text: '文本',
  'golden case': '校验样例',
  value: '取值',
  expected: '期望',
  'order of cards': '评分卡次序',
  'order of characteristics': '特征次序',
  'order of bins': '分箱次序',
  'order of grades': '等级次序',
  'order of golden cases': '校验样例次序',
  missing: '缺失',
  'not missing': '不缺失',
  rest: '其余',
  en: '英文',
  zh: '中文',
};

/** A word of the document in the reader's language; one without translation stands as it is. */
export const worded = (language: Language, word: string): string => (language === 'zh' ? (words[word] ?? word) : word);

/** A word with the language a text is in: `title (en)`. */
export const inLanguage = (language: Language, word: string, of: Language): string =>
  language === 'zh' ? `${worded(language, word)}（${worded(language, of)}）` : `${word} (${of})`;

/** A bin in the reader's language. */
export function binWords(bin: Bin, language: Language): string {
  if (language !== 'zh' || bin.in !== undefined) return binText(bin);
  if (bin.missing) return '缺失';
  if (bin.special !== undefined) return `特殊值 ${bin.special}`;
  if (bin.from === undefined) return `低于 ${bin.to}`;
  return bin.to === undefined ? `${bin.from} 及以上` : `${bin.from} 至低于 ${bin.to}`;
}

/** Whom a card is for, in the reader's language. */
export const populationWords = (population: readonly PopulationCondition[], language: Language): string =>
  population
    .map((condition) => {
      if (language === 'zh' && 'missing' in condition) return `${condition.indicator} ${condition.missing ? '缺失' : '不缺失'}`;
      if (language === 'zh' && 'special' in condition) return `${condition.indicator} 特殊值 ${condition.special}`;
      return conditionText(condition);
    })
    .join(` ${worded(language, 'and')} `);

/** Any value of a document in words: a window, conditions, a list, a number or a word. */
export function valueWords(raw: unknown, language: Language): string {
  if (raw === null || raw === undefined) return worded(language, 'missing');
  if (Array.isArray(raw)) {
    if (raw.length === 0) return worded(language, 'none');
    return raw.some(isCondition) ? raw.map((each) => conditionOf(each)).join(` ${worded(language, 'and')} `) : raw.join(', ');
  }
  if (typeof raw !== 'object') return String(raw);
  return Object.entries(raw)
    .map(([unit, count]) => `${count} ${worded(language, unit)}`)
    .join(', ');
}

const isCondition = (raw: unknown): raw is Condition => typeof raw === 'object' && raw !== null && 'op' in raw;
const conditionOf = ({ column, op, value }: Condition): string => `${column} ${op} ${Array.isArray(value) ? `(${value.join(', ')})` : value}`;
