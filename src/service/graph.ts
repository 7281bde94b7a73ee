import { publish } from '../graphql/fact.ts';
import { interaction } from './fact.ts';

const interactions = publish(interaction);

export const resolvers = interactions.lists;
export const { reads } = interactions;
