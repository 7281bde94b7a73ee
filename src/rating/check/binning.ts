import { type Bin, type Characteristic, kindsOf } from '../card/scorecard.ts';
import { error, type Fault, warning } from './fault.ts';
import type { Yield } from './yield.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

const rangeOf = (bin: Bin): Range => ({ from: bin.from ?? Number.NEGATIVE_INFINITY, to: bin.to ?? Number.POSITIVE_INFINITY });

/** What is wrong with the bins of one characteristic: kinds, bins that can never match, values that have none. */
export function binning(characteristic: Characteristic, yields: Yield, path: string): Fault[] {
  const faults = characteristic.bins.flatMap((bin, at) => {
    const where = `${path}.bins[${at}]`;
    const [kind, ...more] = kindsOf(bin);
    if (kind === undefined || more.length > 0) return [error('RATING_BIN_KIND', where)];
    return [...unfit(bin, yields, where), ...unreachable(bin, characteristic.bins.slice(0, at), where)];
  });
  return [...faults, ...scaleFaults(characteristic, yields, `${path}.scale`), ...uncovered(characteristic, yields, path)];
}

/** A scale over words, or one that bins leave no number to. */
function scaleFaults({ bins, scale }: Characteristic, yields: Yield, path: string): Fault[] {
  if (scale === undefined) return [];
  if (yields.kind === 'word') return [error('RATING_BIN_UNFIT', path, { bin: 'scale', yields: 'word' })];
  return unbinned(bins, yields).length === 0 ? [error('RATING_BIN_UNREACHABLE', path)] : [];
}

/** A bin of a kind or for a value that the indicator never has. */
function unfit(bin: Bin, yields: Yield, path: string): Fault[] {
  const [kind] = kindsOf(bin);
  if (kind === 'range' && yields.kind === 'word') return [error('RATING_BIN_UNFIT', path, { bin: 'from/to', yields: 'word' })];
  if (kind === 'words' && yields.kind === 'number') return [error('RATING_BIN_UNFIT', path, { bin: 'in', yields: 'number' })];
  if (kind === 'special' && !yields.special.includes(bin.special as number))
    return [error('RATING_SPECIAL_UNDECLARED', `${path}.special`, { code: bin.special as number })];
  const strange = (bin.in ?? []).filter((word) => yields.words !== undefined && !yields.words.includes(word));
  return strange.map((word) => error('RATING_WORD_UNKNOWN', `${path}.in`, { got: word, known: (yields.words ?? []).join(', ') }));
}

/** A bin whose values all match an earlier one, or that has none. */
function unreachable(bin: Bin, earlier: readonly Bin[], path: string): Fault[] {
  const [kind] = kindsOf(bin);
  if (kind === 'range') {
    const range = rangeOf(bin);
    if (range.from >= range.to) return [error('RATING_BIN_EMPTY', path, { from: range.from, to: range.to })];
    const open = earlier.filter((each) => kindsOf(each)[0] === 'range').map(rangeOf);
    return rest(range, open).length === 0 ? [error('RATING_BIN_UNREACHABLE', path)] : [];
  }
  const taken = earlier.filter((each) => kindsOf(each)[0] === kind);
  const shadowed =
    kind === 'missing'
      ? taken.length > 0
      : kind === 'special'
        ? taken.some((each) => each.special === bin.special)
        : (bin.in ?? []).every((word) => taken.some((each) => each.in?.includes(word)));
  return shadowed ? [error('RATING_BIN_UNREACHABLE', path)] : [];
}

/** The parts of `range` that no range of `ranges` covers. */
function rest(range: Range, ranges: readonly Range[]): Range[] {
  return ranges.reduce<Range[]>(
    (left, taken) =>
      left.flatMap((part) =>
        [
          { from: part.from, to: Math.min(part.to, taken.from) },
          { from: Math.max(part.from, taken.to), to: part.to },
        ].filter(({ from, to }) => from < to),
      ),
    [range],
  );
}

/** The numbers of an indicator that no bin takes. */
const unbinned = (bins: readonly Bin[], { floor, ceiling = Number.POSITIVE_INFINITY, numbers }: Yield): Range[] =>
  rest({ from: floor, to: Number.POSITIVE_INFINITY }, bins.filter((bin) => kindsOf(bin)[0] === 'range').map(rangeOf)).filter(
    ({ from, to }) => from <= ceiling && (numbers === undefined || numbers.some((number) => number >= from && number < to)),
  );

/** Values for which no bin stands make the score invalid: told, since they may be meant. */
function uncovered({ bins, scale }: Characteristic, yields: Yield, path: string): Fault[] {
  const faults: Fault[] = [];
  if (!bins.some((bin) => bin.missing)) faults.push(warning('RATING_BIN_MISSING_ABSENT', `${path}.bins`));
  for (const code of yields.special) {
    if (!bins.some((bin) => bin.special === code)) faults.push(warning('RATING_BIN_SPECIAL_ABSENT', `${path}.bins`, { code }));
  }
  const numbers = yields.kind === 'number' && scale === undefined ? unbinned(bins, yields) : [];
  for (const gap of numbers) faults.push(warning('RATING_BIN_GAP', `${path}.bins`, { from: shown(gap.from), to: shown(gap.to) }));
  const words = yields.kind === 'word' ? (yields.words ?? []).filter((word) => !bins.some((bin) => bin.in?.includes(word))) : [];
  if (words.length > 0) faults.push(warning('RATING_BIN_WORDS_ABSENT', `${path}.bins`, { words: words.join(', ') }));
  return faults;
}

const shown = (bound: number): string => (Number.isFinite(bound) ? String(bound) : bound < 0 ? '-∞' : '∞');
