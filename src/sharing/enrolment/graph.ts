import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { changePartner } from '../partner/change.ts';
import { PartnerKindEnum, PartnerType } from '../partner/graph.ts';
import { movePartner } from '../partner/move.ts';
import type { PartnerKind, PublishedPartner } from '../partner/partner.ts';
import { revokeKey } from '../partner/revoke.ts';
import { addPartnerKeys } from './addpartnerkeys.ts';
import { answer, type PartnerAnswer } from './answer.ts';
import { registerPartner } from './registerpartner.ts';

const said = `Why: at least a word, at most ${limits.approvalCommentCharacters} characters. It goes on record.`;
const key = 'Yours, one per intended step: the same key again answers what was answered.';
const meant = 'The name of the partner.';
const jwks = 'Its public keys: a JSON Web Key Set as JSON text; ES256, PS256 or EdDSA.';
const address = 'https, or http within this machine.';

@InputType('PartnerContactInput', { description: 'A person to write to.' })
class ContactInput {
  @Needs('partner.edit')
  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: 'What for.' })
  role?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: 'Telephone.' })
  phone?: string | null;
}

@InputType({ description: 'Who shall be a partner, and how it signs in.' })
class RegisterPartnerInput {
  @Needs('partner.edit')
  @Field(() => String, { description: 'What it calls itself when it signs in (`client_id`): lower-case letters, digits, hyphens. It never changes.' })
  name!: string;

  @Needs('partner.edit')
  @Field(() => String, { description: 'Title.' })
  title!: string;

  @Needs('partner.edit')
  @Field(() => PartnerKindEnum, { description: 'What it is. It never changes.' })
  kind!: PartnerKind;

