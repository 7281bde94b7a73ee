import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../../src/base/digest.ts';
import { encodeId } from '../../../src/base/id.ts';
import type { Sql, Tx } from '../../../src/db/client.ts';
import { type Consent, holds, type Needed } from '../../../src/sharing/consent/consent.ts';
import { consentHolds, consentHoldsHere } from '../../../src/sharing/consent/store.ts';
import { withdraw } from '../../../src/sharing/consent/withdraw.ts';
import { take } from '../../../src/sharing/giving/take.ts';
import { tell } from '../../customer/staging.ts';
import { database } from '../../database.ts';
import { person } from '../../rating/activated.ts';
import { partnered, seal } from '../world.ts';
import { anyConsent, anyNeeded } from './drafts.ts';
import { type Change, leaks, type Read, violations } from './history.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const partner = nameKey('test', 'partner', 'one');
const rowsOf = (consents: readonly Consent[], partnerId = partner) =>
  JSON.stringify(
    consents.map(({ customerId, consentId, purpose, scopes, givenBy, validFrom, validUntil, withdrawnAt, spotCheck }) => ({
      ...{ customer_id: customerId, consent_id: consentId, partner_id: partnerId, purpose, scopes, text_version: '1', language: 'en', given_by: givenBy },
      ...{ evidence: {}, given_on: '2026-11-01', valid_from: validFrom, valid_until: validUntil, recorded_at: validFrom, recorded_by: 'test' },
      ...{ withdrawn_at: withdrawnAt, spot_check: spotCheck },
    })),
  );
const fill = async (tx: Tx, rows: string): Promise<void> => {
  await tx`insert into assay.consent select * from json_populate_recordset(null::assay.consent, ${rows}::text::json)`;
};
const held = (consents: readonly Consent[], needed: Needed): string[] => consents.filter((consent) => holds(consent, needed)).map(({ consentId }) => consentId);

describe('SQL and the pure decision agree', () => {
  const anyConsents = fc.array(anyConsent, { minLength: 1, maxLength: 12 }).map((made) => made.map((make, place) => make(place)));
  const undone = new Error('undone');
  const inside = (work: (tx: Tx) => Promise<void>): Promise<void> =>
    sql
      .begin(async (tx) => {
        await work(tx);
        throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });

  test('on any consents, whatever is asked', async () => {
    const text = `select consent_id as "consentId" from assay.consent c where ${consentHolds('c', { purpose: '$1::text', scopes: '$2::text[]', at: '$3::timestamptz' })} order by consent_id`;
    await fc.assert(
      fc.asyncProperty(anyConsents, fc.array(anyNeeded, { minLength: 1, maxLength: 6 }), (consents, asked) =>
        inside(async (tx) => {
          await fill(tx, rowsOf(consents));
          for (const needed of asked) {
            const rows = await tx.unsafe<{ consentId: string }[]>(text, [needed.purpose, needed.scopes as string[], needed.at], { prepare: true });
            expect(rows.map(({ consentId }) => consentId)).toEqual(held(consents, needed));
          }
        }),
      ),
      { numRuns: 150 },
    );
  });

  test('by the settings of a partner, at its own clock, of its own consents alone', async () => {
    const text = `select consent_id as "consentId" from assay.consent c where ${consentHoldsHere('c')} order by consent_id`;
    await fc.assert(
      fc.asyncProperty(anyConsents, anyNeeded, fc.boolean(), (consents, needed, own) =>
        inside(async (tx) => {
          await fill(tx, rowsOf(consents, own ? partner : nameKey('test', 'partner', 'two')));
          await tx`
            select set_config('assay.partner', ${partner}, true), set_config('assay.purpose', ${needed.purpose}, true),
              set_config('assay.scopes', ${needed.scopes.join(',')}, true), set_config('assay.shift', extract(epoch from (${needed.at}::timestamptz - now()))::text, true)`;
          const rows = await tx.unsafe<{ consentId: string }[]>(text);
          expect(rows.map(({ consentId }) => consentId)).toEqual(own ? held(consents, needed) : []);
        }),
      ),
      { numRuns: 100 },
    );
  });

  test('a transaction without settings is told nothing', async () => {
    await inside(async (tx) => {
      await fill(
        tx,
        rowsOf([
          {
            customerId: partner,
            consentId: partner,
            purpose: '',
            scopes: [],
            givenBy: 'customer',
            validFrom: '2020-01-01T00:00:00.000Z',
            validUntil: null,
            withdrawnAt: null,
            spotCheck: null,
          },
        ]),
      );
      expect(await tx.unsafe(`select from assay.consent c where ${consentHoldsHere('c')}`)).toHaveLength(0);
    });
  });
});

