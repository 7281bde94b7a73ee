import type { ServerResponse } from 'node:http';
import type { Visitor } from './gate.ts';

/** Whoever waits for an answer, until its last byte went out or they went away. */
export class Visit implements Visitor {
  gone = false;
  onGone: (() => void) | undefined;
  /** Called when the last byte went out. */
  onDone: (() => void) | undefined;

  constructor(response: ServerResponse) {
    response.once('close', () => {
      if (response.writableFinished) return this.onDone?.();
      this.gone = true;
      this.onGone?.();
    });
  }
}
