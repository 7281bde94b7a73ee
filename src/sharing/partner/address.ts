import { isTrusted } from '../../access/address.ts';
import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';
import type { KeySources } from './partner.ts';

/** Where keys may be asked for: https, or http within this machine; without a name, a password or a fragment. SHARING_ADDRESS. */
function addressOf(address: string, path: string): string {
  const url = address.length <= limits.addressCharacters ? URL.parse(address) : null;
  const isPlain = url !== null && url.username === '' && url.password === '' && url.hash === '';
  if (!isPlain || !isTrusted(url)) throw problem('SHARING_ADDRESS', { address: address.slice(0, limits.nameCharacters) }, { path });
  return address;
}

/** Where a partner's keys come from, as it is kept. SHARING_ADDRESS, SHARING_ISSUER_HALF. */
export function sourcesOf(given: { readonly [Part in keyof KeySources]?: string | null | undefined }): KeySources {
  const part = (name: keyof KeySources): string | null => {
    const address = given[name] ?? null;
    return address === null ? null : addressOf(address, name);
  };
  const sources = { jwksUri: part('jwksUri'), issuer: part('issuer'), issuerJwksUri: part('issuerJwksUri') };
  const lacking = sources.issuer === null ? 'issuer' : 'issuerJwksUri';
  if ((sources.issuer === null) !== (sources.issuerJwksUri === null)) throw problem('SHARING_ISSUER_HALF', { lacking }, { path: lacking });
  return sources;
}
