import { round } from '../../base/rounding.ts';
import { weighted } from '../weights/weights.ts';
import { block, clear, inBlocks, mark, type Scorer, unrated } from './blocks.ts';
import { closuresOf } from './closures.ts';
import { codesOf, type Evaluator, type Outcome } from './columns.ts';
import type { Plan, PlanCard, PlanCharacteristic } from './evaluator.ts';
import { floorsOf } from './grade.ts';
import { begin, join, tell } from './losses.ts';
import { programOf } from './program.ts';
import { between } from './scorecard.ts';
import { type Bound, bind, rampsOf, type Step, stepsOf } from './steps.ts';

/** What the generated code reads of one characteristic: its column, and tables by step. */
interface Table extends Omit<Bound<Step>, 'steps'> {
  readonly bins: Int8Array;
  readonly points: Int32Array | Float64Array;
  /** Place of its loss among all that are known beforehand, 0 none. */
  readonly keys: Int32Array;
  /** Which of the summed codes it has, -1 none. */
  readonly summed: Int32Array;
  readonly ramps: Float64Array;
  readonly found: Int8Array;
  /** Some step has no bin. */
  readonly isOpen: boolean;
}

type Generated = (tables: readonly Table[], outcome: Outcome, rows: Int32Array, count: number) => void;

/** The fastest evaluator of a plan: generated code where the process allows it, never for a browser. */
export const kernelOf = (plan: Plan): Evaluator =>
  mayGenerate() ? inBlocks(plan, (card) => scorerOf(card, codesOf(plan), floorsOf(plan.grades))) : closuresOf(plan);

/** A hardened process (`node --disallow-code-generation-from-strings`) makes no functions out of text. */
function mayGenerate(): boolean {
  try {
    return new Function('return true')() as boolean;
  } catch {
    return false;
  }
}

function scorerOf(card: PlanCard, codes: readonly string[], floors: Float64Array): Scorer {
  const { characteristics, sign, initial, decimals, rounding } = card;
  const summed = summedOf(characteristics);
  const ranked = rankedOf(card, summed);
  const isWhole = Number.isInteger(initial) && characteristics.every(({ bins, knots }) => !knots && bins.every(({ points }) => Number.isInteger(points)));
  const steps = characteristics.map((each) => stepsOf(each, card));
  const text = programOf({
    initial,
    decimals,
    isWhole,
    sign,
    block,
    floors: [...floors].slice(0, -1),
    summed: summed.length,
    parts: characteristics.map((each, position) => ({
      cuts: steps[position]?.cuts ?? [],
      baseline: each.baseline,
      weight: each.weight,
      isRamped: each.knots !== undefined,
      isRanked: ranked.some((loss) => loss.position === position),
      isSummed: reachedBy(each).some((code) => code !== undefined && summed.includes(code)),
    })),
  });
  const place = (code: string | undefined): number => (code === undefined ? -1 : codes.indexOf(code));
  const run = new Function('given', text)({
    ...{ rounding, weighted, between, begin, join, tell, mark, unrated },
    lost: Float64Array.from([0, ...ranked.map(({ lost }) => lost)]),
    positions: Int32Array.from([-1, ...ranked.map(({ position }) => position)]),
    names: Int32Array.from([-1, ...ranked.map(({ code }) => place(code))]),
    codes: Int32Array.from(summed, place),
  }) as Generated;
  return (columns, outcome) => {
    const tables = characteristics.map(({ at }, position): Table => {
      const { steps: reached, ...bound } = bind(steps[position]!, columns[at]!);
      const points = reached.map((step) => step.points);
      return {
        ...bound,
        bins: Int8Array.from(reached, ({ bin }) => bin),
        points: isWhole ? Int32Array.from(points) : Float64Array.from(points),
        keys: Int32Array.from(reached, ({ bin }) => ranked.findIndex((loss) => loss.position === position && loss.bin === bin) + 1),
        summed: Int32Array.from(reached, ({ reason }) => (reason === undefined ? -1 : summed.indexOf(reason))),
        ramps: rampsOf(reached),
        found: outcome.bins[position]!,
        isOpen: reached.some(({ bin }) => bin < 0),
      };
    });
    const rest = outcome.bins.slice(characteristics.length);
    return (rows, count) => {
      run(tables, outcome, rows, count);
      for (const bins of rest) clear(rows, count, bins);
    };
  };
}

/** The codes a value can come to. */
const reachedBy = ({ codes, bins, knots }: PlanCharacteristic): readonly (string | undefined)[] => (knots ? codes : codes.slice(0, bins.length));

/** Codes whose losses are known row by row only: of several characteristics, or beside a scale. */
function summedOf(characteristics: readonly PlanCharacteristic[]): string[] {
  const holders = new Map<string, number>();
  for (const each of characteristics) {
    for (const code of new Set(reachedBy(each))) if (code !== undefined) holders.set(code, (holders.get(code) ?? 0) + (each.knots ? 2 : 1));
  }
  return [...holders].filter(([, count]) => count > 1).map(([code]) => code);
}

interface Loss {
  readonly position: number;
  readonly bin: number;
  readonly code: string;
  readonly lost: number;
}

/** Every loss that follows from a bin alone, the leading one last: comparing places in this list compares losses and breaks ties. */
function rankedOf({ characteristics, sign }: PlanCard, summed: readonly string[]): Loss[] {
  const losses = characteristics.flatMap((each, position) =>
    each.bins.flatMap(({ points }, bin) => {
      const code = each.codes[bin];
      const lost = round(sign * (each.baseline - points), 9);
      return code === undefined || summed.includes(code) || lost <= 0 ? [] : [{ position, bin, code, lost }];
    }),
  );
  return losses.sort((a, b) => a.lost - b.lost || b.position - a.position);
}
