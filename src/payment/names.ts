/** Customers, accounts and keys of facts that are named `customerId:accountId:key`. */
export const threeIds = (names: readonly string[]): [string[], string[], string[]] => {
  const parts = names.map((name) => name.split(':'));
  return [0, 1, 2].map((at) => parts.map((part) => part[at] as string)) as [string[], string[], string[]];
};
