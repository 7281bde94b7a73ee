import type { Customer } from './customer.ts';
import { identityOf } from './identity.ts';
import { people } from './people.ts';
import { Random } from './random.ts';

/** How a customer stands to another one, or to a contact person of its own. */
export interface Bond {
  readonly kind: 'household' | 'payer' | 'guarantor' | 'group' | 'contact';
  /** Index of the other customer: always a lower one, so that it is in the world whatever its size. */
  readonly other: number | null;
  readonly contact: string | null;
  readonly role: string | null;
  readonly weight: number | null;
}

/** Firms of one block may be a group, headed by its first firm. */
const block = 30;
const contacts = ['Sun Qi', 'Rosa Klein', 'He Ming', 'Jan Visser', 'Fang Lan', 'Nora Weiss'];

/** What of the seed's customer `index` is drawn first. */
const kindOf = (seed: number, index: number): string => identityOf(new Random(seed, index, 1), index, people[index]?.who).kind;

export function bondsOf(seed: number, { index, identity, story }: Customer): Bond[] {
  const random = new Random(seed, index, 52);
  if (story) return [];
  if (identity.kind === 'organisation') return [...grouped(random, seed, index), contactOf(random)];
  if (index <= people.length || !random.chance(0.12)) return [];
  const other = index - 1;
  if (kindOf(seed, other) !== 'person') return [{ kind: 'guarantor', other, contact: null, role: 'owner', weight: null }];
  const lives: Bond = { kind: 'household', other, contact: null, role: random.pick(['spouse', 'parent', 'child']), weight: null };
  return random.chance(0.3) ? [lives, { kind: 'payer', other, contact: null, role: null, weight: 1 }] : [lives];
}

function grouped(random: Random, seed: number, index: number): Bond[] {
  if (!random.chance(0.35)) return [];
  for (let other = Math.max(index - (index % block), people.length); other < index; other++) {
    if (kindOf(seed, other) === 'organisation') return [{ kind: 'group', other, contact: null, role: 'subsidiary', weight: 1 }];
  }
  return [];
}

const contactOf = (random: Random): Bond => ({
  kind: 'contact',
  other: null,
  contact: random.pick(contacts),
  role: random.pick(['accounts', 'owner', 'technician']),
  weight: null,
});
