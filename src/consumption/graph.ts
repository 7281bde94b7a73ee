import { publish } from '../graphql/fact.ts';
import { account, balance, usage } from './fact.ts';

export const resolvers = [...publish(account, 'account.basic').lists, ...publish(usage).lists, ...publish(balance).lists];
