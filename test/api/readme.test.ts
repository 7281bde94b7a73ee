import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadDemo } from '../../src/cli/demo.ts';
import type { Assay } from '../../src/cli/open.ts';
import { people } from '../../src/demo/people.ts';
import { customerNo } from '../../src/demo/sheet.ts';
import { database } from '../database.ts';
import { type Api, api, keys } from './world.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';

let world: Api;
beforeAll(async () => {
  const sql = await database();
  await loadDemo({ sql, keys, timeZone: 'UTC', currency: 'EUR' } as unknown as Assay, { customers: people.length }, { step: () => {}, done: () => {} });
  world = await api({ sql });
}, 120_000);

describe('the README', () => {
  test("its query answers what it says, whatever the world's size", async () => {
    const { data, errors } = await world.ask('agent', block('graphql'));
    expect(errors).toEqual([]);
    expect({ data }).toEqual(JSON.parse(block('json')));
  });

  test('names the twenty people and their stories', () => {
    for (const [index, { who, story }] of people.entries()) expect(readme).toContain(`| ${customerNo(index)} | ${who.name} | ${story.en} |`);
  });

  test('the two commands come first', () => {
    expect(readme).toMatch(/^# Assay\n\n```\nnpm ci && npm start\nnpm ci && npm test\n```\n/);
  });
});
