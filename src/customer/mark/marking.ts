import { digest, nameKey } from '../../base/digest.ts';
import type { Fact } from '../../base/fact.ts';
import { encodeId } from '../../base/id.ts';
import { profile } from '../../base/profile.ts';
import type { Text } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import type { Place } from '../../db/own.ts';
import type { FactRow } from '../../db/read.ts';
import { saidText } from '../said.ts';
import { mark } from './fact.ts';
import { checkFree, type Effect, type Stretch, stretchOf } from './mark.ts';

/** Which fact is disputed, in what, and what becomes of it meanwhile. */
export interface Marking extends Place {
  readonly fact: Fact;
  readonly text: string;
  /** By default what the profile says of disputed facts. */
  readonly effect?: Effect | null | undefined;
  /** By default today. */
  readonly fromOn?: Day | null | undefined;
  readonly untilOn?: Day | null | undefined;
}

/** A mark that may be made. */
export interface Draft extends Stretch {
  readonly customerId: string;
  readonly key: string;
  /** Name of the disputed fact's kind. */
  readonly fact: string;
  /** The account the disputed fact hangs on; null where it is of the customer. */
  readonly accountId: string | null;
  /** Key of the disputed fact. */
  readonly marked: string;
  readonly effect: Effect;
  readonly text: string;
  /** Who says that it is disputed. */
  readonly source: string;
}

/** The draft of what is wanted, beside the marks the customer's facts have so far; refuses what makes no sense. */
export function drafted(marking: Marking, marks: readonly FactRow[], { today, who }: { today: Day; who: string }): Draft {
  const { fact, customerId, accountId, key: marked } = marking;
  const stretch = stretchOf(marking, today);
  const content = { ...stretch, fact: fact.name, accountId, marked, effect: marking.effect ?? profile.disputedFacts, text: saidText(marking.text) };
  return keyed({ ...content, customerId, source: who }, marks);
}

/** The draft with a key that no mark has; refused where the fact is marked already for some of the days. */
export function keyed(draft: Omit<Draft, 'key'>, marks: readonly FactRow[]): Draft {
  const { customerId, fact, marked } = draft;
  const same = marks.filter((row) => row['fact'] === fact && row['marked'] === marked);
  checkFree(draft, same);
  return { ...draft, key: nameKey('assay', mark.name, `${customerId} ${fact} ${marked} ${same.length}`) };
}

/** A mark as it is called outside. */
export const idOf = ({ customerId, key }: { customerId: string; key: string }): string => encodeId(mark.prefix, customerId, key);

export const digestOf = (draft: Draft): string => digest(draft);

/** What is asked for, in a line. */
export const titleOf = ({ customerId, accountId, marked, fromOn, untilOn }: Draft, { name, prefix }: Pick<Fact, 'name' | 'prefix'>): Text => {
  const customer = encodeId('cus', customerId);
  const fact = encodeId(prefix, ...[customerId, accountId, marked].filter((id) => id !== null));
  return {
    en: `${customer}: no indicator reads the disputed fact ${fact} (${name}) from ${fromOn}${untilOn === null ? '' : ` to ${untilOn}`}`,
    zh: `${customer}：有异议的事实 ${fact}（${name}）自 ${fromOn} 起${untilOn === null ? '' : `至 ${untilOn} `}不计入任何指标`,
  };
};
