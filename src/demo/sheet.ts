/** The files of the world by source, and their columns: what a utility's systems, and its savings arm, would hand over. */
const first = {
  'crm/customers': [
    'CUSTOMER_NO',
    'TYPE',
    'NAME',
    'BORN_ON',
    'ADDRESS',
    'ID_NO',
    'REG_NO',
    'PHONE',
    'EMAIL',
    'OCCUPATION',
    'INDUSTRY',
    'SIZE',
    'SEX',
    'INCOME_BAND',
    'SINCE',
  ],
  'crm/relations': ['RELATION_NO', 'CUSTOMER_NO', 'KIND', 'OTHER_NO', 'CONTACT', 'ROLE', 'WEIGHT', 'SINCE'],
  'crm/assignments': ['CUSTOMER_NO', 'STAFF_NO', 'STAFF_NAME', 'ROLE', 'SINCE'],
  'crm/ratings': ['CUSTOMER_NO', 'AGENCY', 'SCALE', 'GRADE', 'RATED_ON', 'VALID_UNTIL'],
  'crm/interactions': [
    'CASE_NO',
    'CUSTOMER_NO',
    'KIND',
    'CHANNEL',
    'SUBJECT',
    'TOPIC',
    'DAY',
    'STARTED_AT',
    'ENDED_AT',
    'WAITING',
    'TALK',
    'HOLD',
    'AFTER_CALL',
    'TAKEN_BY',
    'OWNER',
    'FOLLOWS',
    'REMEDY',
    'SATISFACTION',
  ],
  'billing/customers': ['PARTNER_NO', 'TYPE', 'NAME', 'ADDRESS', 'ID_NO', 'REG_NO', 'SINCE'],
  'billing/accounts': ['ACCOUNT_NO', 'PARTNER_NO', 'SERVICE', 'METER', 'TARIFF', 'VOLTAGE', 'SECTION', 'PREPAID', 'OPENED_ON', 'ENDED_ON', 'STATE'],
  'billing/usage': ['ACCOUNT_NO', 'MONTH', 'QUANTITY', 'UNIT', 'PEAK', 'READING'],
  'billing/bills': ['BILL_NO', 'ACCOUNT_NO', 'MONTH', 'STATEMENT', 'AMOUNT_DUE', 'ISSUED_ON', 'DUE_ON', 'CAUSE', 'REPLACES'],
  'billing/payments': ['PAYMENT_NO', 'ACCOUNT_NO', 'PAID_ON', 'BOOKED_ON', 'AMOUNT', 'CHANNEL', 'BOUNCED_ON', 'BILL_NO'],
  'billing/statuses': ['ACCOUNT_NO', 'MONTH', 'DAYS_PAST_DUE', 'AMOUNT_PAST_DUE'],
  'billing/prepayments': ['TOP_UP_NO', 'ACCOUNT_NO', 'TOPPED_UP_ON', 'AMOUNT', 'BALANCE_AFTER', 'RAN_OUT_ON', 'RESTORED_ON', 'CHANNEL'],
  'billing/arrangements': ['ARRANGEMENT_NO', 'ACCOUNT_NO', 'AGREED_ON', 'KIND', 'AMOUNT'],
  'billing/instalments': ['ARRANGEMENT_NO', 'NUMBER', 'ACCOUNT_NO', 'DUE_ON', 'AMOUNT', 'AGREED_ON'],
  'billing/notices': ['NOTICE_NO', 'ACCOUNT_NO', 'KIND', 'SENT_ON', 'CHANNEL', 'DELIVERED_ON', 'DEADLINE_ON', 'COMPLIED_ON'],
  'billing/events': ['EVENT_NO', 'ACCOUNT_NO', 'KIND', 'OCCURRED_ON', 'ENDED_ON', 'SEVERITY'],
  'billing/outcomes': ['PARTNER_NO', 'KIND', 'OBSERVED_FROM', 'OBSERVED_UNTIL', 'HAPPENED_ON'],
  'savings/customers': ['CLIENT_NO', 'NAME', 'BORN_ON', 'ADDRESS', 'ID_NO', 'PHONE', 'SINCE'],
  'savings/accounts': ['ACCOUNT_NO', 'CLIENT_NO', 'PLAN', 'OPENED_ON'],
  'savings/balances': ['ACCOUNT_NO', 'DAY', 'BALANCE'],
} as const;

/** What the systems corrected later: rows of the same columns, handed over after everything else. */
const later = {
  'crm/customers.corrected': first['crm/customers'],
  'billing/accounts.corrected': first['billing/accounts'],
  'billing/usage.corrected': first['billing/usage'],
  'billing/bills.corrected': first['billing/bills'],
  'billing/payments.corrected': first['billing/payments'],
  'billing/statuses.corrected': first['billing/statuses'],
} as const;

export const sheets = { ...first, ...later } as const;

export type Sheet = keyof typeof sheets;
export const sheetNames = Object.keys(sheets) as Sheet[];
export const sources = ['crm', 'billing', 'savings'] as const;
/** The mapping a file is read by, and which of the mapping's files it is. */
export const sheetOf = (sheet: Sheet): { source: string; name: string } => {
  const [source = '', name = ''] = sheet.replace(/\.corrected$/, '').split('/');
  return { source, name };
};

/** In the order they are loaded; those that stand together do not refer to each other and are of several sources. */
export const loadOrder: readonly (readonly Sheet[])[] = [
  ['crm/customers'],
  ['billing/customers'],
  ['savings/customers', 'billing/accounts', 'crm/relations'],
  ['savings/accounts', 'billing/usage', 'crm/assignments'],
  ['savings/balances', 'billing/bills', 'crm/interactions'],
  ['billing/payments', 'crm/ratings'],
  ['billing/statuses'],
  ['billing/prepayments'],
  ['billing/arrangements'],
  ['billing/instalments'],
  ['billing/notices'],
  ['billing/events'],
  ['billing/outcomes'],
  ['crm/customers.corrected', 'billing/accounts.corrected'],
  ['billing/usage.corrected'],
  ['billing/bills.corrected'],
  ['billing/payments.corrected'],
  ['billing/statuses.corrected'],
];

export type Cell = string | number | null;
export type Rows = Record<Sheet, Cell[][]>;

/** The keys under which the sources know customer `index`. */
export const customerNo = (index: number): string => `C${String(index + 1).padStart(7, '0')}`;
export const partnerNo = (index: number): string => `B${String(index + 1).padStart(7, '0')}`;
export const clientNo = (index: number): string => `S${String(index + 1).padStart(7, '0')}`;

/** One line of a file (RFC 4180): a cell with a comma or a quote stands in quotes. */
export const line = (cells: readonly Cell[]): string =>
  `${cells.map((cell) => (cell === null ? '' : typeof cell === 'string' && /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell))).join(',')}\n`;
