import { pairwise } from '../../src/access/pairwise.ts';
import { encodeId } from '../../src/base/id.ts';
import type { Scope } from '../../src/base/scope.ts';
import type { Sql } from '../../src/db/client.ts';
import { newId } from '../../src/db/id.ts';
import { drafted } from '../../src/sharing/consent/draft.ts';
import { record } from '../../src/sharing/consent/record.ts';
import { withdraw } from '../../src/sharing/consent/withdraw.ts';
import type { Standing } from '../../src/sharing/standing/standing.ts';
import { standingOf } from '../../src/sharing/standing/store.ts';
import type { Start } from '../graphql/draw.ts';
import { Tape } from '../graphql/tape.ts';
import type { Known } from '../graphql/value.ts';
import { person } from '../rating/activated.ts';
import { partnered, seal } from '../sharing/world.ts';
import { agreementDrawn } from './agreement.ts';
import { drawnTape } from './run.ts';
import { customerId, customers, today } from './world.ts';

/** Of whom what may be told for a purpose: of two everything, of one what it consented to, of the others nothing. */
export type Consented = ReadonlyMap<number, 'all' | ReadonlySet<Scope>>;

export interface Asking {
  readonly partner: Awaited<ReturnType<typeof partnered>>;
  readonly standing: Standing;
  readonly purpose: string;
  readonly consented: Consented;
}

const acting = person('Stella', today);

/** Partners with an agreement each that was drawn, and who of the customers consented to what. */
export async function partnersDrawn(sql: Sql, seed: number, count: number): Promise<Asking[]> {
  const made: Asking[] = [];
  for (let at = 0; at < count; at += 1) {
    const agreement = agreementDrawn(new Tape(drawnTape(seed, -1 - at)));
    const partner = await partnered(sql, { name: `fuzz-${at}`, title: 'Cnry', agreement });
    const standing = (await standingOf(sql, partner.partnerId, today)) as Standing;
    const covered = await consent(sql, standing);
    const purposes = Object.keys(standing.agreement?.document.purposes ?? {});
    for (const purpose of purposes)
      made.push({
        partner,
        standing,
        purpose,
        consented: new Map<number, 'all' | ReadonlySet<Scope>>([
          [0, 'all'],
          [1, 'all'],
          [2, covered],
        ]),
      });
  }
  return made;
}

export const referenceOf = (which: number): string => `ref-${which}`;

/** What a consent that does not cover everything covers. */
const some = (scopes: readonly Scope[]): Scope[] => scopes.filter((_, at) => at % 2 === 0);

/** 0 and 1 consent to everything, 2 to some scopes, 3 takes it back, 4 consents to nobody but is known by name, the others are strangers. */
async function consent(sql: Sql, standing: Standing): Promise<ReadonlySet<Scope>> {
  const purposes = Object.entries(standing.agreement?.document.purposes ?? {});
  const covered = new Set<Scope>();
  const said = purposes.flatMap(([purpose, { scopes }]) =>
    [0, 1, 2, 3].map((which) => {
      const granted = Object.entries(scopes)
        .flatMap(([scope, treatment]) => (treatment === 'withheld' ? [] : [scope as Scope]))
        .sort();
      const part = which === 2 && granted.length > 1 ? some(granted) : undefined;
      if (which === 2) for (const scope of part ?? granted) covered.add(scope);
      const evidence = { way: 'customer', channel: 'test', session: 'test' } as const;
      const terms = { purpose, textVersion: '1', language: 'en', givenOn: today, reference: referenceOf(which), evidence, scopes: part };
      return { ...drafted(terms, standing, acting), consentId: newId(), customerId: customerId(which) };
    }),
  );
  await sql.begin(async (tx) => {
    await record(
      tx,
      seal,
      standing.partnerId,
      said.filter(({ scopes }) => scopes.length > 0),
      acting,
    );
    await withdraw(tx, { customerId: customerId(3), partnerId: standing.partnerId, one: null, why: null }, acting);
  });
  return covered;
}

/** Ways that lead into an inquiry; KEY becomes a key of the operation's own. */
export const startsOf = ({ purpose }: Asking): Start[] => {
  const input = (reference: string): string => `input: { subject: { reference: "${reference}" }, purpose: "${purpose}", idempotencyKey: "KEY" }`;
  const answered = ({ type, way }: { type: string; way: string }, reference: string): Start => ({
    kind: 'mutation',
    type,
    way: `inquire(${input(reference)}) { result { __typename ... on AnsweredInquiry { ${way}`,
  });
  const inside = [
    { type: 'Customer', way: 'customer' },
    { type: 'Account', way: 'customer { accounts(first: 3)' },
    { type: 'Bill', way: 'customer { accounts { bills(last: 4)' },
    { type: 'SharedGrade', way: 'grade' },
  ];
  return [
    ...[0, 0, 1, 2, 3, 5].map((which) => answered({ type: 'Customer', way: 'customer' }, referenceOf(which))),
    ...inside.map((way) => answered(way, referenceOf(0))),
    { kind: 'mutation', type: 'InquirePayload', way: `inquire(${input(referenceOf(1))})` },
    { kind: 'mutation', type: 'Mutation', way: '' },
  ];
};

/** What such an operation may be about, ids of every kind among it: real ones, this partner's names of them, and made up ones. */
export function knownTo({ standing, purpose }: Asking): Known {
  const { name } = pairwise(seal, standing.partnerId);
  const ids = customers.map((which) => encodeId('cus', customerId(which)));
  const subjects = [...ids.map(name), ...ids, 'KEY', 'KEY-2'];
  return {
    ids: { inquire: [...subjects, 'KEY', 'KEY', 'KEY', 'KEY'], inquireMany: [...subjects, 'KEY', 'KEY'], customer: ids },
    texts: {
      purpose: [purpose, purpose, purpose, 'p0', 'other'],
      reference: [...customers, 9].map(referenceOf),
      kind: ['national_id', 'passport', 'person'],
      value: customers.map((which) => `00${which}${which}`),
      dimension: ['credit', 'none'],
      language: ['en', 'zh'],
      textVersion: ['1'],
      formNumber: ['F-1', 'F-2'],
    },
    days: [today, '2026-09-30', '2025-06-15', '2024-01-01', '1000-01-01', '9999-12-31'],
    rare: () => false,
  };
}
