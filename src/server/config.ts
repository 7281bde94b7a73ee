import { resolve } from 'node:path';
import { z } from 'zod';
import { isTrusted } from '../access/address.ts';
import type { IssuerSettings } from '../access/issuer.ts';
import { policyRules } from '../base/profile.ts';
import { problem } from './errors.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const profiles = Object.keys(policyRules) as (keyof typeof policyRules)[];

/** Every variable with what it may be and, in words that need no translation, an example of it. */
const variables = {
  ASSAY_HOME: [z.string().default('.assay'), './.assay'],
  ASSAY_URL: [z.url({ protocol: /^https?$/ }).optional(), 'https://assay.example'],
  PORT: [z.coerce.number().int().min(1).max(65_535).default(4000), '1 ... 65535'],
  DATABASE_URL: [z.url({ protocol: /^postgres(ql)?$/ }).optional(), 'postgres://user:password@host:5432/database'],
  ASSAY_KEY: [z.string().transform(keys).optional(), '`openssl rand -base64 32`'],
  ASSAY_OIDC_ISSUER: [z.string().refine(isIssuer).optional(), 'https://login.example/realms/staff (http: localhost)'],
  ASSAY_OIDC_AUDIENCE: [z.string().max(200).optional(), 'assay'],
  ASSAY_OIDC_ROLE_CLAIM: [z.string().max(200).optional(), 'roles | realm_access.roles | https://assay.example/role'],
  ASSAY_OWN_TOKENS: [z.enum(['on', 'off']).optional(), 'on | off'],
  ASSAY_TIME_ZONE: [z.string().refine(isTimeZone).optional(), 'Europe/Berlin'],
  ASSAY_CURRENCY: [
    z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    'EUR',
  ],
  ASSAY_PROFILE: [z.enum(profiles).optional(), profiles.join(' | ')],
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
  /** Where the company's own people sign in; nothing when their tokens come from `assay token` alone. */
  signIn: IssuerSettings | undefined;
  /** Whether tokens of `assay token` are accepted. */
  ownTokens: boolean;
  timeZone: string | undefined;
  currency: string | undefined;
  /** Of the trade: what its rules allow (`base/profile.ts`); kept at the first start. */
  profile: string | undefined;
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
    signIn: signIn(read),
    ownTokens: (read.ASSAY_OWN_TOKENS ?? (read.ASSAY_OIDC_ISSUER ? 'off' : 'on')) === 'on',
    timeZone: read.ASSAY_TIME_ZONE,
    currency: read.ASSAY_CURRENCY,
    profile: read.ASSAY_PROFILE,
    log: read.ASSAY_LOG,
  };
}

/** All of it or nothing: half of it would quietly let in other people than it was meant to. */
function signIn(read: Values): IssuerSettings | undefined {
  const { ASSAY_OIDC_ISSUER: issuer, ASSAY_OIDC_AUDIENCE: audience, ASSAY_OIDC_ROLE_CLAIM: roleClaim, ASSAY_OWN_TOKENS: own } = read;
  const others = { ASSAY_OIDC_AUDIENCE: audience, ASSAY_OIDC_ROLE_CLAIM: roleClaim, 'ASSAY_OWN_TOKENS=off': own === 'off' || undefined };
  const name = issuer === undefined ? 'ASSAY_OIDC_ISSUER' : 'ASSAY_OIDC_AUDIENCE';
  const beside = issuer === undefined ? Object.entries(others).find(([, value]) => value !== undefined)?.[0] : 'ASSAY_OIDC_ISSUER';
  if (issuer !== undefined && audience !== undefined) return { issuer, audience, roleClaim: roleClaim ?? 'roles' };
  if (beside === undefined) return undefined;
  throw problem('SERVER_CONFIG_ALONE', { name, beside, expected: variables[name][1] }, { path: name });
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

/** An issuer is an address without query and fragment, and nobody may answer in its place. */
function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && isTrusted(url) && !/[?#\s]/.test(text) && url.username === '' && url.password === '' && text.startsWith(`${url.protocol}//`);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
