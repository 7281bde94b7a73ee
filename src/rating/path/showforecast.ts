import type { Context } from '../../graphql/context.ts';
import type { PublishedRating } from '../publish.ts';
import { foretell } from './foretell.ts';
import { type PublishedForecast, publishForecast } from './publish.ts';

/** When the grade of a rating improves by itself (`foretell`), without what the caller may not see. */
export async function showForecast(context: Context, { row, made, withheld }: PublishedRating, settleArrears: boolean): Promise<PublishedForecast> {
  const viewer = { language: context.language, withheld };
  return publishForecast(await foretell(context.sql, row, made, settleArrears), made, viewer);
}
