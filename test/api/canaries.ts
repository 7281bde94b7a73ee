import type { Role } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import type { Scope } from '../../src/base/scope.ts';
import type { Sql } from '../../src/db/client.ts';
import { canaries } from './world.ts';

/** A canary in every kind of fact that hangs on the first customer or her account, and the second customer, who leads to her. */
export async function plant(sql: Sql): Promise<void> {
  const [ann, other, account] = [nameKey('crm', 'customer', 'A-1'), nameKey('crm', 'customer', 'A-2'), nameKey('crm', 'account', 'card')];
  const known = { source: 'crm', content_hash: 1, available_on: '2026-01-01', available_assumed: true, recorded_at: '2026-01-01T00:00:00.000Z' };
  const put = (table: string, name: string, row: object, customer = ann) =>
    sql`insert into ${sql(`assay.${table}`)} ${sql({ customer_id: customer, ...known, key: nameKey('crm', table, name), ...row } as never)}`;
  const owned = { account_id: account };
  await put('relation', 'R1', { since_on: '2025-01-01', kind: 'payer', side: 'from', other, role: 'Canary-Role' });
  await put('relation', 'R1|mirror', { since_on: '2025-01-01', kind: 'payer', side: 'to', other: ann, role: 'Canary-Role' }, other);
  await put('relation', 'R2', { since_on: '2025-01-01', kind: 'contact', side: 'to', contact_name: 'Canary-Contact' });
  await put('assignment', 'S1', { since_on: '2025-01-01', staff: 'E1', name: 'Canary-Staff', role: 'manager' });
  await put('interaction', 'I1', { occurred_on: '2025-01-01', kind: 'complaint', handler: 'E1', remedy: 'Canary-Remedy' });
  await put('external_rating', 'X1', { rated_on: '2025-01-01', agency: 'Canary-Agency', scale: 's', grade: 'g' });
  await put('balance', 'B1', { ...owned, balance_on: '2025-01-01', kind: 'deposit', amount_minor: 987_654_321 });
  await put('prepayment', 'P1', { ...owned, topped_up_on: '2025-01-01', amount_minor: 1, channel: 'Canary-Channel' });
  await put('arrangement', 'A1', { ...owned, agreed_on: '2025-01-01', kind: 'promise', amount_minor: 1 });
  await put('notice', 'N1', { ...owned, sent_on: '2025-01-01', kind: 'reminder', channel: 'Canary-Notice' });
  await put('contract_event', 'E1', { ...owned, occurred_on: '2025-01-01', kind: 'theft', severity: 1_313_371_337 });
  await sql`update assay.customer set income_band = 'Canary-Income' where customer_id = ${ann}`;
}

/** What each scope protects, and who holds it in clear: written down a second time, on purpose. */
export const protects: [Scope, string[], Role[]][] = [
  ['profile.identity', [canaries.name, '1980-05-06'], ['agent', 'steward']],
  ['profile.contact', [canaries.address, canaries.phone, 'Canary-Contact'], ['agent', 'steward']],
  ['profile.identifier', [canaries.national], ['steward']],
  ['profile.sensitive', [canaries.religion, 'Canary-Undeclared', 'Canary-Income'], ['steward']],
  ['profile.demographic', ['engineer', 'retail'], ['agent', 'analyst', 'officer', 'approver', 'steward']],
  ['account.basic', ['no-card', 'north'], ['agent', 'analyst', 'officer', 'approver', 'steward']],
  ['usage.summary', ['12.345'], ['agent', 'analyst', 'officer', 'approver']],
  ['payment.detail', ['transfer', 'Canary-Channel'], ['agent', 'analyst', 'officer', 'approver']],
  ['profile.relation', ['Canary-Role', 'Canary-Staff'], ['agent', 'analyst', 'officer', 'approver', 'steward']],
  ['interaction.detail', ['Canary-Remedy'], ['agent', 'analyst', 'officer', 'approver']],
  ['balance.detail', ['987654321'], ['agent', 'analyst', 'officer', 'approver']],
  ['contract.event', ['Canary-Notice', '1313371337'], ['agent', 'analyst', 'officer', 'approver']],
  ['rating.external', ['Canary-Agency'], ['agent', 'analyst', 'officer', 'approver']],
];

/** Terms and classes that tell nothing finer than a mask does: who sees their scope masked sees them. */
export const classes = ['transfer', 'Canary-Channel', 'Canary-Notice', '1313371337'];
