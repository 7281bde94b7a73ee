import { Counter, exponentialBuckets, Gauge, Histogram, Registry } from 'prom-client';
import type { Gate, Refusal } from './gate.ts';

/** From a tenth of a millisecond to beyond the statement's time, each a fifth above the one before: a quantile is read to a tenth. */
const buckets = exponentialBuckets(0.0001, 1.2, 74);

/** What the server counts of itself, as Prometheus reads it. Nothing of who asks or what is asked stands in it. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly seconds = new Histogram({
    name: 'assay_request_seconds',
    help: 'Requests to the graph, from admission to the last byte of the answer.',
    buckets,
    registers: [this.registry],
  });
  private readonly refusals = new Counter({
    name: 'assay_requests_refused_total',
    help: 'Requests to the graph that were not admitted: the queue was full, they waited too long, or they went away before.',
    labelNames: ['cause'],
    registers: [this.registry],
  });
  private readonly left = new Counter({
    name: 'assay_requests_left_total',
    help: 'Admitted requests whose caller went away before the last byte.',
    registers: [this.registry],
  });

  constructor(gate: Gate) {
    for (const cause of ['full', 'late', 'gone'] satisfies Refusal[]) this.refusals.inc({ cause }, 0);
    this.gauge('assay_requests_in_flight', 'Admitted requests that are being answered.', () => gate.inFlight);
    this.gauge('assay_requests_queued', 'Requests that wait for admission.', () => gate.queued);
    this.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
    this.gauge('nodejs_heap_size_used_bytes', 'Used JavaScript heap.', () => process.memoryUsage().heapUsed);
    this.gauge('process_cpu_seconds_total', 'CPU time of the process.', () => cpuSeconds());
    this.gauge('assay_event_loop_busy_seconds_total', 'Time the event loop was not idle.', () => performance.eventLoopUtilization().active / 1000);
  }

  /** `ms` from admission to the last byte. */
  answered(ms: number): void {
    this.seconds.observe(ms / 1000);
  }

  refused(cause: Refusal): void {
    this.refusals.inc({ cause });
  }

  abandoned(): void {
    this.left.inc();
  }

  /** The content type of `text`. */
  get type(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  private gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.registry], collect: () => gauge.set(value()) });
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
