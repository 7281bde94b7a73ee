/** The bounds of agreements, consents, inquiries, their tokens and their audit; read them as `limits`. */
export const sharingLimits = {
  purposesPerAgreement: 20,
  /** What became of the customers of a grade is told of so many at least. */
  observedCustomersLeast: 30,
  /** Of one partner, those that are over among them. */
  partnerKeys: 50,
  partnerContacts: 20,
  addressCharacters: 2_000,
  /** Recorded inquiries that a proposed agreement is held against: unless said, at most, and requests read at a time. */
  rehearsedInquiries: 1_000,
  rehearsedInquiriesMax: 10_000,
  rehearsedRequests: 50,
  /** How far ahead a version must lie that takes from a partner what it sees, unless it is urgent. */
  agreementNoticeDays: 30,
  agreementWindowMonthsMax: 120,
  agreementFreshDaysMax: 1_100,
  agreementRetentionDaysMax: 3_660,
  quotaDayMax: 10_000_000,
  quotaBurstMax: 10_000,
  /** Subjects of one `inquireMany`. */
  inquirySubjects: 1_000,
  /** Lines of a file of consents, and customers whose names for partners are completed, that share one commit. */
  consentsPerCommit: 500,
  /** Of a partner's access token. */
  partnerTokenSeconds: 600,
  /** How long an answer about the sandbox's slow test subject takes. */
  sandboxSlowMs: 3_000,
  /** Slow test subjects that are waited for at once, each at a place of the gate; one more is answered without delay. */
  sandboxSlowAtOnce: 16,
  /** Customers of the demo world that the sandbox chooses its test subjects from. */
  sandboxCandidates: 5_000,
  /** How far ahead the clock of a sandbox's consents can be put. */
  sandboxClockDaysMax: 3_660,
  /** How old a proof of possession may be. */
  proofSeconds: 60,
  proofBytes: 8 * 1024,
  /** How long a signing key serves before it is read anew: a rotation is followed by then. */
  signingKeySeconds: 10,
  /** Between two looks for a signing key that is not known. */
  signingKeyRetrySeconds: 0.1,
  /** How long the list of partners' own authorisation servers serves. */
  partnerIssuersSeconds: 5,
  /** What a client asserts of itself when it asks for a token is good for at most so long. */
  assertionSeconds: 300,
  /** Partners whose published keys are remembered. */
  clientKeySets: 500,
  /** A request for a token. */
  tokenRequestBytes: 32 * 1024,
  /** How long the same inquiry under the same idempotency key is a repeat, which is not counted. */
  inquiryRepeatHours: 24,
  /** Between two clearings of proofs and assertions that are too old to come again. */
  replayClearSeconds: 60,
  replayClearRows: 50_000,
  /** How long what is known of a partner's standing serves what reads no customer. */
  standingMs: 500,
  /** Statements for inquiries that differ in nothing but their subjects, at once, and subjects that share one. */
  looksAtOnce: 2,
  lookSubjects: 24,
  /** Entries of the audit that share one commit. */
  auditBatch: 500,
  /** Entries that wait for their commit: beyond it requests are refused. */
  auditWaiting: 5_000,
  /** What an entry waits for its commit: after that nothing is disclosed. */
  auditSeconds: 5,
  /** Where a stream of the audit stands is signed so often while it grows, and sooner after so many entries. */
  auditCheckpointSeconds: 60,
  auditCheckpointEntries: 10_000,
  /** Streams whose place is signed in one go. */
  auditCheckpointStreams: 1_000,
  /** Entries read at once to be verified or exported. */
  auditPage: 2_000,
  /** Altered places of one stream that a verification prints; with --json it tells all. */
  auditFaultsShown: 20,
  /** How long what staff read waits, to be put on record with others. */
  staffReadMs: 250,
  /** Reads of staff that are not on record yet: beyond it reads wait for them. */
  staffReadsWaiting: 20_000,
  /** Customers that one entry of reads names. */
  staffNamesPerEntry: 500,
  /** Texts among an operation's arguments that may name a customer: more do not fit a body. */
  staffTexts: 10_000,
  staffNamesRemembered: 20_000,
  staffListsRemembered: 10_000,
  /** Streams of the audit known to have begun. */
  auditStreamsRemembered: 10_000,
  /** Proofs of possession that a server remembers to have come with an inquiry. */
  proofsRemembered: 50_000,
  partnerConnections: 8,
  auditConnections: 2,
  /** Between two looks for changes of rulesets that partners are to be told of. */
  rulesetNoticeSeconds: 60,
  /** Months of partners whose counts are remembered. */
  statementsRemembered: 500,
  /** How long the count of a month that goes on serves. */
  statementRecountSeconds: 30,
  /** After its end a month may still get entries that began in it. */
  statementSettleSeconds: 300,
  /** Partners whose names of ids have their keys at hand. */
  partnersRemembered: 200,
  /** Kinds of ids that a partner's names are at hand for. */
  pairwisePrefixes: 50,
} as const;
