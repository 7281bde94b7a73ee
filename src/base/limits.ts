import { sharingLimits } from './sharinglimits.ts';

/** Every bound of Assay in one place. Names carry the unit; a reason stands where the number is not obvious. */
export const limits = {
  bodyBytes: 256 * 1024,
  /** Of all bodies that are still coming: nobody has a place yet who sends one. */
  bodiesBytes: 64 * 1024 * 1024,
  headerBytes: 16 * 1024,
  /** From the first byte of a request to its last: a slower body is given up. */
  requestSeconds: 15,
  /**
   * One is in Node at a time, the others in the database: more only wait inside, where nobody can refuse them, and in a
   * flood each of them adds to the time of all (`test/bench/flood.ts` measures it).
   */
  requestsInFlight: 8,
  /** Of requests in flight, those that took so long give their place to others, and that many of them go on beside. */
  requestSlowMs: 250,
  /** With the places no more than there are connections. */
  requestsAside: 8,
  /** Requests beside them that wait for what many wait for together: a statement for all of them, a commit. */
  requestsShared: 256,
  requestsQueued: 256,
  /** Whoever waited so long for a place is better told to come again. */
  requestWaitMs: 1_000,
  /** What fits the first ten packets of a connection arrives as soon uncompressed. */
  compressCharacters: 14 * 1024,
  languagesRemembered: 200,
  languageCharacters: 200,
  /** Closing still takes what was sent before the other side could know, for so long. */
  closeGraceMs: 100,
  /** What closing waits for requests in flight. */
  closeSeconds: 20,
  documentTokens: 2_000,
  depth: 12,
  costStaff: 10_000,
  /** Of an operation of a partner, for each subject it asks about. */
  costPartner: 2_000,
  /** The same for all subjects of an inquiry together. */
  costSubjects: 20_000,
  pageMax: 100,
  pageDefault: 20,
  /** A count stops here: beyond it nobody pages, and counting costs. */
  countMax: 10_000,
  /** Of the server's pool; the built-in Postgres takes 60, other commands use 4 each. */
  connections: 16,
  statementSeconds: 30,
  /** A statement whose caller went away is left so long to end by itself: most do, and a cancellation that comes late meets another. */
  cancelAfterMs: 100,
  /** Between one cancellation of a statement and the next, should it run on. */
  cancelAgainMs: 1_000,
  /** How long after it was sent a cancellation may still meet whatever its session runs by then. */
  cancelLateMs: 1_000,
  databaseWatchSeconds: 3,
  importStatementMinutes: 60,
  /** Money is kept within what a double holds exactly. */
  minorMax: Number.MAX_SAFE_INTEGER,
  cellBytes: 64 * 1024,
  /** One line of an imported file, with its quoted line breaks: beyond it a quote was left open. */
  recordBytes: 4 * 1024 * 1024,
  readBytes: 64 * 1024,
  /** Converted rows of one fact that wait for their COPY. */
  stageBytes: 1024 * 1024,
  /** A chunk of converted lines goes on after so many, even when they gave next to nothing. */
  linesPerChunk: 20_000,
  rejectsPerChunk: 1_000,
  /** Lines that one of several converting threads takes in a row. */
  linesPerShare: 2_048,
  importStreams: 8,
  /** From so many new rows on, statistics are taken at once: plans made before autovacuum comes would be poor. */
  analyseRows: 10_000,
  /** A smaller file is converted where it is read: a thread of its own takes longer to begin. */
  streamBytes: 2 * 1024 * 1024,
  /** Accounts whose customer an import remembers. */
  ownersRemembered: 5_000,
  columnsPerFile: 2_000,
  keyCharacters: 200,
  rejectShare: 0.001,
  /** Of the current facts of a source, what a full extract may no longer hold: beyond it, it is likely cut off. */
  absentShare: 0.2,
  absentShown: 10,
  contradictionsShown: 10,
  rejectsShown: 10,
  rejectsKept: 100_000,
  tokenMinutes: 12 * 60,
  tokensRemembered: 10_000,
  /** Until an OIDC issuer has told its configuration and keys. */
  issuerSeconds: 5,
  issuerBytes: 512 * 1024,
  issuerKeys: 100,
  /** A key that its issuer withdrew counts for at most so long. */
  issuerKeysMinutes: 10,
  /** Between two questions to an issuer, however many tokens name keys that nobody knows. */
  issuerRetrySeconds: 30,
  /** How long known keys stay in force while their issuer is down. */
  issuerStaleHours: 24,
  /** An issuer's token older than this is refused, whatever it says of its expiry. */
  issuerTokenHours: 24,
  /** How far an issuer's clock may differ. */
  clockToleranceSeconds: 30,
  projectionsRemembered: 64,
  versionsRemembered: 64,
  /** Of the validated documents of one projection; and of those, whoever sent them, of which it is known what for they ask. */
  documentsCharacters: 512 * 1024,
  /** What a character of a document comes to in its syntax tree. */
  treeBytes: 175,
  /** A longer document is validated every time: remembering holds its text, and anybody may send one. */
  documentRememberedCharacters: 16 * 1024,
  /** Of the statements compiled for one projection, one for each way a document's arguments and directives change the SQL, with the trees they hold. */
  compiledBytes: 64 * 1024 * 1024,
  /** Statements and terms of one selection: one for each way of grading, and for each version of an agreement. */
  variantsRemembered: 64,
  /** Costs of one operation that are remembered: one for each of its page sizes and choices. */
  measuresPerOperation: 100,
  /** Of all prepared statements: the database keeps each, some twelve bytes a character, on every connection, for good. */
  preparedCharacters: 8 * 1024 * 1024,
  /** Of those of one projection: nobody takes what others need. */
  preparedShare: 1024 * 1024,
  /** Texts that one place of a statement remembers (grades, reasons), and how long what they are made of may be. */
  writtenRemembered: 500,
  writtenRememberedCharacters: 200,
  /** Connections that quick statements share: as many as can be busy at once beside the program. */
  quickConnections: 2,
  /** A quick statement that takes longer is asked once more on a connection of its own. */
  quickSeconds: 1,
  /** Quick is what took no longer in the mean, after so many runs. */
  quickMs: 25,
  quickRuns: 5,
  indicatorsPerRuleset: 200,
  /** Of an indicator's window. */
  windowMonthsMax: 120,
  windowDaysMax: 3_660,
  historyMonthsMax: 84,
  /** No customer was rated before; windows of twice ten years lie in the calendar of any database. */
  asOfFirst: '1900-01-01',
  /** Reported statuses are held against derived ones so many at a time, and at most so many for one page: it then says that there is more. */
  statusBatch: 2_000,
  statusesPerPage: 40_000,
  /** Days and month ends at which a ruleset looks at lateness: each is a column, and Postgres has at most 1,664. */
  lateDaysPerRuleset: 1_000,
  /** Months that a ruleset's measures over months read: each is a sum of its own in the statement. */
  seriesMonthsPerRuleset: 2_000,
  cardsPerRuleset: 20,
  conditionsPerPopulation: 20,
  constantsPerCondition: 100,
  /** Kinds of customers (cells of cut points, words and states) over which exactly one card is shown to hold. */
  populationCells: 20_000,
  characteristicsPerCard: 64,
  binsPerCharacteristic: 64,
  reasonsGiven: 4,
  /** Things compared in one matrix: no random index is known beyond it. */
  comparedPerMatrix: 10,
  /** How many times as much one thing may count as another. */
  comparisonMax: 1_000_000,
  expertsPerMatrix: 50,
  weightMixParts: 10,
  /** Points and initial scores lie within plus and minus this, so that sums stay exact to nine decimals. */
  pointsMax: 1_000_000,
  gradesPerRuleset: 50,
  /** Bureaus and agencies whose scales a ruleset reads, and words of one scale. */
  externalScales: 20,
  externalWords: 100,
  /** Knock-outs, cold starts or caps of a ruleset. */
  rulesPerStep: 50,
  overrideMonthsMax: 60,
  objectionDaysMax: 366,
  /** Customers of an installation whose issue run may be prepared by a mutation: more take longer than a request may. */
  issueCustomers: 5_000,
  noticesPerStatement: 5_000,
  /** Of an issued grade, after the day it is as of. */
  validMonthsMax: 120,
  goldenPerRuleset: 200,
  /** Indicators that a path to a better grade may change. */
  actionableIndicators: 12,
  /** Combinations a path looks at before it says that they are too many. */
  pathSums: 1_000_000,
  /** How far ahead a grade is foreseen. */
  forecastDays: 1_100,
  policyRows: 100,
  /** Combinations of grades and kinds of values (cells of cut points, words and states) over which the rows of a policy are held against each other. */
  policyCells: 1_000_000,
  /** How many times an indicator an amount can be. */
  policyTimesMax: 1_000,
  reminderStepsMax: 30,
  reminderDaysBefore: 60,
  reminderDaysMax: 3_660,
  /** Nesting of a document outside (YAML or JSON). */
  documentDepth: 20,
  ruleBytes: 1024 * 1024,
  ratingSliceCustomers: 2_000,
  /** Slices being read while one is written: with that one and the run's lock they take a command's four connections. */
  ratingSlicesAhead: 2,
  matchBatchRecords: 5_000,
  autoLinkRecords: 20,
  searchResults: 50,
  searchCharacters: 2,
  /** Of all that a word or four digits may mean, so many are ranked: a beginning that a tenth of a city shares costs no more. */
  searchCandidates: 2_000,
  /** Addresses that hold the longer words of a text, of which the short ones are then looked for. */
  searchAddresses: 20_000,
  /** Words of a text that a name or an address is held to, the longest first. */
  searchWords: 8,
  /** Likeness of a word said and a word of a name (trigrams, 0 to 1); not below 0.3, from which the index answers. */
  searchSimilarity: 0.35,
  searchSimilarWords: 200,
  /** A shorter word is like too many. */
  searchSimilarCharacters: 4,
  /** An address is looked up by words of so many characters: fewer make no trigram. */
  searchAddressCharacters: 3,
  /** What the name directory keeps of a word (`nameDirectory`). */
  nameWordCharacters: 32,
  nameCharacters: 200,
  approvalCommentCharacters: 2_000,
  /** What a person says for an entry on a list, a mark or a window of forbearance; it may become the comment of a request. */
  saidCharacters: 2_000,
  /** Due days in one window, from the first to the last. */
  forbearanceDaysMax: 92,
  /** From the last due day in a window to the last day to pay. */
  forbearanceExpiryDaysMax: 366,
  /** Of one request: more ids do not fit the body of one operation. */
  forbearanceAccountsMax: 4_000,
  /** Persons who must approve one request. */
  approvalsNeeded: 10,
  approversNamed: 20,
  /** Until a request nobody decided expires, where its submitter says nothing, and at most. */
  approvalDays: 14,
  approvalDaysMax: 366,
  /** How far ahead a ruleset's activation may lie. */
  activationDaysMax: 731,
  ...sharingLimits,
  demoCustomersMax: 1_000_000,
  /** What a check of `doctor` reads of one table, and recomputes of the accounts; beyond it a sample. */
  doctorRows: 2_000_000,
  /** Rows without their counterpart are counted up to here. */
  doctorOrphans: 10_000,
  doctorAccounts: 5_000,
  doctorSlice: 1_000,
  doctorNames: 5_000,
  doctorSealed: 100,
  doctorStatementSeconds: 60,
  sessionStuckMinutes: 10,
  /** The shortest passphrase a backup is encrypted with. */
  passphraseCharacters: 12,
  clockWarningSeconds: 2,
  clockFaultSeconds: 60,
  diskWarningMegabytes: 2_000,
  diskFaultMegabytes: 200,
} as const;