  @Needs('partner.edit')
  @Field(() => [ContactInput], { nullable: true, description: `Persons to write to, at most ${limits.partnerContacts}.` })
  contacts?: ContactInput[] | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: jwks })
  jwks?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: `Where its keys are published, instead of an upload: ${address}` })
  jwksUri?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: `Its own authorisation server, as its tokens name it (\`iss\`): ${address}` })
  issuer?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: `Where that server's keys are published: ${address}` })
  issuerJwksUri?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { description: said })
  why!: string;

  @Needs('partner.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'What shall be other of a partner: what is left out stays, an address that is null goes.' })
class ChangePartnerInput {
  @Needs('partner.edit')
  @Field(() => String, { description: meant })
  partner!: string;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: 'Title.' })
  title?: string | null;

  @Needs('partner.edit')
  @Field(() => [ContactInput], { nullable: true, description: 'Persons to write to, instead of those so far.' })
  contacts?: ContactInput[] | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: 'Where its keys are published.' })
  jwksUri?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: 'Its own authorisation server.' })
  issuer?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { nullable: true, description: "Where that server's keys are published." })
  issuerJwksUri?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { description: said })
  why!: string;

  @Needs('partner.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'Public keys for a partner.' })
class AddPartnerKeysInput {
  @Needs('partner.edit')
  @Field(() => String, { description: meant })
  partner!: string;

  @Needs('partner.edit')
  @Field(() => String, { description: jwks })
  jwks!: string;

  @Needs('partner.edit')
  @Field(() => DateTimeScalar, { nullable: true, description: 'A rotation: the keys it has otherwise are accepted until this instant.' })
  othersUntil?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { description: said })
  why!: string;

  @Needs('partner.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'Which key ends, and when.' })
class RevokePartnerKeyInput {
  @Needs('partner.edit')
  @Field(() => String, { description: meant })
  partner!: string;

  @Needs('partner.edit')
  @Field(() => String, { description: 'Name of the key.' })
  kid!: string;

  @Needs('partner.edit')
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'It is accepted until this instant; without it, it is withdrawn at once with whatever was signed with it.',
  })
  until?: string | null;

  @Needs('partner.edit')
  @Field(() => String, { description: said })
  why!: string;

  @Needs('partner.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'Which partner, and why.' })
class PartnerStepInput {
  @Needs('partner.edit')
  @Field(() => String, { description: meant })
  partner!: string;

  @Needs('partner.edit')
  @Field(() => String, { description: said })
  why!: string;

  @Needs('partner.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@ObjectType('PartnerPayload', { simpleResolvers: true, description: 'The partner as it is now, or why nothing was done.' })
class PartnerPayload {
  @Needs('partner.edit')
  @Field(() => PartnerType, { nullable: true, description: 'The partner as it is now.' })
  partner!: PublishedPartner | null;

  @Needs('partner.edit')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@ObjectType('RegisterPartnerPayload', { simpleResolvers: true, description: 'The partner, or why nothing was done.' })
class RegisterPartnerPayload {
  @Needs('partner.edit')
  @Field(() => PartnerType, { nullable: true, description: 'The partner.' })
  partner!: PublishedPartner | null;

  @Needs('partner.edit')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;

  @Needs('partner.edit')
  @Field(() => String, {
    nullable: true,
    description: 'Its subject key, 32 bytes in base64: it hashes identifiers with it (HMAC-SHA-256). Nothing else ever tells it: hand it over.',
  })
  subjectKey!: string | null;
}

@Resolver()
class PartnerMutations {
  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => RegisterPartnerPayload, { description: 'Registers a partner. It can ask nothing before an agreement with it is in force.' })
  registerPartner(
    @Arg('input', () => RegisterPartnerInput, { description: 'Who, and how it signs in.' }) input: RegisterPartnerInput,
    @Ctx() context: Context,
  ): Promise<PartnerAnswer & { subjectKey: string | null }> {
    return registerPartner(context, input);
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => PartnerPayload, { description: 'Changes how a partner is called, whom to write to, or where its keys come from.' })
  changePartner(
    @Arg('input', () => ChangePartnerInput, { description: 'What shall be other.' }) input: ChangePartnerInput,
    @Ctx() context: Context,
  ): Promise<PartnerAnswer> {
    return answer(context, 'changePartner', input, (tx, acting) => changePartner(tx, input, acting));
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => PartnerPayload, { description: 'Adds public keys to a partner; a rotation tells until when the others are accepted.' })
  addPartnerKeys(
    @Arg('input', () => AddPartnerKeysInput, { description: 'Which keys.' }) input: AddPartnerKeysInput,
    @Ctx() context: Context,
  ): Promise<PartnerAnswer> {
    return addPartnerKeys(context, input);
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => PartnerPayload, { description: "Ends a partner's key, at once or at an instant to come." })
  revokePartnerKey(
    @Arg('input', () => RevokePartnerKeyInput, { description: 'Which, and when.' }) input: RevokePartnerKeyInput,
    @Ctx() context: Context,
  ): Promise<PartnerAnswer> {
    return answer(context, 'revokePartnerKey', input, (tx, acting) => revokeKey(tx, input, acting));
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => PartnerPayload, { description: 'Suspends a partner: from then on nothing is disclosed to it, whatever its tokens say.' })
  suspendPartner(
    @Arg('input', () => PartnerStepInput, { description: 'Which, and why.' }) input: PartnerStepInput,
    @Ctx() context: Context,
  ): Promise<PartnerAnswer> {
    return answer(context, 'suspendPartner', input, (tx, acting) => movePartner(tx, { ...input, to: 'suspended' }, acting));
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => PartnerPayload, { description: 'Lets a suspended partner ask again.' })
  resumePartner(
    @Arg('input', () => PartnerStepInput, { description: 'Which, and why.' }) input: PartnerStepInput,
    @Ctx() context: Context,
  ): Promise<PartnerAnswer> {
    return answer(context, 'resumePartner', input, (tx, acting) => movePartner(tx, { ...input, to: 'active' }, acting));
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => PartnerPayload, { description: 'Ends a partner for good.' })
  endPartner(
    @Arg('input', () => PartnerStepInput, { description: 'Which, and why.' }) input: PartnerStepInput,
    @Ctx() context: Context,
  ): Promise<PartnerAnswer> {
    return answer(context, 'endPartner', input, (tx, acting) => movePartner(tx, { ...input, to: 'ended' }, acting));
  }
}

export const resolvers = [PartnerMutations];
