import { publish } from '../graphql/fact.ts';
import { together } from '../graphql/reads.ts';
import { account, balance, usage } from './fact.ts';

const all = [publish(account, 'account.basic'), publish(usage), publish(balance)];

export const resolvers = all.flatMap(({ lists }) => lists);
export const reads = together(...all.map((each) => each.reads));
