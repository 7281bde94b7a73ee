import fc from 'fast-check';

/**
 * What every drawn case is drawn from: the same in each run, so that a change is refused for what it does, not for what another draw would have found
 * without it. `TESTS_SEED=random` draws anew, a number draws what a failure names.
 */
export const seed = Number(process.env['TESTS_SEED'] ?? 7);

fc.configureGlobal({ seed });
