import { parentPort } from 'node:worker_threads';
import type { Column, Outcome } from '../../src/rating/card/columns.ts';
import { compile } from '../../src/rating/card/evaluator.ts';
import { kernelOf } from '../../src/rating/card/kernel.ts';
import type { Ruleset } from '../../src/rating/ruleset.ts';

/** What a thread evaluates whenever it is told to: columns and outcome lie on shared memory. */
export interface Share {
  readonly ruleset: Ruleset;
  readonly columns: readonly Column[];
  readonly outcome: Outcome;
  readonly from: number;
  readonly to: number;
}

parentPort?.once('message', ({ ruleset, columns, outcome, from, to }: Share) => {
  const evaluator = kernelOf(compile(ruleset));
  parentPort?.on('message', () => {
    evaluator(columns, from, to, outcome);
    parentPort?.postMessage('done');
  });
});
