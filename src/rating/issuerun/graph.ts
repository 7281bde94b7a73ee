import { Arg, type ClassType, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { Needs, needsValues } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import { golden } from '../../customer/store.ts';
import { load } from '../../graphql/batch.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import type { Connection } from '../../graphql/page.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { RatingSubject, RulesetVersionType } from '../graph.ts';
import { approvalName, type IssueRun, type RunState, runName, runStates } from '../issue/issue.ts';
import type { PublishedRuleset } from '../publish.ts';
import type { Subject } from '../subject.ts';
import { findRun } from './find.ts';
import { rulesetOfRun } from './rulesetofrun.ts';
import { runs } from './runs.ts';

const IssueState = Object.fromEntries(runStates.map((state) => [state.toUpperCase(), state]));
registerEnumType(IssueState, {
  name: 'IssueState',
  description: 'How far an issue of grades has come.',
  valuesConfig: {
    PREPARING: { description: 'Its ratings are being made, or were until it was interrupted: preparing it again goes on.' },
    PREPARED: { description: 'Its ratings are made and sealed under its digest; it may be submitted.' },
    SUBMITTED: { description: 'It waits for its approval.' },
    ISSUED: { description: 'Approved: its grades are issued.' },
    REFUSED: { description: 'An approver refused it; nothing of it is in force.' },
    CANCELLED: { description: 'It was cancelled or withdrawn; nothing of it is in force.' },
  },
});
needsValues<Uppercase<RunState>>('IssueState', { PREPARING: 'open', PREPARED: 'open', SUBMITTED: 'open', ISSUED: 'open', REFUSED: 'open', CANCELLED: 'open' });

@ObjectType('IssueCounts', { simpleResolvers: true, description: 'How the subjects of an issue came out, and against the final grade that each had last.' })
class CountsType {
  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Customers, accounts or groups that were rated.' })
  subjects!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'With a grade to issue.' })
  graded!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Of them: with a grade that stands in until enough is known.' })
  provisional!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Without a score, and so without a grade: what they had runs to its last day.' })
  invalid!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Outside the scope of the ruleset, and so without a grade.' })
  outside!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Graded for the first time.' })
  first!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Better than before.' })
  better!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'As before.' })
  same!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'Worse than before.' })
  worse!: number;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'The grade before is none that the ruleset knows.' })
  incomparable!: number;
}

@ObjectType('IssueMove', { simpleResolvers: true, description: 'One cell of the migration matrix of an issue.' })
class MoveType {
  @Needs('portfolio.read')
  @Field(() => String, { nullable: true, description: 'The final grade issued last; empty: none.' })
  from!: string | null;

  @Needs('portfolio.read')
  @Field(() => String, { nullable: true, description: 'The grade now; empty: none.' })
  to!: string | null;

  @Needs('portfolio.read')
  @Field(() => Int, { description: 'How many.' })
  count!: number;
}

@ObjectType('IssueRun', {
  simpleResolvers: true,
  description: 'One issue of official grades: of everybody at the end of a cycle, or of one customer on event.',
})
export class IssueRunType {
  @Needs('portfolio.read', { get: ({ issueId }: IssueRun) => runName(issueId) })
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('portfolio.read')
  @Field(() => String, { description: 'What is graded: credit, churn and so on.' })
  dimension!: string;

  @Needs('portfolio.read')
  @Field(() => RatingSubject, { description: 'Whose grades.' })
  subject!: Subject;

  @Needs('portfolio.read')
  @Field(() => String, { description: 'The period that is graded: 2026, 2026-H1 preliminary, 2026-Q2, or the day of an event.' })
  cycle!: string;

  @Needs('portfolio.read', { get: ({ kind }: IssueRun) => kind === 'preliminary' })
  @Field(() => Boolean, { description: 'Its grades are told, and bind nobody.' })
  preliminary!: boolean;

  @Needs('portfolio.read')
  @Field(() => DateScalar, { description: 'The day its grades are as of: the first after the period.' })
  asOf!: string;

  @Needs('portfolio.read')
  @Field(() => IssueState, { description: 'How far it has come.' })
  state!: RunState;

  @Needs('portfolio.read')
  @Field(() => CountsType, { nullable: true, description: 'How its subjects came out; empty until it is prepared.' })
  counts!: CountsType | null;

  @Needs('portfolio.read', { rows: 30 })
  @Field(() => [MoveType], { nullable: true, description: 'The migration matrix, best grades first; empty until it is prepared.' })
  migration!: MoveType[] | null;

  @Needs('portfolio.read')
  @Field(() => String, { nullable: true, description: 'Over every subject, its grade and its inputs: what is approved.' })
  digest!: string | null;

  @Needs('portfolio.read')
  @Field(() => String, { description: 'Who prepared it.' })
  preparedBy!: string;

  @Needs('portfolio.read')
  @Field(() => DateTimeScalar, { description: 'When its preparation began.' })
  startedAt!: string;

  @Needs('portfolio.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was prepared.' })
  preparedAt!: string | null;

  @Needs('portfolio.read')
  @Field(() => String, { nullable: true, description: 'Who submitted it.' })
  submittedBy!: string | null;

  @Needs('portfolio.read', { get: ({ approval }: IssueRun) => approvalName(approval) })
  @Field(() => ID, { nullable: true, description: 'Id of the request for its approval.' })
  approval!: string | null;

  @Needs('portfolio.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When its grades were issued.' })
  issuedAt!: string | null;

  @Needs('portfolio.read')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was refused or cancelled.' })
  droppedAt!: string | null;
}

@Resolver(() => IssueRunType)
class IssueRunFields {
  @Needs('portfolio.read')
  @FieldResolver(() => RulesetVersionType, { nullable: true, description: 'The version it rates with.' })
  ruleset(@Root() run: IssueRun, @Ctx() context: Context): Promise<PublishedRuleset | undefined> {
    return rulesetOfRun(context, run);
  }

  @Needs('customer.read')
  @FieldResolver(() => published('Customer'), { nullable: true, description: 'The only customer whose grade is issued, on event.' })
  customer(@Root() run: IssueRun, @Ctx() context: Context): Promise<object | undefined> {
    return load(context, golden, run.only);
  }
}

const IssueRunConnection = connectionOf('IssueRun', () => IssueRunType, 'portfolio.read') as ClassType<Connection<IssueRun>>;

@Resolver()
class IssueRunQueries {
  @Needs('portfolio.read', { args: { dimension: 'portfolio.read', state: 'portfolio.read', first: 'open', after: 'open' } })
  @Query(() => IssueRunConnection, { description: 'Issues of official grades, the newest first.' })
  issueRuns(
    @Ctx() context: Context,
    @Arg('dimension', () => String, { nullable: true, description: 'Of this dimension alone.' }) dimension: string | undefined,
    @Arg('state', () => IssueState, { nullable: true, description: 'That have come so far.' }) state: RunState | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<IssueRun>> {
    return runs(context, { dimension, state, first, after });
  }

  @Needs('portfolio.read', { args: { id: 'portfolio.read' } })
  @Query(() => IssueRunType, { nullable: true, description: 'One issue by id; null when there is none.' })
  issueRun(@Arg('id', () => ID, { description: 'Opaque id.' }) id: string, @Ctx() context: Context): Promise<IssueRun | undefined> {
    return findRun(context, id);
  }
}

export const resolvers = [IssueRunFields, IssueRunQueries];
