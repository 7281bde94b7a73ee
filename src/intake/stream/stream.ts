import { fileURLToPath } from 'node:url';
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { Problem } from '../../base/problem.ts';
import { openFile } from '../reading/open.ts';
import type { Chunk, Job } from './chunk.ts';
import { planOf } from './plan.ts';
import { produce } from './produce.ts';

/** Chunks a thread may be ahead of their COPY. */
const ahead = 3;
const mark = 'assay intake stream';

type Message = { readonly chunk: Chunk } | { readonly problem: Pick<Problem, 'code' | 'params' | 'path' | 'internal'> } | { readonly done: true };

/** Converts a file in threads of their own, each its share of the lines; chunks come as they are ready, in no order. */
export async function* stream(job: Job, threads: number): AsyncGenerator<Chunk> {
  const workers = Array.from({ length: threads }, (_, share) => start({ ...job, share, shares: threads }));
  const ready: { chunk: Chunk; from: Worker }[] = [];
  let [running, failed, wake] = [workers.length, undefined as unknown, (): void => undefined];
  for (const worker of workers) {
    worker.on('message', (message: Message) => {
      if ('chunk' in message) ready.push({ chunk: message.chunk, from: worker });
      else if ('problem' in message) failed ??= problemOf(message.problem);
      else running -= 1;
      wake();
    });
    worker.on('error', (error) => {
      failed ??= error;
      wake();
    });
  }
  try {
    for (;;) {
      if (failed !== undefined) throw failed;
      const next = ready.shift();
      if (next) {
        next.from.postMessage('more');
        yield next.chunk;
      } else if (running === 0) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const problemOf = ({ code, params, path, internal }: Pick<Problem, 'code' | 'params' | 'path' | 'internal'>): Problem =>
  new Problem(code, params, { ...(path === undefined ? {} : { path }), ...(internal === undefined ? {} : { internal }) });

/** Without a bound the young part of a thread's heap grows with the file; a bound on the old part costs half the speed. */
const resourceLimits = { maxYoungGenerationSizeMb: 32 };

const start = (job: Job): Worker => new Worker(fileURLToPath(import.meta.url), { workerData: { mark, job }, resourceLimits });

/** What a thread does: it is this file again, told its job. */
async function work(port: MessagePort, job: Job): Promise<void> {
  let [free, wake] = [ahead, (): void => undefined];
  port.on('message', () => {
    free += 1;
    wake();
  });
  try {
    const file = await openFile(job.path, job.shape);
    for await (const chunk of produce(
      file,
      planOf(job, file.header, () => undefined),
      job,
    )) {
      while (free === 0) await new Promise<void>((resolve) => (wake = resolve));
      free -= 1;
      port.postMessage({ chunk }, [...chunk.pieces.map(({ bytes }) => bytes.buffer as ArrayBuffer)]);
    }
    await file.close();
    port.postMessage({ done: true });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, params, path, internal } = error;
    port.postMessage({ problem: { code, params, path, internal } });
  }
  port.close();
}

const told = workerData as { mark?: string; job: Job } | null;
if (!isMainThread && parentPort && told?.mark === mark) await work(parentPort, told.job);
