export interface Charge {
  /** Month of the world it bills. */
  readonly month: number;
  readonly issuedOn: number;
  /** As printed on the bill; late from the working day on or after it. */
  readonly printedOn: number;
  readonly dueOn: number;
  readonly amount: number;
  /** Amounts due up to and with this one. */
  readonly total: number;
  /** What the bill says in all: this amount and what was open before. */
  readonly statement: number;
  readonly estimated: boolean;
}

export interface Deposit {
  readonly paidOn: number;
  readonly amount: number;
  readonly channel: string;
  readonly bouncedOn: number | null;
  /** The month whose bill it names, when it names one. */
  readonly month: number | null;
}

/**
 * The true state of one account: what was due and what was paid, payments covering the oldest amount due first. Days
 * are day numbers, amounts whole minor units.
 */
export class Ledger {
  readonly charges: Charge[] = [];
  readonly deposits: Deposit[] = [];
  #due = 0;
  #paid = 0;

  charge(bill: Omit<Charge, 'total' | 'statement'>): void {
    this.#due += bill.amount;
    this.charges.push({ ...bill, total: this.#due, statement: this.balance() });
  }

  pay(deposit: Deposit): void {
    this.deposits.push(deposit);
    if (deposit.bouncedOn === null) this.#paid += deposit.amount;
  }

  /** Billed and not paid, whatever the day; negative is credit. */
  balance(): number {
    return this.#due - this.#paid;
  }

  /** What counts as paid at the end of a day: a bounced payment counts until it bounces. */
  paidBy(day: number): number {
    let paid = 0;
    for (const deposit of this.deposits) {
      if (deposit.paidOn <= day && (deposit.bouncedOn === null || deposit.bouncedOn > day)) paid += deposit.amount;
    }
    return paid;
  }

  /** Bills past due and not covered at the end of a day, oldest first. */
  open(day: number): Charge[] {
    const paid = this.paidBy(day);
    return this.charges.filter((charge) => charge.total > paid && charge.dueOn < day && charge.issuedOn <= day);
  }

  /** The first day on which a bill's amount was covered, and nothing that covered it bounced before; null: never. */
  coveredOn(charge: Charge): number | null {
    const day = this.deposits.find((deposit) => deposit.bouncedOn === null && this.paidBy(deposit.paidOn) >= charge.total);
    return day ? day.paidOn : null;
  }

  /** Days and amount past due at the end of a day. */
  arrears(day: number): { days: number; amount: number } {
    const open = this.open(day);
    const [oldest, last] = [open[0], open.at(-1)];
    return oldest && last
      ? { days: day - oldest.dueOn, amount: last.total - Math.max(this.paidBy(day), oldest.total - oldest.amount) }
      : { days: 0, amount: 0 };
  }

  /** The first day after `from`, up to `until`, on which a bill is `days` past due. */
  reached(days: number, from: number, until: number): number | undefined {
    return this.charges
      .map((charge) => charge.dueOn + days)
      .find((day, at) => day > from && day <= until && (this.charges[at] as Charge).total > this.paidBy(day));
  }
}
