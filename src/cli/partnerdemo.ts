import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { limits } from '../base/limits.ts';
import { secret } from '../db/secret.ts';
import { language } from '../server/config.ts';
import { handlers } from '../server/handlers.ts';
import { problem } from '../sharing/errors.ts';
import { nameOf } from '../sharing/partner/partner.ts';
import { make, type Sandbox } from '../sharing/sandbox/make.ts';
import { putAhead } from '../sharing/sandbox/putahead.ts';
import { sandboxName } from '../sharing/sandbox/sandbox.ts';
import { unknownSubject } from '../sharing/sandbox/subject.ts';
import { actingOn } from './acting.ts';
import { holdsDemo } from './demo.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

/** Adds what plays a partner to the commands about partners. */
export function registerSandbox(partner: Command): void {
  partner
    .command('demo')
    .description('make a sandbox partner over the demo world: keys, an agreement, test subjects with fixed outcomes, a program that asks')
    .option('--name <name>', 'what it is called', sandboxName)
    .option('--json', 'print one line of JSON')
    .action(run((options: { name: string; json?: boolean }) => withAssay((assay) => demo(assay, options))));
  partner
    .command('clock')
    .description("put the clock of a sandbox partner's consents ahead of the real one")
    .argument('<name>', 'the sandbox partner')
    .requiredOption('--days <n>', 'how many days ahead; 0 sets it right')
    .option('--by <name>', 'who does it (default: the user of this shell)')
    .option('--json', 'print one line of JSON')
    .action(run((name: string, options: { days: string; by?: string; json?: boolean }) => withAssay((assay) => clock(assay, name, options))));
}

async function demo(assay: Assay, { name, json }: { name: string; json?: boolean }): Promise<void> {
  if (!(await holdsDemo(assay))) throw problem('SHARING_SANDBOX_DEMO');
  const place = join(assay.home, 'partners', nameOf(name));
  const jwk = await publicKeyIn(join(place, 'key.json'));
  const sandbox: Sandbox = await assay.sql.begin((tx) => make(tx, { seal: assay.keys.seal, handlers }, { name, jwk }, actingOn(assay, undefined)));
  const client: Client = { address: assay.config.url, name, purpose: sandbox.purposes[0] as string };
  const file = await writeClient(place, client);
  await secret(join(place, 'subject.key'), () => sandbox.subjectKey.toString('base64'));
  const { subjectKey: _, ...told } = sandbox;
  const asked = sandbox.subjects[0]?.reference ?? unknownSubject;
  const curl = curlOf(client, file, asked);
  answer(json, { ...told, folder: place, client: file, curl }, lines(sandbox, { place, file, curl, asked, address: client.address }));
}

/** What the program beside it asks for. */
interface Client {
  readonly address: string;
  readonly name: string;
  readonly purpose: string;
}

/** Puts the program of thirty lines that asks as the sandbox partner into its folder. */
export async function writeClient(place: string, client: Client): Promise<string> {
  const file = join(place, 'client.mjs');
  await writeFile(file, await readFile(fileURLToPath(new URL('../sharing/sandbox/client.mjs', import.meta.url))), { mode: 0o600 });
  await writeFile(join(place, 'client.json'), `${JSON.stringify(client)}\n`, { mode: 0o600 });
  return file;
}

/** The same by curl: headers from the program, one request with them. */
export function curlOf({ address, purpose }: Client, file: string, reference: string): string {
  const asked = `subject: { reference: "${reference}" }, purpose: "${purpose}", idempotencyKey: "curl-1"`;
  const query = `mutation { inquire(input: { ${asked} }) { result { __typename ... on AnsweredInquiry { number grade { grade } } } } }`;
  return `node ${file} --headers | curl -sS -H @- ${address}/graphql --data '${JSON.stringify({ query })}'`;
}

/** The public half of the key in a file, which is made at first need. */
async function publicKeyIn(file: string): Promise<JWK & { kid: string }> {
  const made = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(made as JWK);
  const kept = JSON.parse(await secret(file, () => JSON.stringify({ ...made, kid, alg: 'ES256', use: 'sig' }))) as JWK & { kid: string };
  const key = createPublicKey(createPrivateKey({ key: kept as never, format: 'jwk' })).export({ format: 'jwk' });
  return { ...(key as JWK), kid: kept.kid, alg: 'ES256', use: 'sig' };
}

function lines(
  { name, isNew, purposes, subjects, lacking, others, daysAhead }: Sandbox,
  { place, file, curl, asked, address }: Record<'place' | 'file' | 'curl' | 'asked' | 'address', string>,
): string[] {
  const width = Math.max(...subjects.map(({ reference }) => reference.length));
  return [
    `sandbox partner ${name} ${isNew ? 'made' : 'is already there'}; its keys are in ${place}, its purposes ${purposes.join(', ')}`,
    '',
    ...subjects.map(({ reference, expected }) => `  ${reference.padEnd(width)}  ${expected[language()]}`),
    ...(lacking.length > 0 ? ['', `nobody in this demo world stands behind ${lacking.join(', ')}`] : []),
    ...(daysAhead === 0 ? [] : ['', ...aheadLines(name, daysAhead)]),
    ...(others > 0 ? ['', `${others} others consent too; they are found by their numbers (hashed with subject.key, base64)`] : []),
    '',
    `with the server running (npm start) at ${address}; where it has another PORT or ASSAY_URL, say this again with the same:`,
    `  node ${file} ${asked}`,
    `  ${curl}`,
    `consents a year on: npx assay partner clock ${name} --days 400`,
  ];
}

const aheadLines = (name: string, days: number): string[] => [
  `its clock is ${days} days ahead: who consented before is refused once that passes the end of the consent, whatever stands above`,
  `to set it right: npx assay partner clock ${name} --days 0`,
];

async function clock(assay: Assay, name: string, { days, by, json }: { days: string; by?: string; json?: boolean }): Promise<void> {
  if (!/^\d{1,6}$/.test(days)) throw problem('SHARING_SANDBOX_DAYS', { given: days, least: 0, most: limits.sandboxClockDaysMax }, { path: '--days' });
  const ahead = Number(days);
  await assay.sql.begin((tx) => putAhead(tx, { name, days: ahead }, actingOn(assay, by)));
  answer(json, { partner: name, daysAhead: ahead }, ahead === 0 ? `the clock of ${name} is right` : `the clock of ${name} is ${ahead} days ahead`);
}
