import { generateKeyPairSync } from 'node:crypto';
import type { Keys } from '../../src/server/keys.ts';

/** The keys of the home that is asked: its identifiers are sealed as `test/customer/staging.ts` seals them. */
export const homeKeys: Keys = { seal: [Buffer.alloc(32, 7)], cursor: Buffer.alloc(32, 3), token: generateKeyPairSync('ed25519').privateKey };
