import { type GraphQLField, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { type Mask, worn } from '../../src/access/mask.ts';
import { wearOf } from '../../src/access/scope.ts';

/** By coordinate every value that stands there, whoever it belongs to; what is not listed is formed of others. */
export type Truth = ReadonlyMap<string, readonly unknown[]>;

/** What each mask may show, written down a second time. */
const shown: Readonly<Record<string, RegExp>> = {
  'last four characters': /^••••(?:.{4})?$/su,
  initials: /^(?:••••|.••|\S\.(?: \S\.){0,2})$/u,
  year: /^\d{4}$/,
  month: /^\d{4}-\d\d$/,
  district: /^(?:••••|[^\d]+)$/u,
  band: /^(?:0|-?\(?[125]0*(?:,000)*-(?:[125]0*|10)(?:,000)*\)?|-?\(?0-1\)?)(?: [A-Z]{3})?$/,
  'band of scores': /^-?\(?[\d,]*[02468]0-[\d,]*[02468]0\)?$|^-?\(?0-20\)?$/,
  quarter: /^(?:0-0\.25|0\.25-0\.5|0\.5-0\.75|0\.75-1)$/,
};

/** Whether a value, or every value of a list, is one that the mask makes of what stands there. */
export function isMasked(truth: Truth, coordinate: string, mask: Mask | undefined, value: unknown): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.every((each) => isMasked(truth, coordinate, mask, each));
  const form = mask && shown[mask.name];
  if (form === undefined || typeof value !== 'string' || !form.test(value)) return false;
  const values = truth.get(coordinate);
  return values === undefined || values.some((each) => worn(mask as Mask, each) === value);
}

/** Whether a field only leads on: what lies behind it is masked, each by itself. */
export function isWay(full: GraphQLSchema, field: GraphQLField<unknown, unknown>): boolean {
  const isRoot = [full.getQueryType(), full.getMutationType()].some((root) => root?.getFields()[field.name] === field);
  return !isRoot && wearOf(field)?.mask === undefined && isObjectType(getNamedType(field.type));
}
