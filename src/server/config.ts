import { resolve } from 'node:path';
import { z } from 'zod';
import { profile } from '../base/profile.ts';
import { problem } from './errors.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every variable with what it may be and, in words that need no translation, an example of it. */
const variables = {
  ASSAY_HOME: [z.string().default('.assay'), './.assay'],
  ASSAY_URL: [z.url({ protocol: /^https?$/ }).optional(), 'https://assay.example'],
  PORT: [z.coerce.number().int().min(1).max(65_535).default(4000), '1 ... 65535'],
  DATABASE_URL: [z.url({ protocol: /^postgres(ql)?$/ }).optional(), 'postgres://user:password@host:5432/database'],
  ASSAY_KEY: [z.string().transform(keys).optional(), '`openssl rand -base64 32`'],
  ASSAY_TIME_ZONE: [z.string().refine(isTimeZone).optional(), 'Europe/Berlin'],
  ASSAY_CURRENCY: [
    z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    'EUR',
  ],
  ASSAY_PROFILE: [z.literal(profile.name).default(profile.name), profile.name],
  ASSAY_LOG: [z.enum(levels).default('info'), levels.join(' | ')],
} as const;

type Values = { [Name in keyof typeof variables]: z.infer<(typeof variables)[Name][0]> };

export interface Config {
  /** Absolute path of the folder that holds keys, tokens and, without DATABASE_URL, the database. */
  home: string;
  /** Where people reach the server. */
  url: string;
  port: number;
  databaseUrl: string | undefined;
  /** The ring of identifier keys, oldest first, when it does not come from the home. */
  sealKeys: Uint8Array[] | undefined;
  timeZone: string | undefined;
  currency: string | undefined;
  profile: string;
  log: (typeof levels)[number];
}

/** Reads the environment; a variable that cannot be used is SERVER_CONFIG with its name. Empty counts as not set. */
export function config(environment: NodeJS.ProcessEnv = process.env): Config {
  const read = Object.fromEntries(
    Object.entries(variables).map(([name, [schema, expected]]) => {
      const result = schema.safeParse(environment[name] || undefined);
      if (!result.success) throw problem('SERVER_CONFIG', { name, expected }, { path: name, internal: result.error.message });
      return [name, result.data];
    }),
  ) as Values;
  return {
    home: resolve(read.ASSAY_HOME),
    url: read.ASSAY_URL ?? `http://localhost:${read.PORT}`,
    port: read.PORT,
    databaseUrl: read.DATABASE_URL,
    sealKeys: read.ASSAY_KEY,
    timeZone: read.ASSAY_TIME_ZONE,
    currency: read.ASSAY_CURRENCY,
    profile: read.ASSAY_PROFILE,
    log: read.ASSAY_LOG,
  };
}

/** zh when the terminal's language is Chinese. */
export function language(environment: NodeJS.ProcessEnv = process.env): 'en' | 'zh' {
  return (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Base64 or hex of 32 bytes each, comma between, oldest first. */
function keys(text: string, context: z.RefinementCtx): Uint8Array[] {
  const ring = text.split(',').map((part) => Buffer.from(part.trim(), /^[0-9a-fA-F]{64}$/.test(part.trim()) ? 'hex' : 'base64'));
  if (ring.some((key) => key.length !== 32)) context.addIssue({ code: 'custom', message: 'not 32 bytes' });
  return ring;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
