import { Field, ObjectType } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import type { AttributeClass } from '../base/fact.ts';
import { attributeClassesSql, readAttributeClasses } from '../db/read.ts';
import { load } from './batch.ts';
import type { Context } from './context.ts';
import type { LateRead } from './reads.ts';

@ObjectType({ simpleResolvers: true, description: 'A free attribute that a mapping declared.' })
export class Attribute {
  @Needs('open')
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Needs('open')
  @Field(() => String, { description: 'Its value, in words or digits.' })
  value!: string;

  @Needs('open')
  @Field(() => String, { description: 'Its class: plain, income, property, tax, sex, marital, age, origin, religion, health, biometric, or undeclared.' })
  class!: AttributeClass | 'undeclared';
}

/** Which attributes a list answers: those declared plain, or all others; one that nobody declared is not plain. */
export type Kept = 'plain' | 'sensitive';

/** The attributes of a fact's row, in the order of their names. */
export async function attributesOf(context: Context, fact: string, row: object, kept: Kept): Promise<Attribute[]> {
  const classes = await load(context, readAttributeClasses, fact);
  return sorted((row as { attributes?: Values }).attributes ?? {}, (name) => classes?.get(name), kept);
}

type Values = Readonly<Record<string, unknown>>;

function sorted(values: Values, classOf: (name: string) => AttributeClass | undefined, kept: Kept): Attribute[] {
  const all = Object.entries(values).map(([name, value]) => ({ name, value: String(value), class: classOf(name) ?? ('undeclared' as const) }));
  return all.filter((attribute) => (attribute.class === 'plain') === (kept === 'plain')).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What `attributesOf` makes of a row, in a statement. */
export const attributesRead = (fact: string, kept: Kept): LateRead => ({
  late: (row) => `json_build_array(${row}.attributes, ${attributeClassesSql(fact)})`,
  value: (payload) => {
    const [values, classes] = JSON.parse(payload) as [Values | null, Readonly<Record<string, AttributeClass>> | null];
    return sorted(values ?? {}, (name) => (classes && Object.hasOwn(classes, name) ? classes[name] : undefined), kept);
  },
});
