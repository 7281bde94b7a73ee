import { publish } from '../graphql/fact.ts';
import { account, usage } from './fact.ts';

export const resolvers = [...publish(account, 'account.basic').lists, ...publish(usage).lists];
