import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { lastFourMask } from '../access/mask.ts';
import { Needs } from '../access/scope.ts';
import type { FactRow } from '../db/read.ts';
import { type Attribute, attributesOf, attributesRead } from '../graphql/attribute.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { publish } from '../graphql/fact.ts';
import { type LateRead, type Reads, together } from '../graphql/reads.ts';
import { DateTimeScalar } from '../graphql/scalars.ts';
import { counterpart } from './counterpart.ts';
import { assignment, customer, externalRating, outcome, relation } from './fact.ts';
import { find } from './find.ts';
import { contactKinds, type IdentifierKind, identifierKinds } from './identifier.ts';
import { type LinkedRecord, linked, type Origin, origins } from './origin.ts';
import { type Customer, identifiers, links, provenanceSql, sealedOf, sealedSql, sourceRecords, reads as stored } from './store.ts';
import { type Packed, unpack } from './survivorship.ts';
import { type Unsealed, unseal } from './unseal.ts';

const customers = publish(customer, 'profile.demographic');
const outcomes = publish(outcome);
const relations = publish(relation);
const assignments = publish(assignment);
const externalRatings = publish(externalRating);
const numberKinds = identifierKinds.filter((kind) => !contactKinds.includes(kind));

@ObjectType('Identifier', { simpleResolvers: true, description: 'A number by which the customer is known to others.' })
class IdentifierType {
  @Needs('profile.identity', { coarse: true })
  @Field(() => String, { description: 'national_id, passport, registration_number, tax_number or bank_account.' })
  kind!: string;

  @Needs('profile.identifier', { mask: lastFourMask })
  @Field(() => String, { description: 'The number in its normal form; its last four characters for who sees it masked.' })
  value!: string;

  @Needs('profile.identity', { coarse: true })
  @Field(() => Boolean, { description: 'A source has verified it.' })
  verified!: boolean;
}

@ObjectType('Contact', { simpleResolvers: true, description: 'A way to reach the customer.' })
class ContactType {
  @Needs('profile.contact', { coarse: true })
  @Field(() => String, { description: 'phone or email.' })
  kind!: string;

  @Needs('profile.contact', { mask: lastFourMask })
  @Field(() => String, { description: 'The number or address in its normal form; of a number its last four characters for who sees it masked.' })
  value!: string;

  @Needs('profile.contact', { coarse: true })
  @Field(() => Boolean, { description: 'A source has verified it.' })
  verified!: boolean;
}

@ObjectType('Provenance', { simpleResolvers: true, description: 'Where a golden value comes from.' })
class ProvenanceType {
  @Needs('profile.source')
  @Field(() => String, { description: 'The field; of a free attribute `attributes.<name>`.' })
  field!: string;

  @Needs('profile.source')
  @Field(() => String, { description: 'The source whose record says so.' })
  source!: string;

  @Needs('profile.source')
  @Field(() => String, { description: "The record's key at its source." })
  recordKey!: string;

  @Needs('profile.source')
  @Field(() => String, { description: 'What decided: only, priority, recent, tie, key or default.' })
  rule!: string;

  @Needs('profile.source')
  @Field(() => DateTimeScalar, { description: 'When that record was recorded.' })
  at!: string;
}

@ObjectType('SourceRecord', { simpleResolvers: true, description: 'A record of a source that is linked to the customer.' })
class SourceRecordType {
  @Needs('profile.source')
  @Field(() => String, { description: 'The source.' })
  source!: string;

  @Needs('profile.source')
  @Field(() => String, { description: 'Its key there.' })
  key!: string;

  @Needs('profile.source')
  @Field(() => DateTimeScalar, { description: 'When Assay came to know it as it is.' })
  recordedAt!: string;

  @Needs('profile.source')
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is linked.' })
  linkedSince!: string | null;

  @Needs('profile.source')
  @Field(() => String, { nullable: true, description: 'Why: own (it founded the customer) or identifier (an agreed verified identifier).' })
  rule!: string | null;
}

@Resolver(() => customers.type)
class CustomerFields {
  @Needs('profile.identity')
  @FieldResolver(() => [IdentifierType], { description: 'Numbers by which the customer is known to others.' })
  async identifiers(@Root() row: Customer, @Ctx() context: Context): Promise<Unsealed[]> {
    return unseal(context.keys, await load(context, identifiers, row.customerId), numberKinds);
  }

  @Needs('profile.contact')
  @FieldResolver(() => [ContactType], { description: 'Phone numbers and e-mail addresses.' })
  async contacts(@Root() row: Customer, @Ctx() context: Context): Promise<Unsealed[]> {
    return unseal(context.keys, await load(context, identifiers, row.customerId), contactKinds);
  }

  @Needs('profile.source')
  @FieldResolver(() => [ProvenanceType], { description: 'Where each golden value comes from, and why that one.' })
  async provenance(@Root() row: Customer, @Ctx() context: Context): Promise<Origin[]> {
    return origins(row.provenance, await attributesOf(context, customer.name, row, 'plain'));
  }

  @Needs('profile.source')
  @FieldResolver(() => [SourceRecordType], { description: 'The records the customer was made of.' })
  async sourceRecords(@Root() row: Customer, @Ctx() context: Context): Promise<LinkedRecord[]> {
    const { customerId } = row;
    return linked(await load(context, sourceRecords, customerId), await load(context, links, customerId));
  }
}

@Resolver(() => relations.type)
class RelationFields {
  @Needs('profile.relation')
  @FieldResolver(() => customers.type, { nullable: true, description: 'The other customer; empty for a contact person.' })
  other(@Root() row: FactRow, @Ctx() context: Context): Promise<Customer | undefined> {
    return counterpart(context, row['other'] as string | null);
  }
}

@Resolver()
class CustomerQuery {
  @Needs('customer.read', { args: { id: 'customer.read', source: 'profile.source', key: 'profile.source' } })
  @Query(() => customers.type, { nullable: true, description: 'One customer by id, or by a source and its key there; null when there is none.' })
  customer(
    @Arg('id', () => ID, { nullable: true, description: 'Opaque id.' }) id: string | undefined,
    @Arg('source', () => String, { nullable: true, description: 'A source; with `key`.' }) source: string | undefined,
    @Arg('key', () => String, { nullable: true, description: "The customer's key at that source." }) key: string | undefined,
    @Ctx() context: Context,
  ): Promise<Customer | undefined> {
    return find(context, { id, source, key });
  }
}

const sealed = (kinds: readonly IdentifierKind[]): LateRead => ({
  late: (row, _param, _args, selected) => sealedSql(row, kinds, selected('value')),
  value: (payload, { keys }) => unseal(keys, sealedOf(payload), kinds),
});
const plain = attributesRead(customer.name, 'plain');
const provenance: LateRead = {
  late: (row, ...more) => provenanceSql(row, String(plain.late(row, ...more))),
  value: (payload, context, args) => {
    const [packed, attributes] = JSON.parse(payload) as [Packed, string];
    return origins(unpack(packed), plain.value(attributes, context, args) as Attribute[]);
  },
};
const formed: Reads = { Customer: { identifiers: sealed(numberKinds), contacts: sealed(contactKinds), provenance } };
const all = [customers, outcomes, relations, assignments, externalRatings];

export const resolvers = [CustomerQuery, CustomerFields, RelationFields, ...all.flatMap(({ lists }) => lists)];
export const reads = together(...all.map((each) => each.reads), stored, formed);
