import { Arg, createUnionType, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import { published } from '../../graphql/fact.ts';
import type { Reads } from '../../graphql/reads.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { problem } from '../errors.ts';
import { SharedGradeType } from '../report/graph.ts';

const repeated = `The same key with the same input asks again; within ${limits.inquiryRepeatHours} hours that is not counted, unless it tells of more subjects than before: then all are.`;

@InputType('SubjectIdentifierInput', { description: 'A number that an authority gave the person or organisation: its value, or its hash.' })
class SubjectIdentifierInput {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'national_id, passport, registration_number or tax_number.' })
  kind!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { nullable: true, description: 'As it is printed. It is hashed at once and never kept.' })
  value?: string;

  @Needs('inquiry.ask')
  @Field(() => String, {
    nullable: true,
    description:
      'HMAC-SHA-256 of `<kind>:<number>` under your subject key, 64 hex digits; the number in capitals and without blanks and hyphens. It finds whoever consented to you.',
  })
  hash?: string;
}

@InputType('SubjectInput', { description: 'Whom an inquiry is about: exactly one of identifier, reference and id.' })
export class SubjectInput {
  @Needs('inquiry.ask')
  @Field(() => SubjectIdentifierInput, { nullable: true, description: 'By a number.' })
  identifier?: SubjectIdentifierInput;

  @Needs('inquiry.ask')
  @Field(() => String, { nullable: true, description: 'By what you called the person when the consent was filed.' })
  reference?: string;

  @Needs('inquiry.ask')
  @Field(() => ID, { nullable: true, description: 'By the id of an earlier answer.' })
  id?: string;
}

@InputType('SignedFormInput', { description: "The signed form of a person's consent, which you keep: it can be asked for in a spot check." })
export class SignedFormInput {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Its number: one form is one consent, of whom you name it for first. For anybody else it counts no more.' })
  formNumber!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'SHA-256 of the signed document, 64 hex digits.' })
  formDigest!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Version of the text that was signed.' })
  textVersion!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Language of that text, such as en or zh.' })
  language!: string;

  @Needs('inquiry.ask')
  @Field(() => [String], { nullable: true, description: 'Scopes it covers; by default all that the agreement grants for the purpose.' })
  scopes?: string[];

  @Needs('inquiry.ask')
  @Field(() => DateScalar, { description: 'The day it was signed.' })
  givenOn!: string;

  @Needs('inquiry.ask')
  @Field(() => DateTimeScalar, { nullable: true, description: 'It holds before this instant; by default until it is withdrawn.' })
  validUntil?: string;
}

@InputType('InquireInput', { description: 'An inquiry about one subject.' })
class InquireInput {
  @Needs('inquiry.ask')
  @Field(() => SubjectInput, { description: 'Whom it is about.' })
  subject!: SubjectInput;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'What it is for: a purpose of the agreement, the only one of the operation.' })
  purpose!: string;

  @Needs('inquiry.ask')
  @Field(() => SignedFormInput, { nullable: true, description: 'A consent to file with it.' })
  consent?: SignedFormInput;

  @Needs('inquiry.ask')
  @Field(() => ID, { description: repeated })
  idempotencyKey!: string;
}

@InputType('InquiredSubjectInput', { description: 'One of the subjects of an inquiry.' })
class InquiredSubjectInput {
  @Needs('inquiry.ask')
  @Field(() => SubjectInput, { description: 'Whom it is about.' })
  subject!: SubjectInput;

  @Needs('inquiry.ask')
  @Field(() => SignedFormInput, { nullable: true, description: 'A consent to file with it.' })
  consent?: SignedFormInput;
}

@InputType('InquireManyInput', { description: 'An inquiry about several subjects for one purpose.' })
class InquireManyInput {
  @Needs('inquiry.ask')
  @Field(() => [InquiredSubjectInput], { description: `Whom it is about, at most ${limits.inquirySubjects}.` })
  subjects!: InquiredSubjectInput[];

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'What it is for: a purpose of the agreement, the only one of the operation.' })
  purpose!: string;

  @Needs('inquiry.ask')
  @Field(() => ID, { description: repeated })
  idempotencyKey!: string;
}

@ObjectType('InquiryRecord', { simpleResolvers: true, description: 'Where an inquiry stands in the audit of the partner.' })
class InquiryRecordType {
  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Number of the entry, without gaps.' })
  seq!: number;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Hex SHA-256 of the entry, over the hash of the one before.' })
  hash!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { nullable: true, description: 'The newest signed statement of where the audit stood (a JWS); empty before the first.' })
  checkpoint!: string | null;
}

@ObjectType('AnsweredInquiry', { simpleResolvers: true, description: 'The person consented, and is told about as agreed.' })
class AnsweredInquiryType {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Number of the inquiry and of its report.' })
  number!: string;

  @Needs('inquiry.ask')
  @Field(() => DateTimeScalar, { description: 'When it was put on record.' })
  at!: string;

  @Needs('inquiry.ask')
  @Field(() => ID, { description: 'The subject, as nobody but you knows it.' })
  subject!: string;

  @Needs('inquiry.ask')
  @Field(() => ID, { description: 'The consent it was answered under.' })
  consent!: string;

