import type { Language } from '../../base/text.ts';
import type { PopulationCondition } from '../card/population.ts';
import type { Bin } from '../card/scorecard.ts';
import { isCondition, conditionWords as measuredWords } from '../condition.ts';
import { policyWords } from '../policy/wording.ts';
import type { Ruleset } from '../ruleset.ts';

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
  'grace days': '宽限天数',
  gather: '归集方式',
  codes: '用语对应的数值',
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
  score: '分值',
  neutral: '中性',
  scale: '刻度',
  grade: '等级',
  'cut-off': '起点分',
  text: '文本',
  'golden case': '校验样例',
  value: '取值',
  expected: '期望',
  'order of cards': '评分卡次序',
  'order of characteristics': '特征次序',
  'order of bins': '分箱次序',
  'order of grades': '等级次序',
  'order of golden cases': '校验样例次序',
  'order of knock-outs': '否决规则次序',
  'order of cold starts': '冷启动规则次序',
  'order of caps': '上限规则次序',
  'order of words': '用语次序',
  'knock-out': '否决规则',
  'cold start': '冷启动规则',
  cap: '上限规则',
  when: '条件',
  lasts: '持续',
  'after grade': '上次等级',
  'best grade': '最好等级',
  'notches up': '最多提升级数',
  overrides: '人工调整',
  override: '人工调整',
  'most notches': '最多级数',
  'notches by one person': '一人可决定的级数',
  'longest validity in months': '最长月数',
  cause: '原因代码',
  cycle: '发布周期',
  every: '每',
  'first month': '起始月份',
  'preliminary after': '初评于',
  'days to object': '异议天数',
  'valid months': '有效月数',
  notice: '通知对象',
  year: '年',
  quarter: '季度',
  event: '事件',
  half_year: '半年',
  all: '全部',
  changed: '等级变化者',
  actionable: '可改变的指标',
  'at least': '不低于',
  'at most': '不高于',
  'cost of one unit': '每单位成本',
  step: '步长',
  calibration: '校准',
  outcome: '结果',
  'horizon in months': '观察期月数',
  'as of': '基准日',
  'known at': '已知时点',
  'measured with the rules': '所用规则',
  method: '方法',
  customers: '客户数',
  'probability of default': '违约概率',
  higher: '越高越好',
  lower: '越低越好',
  neither: '不分高低',
  max: '最大值',
  min: '最小值',
  mean: '均值',
  other: '其他',
  low: '下限',
  high: '上限',
  bad: '不良数',
  'external scale': '外部评级标度',
  'last issued grade': '上次发布等级',
  state: '状态',
  provisional: '临时',
  steps: '步骤',
  'deciding step': '决定步骤',
  policy: '政策行',
  reasons: '原因',
  invalid: '无效的特征',
  missing: '缺失',
  en: '英文',
  zh: '中文',
};

/** A word of the document in the reader's language; one without translation stands as it is. */
export const worded = (language: Language, word: string): string => (language === 'zh' ? (words[word] ?? word) : word);

/** A word with the language a text is in: `title (en)`. */
export const inLanguage = (language: Language, word: string, of: Language): string =>
  language === 'zh' ? `${worded(language, word)}（${worded(language, of)}）` : `${word} (${of})`;

/** What numbers of an indicator are: their unit, and whether they have no fraction. */
export interface Scale {
  readonly unit: string;
  readonly isWhole: boolean;
}

