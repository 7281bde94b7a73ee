import { problem as accessProblem } from '../../access/errors.ts';
import { Bounded } from '../../base/bounded.ts';
import { limits } from '../../base/limits.ts';
import type { Problem } from '../../base/problem.ts';
import { noPlace, spentOf, type Used } from './book.ts';
import { proofName, type Request } from './inquiry.ts';
import { asOf, fresh } from './quota.ts';

/** A request before anything is read for it: refused, with the inquiries of the day as they were seen last, or on its way until it leaves. */
export type Coming = { readonly refusal: Problem; readonly used: number } | { readonly leave: () => void };

type Asked = Pick<Request, 'partnerId' | 'day' | 'at' | 'quotas' | 'proof'>;

/**
 * The bursts of partners, and the proofs that came with requests, as this server saw them last. Others only take places, and time
 * alone frees them: where there is none by this and by what is on its way, there is none, and nothing needs to be read to say so.
 */
export class Places {
  private readonly seen = new Bounded<string, Used>(limits.auditStreamsRemembered);
  private readonly proofs = new Bounded<string, true>(limits.proofsRemembered);
  private readonly coming = new Map<string, number>();
  private readonly away = new Map<string, number>();

  /** What was counted for requests: they are on their way no more. */
  note(used: readonly Used[], requests: readonly Request[]): void {
    for (const each of used) this.seen.set(each.partnerId, each);
    for (const { proof, leave } of requests) {
      if (proof) this.proofs.set(proofName(proof), true);
      leave?.();
    }
  }

  come({ partnerId, day, at, quotas, proof }: Asked): Coming {
    const atMs = Date.parse(at);
    const used = this.seen.get(partnerId);
    const now = asOf(used?.day === day ? spentOf(used) : fresh(quotas, atMs), quotas, atMs);
    if (proof && this.proofs.get(proofName(proof))) return { refusal: accessProblem('ACCESS_PROOF_REPLAYED'), used: now.inquiries };
    const others = this.coming.get(partnerId) ?? 0;
    if (now.burst - others < 1) {
      this.away.set(partnerId, (this.away.get(partnerId) ?? 0) + 1);
      return { refusal: noPlace(now, quotas), used: now.inquiries };
    }
    this.coming.set(partnerId, others + 1);
    let isComing = true;
    return {
      leave: () => {
        if (isComing) this.left(partnerId);
        isComing = false;
      },
    };
  }

  /** How many were refused since this was asked last: they are counted with the next request. */
  turnedAway(partnerId: string): number {
    const count = this.away.get(partnerId) ?? 0;
    this.away.delete(partnerId);
    return count;
  }

  private left(partnerId: string): void {
    const others = (this.coming.get(partnerId) ?? 1) - 1;
    if (others > 0) this.coming.set(partnerId, others);
    else this.coming.delete(partnerId);
  }
}
