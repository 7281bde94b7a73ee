/** What a code's text is filled with, and where in the input the fault lies. */
export type Params = Record<string, string | number>;

/**
 * An expected refusal or failure that a person can act on. The code stands in a room's `errors.ts`; its message and
 * hint (public, English and Chinese) stand in that room's `texts.*.yaml`; `internal` is for the log only.
 */
export class Problem extends Error {
  readonly code: string;
  readonly params: Params;
  readonly path: string | undefined;
  readonly internal: string | undefined;

  constructor(code: string, params: Params, where: { path?: string; internal?: string; cause?: unknown }) {
    super(`${code} ${JSON.stringify(params)}`, { cause: where.cause });
    this.name = 'Problem';
    this.code = code;
    this.params = params;
    this.path = where.path;
    this.internal = where.internal;
  }
}

/** The one way a room declares its codes: `export const problem = problems('ROOM_WHAT', ...)`, then `throw problem(...)`. */
export const problems =
  <Code extends string>(..._codes: Code[]) =>
  (code: Code, params: Params = {}, where: { path?: string; internal?: string; cause?: unknown } = {}): Problem =>
    new Problem(code, params, where);
