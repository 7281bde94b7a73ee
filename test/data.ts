import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(root, process.env['ASSAY_TEST_DATA'] ?? '../shared/data');

const present = (path: string): string | undefined => (existsSync(path) ? path : undefined);

/** Path of a real data file, or nothing where the data is not at hand: the test then skips. */
export const dataFile = (name: string): string | undefined => present(resolve(folder, name));

/** Path of a file of reference values, which stand beside the data. */
export const referenceFile = (name: string): string | undefined => present(resolve(folder, '../reference', name));
