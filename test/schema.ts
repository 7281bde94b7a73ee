import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { contracts } from './contracts.ts';

mkdirSync('schema', { recursive: true });
for (const [name, text] of Object.entries(contracts())) writeFileSync(`schema/${name}`, text);
process.stdout.write('schema/ is written anew: look at what changed before it is committed\n');
