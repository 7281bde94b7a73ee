import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { resolversOf as approvalOf } from '../approval/graph.ts';
import { resolvers as chain } from '../audit/chain/graph.ts';
import { resolvers as audit } from '../audit/graph.ts';
import { resolvers as consumption, reads as consumptionReads } from '../consumption/graph.ts';
import { resolvers as customer, reads as customerReads } from '../customer/graph.ts';
import { resolvers as list, reads as listReads } from '../customer/list/graph.ts';
import { resolvers as mark, reads as markReads } from '../customer/mark/graph.ts';
import { build } from '../graphql/build.ts';
import { type Reads, together } from '../graphql/reads.ts';
import { resolvers as intake } from '../intake/graph.ts';
import { resolvers as outbox } from '../outbox/graph.ts';
import { resolvers as forbearance, reads as forbearanceReads } from '../payment/forbearance/graph.ts';
import { resolvers as payment, reads as paymentReads } from '../payment/graph.ts';
import { resolvers as agreement } from '../portfolio/agreement/graph.ts';
import { resolvers as portfolio, reads as portfolioReads } from '../portfolio/graph.ts';
import { resolvers as policy, reads as policyReads } from '../portfolio/policy/graph.ts';
import { resolvers as behaviour, reads as behaviourReads } from '../rating/behaviour/graph.ts';
import { resolvers as calibration } from '../rating/calibration/graph.ts';
import { resolvers as decision } from '../rating/decision/graph.ts';
import { resolvers as diff } from '../rating/diff/graph.ts';
import { resolvers as rating, reads as ratingReads } from '../rating/graph.ts';
import { resolvers as issue } from '../rating/issue/graph.ts';
import { resolvers as issued, reads as issuedReads } from '../rating/issued/graph.ts';
import { resolvers as issueRun } from '../rating/issuerun/graph.ts';
import { resolvers as life } from '../rating/life/graph.ts';
import { resolvers as override } from '../rating/override/graph.ts';
import { resolvers as path } from '../rating/path/graph.ts';
import { resolvers as release } from '../rating/release/graph.ts';
import { resolvers as replay } from '../rating/replay/graph.ts';
import { resolvers as review, reads as reviewReads } from '../rating/review/graph.ts';
import { resolvers as subject, reads as subjectReads } from '../rating/subject/graph.ts';
import { resolvers as tally } from '../rating/tally/graph.ts';
import { resolvers as version } from '../rating/version/graph.ts';
import { resolvers as service, reads as serviceReads } from '../service/graph.ts';
import { resolvers as agreeing } from '../sharing/agreeing/graph.ts';
import { resolvers as partnerAgreement } from '../sharing/agreement/graph.ts';
import { resolvers as consent } from '../sharing/consent/graph.ts';
import { resolversOf as differenceOf } from '../sharing/difference/graph.ts';
import { resolvers as enrolment } from '../sharing/enrolment/graph.ts';
import { resolvers as filing } from '../sharing/filing/graph.ts';
import { resolvers as giving } from '../sharing/giving/graph.ts';
import { resolvers as inquiry, reads as inquiryReads } from '../sharing/inquiry/graph.ts';
import { resolvers as ledger } from '../sharing/ledger/graph.ts';
import { resolvers as notice } from '../sharing/notice/graph.ts';
import { resolversOf as ownOf } from '../sharing/own/graph.ts';
import { resolvers as partner } from '../sharing/partner/graph.ts';
import { resolversOf as rehearsalOf } from '../sharing/rehearsal/graph.ts';
import { resolvers as report } from '../sharing/report/graph.ts';
import { resolvers as usage } from '../sharing/usage/graph.ts';
import { AboutQuery } from './about.ts';
import { handlers } from './handlers.ts';

let full: GraphQLSchema | undefined;

/** The whole graph, as admin sees it: every room's resolvers in one plain list. */
export function schema(): GraphQLSchema {
  full ??= build([
    AboutQuery,
    ...customer,
    ...list,
    ...mark,
    ...consumption,
    ...payment,
    ...forbearance,
    ...service,
    ...rating,
    ...decision,
    ...calibration,
    ...behaviour,
    ...issueRun,
    ...issue,
    ...issued,
    ...review,
    ...replay,
    ...path,
    ...subject,
    ...override,
    ...tally,
    ...version,
    ...diff,
    ...life,
    ...release,
    ...portfolio,
    ...agreement,
    ...policy,
    ...partner,
    ...enrolment,
    ...partnerAgreement,
    ...agreeing,
    ...differenceOf(() => schema()),
    ...rehearsalOf(() => schema()),
    ...ownOf(() => schema()),
    ...consent,
    ...giving,
    ...filing,
    ...intake,
    ...approvalOf(handlers),
    ...inquiry,
    ...ledger,
    ...report,
    ...notice,
    ...usage,
    ...audit,
    ...chain,
    ...outbox,
  ]);
  return full;
}

/** What the fields of the graph read, of every room that says so. */
export const reads = (): Reads =>
  together(
    customerReads,
    listReads,
    markReads,
    consumptionReads,
    paymentReads,
    forbearanceReads,
    serviceReads,
    ratingReads,
    subjectReads,
    behaviourReads,
    issuedReads,
    reviewReads,
    portfolioReads,
    policyReads,
    inquiryReads,
  );
