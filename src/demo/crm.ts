import { addDays } from '../base/time.ts';
import { bondsOf } from './bond.ts';
import { dayText, monthStart } from './calendar.ts';
import { type Contact, contactsOf, dayOfContact, staffNo, written } from './contact.ts';
import type { Customer } from './customer.ts';
import { Random } from './random.ts';
import { type Cell, customerNo, type Rows } from './sheet.ts';

type Crm = Pick<Rows, 'crm/customers' | 'crm/relations' | 'crm/assignments' | 'crm/ratings' | 'crm/interactions'>;

/** What the customer system and the contact centre say of one customer. */
export function crm(seed: number, customer: Customer): Crm {
  return {
    'crm/customers': records(customer),
    'crm/relations': bondsOf(seed, customer).map(({ kind, other, contact, role, weight }, at) => [
      `${customerNo(customer.index)}-R${at + 1}`,
      customerNo(customer.index),
      kind,
      other === null ? null : customerNo(other),
      contact,
      role,
      weight,
      customer.since,
    ]),
    'crm/assignments': assigned(seed, customer),
    'crm/ratings': ratedOutside(seed, customer),
    'crm/interactions': contactsOf(seed, customer).map((contact, at) => interaction(customer.index, contact, at)),
  };
}

function records({ index, identity, since, secondRecord }: Customer): Cell[][] {
  const person = identity.kind === 'person';
  const type = person ? 'P' : 'O';
  const [id, registration] = person ? [identity.number, null] : [null, identity.number];
  const size = person ? null : identity.scale >= 20 ? 'large' : identity.scale >= 6 ? 'medium' : 'small';
  const sex = identity.sex === null ? null : identity.sex === 'female' ? 'F' : 'M';
  const { name, latinName, bornOn, address, phone, email, occupation, industry, income } = identity;
  const row = [customerNo(index), type, name, bornOn, address, id, registration, phone, email, occupation, industry, size, sex, income, since];
  if (!secondRecord) return [row];
  return [row, [`${customerNo(index)}-2`, type, latinName, bornOn, null, id, registration, null, email, null, industry, size, sex, null, addDays(since, -1)]];
}

/** Firms have somebody who looks after them, large users an engineer too. */
function assigned(seed: number, { index, identity, since }: Customer): Cell[][] {
  if (identity.kind === 'person') return [];
  const random = new Random(seed, index, 51);
  const row = (role: string, number: number): Cell[] => [customerNo(index), staffNo(number), managers[number % managers.length] ?? null, role, since];
  const manager = row('manager', random.whole(41, 60));
  return identity.scale >= 8 ? [manager, row('engineer', random.whole(61, 70))] : [manager];
}

/** Two firms in five are rated by a bureau once a year, better the more surely they pay. */
function ratedOutside(seed: number, { index, identity, accounts }: Customer): Cell[][] {
  const random = new Random(seed, index, 53);
  if (identity.kind === 'person' || !random.chance(0.4)) return [];
  const reliability = accounts[0]?.plan.temper.reliability ?? 0;
  return [0, 12].map((month) => {
    const place = Math.max(0, Math.min(outsideGrades.length - 1, Math.round(3 - reliability + random.normal())));
    return [
      customerNo(index),
      'Lakeside Bureau',
      'lakeside-7',
      outsideGrades[place] ?? null,
      dayText(monthStart(month + 6)),
      dayText(monthStart(month + 18) - 1),
    ];
  });
}

const outsideGrades = ['A1', 'A2', 'A3', 'B1', 'B2', 'B3', 'C'];
const managers = ['Shen Li', 'Ada Brandt', 'Zhou Wen', 'Marek Dvorak', 'Tan Yue', 'Elin Berg'];

function interaction(index: number, contact: Contact, at: number): Cell[] {
  const { kind, channel, subject, topic, startedAt, waiting, talk, hold, afterCall, takenBy, owner, follows, remedy, satisfaction } = contact;
  const seconds = (waiting ?? 0) + (talk ?? 600) + (hold ?? 0);
  const caseNo = (place: number): string => `${customerNo(index)}-I${place + 1}`;
  const times = [dayOfContact(startedAt), written(startedAt), written(startedAt + seconds), waiting, talk, hold, afterCall];
  return [
    caseNo(at),
    customerNo(index),
    kind,
    channel,
    subject,
    topic,
    ...times,
    takenBy,
    owner,
    follows === null ? null : caseNo(follows),
    remedy,
    satisfaction,
  ];
}
