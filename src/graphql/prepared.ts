import { limits } from '../base/limits.ts';

/** How often a statement ran, and whether the database keeps it. */
export interface Uses {
  runs: number;
  prepared: boolean;
}

export const unused = (): Uses => ({ runs: 0, prepared: false });

/**
 * Which statements the database is to keep prepared: from their second run on, and of all no more than it can keep, whoever
 * asked first. Every other selection makes another text.
 */
export class Prepared {
  private count = 0;

  /** Whether this run is of a prepared statement. */
  next(of: Uses): boolean {
    of.runs += 1;
    if (!of.prepared && of.runs > 1 && this.count < limits.statementsPrepared) {
      of.prepared = true;
      this.count += 1;
    }
    return of.prepared;
  }
}
