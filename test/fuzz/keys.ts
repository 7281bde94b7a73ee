import { generateKeyPairSync } from 'node:crypto';
import type { Keys } from '../../src/server/keys.ts';
import { keys } from '../graphql/fastworld.ts';

/** The keys of the home that is asked. */
export const homeKeys: Keys = { ...keys, token: generateKeyPairSync('ed25519').privateKey };
