import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { ApprovalType } from '../../approval/graph.ts';
import type { PublishedApproval } from '../../approval/request.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { AgreementVersionType } from '../agreement/graph.ts';
import type { PublishedVersion } from '../agreement/publish.ts';
import { type Answer, answer } from './answer.ts';
import { checkText } from './checktext.ts';
import { draftText } from './drafttext.ts';
import { halted } from './halted.ts';
import type { PublishedFault } from './publishfault.ts';
import { submitAgreement } from './submitagreement.ts';

const said = `Why: at least a word, at most ${limits.approvalCommentCharacters} characters. It goes on record.`;
const key = 'Yours, one per intended step: the same key again answers what was answered.';
const text = 'The document: YAML or JSON, as schema/agreement.schema.json describes it.';

@ObjectType('AgreementFault', { simpleResolvers: true, description: "One thing that is wrong, or odd, in an agreement's document." })
export class FaultType {
  @Needs('partner.read')
  @Field(() => String, { description: 'error: the version cannot be submitted. warning: it is told and passes.' })
  severity!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'Stable code.' })
  code!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'Where in the document, such as `purposes.letting.scopes.rating.score`.' })
  path!: string;

  @Needs('partner.read')
  @Field(() => Int, { nullable: true, description: 'On which line of the text that was sent; empty for a document that is kept.' })
  line!: number | null;

  @Needs('partner.read')
  @Field(() => String, { description: "What, in the request's language." })
  message!: string;

  @Needs('partner.read')
  @Field(() => String, { description: 'The way out.' })
  hint!: string;
}

@InputType({ description: 'A document, and what is said of it.' })
class DraftAgreementInput {
  @Needs('partner.edit')
  @Field(() => String, { description: text })
  text!: string;

  @Needs('partner.edit')
  @Field(() => String, { description: said })
  comment!: string;

  @Needs('partner.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: 'Which version, and who is to decide until when.' })
class SubmitAgreementInput {
  @Needs('partner.edit')
  @Field(() => ID, { description: 'The version.' })
  version!: string;

  @Needs('partner.edit')
  @Field(() => String, { description: said })
  comment!: string;

  @Needs('partner.edit')
  @Field(() => String, {
    nullable: true,
    description: `Why what it takes away from the partner cannot be told ${limits.agreementNoticeDays} days beforehand; it goes on record. Without it, that is refused.`,
  })
  urgent?: string | null;

  @Needs('partner.edit')
  @Field(() => [String], { nullable: true, description: 'Subjects of the persons who may decide; without it whoever holds the right to.' })
  approvers?: string[] | null;

  @Needs('partner.edit')
  @Field(() => Int, { nullable: true, description: 'So many persons must approve; without it one.' })
  needed?: number | null;

  @Needs('partner.edit')
  @Field(() => DateTimeScalar, { nullable: true, description: `Until when it can be decided; without it ${limits.approvalDays} days from now.` })
  deadline?: string | null;

  @Needs('partner.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@InputType({ description: "Which partner's agreement, and why." })
class AgreementStepInput {
  @Needs('partner.edit')
  @Field(() => String, { description: 'The name of the partner.' })
  partner!: string;

  @Needs('partner.edit')
  @Field(() => String, { description: said })
  why!: string;

  @Needs('partner.edit')
  @Field(() => ID, { description: key })
  idempotencyKey!: string;
}

@ObjectType('AgreementPayload', { simpleResolvers: true, description: 'What a step on an agreement came to, or why nothing was done.' })
class AgreementPayload {
  @Needs('partner.edit')
  @Field(() => AgreementVersionType, { nullable: true, description: 'The version it was about, as it is now.' })
  version!: PublishedVersion | null;

  @Needs('partner.edit')
  @Field(() => Boolean, { description: 'Something is other than before; not so when the document was kept already.' })
  isChanged!: boolean;

  @Needs('approval.read')
  @Field(() => ApprovalType, { nullable: true, description: 'The request that a second person decides on.' })
  approval!: PublishedApproval | null;

  @Needs('partner.edit', { rows: 20 })
  @Field(() => [FaultType], {
    description: 'What the check found: warnings, and errors where they are why nothing was done; of a draft whatever is to be corrected.',
  })
  faults!: readonly PublishedFault[];

  @Needs('partner.edit')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

@Resolver()
class AgreementOperations {
  @Needs('partner.edit', { args: { text: 'partner.edit' }, rows: 20 })
  @Query(() => [FaultType], { description: "Everything that is wrong in an agreement's document; none: it may be drafted and submitted." })
  agreementFaults(@Ctx() context: Context, @Arg('text', () => String, { description: text }) document: string): Promise<PublishedFault[]> {
    return checkText(context, document);
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => AgreementPayload, { description: 'Keeps a document as the next version of the agreement with the partner that it names.' })
  draftAgreement(
    @Arg('input', () => DraftAgreementInput, { description: 'The document.' }) input: DraftAgreementInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    return answer(context, 'draftAgreement', input, (tx, acting) => draftText(tx, input, acting));
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => AgreementPayload, { description: 'Asks a second person to put a version in force.' })
  submitAgreement(
    @Arg('input', () => SubmitAgreementInput, { description: 'Which, and why.' }) input: SubmitAgreementInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    return answer(context, 'submitAgreement', input, (tx, acting) => submitAgreement(tx, input, acting));
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => AgreementPayload, {
    description: 'Suspends the agreement with a partner: from then on nothing is disclosed under it, whatever tokens are out.',
  })
  suspendAgreement(
    @Arg('input', () => AgreementStepInput, { description: 'Which, and why.' }) input: AgreementStepInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    return answer(context, 'suspendAgreement', input, (tx, acting) => halted(tx, input, 'suspend', acting));
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => AgreementPayload, { description: 'Lets a suspended agreement go on.' })
  resumeAgreement(
    @Arg('input', () => AgreementStepInput, { description: 'Which, and why.' }) input: AgreementStepInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    return answer(context, 'resumeAgreement', input, (tx, acting) => halted(tx, input, 'resume', acting));
  }

  @Needs('partner.edit', { args: { input: 'partner.edit' } })
  @Mutation(() => AgreementPayload, { description: 'Ends the agreement with a partner for good, versions to come too.' })
  endAgreement(
    @Arg('input', () => AgreementStepInput, { description: 'Which, and why.' }) input: AgreementStepInput,
    @Ctx() context: Context,
  ): Promise<Answer> {
    return answer(context, 'endAgreement', input, (tx, acting) => halted(tx, input, 'end', acting));
  }
}

export const resolvers = [AgreementOperations];
