/** Somebody who holds a number. */
interface Holder {
  readonly customerId: string;
  /** A source has verified it. */
  readonly verified: boolean;
}

/** Whose a number is: where sources have verified it for some, it is not of those who only wrote it down. `rightlyCarried` asks the same of customers in SQL. */
export function rightful<Held extends Holder>(holders: readonly Held[]): readonly Held[] {
  const verified = holders.filter((holder) => holder.verified);
  return verified.length > 0 ? verified : holders;
}
