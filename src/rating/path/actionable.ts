import { z } from 'zod';

/** An indicator that the customer, or the company for the customer, can change, within which bounds, and at what cost. */
export const actionableShape = z.strictObject({
  indicator: z.string().min(1),
  /** It can be brought to no less than this, and to no more than that. */
  from: z.number().optional(),
  to: z.number().optional(),
  /** Of a change by one unit of the indicator. Only the proportions of costs count. */
  cost: z.number(),
  /** It can be brought to multiples of this only; by default of 1 where it has no fraction, else of 0.000001. */
  step: z.number().optional(),
});
export type Actionable = z.infer<typeof actionableShape>;

/** Steps have at most so many decimals, so that their multiples are what they are on paper. */
export const stepDecimals = 6;
