import type { GraphQLSchema } from 'graphql';
import { grantsFor } from '../standing/standing.ts';
import type { Seeing } from './difference.ts';
import { sights } from './sights.ts';

/** How documents show the whole graph. */
export function seeing(full: GraphQLSchema): Seeing {
  return (document, purpose) => sights(full, document === null ? { open: 'clear', 'inquiry.ask': 'clear' } : grantsFor(document, purpose));
}
