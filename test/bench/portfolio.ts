import type { Column, Outcome } from '../../src/rating/card/columns.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import { parse, type Ruleset } from '../../src/rating/ruleset.ts';

const numeric = 18;
const binsEach = 6;
const words = Array.from({ length: binsEach }, (_, at) => `word${at}`);
const highest = 100;
const code = (at: number): string => String.fromCharCode(65 + (at % 26)) + (at < 26 ? '' : 'X');

/** Numbers from 0 to below 1, the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

/** Columns of made-up customers on shared memory: numbers with some missing and special codes, then words. */
export function columnsOf(indicators: number, rows: number): Column[] {
  const roll = dice(7);
  const nothing = new Float64Array(shared(rows * 8)).fill(Number.NaN);
  const special: Value[] = [{ state: 'value', value: 0 }, missing, { state: 'special', code: -9 }];
  return Array.from({ length: indicators }, (_, at) => {
    const isNumber = at % 24 < numeric;
    const [numbers, codes] = [isNumber ? new Float64Array(shared(rows * 8)) : nothing, new Int32Array(shared(rows * 4))];
    for (let row = 0; row < rows; row++) {
      const state = roll() < 0.05 ? (isNumber && roll() < 0.2 ? 2 : 1) : 0;
      codes[row] = isNumber || state > 0 ? state : 2 + Math.floor(roll() * words.length);
      if (isNumber) numbers[row] = state > 0 ? Number.NaN : roll() * highest;
    }
    const said = words.map((word): Value => ({ state: 'value', value: word }));
    return { numbers, codes, dictionary: isNumber ? special : [...special.slice(0, 2), ...said] };
  });
}

/** The same outcome on shared memory. */
export const onSharedMemory = ({ bins, ...rest }: Outcome): Outcome => ({
  ...(Object.fromEntries(Object.entries(rest).map(([name, array]) => [name, copied(array)])) as Omit<Outcome, 'bins'>),
  bins: bins.map(copied),
});

function copied<T extends Float64Array | Int16Array | Int8Array>(array: T): T {
  const made = array.constructor as new (buffer: SharedArrayBuffer) => T;
  return new made(shared(array.byteLength));
}

/** Whole points and bins alone; or several cards of fractional points, every third number on a scale. */
export function rulesetOf(indicators: number, isPlain: boolean): Ruleset {
  const roll = dice(11);
  const text = { en: 'Made up', zh: '虚构' };
  const points = (): number => (isPlain ? Math.floor(roll() * 60) : Math.floor(roll() * 6_000) / 100);
  const name = (at: number): string => `i_${code(at).toLowerCase()}`;
  const characteristic = (_: unknown, at: number): unknown => {
    const isNumber = at % 24 < numeric;
    const cuts = Array.from({ length: binsEach - 1 }, (_, cut) => ((cut + 1) * highest) / binsEach + (roll() - 0.5) * 8);
    const ranges = [...cuts, undefined].map((to, bin) => ({ from: cuts[bin - 1], to, points: points() }));
    const states = [{ missing: true, points: points() }, ...(isNumber ? [{ special: -9, points: points() }] : [])];
    const isScale = !isPlain && isNumber && at % 3 === 0;
    const bins = isNumber ? (isScale ? [] : ranges) : words.map((word) => ({ in: [word], points: points() }));
    const scale = isScale ? { knots: cuts.map((at) => ({ at, points: points() })) } : undefined;
    return { indicator: name(at), reason: code(at), bins: [...states, ...bins], scale };
  };
  const populations = isPlain
    ? [[]]
    : [
        [{ indicator: name(1), op: '<', value: highest / 3 }],
        [{ indicator: name(1), op: '>=', value: highest / 3 }],
        [{ indicator: name(1), missing: true }],
        [{ indicator: name(1), special: -9 }],
      ];
  const { ruleset, faults } = parse({
    kind: 'ruleset',
    name: 'made_up',
    title: text,
    dimension: 'credit',
    indicators: Object.fromEntries(
      Array.from({ length: indicators }, (_, at) => [name(at), { fact: 'bill', measure: 'count', unit: 'count', better: 'lower', label: text }]),
    ),
    cards: populations.map((population, at) => ({
      name: `card${at}`,
      population,
      initial: 200,
      decimals: isPlain ? 0 : 1,
      characteristics: Array.from({ length: indicators }, characteristic),
    })),
    grades: [...Array.from({ length: 7 }, (_, at) => ({ grade: `G${at}`, from: 200 + indicators * (37 - at * 2) })), { grade: 'G7' }],
  });
  if (!ruleset) throw new Error(JSON.stringify(faults));
  return ruleset;
}
