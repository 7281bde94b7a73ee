import type { Instant } from '../../base/time.ts';

/** What reads have in common that one entry is made of: who reads, for what, which fields by which root fields. */
export interface Kind {
  readonly who: string;
  readonly role: string;
  readonly purpose: string;
  readonly roots: readonly string[];
  /** Digest of the fields. */
  readonly fields: string;
}

/** Whom a read is about: ids of the customers that its arguments name or its answer shows, and keyed hashes of arguments that name none. */
export interface Names {
  readonly customers: readonly string[];
  readonly asked: readonly string[];
}

/** Reads of one kind. */
export interface Group {
  readonly kind: Kind;
  readonly list: readonly string[];
  readonly from: Instant;
  until: Instant;
  times: number;
  readonly customers: Set<string>;
  readonly asked: Set<string>;
}

/** The body of the entry that is made of a group: `hash` is what it knows a customer by. */
export const bodyOf = ({ kind, from, until, times, customers, asked }: Group, hash: (customer: string) => string): Readonly<Record<string, unknown>> => ({
  kind: 'read',
  ...kind,
  from,
  until,
  times,
  ...(customers.size > 0 && { customers: [...new Set([...customers].map(hash))] }),
  ...(asked.size > 0 && { asked: [...asked] }),
});

export interface Gathering {
  /** How often it was counted: once in each group that names whom it is about. */
  add(kind: Kind, list: readonly string[], names: Names, at: Instant): number;
  /** A group that could not be written is taken again. */
  back(group: Group): void;
  /** All that was gathered since. */
  take(): Group[];
}

/** Puts reads together by their kinds; a group that names `most` is full, and what is left of a read goes into the next. */
export function gathering(most: number): Gathering {
  let [open, full] = [new Map<string, Group>(), [] as Group[]];
  return {
    add: (kind, list, { customers, asked }, at) => {
      const name = `${kind.who}\n${kind.role}\n${kind.purpose}\n${kind.fields}\n${kind.roots.join()}`;
      let times = 0;
      const counted = (): Group => {
        const group: Group = open.get(name) ?? { kind, list, from: at, until: at, times: 0, customers: new Set(), asked: new Set() };
        open.set(name, group);
        group.times += 1;
        group.until = at;
        times += 1;
        return group;
      };
      let group: Group | undefined = counted();
      const put = (among: 'customers' | 'asked', each: string): void => {
        group ??= counted();
        group[among].add(each);
        if (group.customers.size + group.asked.size < most) return;
        open.delete(name);
        full.push(group);
        group = undefined;
      };
      for (const each of customers) put('customers', each);
      for (const each of asked) put('asked', each);
      return times;
    },
    back: (group) => void full.push(group),
    take: () => {
      const taken = [...full, ...open.values()];
      [open, full] = [new Map(), []];
      return taken;
    },
  };
}
