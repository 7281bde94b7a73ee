import { publish } from '../graphql/fact.ts';
import { interaction } from './fact.ts';

export const resolvers = publish(interaction).lists;