  @Needs('inquiry.ask')
  @Field(() => InquiryRecordType, { description: 'Its entry of the audit.' })
  record!: InquiryRecordType;

  @Needs('rating.grade')
  @Field(() => SharedGradeType, { nullable: true, description: 'The grade.' })
  grade!: SharedGradeType | null;

  @Needs('rating.grade')
  @Field(() => String, {
    nullable: true,
    description:
      'The signed report (a JWS), to keep: it can be verified with the keys at /.well-known/assay-keys.json alone. It gives reasons where `grade` is asked for them.',
  })
  report!: string | null;

  @Needs('inquiry.ask')
  @Field(() => published('Customer'), { description: 'What is on record of the customer, as far as it is agreed.' })
  customer!: object;
}

@ObjectType('NotRatedInquiry', { simpleResolvers: true, description: 'The person consented, but has no grade to tell.' })
class NotRatedInquiryType {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Number of the inquiry and of its report.' })
  number!: string;

  @Needs('inquiry.ask')
  @Field(() => DateTimeScalar, { description: 'When it was put on record.' })
  at!: string;

  @Needs('inquiry.ask')
  @Field(() => ID, { description: 'The subject, as nobody but you knows it.' })
  subject!: string;

  @Needs('inquiry.ask')
  @Field(() => ID, { description: 'The consent it was answered under.' })
  consent!: string;

  @Needs('inquiry.ask')
  @Field(() => InquiryRecordType, { description: 'Its entry of the audit.' })
  record!: InquiryRecordType;

  @Needs('rating.grade')
  @Field(() => String, {
    description:
      'outside (the ruleset does not rate such customers), invalid (too little is known), never_issued, expired, or stale (as of a longer time ago than agreed).',
  })
  why!: string;

  @Needs('rating.grade')
  @Field(() => String, { nullable: true, description: 'The signed report of it (a JWS).' })
  report!: string | null;
}

@ObjectType('NoRecordInquiry', {
  simpleResolvers: true,
  description: 'Nobody who can be told of under this form: who is unknown, of a kind not agreed on, one of several, or took the word back looks the same.',
})
class NoRecordInquiryType {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Number of the inquiry.' })
  number!: string;

  @Needs('inquiry.ask')
  @Field(() => DateTimeScalar, { description: 'When it was put on record.' })
  at!: string;

  @Needs('inquiry.ask')
  @Field(() => InquiryRecordType, { description: 'Its entry of the audit.' })
  record!: InquiryRecordType;
}

@ObjectType('RefusedInquiry', {
  simpleResolvers: true,
  description: 'Nothing is said: whether the person is unknown, did not consent, or is not in the agreement looks the same.',
})
class RefusedInquiryType {
  @Needs('inquiry.ask')
  @Field(() => String, { description: 'Always SHARING_REFUSED.' })
  code!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: "In the request's language." })
  message!: string;

  @Needs('inquiry.ask')
  @Field(() => String, { description: 'The way out.' })
  hint!: string;
}

const InquiryResult = createUnionType({
  name: 'InquiryResult',
  description: 'What became of an inquiry about one subject.',
  types: () => [AnsweredInquiryType, NotRatedInquiryType, NoRecordInquiryType, RefusedInquiryType] as const,
  resolveType: (result) => (result as { __typename?: string }).__typename,
});

@ObjectType('InquirePayload', { simpleResolvers: true, description: 'What became of an inquiry.' })
class InquirePayload {
  @Needs('inquiry.ask')
  @Field(() => InquiryResult, { description: 'The answer, or why there is none.' })
  result!: typeof InquiryResult;
}

@ObjectType('InquireManyPayload', { simpleResolvers: true, description: 'What became of an inquiry about several subjects.' })
class InquireManyPayload {
  @Needs('inquiry.ask', { rows: 1 })
  @Field(() => [InquiryResult], { description: 'One for each subject, in their order.' })
  results!: (typeof InquiryResult)[];
}

const input = 'What is asked.';

/** Both are answered through a door (`inquiries.ts`), and by nobody else. */
@Resolver()
class InquiryMutation {
  @Needs('inquiry.ask', { args: { input: 'inquiry.ask' } })
  @Mutation(() => InquirePayload, {
    nullable: true,
    description: 'Asks about one subject, under the agreement and the consent of the person. It is put on record before it is answered.',
  })
  inquire(@Arg('input', () => InquireInput, { description: input }) _input: InquireInput): InquirePayload {
    throw problem('SHARING_NOT_PARTNER');
  }

  @Needs('inquiry.ask', { args: { input: 'inquiry.ask' } })
  @Mutation(() => InquireManyPayload, {
    nullable: true,
    description: `Asks about several subjects at once, at most ${limits.inquirySubjects}; each is one inquiry.`,
  })
  inquireMany(@Arg('input', () => InquireManyInput, { description: input }) _input: InquireManyInput): InquireManyPayload {
    throw problem('SHARING_NOT_PARTNER');
  }
}

export const resolvers = [InquiryMutation];
export const reads: Reads = { AnsweredInquiry: { customer: { part: 'subject' } } };
