import { connect, type Socket } from 'node:net';
import { Answer } from './answer.ts';
import { Latencies } from './latency.ts';
import type { Counted, Slice, Target } from './protocol.ts';
import { requests } from './text.ts';

/** What all connections of a slice share. */
interface Run {
  readonly next: () => string;
  readonly latencies: Latencies;
  /** Requests that are answered later count no more. */
  until: number;
  answers: number;
  failed: number;
  failure: string;
  bytes: number;
}

const targets: Target[] = [];

process.on('message', (message: { targets?: Target[]; slice?: Slice }) => {
  if (message.targets) targets.push(...message.targets);
  if (message.slice) void measure(message.slice).then((counted) => process.send?.(counted));
});
process.on('disconnect', () => process.exit(0));

async function measure(slice: Slice): Promise<Counted> {
  const target = targets[slice.target] as Target;
  const run: Run = { next: requests(target, slice), latencies: new Latencies(), until: 0, answers: 0, failed: 0, failure: '', bytes: 0 };
  const sockets = await Promise.all(Array.from({ length: slice.connections }, () => open(target.port)));
  const usage = process.cpuUsage();
  const started = performance.now();
  run.until = started + slice.seconds * 1_000;
  await Promise.all(sockets.map((socket) => loop(socket, run)));
  const { user, system } = process.cpuUsage(usage);
  for (const socket of sockets) socket.destroy();
  const { latencies, answers, failed, failure, bytes } = run;
  return {
    seconds: slice.seconds,
    answers,
    failed,
    failure,
    bytes,
    p50: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    cpuMs: (user + system) / 1_000,
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => done(socket));
    socket.once('error', failed);
  });
}

/** Closed loop: the next request goes when the answer is complete, until the time is over. */
function loop(socket: Socket, run: Run): Promise<void> {
  return new Promise((done) => {
    let answer = new Answer();
    let sent = 0;
    const ask = (): void => {
      answer = new Answer();
      sent = performance.now();
      socket.write(run.next(), 'latin1');
    };
    const failed = (why: string): void => {
      run.failed += 1;
      run.failure ||= why;
    };
    socket.on('data', (packet: Buffer) => {
      if (!answer.take(packet)) return;
      const now = performance.now();
      if (answer.status !== 200 || answer.hasErrors) failed(`${answer.status} ${answer.start}`);
      if (now > run.until) return done();
      run.answers += 1;
      run.bytes += answer.bytes;
      run.latencies.add((now - sent) * 1_000);
      ask();
    });
    socket.once('close', () => {
      if (performance.now() <= run.until) failed('the connection was closed');
      done();
    });
    socket.on('error', (error) => failed(error.message));
    ask();
  });
}
