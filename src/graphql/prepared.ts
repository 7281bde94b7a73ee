/** How often a statement ran, and whether the database keeps it. */
export interface Uses {
  runs: number;
  prepared: boolean;
}

export const unused = (): Uses => ({ runs: 0, prepared: false });

/**
 * Which statements the database is to keep prepared: from their second run on, and together no more characters than `most`,
 * nor than is left of what all share. Every other selection makes another text.
 */
export class Prepared {
  private readonly texts = new Set<string>();
  private characters = 0;
  private readonly most: number;
  private readonly all: Prepared | undefined;

  constructor(most: number, all?: Prepared) {
    this.most = most;
    this.all = all;
  }

  /** Whether this run is of a prepared statement. */
  next(of: Uses, text: string): boolean {
    of.runs += 1;
    if (!of.prepared && of.runs > 1) of.prepared = this.takes(text);
    return of.prepared;
  }

  private takes(text: string): boolean {
    if (this.texts.has(text)) return true;
    if (this.characters + text.length > this.most || this.all?.takes(text) === false) return false;
    this.texts.add(text);
    this.characters += text.length;
    return true;
  }
}
