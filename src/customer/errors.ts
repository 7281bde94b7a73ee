import { problems } from '../base/problem.ts';

export const problem = problems('CUSTOMER_KEY_LENGTH', 'CUSTOMER_KEY_MISSING', 'CUSTOMER_SEAL_UNKNOWN', 'CUSTOMER_SEAL_BROKEN', 'CUSTOMER_NOT_NAMED');