/** A bin in the reader's language: `1-29 days`, `below 1 day`, `30 days and above`, `0.5 to below 1`, `missing`, its words. */
export function binWords(bin: Bin, scale: Scale, language: Language): string {
  if (bin.missing) return worded(language, 'missing');
  if (bin.special !== undefined) return language === 'zh' ? `特殊值 ${bin.special}` : `special ${bin.special}`;
  if (bin.in !== undefined) return bin.in.join(', ');
  const { from, to } = bin;
  const isChinese = language === 'zh';
  if (from === undefined) return isChinese ? `低于 ${counted(to ?? 0, scale, language)}` : `below ${counted(to ?? 0, scale, language)}`;
  if (to === undefined) return isChinese ? `${counted(from, scale, language)}${blank(scale)}及以上` : `${counted(from, scale, language)} and above`;
  if (scale.isWhole && Number.isInteger(from) && Number.isInteger(to) && from >= 0)
    return to === from + 1 ? counted(from, scale, language) : counted(to - 1, scale, language, `${from}-${to - 1}`);
  return counted(to, scale, language, isChinese ? `${from} 至低于 ${to}` : `${from} to below ${to}`);
}

/** A knot in the reader's language: `at 30 days`. */
export const knotWords = (at: number, scale: Scale, language: Language): string =>
  language === 'zh' ? `在 ${counted(at, scale, language)}${blank(scale)}处` : `at ${counted(at, scale, language)}`;

/** Units without a word: what is measured in them is said by the number alone. */
const unsaid: ReadonlySet<string> = new Set(['ratio', 'share', 'word', 'x', '1', '']);
const chinese: Readonly<Record<string, string>> = {
  day: '天',
  month: '个月',
  year: '年',
  bill: '张账单',
  payment: '笔缴费',
  notice: '份通知',
  event: '次',
  entry: '项',
  arrangement: '项约定',
  percent: '%',
  minor: '最小货币单位',
};

/** Chinese stands beside Chinese without a blank. */
const blank = ({ unit }: Scale): string => (Object.hasOwn(chinese, unit) ? '' : ' ');

/** A number, or what is said for it, with its unit. */
function counted(number: number, { unit }: Scale, language: Language, said = String(number)): string {
  if (unsaid.has(unit)) return said;
  if (language === 'zh') return `${said} ${chinese[unit] ?? unit}`;
  if (unit === 'minor') return `${said} minor units`;
  const isWord = /^[a-z]{3,}$/.test(unit) && /[aeiou]/.test(unit) && unit !== 'percent';
  const many = unit.endsWith('y') && !/[aeiou]y$/.test(unit) ? `${unit.slice(0, -1)}ies` : `${unit}s`;
  return `${said} ${isWord && number !== 1 ? many : unit}`;
}

/** `10 points`, `1 point`; `10 分`. */
export const pointsWords = (points: string, language: Language): string =>
  language === 'zh' ? `${points} 分` : `${points} ${/^-?1$/.test(points) ? 'point' : 'points'}`;

/** Conditions on indicators, all of which must hold. */
export const conditionWords = (conditions: readonly PopulationCondition[], { indicators }: Pick<Ruleset, 'indicators'>, language: Language): string =>
  conditions.map((condition) => policyWords(condition, indicators, language)).join(language === 'zh' ? ' 且 ' : ' and ');

/** How long a knock-out lasts. */
export const sinceWords = (months: number, since: string, language: Language): string =>
  language === 'zh' ? `${months} 个月（${since}）` : `${months} months (${since})`;

/** Numbers that words stand for. */
export const codeWords = (codes: Readonly<Record<string, number>>, language: Language): string =>
  Object.entries(codes)
    .map(([word, number]) => `${word} ${number}`)
    .join(language === 'zh' ? '、' : ', ');

/** Any value of a document in words: a window, conditions, a list, a number or a word. */
export function valueWords(raw: unknown, language: Language): string {
  if (raw === null || raw === undefined) return worded(language, 'missing');
  if (Array.isArray(raw)) {
    if (raw.length === 0) return worded(language, 'none');
    return raw.some(isCondition) ? raw.map((each) => measuredWords(each, language)).join(` ${worded(language, 'and')} `) : raw.join(', ');
  }
  if (typeof raw === 'boolean' && language === 'zh') return raw ? '是' : '否';
  if (typeof raw !== 'object') return String(raw);
  return Object.entries(raw)
    .map(([unit, count]) => `${count} ${worded(language, unit)}`)
    .join(', ');
}
