import type { GraphQLSchema } from 'graphql';
import type { Day } from '../../base/time.ts';
import type { Standing } from '../standing/standing.ts';
import { departures } from './difference.ts';
import { seeing } from './seeing.ts';

/** By coordinate (`Type.field`, `Type.field(argument:)`) the day from which a partner sees less of it under a purpose, by the version that comes next. */
export function leaving(full: GraphQLSchema, { agreement, next }: Pick<Standing, 'agreement' | 'next'>, purpose: string): ReadonlyMap<string, Day> {
  if (!agreement || !next) return new Map();
  const shows = seeing(full);
  return departures(shows(agreement.document, purpose), shows(next.document, purpose), next.fromOn);
}
