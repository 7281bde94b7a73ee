import type { Treatment } from '../../src/access/role.ts';
import type { Agreement } from '../../src/sharing/agreement/agreement.ts';
import { grains, reach, shareableScopes } from '../../src/sharing/agreement/grain.ts';
import type { Tape } from '../graphql/tape.ts';
import { purposeOf } from '../sharing/world.ts';

/** Of a scope that its grain reaches in clear, or masked at the least. */
const ways: Readonly<Record<'clear' | 'masked', readonly (Treatment | undefined)[]>> = {
  clear: ['clear', 'clear', 'clear', 'clear', 'masked', 'masked', 'withheld', undefined],
  masked: ['masked', 'masked', 'masked', 'withheld', undefined],
};

export const windowsInMonths = [3, 12, 60] as const;

/** Any agreement that the check lets pass, with purposes `p0`, `p1` ...; most see the grade. */
export function agreementDrawn(tape: Tape): Partial<Agreement> {
  const purposes = Array.from({ length: 1 + tape.below(3) }, (_, at) => [`p${at}`, purposeDrawn(tape)] as const);
  return {
    purposes: Object.fromEntries(purposes),
    grade: tape.pick(['issued', 'monitoring'] as const),
    windowMonths: tape.pick(windowsInMonths),
    freshDays: tape.pick([30, 366, 1_100]),
    quotas: { day: 10_000_000, subject: 10_000_000, burst: 10_000, perSecond: 10_000 },
  };
}

function purposeDrawn(tape: Tape): Agreement['purposes'][string] {
  const grain = tape.pick([...grains, 'detail', 'monthly'] as const);
  const drawn = shareableScopes.flatMap((scope) => {
    const least = reach(grain, scope);
    const treatment = least === 'clear' || least === 'masked' ? tape.pick(ways[least]) : undefined;
    return treatment ? [[scope, treatment] as const] : [];
  });
  const scopes = drawn.length > 0 ? drawn : [['rating.grade', 'clear'] as const];
  return purposeOf(Object.fromEntries(scopes), { grain });
}
