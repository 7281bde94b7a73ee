import { problems } from '../base/problem.ts';

export const problem = problems('DEMO_HOME_IN_USE', 'DEMO_MIXED', 'DEMO_WORLD_DIFFERS', 'DEMO_CUSTOMERS', 'DEMO_SEED');
