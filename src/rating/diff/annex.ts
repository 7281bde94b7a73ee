import type { Language } from '../../base/text.ts';
import type { Calibration } from '../calibration/calibration.ts';
import type { ExternalScale } from '../calibration/external.ts';
import type { Cycle } from '../issue/cycle.ts';
import type { Ruleset } from '../ruleset.ts';
import { labelOf } from './card.ts';
import { fields, leaf, list, type Part, type Parts, part, set } from './part.ts';
import { worded } from './wording.ts';

/** What belongs to grades once they are made: when they are issued, what may be changed for a better one, what they mean, how others' are read. */
export function annexParts(ruleset: Ruleset, language: Language): Parts[] {
  const { cycle, actionable, calibration, external } = ruleset;
  const changed = actionable.map((each, at) => {
    const path = `actionable[${at}]`;
    const made = part(
      language,
      'actionable',
      labelOf(ruleset, each.indicator, language),
      path,
      each,
      renamed(fields(path, each, ['from', 'to', 'cost', 'step'], language), bounds, language),
    );
    return { ...made, key: each.indicator };
  });
  return [
    set('cycle', 'cycle', cycle ? [cyclePart(cycle, language)] : []),
    set('actionable', 'actionable', changed),
    set('calibration', 'calibration', calibration ? [calibrationPart(calibration, language)] : []),
    set(
      'external',
      'external',
      external.map((each, at) => externalPart(each, `external[${at}]`, language)),
    ),
  ];
}

const bounds: Readonly<Record<string, string>> = { from: 'at least', to: 'at most', cost: 'cost of one unit', step: 'step' };
const issued: Readonly<Record<string, string>> = {
  month: 'first month',
  objectionDays: 'days to object',
  validMonths: 'valid months',
};

const renamed = (leaves: Part['leaves'], names: Readonly<Record<string, string>>, language: Language): Part['leaves'] =>
  leaves.map((each) => ({ ...each, label: worded(language, names[each.name] ?? each.name) }));

function cyclePart(cycle: Cycle, language: Language): Part {
  const { preliminary } = cycle;
  const half = preliminary
    ? [
        leaf(
          'preliminary',
          worded(language, 'preliminary after'),
          'cycle.preliminary.after',
          preliminary.after,
          worded(language, preliminary.after).replace('_', ' '),
        ),
      ]
    : [];
  const [every, ...rest] = fields('cycle', cycle, ['every', 'month', 'objectionDays', 'validMonths', 'notice'], language).map((each) =>
    typeof each.raw === 'string' ? { ...each, text: worded(language, each.raw) } : each,
  );
  return part(
    language,
    'cycle',
    '',
    'cycle',
    cycle,
    renamed([...(every ? [every] : []), ...half, ...rest], { ...issued, preliminary: 'preliminary after' }, language),
  );
}

function calibrationPart(calibration: Calibration, language: Language): Part {
  const names = { outcome: 'outcome', horizonMonths: 'horizon in months', asOf: 'as of', knownAt: 'known at', rules: 'measured with the rules' };
  const leaves = renamed(
    fields('calibration', calibration, ['outcome', 'horizonMonths', 'asOf', 'knownAt', 'method', 'customers', 'rules'], language),
    names,
    language,
  );
  const grades = Object.entries(calibration.grades).map(([grade, found]) => {
    const path = `calibration.grades.${grade}`;
    const alone = language === 'zh' ? `等级 ${grade} 的违约概率` : `probability of default of ${grade}`;
    const pd = { ...leaf('pd', worded(language, 'probability of default'), `${path}.pd`, found.pd, String(found.pd)), alone };
    return part(language, 'grade', grade, path, found, [pd, ...fields(path, found, ['low', 'high', 'customers', 'bad'], language)]);
  });
  return part(language, 'calibration', '', 'calibration', calibration, leaves, [set('grades', 'calibration.grades', grades)]);
}

function externalPart(scale: ExternalScale, path: string, language: Language): Part {
  const words = scale.words.map((each, at) => {
    const below = `${path}.words[${at}]`;
    return { ...part(language, '', each.word, below, each, fields(below, each, ['grade'], language)), label: each.word, isJoined: true };
  });
  const named = `${scale.agency} ${scale.scale}`;
  return {
    ...part(language, 'external scale', named, path, scale, [], [list(language, 'words', `${path}.words`, words)]),
    key: JSON.stringify([scale.agency, scale.scale]),
    name: named,
  };
}
