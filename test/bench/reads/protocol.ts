/** Operations that are measured; their texts are test/cases/<operation>.graphql. */
export const operations = ['customer360', 'page', 'grade'] as const;
export type Operation = (typeof operations)[number];

/** A request with a hole: what varies from one to the next is a short text. */
export interface Template {
  readonly method: 'GET' | 'POST';
  /** What stands in front of the varying text, in the path (GET) or in the body (POST), and behind it. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** A text that no other request has stands behind `after`, and this behind it. */
  readonly end?: string;
}

/** With what each request proves that its sender holds the key its token is bound to: a private JWK (ES256), and where it is sent. */
export interface Proving {
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly url: string;
}

/** What the load generator is told once: where to ask, and every request it may send. */
export interface Target {
  readonly port: number;
  readonly token: string;
  readonly templates: Readonly<Record<string, Template>>;
  readonly variables: Readonly<Record<string, readonly string[]>>;
  readonly proving?: Proving | undefined;
}

export interface Slice {
  readonly target: number;
  readonly operation: string;
  /** In the place of the target's. */
  readonly token?: string | undefined;
  readonly connections: number;
  readonly seconds: number;
  /** Place in the list of requests to begin at: contenders of one round send the same ones. */
  readonly from: number;
}

/** What one slice came to. */
export interface Counted {
  readonly seconds: number;
  readonly answers: number;
  /** Answers that were not 200 or held `"errors"`, and connections that broke. */
  readonly failed: number;
  /** The beginning of the first that failed. */
  readonly failure: string;
  readonly bytes: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the generator, in milliseconds. */
  readonly cpuMs: number;
}
