import { deepStrictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Column, evaluationsOf, type Outcome, outcomeOf } from '../../src/rating/card/columns.ts';
import { compile, evaluate, type Plan } from '../../src/rating/card/evaluator.ts';
import { kernelOf } from '../../src/rating/card/kernel.ts';
import type { Value } from '../../src/rating/indicator.ts';
import { pairsOf } from './paired.ts';
import { peakOf } from './peak.ts';
import { columnsOf, onSharedMemory, rulesetOf } from './portfolio.ts';
import { type Row, rowOf } from './row.ts';
import type { Share } from './scorer.ts';

const customers = 1_000_000;
const indicators = 24;
const sampled = 2_000;
const floorName = `summing ${indicators} columns`;

/** Evaluating columns, against the least that reading them takes; and one customer by rows, in microseconds. */
export async function evaluatorRows(count: number, told: (message: string) => void): Promise<Row[]> {
  const columns = columnsOf(indicators, customers);
  const floor = (): Promise<void> => Promise.resolve(void sum(columns));
  const timed = async (name: string, target: number, product: () => Promise<void>): Promise<Row> => {
    let peakBytes = 0;
    const perform = async (): Promise<void> => {
      peakBytes = Math.max(peakBytes, await peakOf(product));
    };
    const pairs = await pairsOf(count, { prepare, perform: floor }, { prepare, perform }, (done) => told(`${name}, pair ${done} of ${count}`));
    return rowOf(name, floorName, { rule: 'at most', target }, customers, 'customers', pairs, peakBytes);
  };
  const plain = await board(columns, true);
  const other = await board(columns, false);
  try {
    return [
      await timed('evaluating, one thread', 12, plain.alone),
      await timed('evaluating, two threads', 7.5, plain.apart),
      await timed('evaluating, any other card', 30, other.alone),
      await online(compile(rulesetOf(indicators, true)), columns, count),
    ];
  } finally {
    await Promise.all([plain.close(), other.close()]);
  }
}

const prepare = (): Promise<void> => Promise.resolve();

/** Of each column what holds its values: words are codes. */
function sum(columns: readonly Column[]): number {
  const isWords = ({ dictionary }: Column): boolean => dictionary.some((value) => value.state === 'value' && typeof value.value === 'string');
  return columns.reduce((total, column) => total + (isWords(column) ? sumOfCodes(column.codes) : sumOfNumbers(column.numbers)), 0);
}

function sumOfNumbers(numbers: Float64Array): number {
  let total = 0;
  for (let row = 0; row < numbers.length; row++) total += numbers[row] as number;
  return total;
}

function sumOfCodes(codes: Int32Array): number {
  let total = 0;
  for (let row = 0; row < codes.length; row++) total += codes[row] as number;
  return total;
}

interface Board {
  readonly alone: () => Promise<void>;
  readonly apart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A ruleset's evaluator on this thread and on two others, whose outcomes were held against the rows'. */
async function board(columns: readonly Column[], isPlain: boolean): Promise<Board> {
  const ruleset = rulesetOf(indicators, isPlain);
  const plan = compile(ruleset);
  const evaluator = kernelOf(plan);
  const outcome = onSharedMemory(outcomeOf(plan, customers));
  const workers = [0, 1].map((at) => {
    const worker = new Worker(new URL('./scorer.ts', import.meta.url));
    worker.postMessage({ ruleset, columns, outcome, from: (at * customers) / 2, to: ((at + 1) * customers) / 2 } satisfies Share);
    return worker;
  });
  const alone = (): Promise<void> => Promise.resolve(evaluator(columns, 0, customers, outcome));
  const apart = async (): Promise<void> => {
    const answers = workers.map((worker) => once(worker, 'message'));
    for (const worker of workers) worker.postMessage('go');
    await Promise.all(answers);
  };
  for (const work of [alone, apart]) {
    outcome.score.fill(-1);
    await work();
    for (const from of [0, customers - sampled]) compare(plan, columns, outcome, from);
  }
  return { alone, apart, close: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))) };
}

function compare(plan: Plan, columns: readonly Column[], { bins, reasons, differences, ...rest }: Outcome, from: number): void {
  const to = from + sampled;
  const some = columns.map(({ numbers, codes, dictionary }) => ({ numbers: numbers.subarray(from, to), codes: codes.subarray(from, to), dictionary }));
  const each = reasons.length / customers;
  const part: Outcome = {
    score: rest.score.subarray(from, to),
    grade: rest.grade.subarray(from, to),
    card: rest.card.subarray(from, to),
    invalid: rest.invalid.subarray(from, to),
    bins: bins.map((column) => column.subarray(from, to)),
    reasons: reasons.subarray(from * each, to * each),
    differences: differences.subarray(from * each, to * each),
  };
  deepStrictEqual(
    evaluationsOf(plan, some, part),
    rowsOf(some, sampled).map((values) => evaluate(plan, values)),
  );
}

const rowsOf = (columns: readonly Column[], count: number): Value[][] =>
  Array.from({ length: count }, (_, row) =>
    columns.map(({ numbers, codes, dictionary }): Value => {
      const code = codes[row] as number;
      return code === 0 ? { state: 'value', value: numbers[row] as number } : (dictionary[code] as Value);
    }),
  );

/** The ratio is that of one customer's time to a microsecond. */
async function online(plan: Plan, columns: readonly Column[], count: number): Promise<Row> {
  const values = rowsOf(columns, sampled);
  const pairs = Array.from({ length: count + 1 }, () => {
    const started = performance.now();
    for (const each of values) evaluate(plan, each);
    return { floorMs: sampled / 1_000, productMs: performance.now() - started };
  });
  return rowOf(
    'evaluating, one by one',
    'a microsecond each',
    { rule: 'at most', target: 20 },
    sampled,
    'customers',
    pairs.slice(1),
    process.memoryUsage.rss(),
  );
}
