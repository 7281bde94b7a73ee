import type { Language } from '../../base/text.ts';
import type { Reads } from '../../graphql/reads.ts';
import { hidesSensitive } from '../../rating/lineage.ts';
import { bind, groundOf, groundSql, shape } from '../../rating/policy/store.ts';
import { type PublishedPolicy, publishPolicy } from './policy.ts';

/** What `decideFor` makes of a customer. */
export const reads: Reads = {
  Customer: {
    policy: {
      bind: (args, context) => ({ ...bind?.(args, context), hides: hidesSensitive(context.grants) }),
      shape: (args) => shape?.(args) ?? '',
      late: groundSql,
      value: (payload) => {
        const found = groundOf(payload);
        return found ? publishPolicy(found.version, found.ground, found.withheld) : null;
      },
    },
  },
  Policy: { because: { of: ({ because }: PublishedPolicy, context, { language }) => because?.[(language ?? context.language) as Language] ?? null } },
};
