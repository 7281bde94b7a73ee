import { connect, type Socket } from 'node:net';
import { Answer } from './reads/answer.ts';

/** A server of ours in a process of its own, and what it is asked: the text of each request in turn. */
export interface Flooded {
  readonly port: number;
  readonly next: () => string;
}

/** One load and what came of it; times in milliseconds. */
export interface Load {
  readonly perSecond: number;
  readonly answered: number;
  readonly refused: number;
  /** Neither an answer without errors nor a refusal as it should be. */
  readonly wrong: number;
  /** Of the admitted, by the server's histogram: admission to last byte. */
  readonly serverP90: number;
  /** Of the refusals at a full queue, as the caller sees them. */
  readonly refusalP50: number;
  readonly mostQueued: number;
  readonly residentMegabytes: number;
}

export interface Flood {
  readonly capacity: number;
  readonly half: Load;
  readonly threefold: Load;
  /** p90 of the admitted in the flood over that at half load: below 3 is the bar. */
  readonly ratio: number;
}

/** Finds what a server answers at most, offers half of it and then three times of it, whatever the answers take. */
export async function flood(to: Flooded, seconds: number): Promise<Flood> {
  await closed(to, 16, seconds / 2);
  const capacity = await closed(to, 16, seconds);
  const half = await offer(to, capacity / 2, seconds);
  const threefold = await offer(to, capacity * 3, seconds);
  return { capacity, half, threefold, ratio: threefold.serverP90 / half.serverP90 };
}

/** Answers per second when so many callers each wait for their answer. */
async function closed({ port, next }: Flooded, callers: number, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let answers = 0;
  const asking = Array.from({ length: callers }, () => new Line(port));
  await Promise.all(
    asking.map(async (line) => {
      while (performance.now() < until) {
        await line.ask(next());
        answers += 1;
      }
      line.close();
    }),
  );
  return answers / seconds;
}

/** More than may work and wait at once, so that the queue is full when it should be. */
const lines = 400;

/** Sends so many requests a second at random instants, each on a connection that is free; when none is, it is not sent. */
async function offer({ port, next }: Flooded, perSecond: number, seconds: number): Promise<Load> {
  const before = await read(port);
  const free = Array.from({ length: lines }, () => new Line(port));
  await Promise.all(free.map((line) => line.open));
  const pending = new Set<Promise<void>>();
  const refusals: number[] = [];
  let [answered, refused, wrong, mostQueued] = [0, 0, 0, 0];
  const send = async (line: Line): Promise<void> => {
    const since = performance.now();
    const { status, hasErrors } = await line.ask(next());
    if (status === 200 && !hasErrors) answered += 1;
    else if (status === 503) refused += refusals.push(performance.now() - since) && 1;
    else wrong += 1;
    free.push(line);
  };
  const looking = setInterval(() => void read(port).then((metrics) => (mostQueued = Math.max(mostQueued, metrics.value('assay_requests_queued')))), 250);
  const start = performance.now();
  let due = start;
  while (due < start + seconds * 1_000) {
    for (; due <= performance.now(); due += (-Math.log(1 - Math.random()) * 1_000) / perSecond) {
      const line = free.pop();
      if (!line) continue;
      const sent = send(line).finally(() => pending.delete(sent));
      pending.add(sent);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  clearInterval(looking);
  for (const line of free) line.close();
  const after = await read(port);
  refusals.sort((a, b) => a - b);
  return {
    perSecond,
    answered,
    refused,
    wrong,
    serverP90: after.quantile(0.9, before),
    refusalP50: refusals[refusals.length >> 1] ?? 0,
    mostQueued,
    residentMegabytes: Math.round(after.value('process_resident_memory_bytes') / 1_048_576),
  };
}

/** A connection with one request in flight. */
class Line {
  private answer = new Answer();
  private done: (answer: Answer) => void = () => {};
  readonly open: Promise<void>;
  private readonly socket: Socket;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.open = new Promise((resolve) => this.socket.once('connect', resolve));
    this.socket.on('data', (packet: Buffer) => {
      if (this.answer.take(packet)) this.done(this.answer);
    });
    this.socket.on('error', () => this.done(this.answer));
    this.socket.on('close', () => this.done(this.answer));
  }

  async ask(request: string): Promise<Answer> {
    this.answer = new Answer();
    if (this.socket.destroyed) return this.answer;
    this.socket.write(request, 'latin1');
    return await new Promise<Answer>((resolve) => (this.done = resolve));
  }

  close(): void {
    this.socket.destroy();
  }
}

/** What the server counts of itself. */
export class Counts {
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  value(name: string): number {
    const line = this.text.split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? Number.NaN);
  }

  /** Of the requests since `before`, in milliseconds, within the width of a bucket. */
  quantile(share: number, before: Counts): number {
    const [now, then] = [this.buckets(), before.buckets()];
    const counts = now.map(({ below, count }, at) => ({ below, count: count - (then[at]?.count ?? 0) }));
    const wanted = (counts.at(-1)?.count ?? 0) * share;
    const at = counts.findIndex(({ count }) => count >= wanted);
    const [low, high] = [counts[at - 1] ?? { below: 0, count: 0 }, counts[at] ?? { below: Number.NaN, count: 1 }];
    return 1_000 * (low.below + ((high.below - low.below) * (wanted - low.count)) / (high.count - low.count));
  }

  private buckets(): { below: number; count: number }[] {
    return [...this.text.matchAll(/^assay_request_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm)].map(([, below, count]) => ({
      below: Number(below),
      count: Number(count),
    }));
  }
}

export const read = async (port: number): Promise<Counts> => new Counts(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
