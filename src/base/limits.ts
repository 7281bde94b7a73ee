/** Every bound of Assay in one place. Names carry the unit; a reason stands where the number is not obvious. */
export const limits = {
  bodyBytes: 256 * 1024,
  headerBytes: 16 * 1024,
  /** From the first byte of a request to its last: a slower body is given up. */
  requestSeconds: 15,
  requestsInFlight: 64,
  requestsQueued: 512,
  /** Closing still takes what was sent before the other side could know, for so long. */
  closeGraceMs: 100,
  /** What closing waits for requests in flight. */
  closeSeconds: 20,
  documentTokens: 2_000,
  depth: 12,
  costStaff: 10_000,
  pageMax: 100,
  pageDefault: 20,
  /** A count stops here: beyond it nobody pages, and counting costs. */
  countMax: 10_000,
  /** Of the server's pool; the built-in Postgres takes 60, other commands use 4 each. */
  connections: 16,
  statementSeconds: 30,
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
  columnsPerFile: 2_000,
  keyCharacters: 200,
  rejectShare: 0.001,
  rejectsShown: 10,
  rejectsKept: 100_000,
  tokenMinutes: 12 * 60,
  tokensRemembered: 10_000,
  projectionsRemembered: 64,
  versionsRemembered: 64,
  documentsRemembered: 1_000,
  /** A longer document is validated every time: remembering holds its text, and anybody may send one. */
  documentRememberedCharacters: 16 * 1024,
  indicatorsPerRuleset: 200,
  /** Days and month ends at which a ruleset looks at lateness: each is a column, and Postgres has at most 1,664. */
  lateDaysPerRuleset: 1_000,
  cardsPerRuleset: 20,
  conditionsPerPopulation: 20,
  wordsPerCondition: 1_000,
  /** Kinds of customers (cells of cut points, words and states) over which exactly one card is shown to hold. */
  populationCells: 20_000,
  characteristicsPerCard: 64,
  binsPerCharacteristic: 64,
  reasonsGiven: 4,
  /** Points and initial scores lie within plus and minus this, so that sums stay exact to nine decimals. */
  pointsMax: 1_000_000,
  gradesPerRuleset: 50,
  goldenPerRuleset: 200,
  /** Nesting of a document outside (YAML or JSON). */
  documentDepth: 20,
  ruleBytes: 1024 * 1024,
  ratingSliceCustomers: 2_000,
  /** Slices being read while one is written: with that one and the run's lock they take a command's four connections. */
  ratingSlicesAhead: 2,
  matchBatchRecords: 5_000,
  autoLinkRecords: 20,
  searchResults: 50,
  nameCharacters: 200,
  demoCustomersMax: 1_000_000,
} as const;