describe('histories', () => {
  const read = (startMs: number, endMs: number, disclosed: boolean): Read => ({ whose: 'a', startMs, endMs, disclosed });
  const change = (startMs: number, endMs: number, gives: boolean): Change => ({ whose: 'a', startMs, endMs, gives });

  test.each<[string, Read, number, number]>([
    ['told after a withdrawal was acknowledged', read(31, 32, true), 1, 1],
    ['told while it was on its way', read(25, 35, true), 0, 0],
    ['not told while it was on its way', read(25, 35, false), 0, 0],
    ['not told between giving and withdrawing', read(15, 16, false), 1, 0],
    ['told before anything was given', read(1, 2, true), 1, 0],
  ])('a read that was %s is judged rightly', (_, one, wrong, leaked) => {
    const changes = [change(9, 10, true), change(20, 30, false)];
    expect([violations([one], changes).length, leaks([one], changes).length]).toEqual([wrong, leaked]);
  });

  test('once a withdrawal is acknowledged no read that begins later is told anything', async () => {
    const { partnerId, name } = await partnered(sql);
    const customers = Array.from({ length: 24 }, (_, at) => `C-${at}`);
    await tell(
      sql,
      'crm',
      customers.map((key) => ({ key, kind: 'person', name: `Person ${key}`, ids: { national_id: `CONSENT${key.slice(2).padStart(3, '0')}77` } })),
    );
    const idOf = (key: string): string => nameKey('crm', 'customer', key);
    const acting = person('front', '2026-11-22');
    const said = { purpose: 'letting', scopes: ['rating.grade'], textVersion: '1', language: 'en', givenOn: acting.today };
    const clock = (): number => performance.now();
    const changes: Change[] = [];
    const reads: Read[] = [];
    const changed = async (whose: string, gives: boolean, work: (tx: Tx) => Promise<unknown>): Promise<void> => {
      const startMs = clock();
      await sql.begin(work);
      changes.push({ whose, startMs, endMs: clock(), gives });
    };
    const give = (key: string) =>
      changed(key, true, (tx) =>
        take(
          tx,
          seal,
          { customerId: encodeId('cus', idOf(key)), partner: name },
          { ...said, evidence: { way: 'customer', channel: 'app', session: key } },
          acting,
        ),
      );
    const takeBack = (key: string) => changed(key, false, (tx) => withdraw(tx, { customerId: idOf(key), partnerId, one: null, why: null }, acting));
    const needed = { purpose: `'letting'`, scopes: `'{rating.grade}'`, at: 'now()' };
    const text = `select exists (select from assay.consent c where c.customer_id = $1 and c.partner_id = $2 and ${consentHolds('c', needed)}) as told`;
    let over = false;
    const reader = async (seed: number): Promise<void> => {
      for (let at = seed; !over; at += 7) {
        const whose = customers[at % customers.length] as string;
        const startMs = clock();
        const [row] = await sql.unsafe<{ told: boolean }[]>(text, [idOf(whose), partnerId], { prepare: true });
        reads.push({ whose, startMs, endMs: clock(), disclosed: row?.told === true });
      }
    };
    const writer = async (own: readonly string[]): Promise<void> => {
      for (const round of [give, takeBack, give, takeBack]) for (const key of own) await round(key);
    };
    const readers = [0, 1, 2, 3, 4].map(reader);
    await Promise.all([0, 1].map((half) => writer(customers.filter((_, at) => at % 2 === half))));
    over = true;
    await Promise.all(readers);
    expect(leaks(reads, changes)).toEqual([]);
    expect(violations(reads, changes)).toEqual([]);
    // The run was one: many were told something, many nothing, and reads met withdrawals on their way.
    expect(changes).toHaveLength(96);
    const overlapping = reads.filter((one) =>
      changes.some((each) => !each.gives && each.whose === one.whose && each.startMs <= one.endMs && each.endMs >= one.startMs),
    );
    expect(reads.filter(({ disclosed }) => disclosed).length).toBeGreaterThan(50);
    expect(reads.filter(({ disclosed }) => !disclosed).length).toBeGreaterThan(50);
    expect(overlapping.length).toBeGreaterThan(0);
  });
});
