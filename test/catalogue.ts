import { readdirSync } from 'node:fs';
import { languages } from '../src/base/text.ts';
import { answered, statusOf } from '../src/graphql/status.ts';
import { textOf, texts } from '../src/graphql/texts.ts';
import { type Files, filesUnder, importsOf } from './tidy/source.ts';

/** How a code comes to whoever asked: as the status of the answer, in `errors` or `refusal` of an answer of status 200, or on the command line. */
type Way = 'status' | 'errors' | 'refusal' | 'command';

export interface Listed {
  readonly code: string;
  readonly room: string;
  readonly way: Way;
  /** Nothing on the command line. */
  readonly status: number | undefined;
}

/** Rooms in the order in which who integrates meets them. */
const order = ['access', 'server', 'graphql', 'sharing', 'audit', 'customer', 'payment', 'rating', 'portfolio', 'approval', 'intake', 'db', 'cli', 'demo'];
const titles: Readonly<Record<string, string>> = {
  access: 'Signing in',
  server: 'HTTP',
  graphql: 'The graph',
  sharing: 'Partners, agreements, consents, inquiries, reports',
  audit: 'The audit',
  customer: 'Customers',
  payment: 'Payments',
  rating: 'Ratings and rulesets',
  portfolio: 'The portfolio',
  approval: 'Approvals',
  intake: 'Imports',
  db: 'The database',
  cli: 'The command line',
  demo: 'The demo',
};

/** Files that one reaches. */
export function reached(files: Files, top: string): Set<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file) || !files.has(file)) return;
    found.add(file);
    for (const next of importsOf(file, files.get(file) ?? '')) visit(next);
  };
  visit(top);
  return found;
}

export const quoted = /'([A-Z][A-Z0-9_]+)'/g;

/** Every code of every room, and how it is met. */
export function catalogue(): Listed[] {
  const files = filesUnder('src', /\.ts$/);
  // What only others throw is met on the command line alone.
  const served = reached(files, 'src/server/http.ts');
  const inside = [...files].filter(([file]) => served.has(file) && !file.endsWith('/errors.ts') && file !== 'src/graphql/status.ts');
  const named = new Set(inside.flatMap(([, text]) => [...text.matchAll(quoted)].map((found) => found[1])));
  return readdirSync('src').flatMap((room) => {
    const declared = files.get(`src/${room}/errors.ts`) ?? '';
    const codes = [...declared.matchAll(quoted)].map((found) => found[1] as string);
    // Codes that are put together of parts stand nowhere whole.
    const isPart = (code: string): boolean => /_DOCUMENT_/.test(code);
    return codes.map((code): Listed => {
      const isCommand = ['access', 'server', 'db', 'cli', 'demo'].includes(room) || code === 'GRAPH_UNSHAREABLE' || !(named.has(code) || isPart(code));
      if (answered.includes(code)) return { code, room, way: 'status', status: statusOf(code) };
      if (isCommand) return { code, room, way: 'command', status: undefined };
      return { code, room, way: room === 'graphql' ? 'errors' : 'refusal', status: 200 };
    });
  });
}

const said: Readonly<Record<Way, string>> = { status: '', errors: ' in `errors`', refusal: ' in `refusal`', command: 'command line' };

/** Whether the same request may be sent again. */
function again({ way, status }: Listed): string {
  if (way === 'command') return '';
  if (status === 401) return 'with a new token or proof';
  if (status === 409) return 'with another key';
  if (status === 429 || status === 503) return 'after `Retry-After`, with the same key';
  if (status === 500) return 'with the same key; if it stays, tell us the incident';
  return status === 403 ? 'once that has changed' : 'once it is mended';
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
const both = (code: string, part: 'message' | 'hint'): string => languages.map((language) => cell(textOf(code, language)[part])).join('<br>');

/** The page of all codes. */
export function errorsPage(): string {
  const rooms = Map.groupBy(catalogue(), ({ room }) => room);
  const rank = ({ way }: Listed): number => ['status', 'errors', 'refusal', 'command'].indexOf(way);
  const section = (room: string): string => {
    const rows = (rooms.get(room) ?? []).toSorted((a, b) => rank(a) - rank(b) || (a.code < b.code ? -1 : 1));
    const lines = rows.map(
      (row) => `| ${row.code} | ${row.status ?? ''}${said[row.way]} | ${both(row.code, 'message')} | ${both(row.code, 'hint')} | ${again(row)} |`,
    );
    return `## ${titles[room] ?? room}\n| code | status | what is said | what to do | again |\n|---|---|---|---|---|\n${lines.join('\n')}\n`;
  };
  return `${head}\n${order
    .filter((room) => rooms.has(room))
    .map(section)
    .join('\n')}`;
}

/** Rooms with codes that the page does not know the place of. */
export const unplaced = (): string[] => [...new Set(catalogue().map(({ room }) => room))].filter((room) => !order.includes(room));

/** Codes without a text in some language. */
export const untold = (): string[] =>
  catalogue().flatMap(({ code }) =>
    languages.filter((language) => !texts()[language].get(code)?.message || !texts()[language].get(code)?.hint).map((language) => `${code} ${language}`),
  );

const head = `# What goes wrong, and what to do
Made by \`npm run schema\`. A program goes by the code, which stays; the words are for people and may become better. They come in the language of \`Accept-Language\` (en, zh); \`{parts}\` are filled in.

- A number alone is the HTTP status of an answer that is nothing but this problem: \`{"errors":[{"message":...,"extensions":{"code":...,"hint":...,"path":...}}]}\`. An inquiry that is refused so has told nothing, and below 500 has used nothing of the quotas; where a request holds several and one was answered, the status is 200 and the others stand in \`errors\`. Who asks for \`Accept: application/json\` by name gets a 400 of the graph as 200.
- *in \`errors\`*: one field of the answer is null for it; the others hold.
- *in \`refusal\`*: a mutation did nothing, and says so in its payload; of a query it stands in \`errors\`. When a mutation other than an inquiry refuses, codes with a status are met so too: in \`errors\` those that begin with REQUEST or GRAPH, in \`refusal\` the others.
- *command line*: on stderr, with exit code 1, with \`--json\` also as \`{"error":{"code":...}}\` on stdout.
- 429 and 503 carry \`Retry-After\` in seconds; once it is known what is used, an inquiry carries \`assay-quota-limit\`, \`assay-quota-remaining\` and \`assay-quota-reset\` (seconds), also when it is refused. The same \`idempotencyKey\` with the same input is always safe: it is counted and done once.
- \`/oauth/token\` answers in the words of OAuth: \`error\` is the rest of an OAUTH_ code in small letters, \`hint\` says what to do.
`;
