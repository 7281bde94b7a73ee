import type { JSONWebKeySet } from 'jose';
import { limits } from '../base/limits.ts';
import { isLoopback, isTrusted } from './address.ts';
import { download } from './download.ts';

/** Asks for a set of public keys. Throws an Error that says why there is none, in words for the log. */
export type Published = (signal: AbortSignal) => Promise<JSONWebKeySet>;

/** What an OIDC issuer publishes: its discovery document says where. */
export const discovered =
  (issuer: string): Published =>
  async (signal) => {
    const { issuer: named, jwks_uri: uri } = await download(new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`), signal);
    if (named !== issuer) throw new Error(`the discovery document names another issuer: ${JSON.stringify(named)?.slice(0, 200)}`);
    const url = typeof uri === 'string' ? URL.parse(uri) : null;
    // An issuer on the net must not make this machine ask itself.
    if (!url || !isTrusted(url) || (isLoopback(url) && !isLoopback(new URL(issuer)))) throw new Error('jwks_uri is not an https address');
    return keySet(url, signal);
  };

/** What is published at an address that was agreed on. */
export const publishedAt =
  (address: string): Published =>
  (signal) =>
    keySet(new URL(address), signal);

async function keySet(url: URL, signal: AbortSignal): Promise<JSONWebKeySet> {
  const set = await download(url, signal);
  if (!Array.isArray(set['keys']) || set['keys'].length > limits.issuerKeys) throw new Error(`${url.href} is not a set of at most ${limits.issuerKeys} keys`);
  return set as unknown as JSONWebKeySet;
}
