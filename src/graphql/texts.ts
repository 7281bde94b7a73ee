import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Params, Problem } from '../base/problem.ts';
import { fill, type Language, languages } from '../base/text.ts';

interface Template {
  readonly message: string;
  readonly hint: string;
}

/** A problem in words: what, where and the way out. */
export interface Rendered {
  readonly code: string;
  readonly message: string;
  readonly path: string | undefined;
  readonly hint: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
let catalogue: Record<Language, Map<string, Template>> | undefined;

/** Every code's texts, from the `texts.*.yaml` of every room; they lie beside the code, in src as in dist. */
export function texts(): Record<Language, Map<string, Template>> {
  catalogue ??= Object.fromEntries(languages.map((language) => [language, read(language)])) as Record<Language, Map<string, Template>>;
  return catalogue;
}

function read(language: Language): Map<string, Template> {
  const files = readdirSync(root).map((room) => `${root}${room}/texts.${language}.yaml`);
  return new Map(files.filter((file) => existsSync(file)).flatMap((file) => Object.entries(parse(readFileSync(file, 'utf8')) as Record<string, Template>)));
}

export function textOf(code: string, language: Language, params: Params = {}): { message: string; hint: string } {
  const template = texts()[language].get(code) ?? texts().en.get(code) ?? { message: code, hint: '' };
  return { message: fill(template.message, params), hint: fill(template.hint, params) };
}

export const render = (problem: Problem, language: Language): Rendered => ({
  code: problem.code,
  path: problem.path,
  ...textOf(problem.code, language, problem.params),
});
