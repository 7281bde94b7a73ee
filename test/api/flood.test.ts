import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Api, api, read, token } from './world.ts';

/** Small, so that a slow machine fills it as surely as a fast one. */
const bounds = { places: 3, aside: 2, slowMs: 20, queue: 12, waitMs: 60_000 };
const working = bounds.places + bounds.aside;
const most = working + bounds.queue;

let world: Api;
let authorization: string;
const serve = async (more: Partial<typeof bounds> = {}): Promise<void> => {
  world = await api({ gate: { ...bounds, ...more } });
  authorization = `Bearer ${await token('agent')}`;
  await post(query);
};

const query = '{ customer(source: "crm", key: "A-1") { name accounts { service bills(last: 2) { period } } } }';
const post = async (asked: string, signal?: AbortSignal): Promise<Answer> =>
  read(
    await fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: asked }),
      ...(signal ? { signal } : {}),
    }),
  );
const counts = async () => {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  const value = (name: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  return {
    inFlight: value('assay_requests_in_flight'),
    queued: value('assay_requests_queued'),
    full: value('assay_requests_refused_total{cause="full"}'),
    late: value('assay_requests_refused_total{cause="late"}'),
    gone: value('assay_requests_refused_total{cause="gone"}'),
    answered: value('assay_request_seconds_count'),
  };
};
const busy = (answer: Answer | undefined) => {
  expect([answer?.status, answer?.errors[0]?.extensions['code'], answer?.headers.get('retry-after')]).toEqual([503, 'SERVER_BUSY', '1']);
};

/** Nothing that reads customers or bills is answered until it is let go. */
let letGo: () => void = () => {};
let held: Promise<unknown> = Promise.resolve();
const hold = (): Promise<void> =>
  new Promise((locked) => {
    held = world.sql.begin(async (tx) => {
      await tx`lock table assay.customer, assay.bill`;
      const ended = new Promise<void>((resolve) => (letGo = resolve));
      locked();
      await ended;
    });
  });
afterEach(async () => {
  letGo();
  await held;
});

/** Takes every place, then the whole queue, then asks so many times more; the answers, nothing of who gave up. */
async function fill(over = 0, signal?: AbortSignal): Promise<Promise<(Answer | undefined)[]>[]> {
  const ask = (): Promise<Answer | undefined> => post(query, signal).catch(() => undefined);
  const first = Array.from({ length: working }, ask);
  await expect.poll(async () => await counts(), { timeout: 10_000 }).toMatchObject({ inFlight: working, queued: 0 });
  const { full } = await counts();
  const second = Array.from({ length: bounds.queue + over }, ask);
  await expect.poll(async () => await counts(), { timeout: 10_000 }).toMatchObject({ inFlight: working, queued: bounds.queue, full: full + over });
  return [Promise.all([...first, ...second])];
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

describe('a flood', () => {
  it('is admitted within bounds, waits within bounds, and all that is admitted is answered right', async () => {
    await serve();
    await hold();
    const [flood] = await fill(60);
    expect((await fetch(`${world.url}/livez`)).status).toBe(200);
    letGo();
    const answers = (await flood) ?? [];
    const right = await post(query);
    const admitted = answers.filter((answer) => answer?.status === 200);
    expect([admitted.length, new Set(admitted.map((answer) => answer?.text))]).toEqual([most, new Set([right.text])]);
    for (const answer of answers) if (answer?.status !== 200) busy(answer);
    expect(await counts()).toEqual({ inFlight: 0, queued: 0, full: 60, late: 0, gone: 0, answered: most + 2 });
    expect(world.logged).toEqual([]);
  });

  it('waits no longer than it is told', async () => {
    await serve({ waitMs: 500 });
    await hold();
    const first = Array.from({ length: most }, () => post(query));
    await expect.poll(async () => await counts(), { timeout: 10_000 }).toMatchObject({ inFlight: working, queued: 0 });
    letGo();
    const answers = await Promise.all(first);
    for (const answer of answers.filter(({ status }) => status !== 200)) busy(answer);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(working);
    expect((await counts()).late).toBeGreaterThan(0);
  });

  it('is turned away in less than 5 ms, before it is read, asks the database nothing, and leaves nothing in memory', async () => {
    await serve();
    await hold();
    const leaving = new AbortController();
    const [flood] = await fill(0, leaving.signal);
    const refuse = async (count: number): Promise<number[]> => {
      const times: number[] = [];
      while (times.length < count) {
        const since = performance.now();
        const answer = await post(query);
        times.push(performance.now() - since);
        busy(answer);
      }
      return times.sort((a, b) => a - b);
    };
    await refuse(200);
    world.statements.length = 0;
    const before = heap();
    const times = await refuse(400);
    expect(heap() - before).toBeLessThan(4 * 1024 * 1024);
    // The caller shares the process and others the machine: a quarter has nothing in its way.
    expect(times[100]).toBeLessThan(5);
    expect(world.statements).toEqual([]);
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n';
    expect(await firstLine(head)).toBe('HTTP/1.1 503 Service Unavailable');
    leaving.abort();
    await flood;
  });

  it('of callers who give up leaves no trace', async () => {
    await serve();
    await hold();
    const round = async (): Promise<void> => {
      const { gone } = await counts();
      const leaving = new AbortController();
      const [flood] = await fill(0, leaving.signal);
      leaving.abort();
      await flood;
      await expect.poll(async () => await counts(), { timeout: 10_000 }).toMatchObject({ inFlight: 0, queued: 0, gone: gone + bounds.queue });
    };
    await round();
    const before = heap();
    for (let at = 0; at < 4; at += 1) await round();
    expect(heap() - before).toBeLessThan(4 * 1024 * 1024);
    letGo();
    await held;
    expect((await post(query)).status).toBe(200);
    expect(world.logged).toEqual([]);
  });

  it('of heavy requests leaves a way for others', async () => {
    await serve();
    await hold();
    const leaving = new AbortController();
    const heavy = Array.from({ length: bounds.places }, () => post(query, leaving.signal).catch(() => undefined));
    await expect.poll(async () => (await counts()).inFlight).toBe(bounds.places);
    expect((await post('{ about { name } }')).status).toBe(200);
    leaving.abort();
    await Promise.all(heavy);
  });
});

/** What a server says to a request whose body never comes. */
const firstLine = (head: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(world.url).port), 'localhost', () => socket.write(head));
    socket.once('data', (part) => {
      resolve(part.toString().split('\r\n')[0] ?? '');
      socket.destroy();
    });
  });
