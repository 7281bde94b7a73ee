#!/usr/bin/env node
// Nothing that an older Node cannot load may be imported before this line has been said.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(`error: Assay needs Node 24, this is ${process.versions.node}. Start it with \`npm start\` or \`npx assay\`: npm brings its own.\n`);
  process.exit(1);
}

await import('reflect-metadata');
const { Command, CommanderError } = await import('commander');

/** Only what is asked for is loaded: most of the program is the server. */
const commands = {
  serve: () => import('./serve.ts'),
  migrate: () => import('./migrate.ts'),
  import: () => import('./import.ts'),
  ruleset: () => import('./ruleset.ts'),
  rate: () => import('./rate.ts'),
  replay: () => import('./replay.ts'),
  'replay-report': () => import('./replayreport.ts'),
  issue: () => import('./issue.ts'),
  judge: () => import('./judge.ts'),
  'external-agreement': () => import('./externalagreement.ts'),
  partner: () => import('./partner.ts'),
  agreement: () => import('./agreement.ts'),
  consent: () => import('./consent.ts'),
  override: () => import('./override.ts'),
  inbox: () => import('./approval.ts'),
  approve: () => import('./approval.ts'),
  refuse: () => import('./approval.ts'),
  withdraw: () => import('./approval.ts'),
  reassign: () => import('./approval.ts'),
  token: () => import('./token.ts'),
  key: () => import('./key.ts'),
  audit: () => import('./audit.ts'),
  verify: () => import('./verify.ts'),
  demo: () => import('./demo.ts'),
  backup: () => import('./backup.ts'),
  restore: () => import('./restore.ts'),
  doctor: () => import('./doctor.ts'),
  stop: () => import('./stop.ts'),
};
const asked = Object.entries(commands).filter(([name]) => name === process.argv[2]);

const program = new Command('assay').description('One record per customer, measured, graded, and shared as consent allows.').exitOverride();
// A file may bring several commands.
for (const file of new Set(await Promise.all((asked.length > 0 ? asked : Object.entries(commands)).map(([, load]) => load())))) file.register(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

export {};
