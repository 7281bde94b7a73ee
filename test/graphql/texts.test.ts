import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/base/problem.ts';
import { languageOf } from '../../src/graphql/language.ts';
import { render, texts } from '../../src/graphql/texts.ts';

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();

describe('texts', () => {
  it('every code has both languages with the same parameters', () => {
    const { en, zh } = texts();
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [code, { message, hint }] of en) {
      expect([code, message.length > 0, hint.length > 0]).toEqual([code, true, true]);
      const other = zh.get(code)!;
      expect([code, ...new Set(holes(other.message + other.hint))]).toEqual([code, ...new Set(holes(message + hint))]);
    }
  });

  it('fill their parameters', () => {
    expect(render(new Problem('GRAPH_DEPTH', { actual: 13, limit: 12 }, { path: 'x' }), 'en')).toMatchObject({
      code: 'GRAPH_DEPTH',
      path: 'x',
      message: 'The operation is 13 levels deep; at most 12 are answered.',
    });
    expect(render(new Problem('GRAPH_DEPTH', { actual: 13, limit: 12 }, {}), 'zh').message).toContain('13');
  });

  const wishes: [string | undefined, string][] = [
    [undefined, 'en'],
    ['', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.5, zh;q=0.9', 'zh'],
    ['de, fr;q=0.9', 'en'],
    ['zh;q=0', 'en'],
    ['*', 'en'],
    ['ZH-Hant', 'zh'],
    ['zh-TW', 'zh'],
    ['zh_CN', 'zh'],
    ['zh; q=0.9', 'zh'],
    ['zh ; q = 0.900, en;q=0.8', 'zh'],
    ['en, zh', 'en'],
    ['zh, en', 'zh'],
    ['de, zh;q=0.2, en;q=0.1', 'zh'],
    ['en;q=0, *', 'zh'],
    ['*;q=0.5, zh', 'zh'],
    ['*, en;q=0.5', 'zh'],
    ['zh-CN;q=0.3, zh;q=0.1, en;q=0.2', 'zh'],
    ['zhx', 'en'],
    ['x-zh', 'en'],
    ['zh;q=2', 'en'],
    ['zh;q=-1', 'en'],
    ['zh;q=abc', 'en'],
    ['zh;level=1', 'en'],
    [';;;,,,=q', 'en'],
    ['__proto__, constructor', 'en'],
  ];
  it.each(wishes)('%s asks for %s', (header, language) => expect(languageOf(header)).toBe(language));

  it('a header without end costs nobody time', () => {
    const since = performance.now();
    for (const header of ['a,'.repeat(100_000), '-'.repeat(100_000), 'en-'.repeat(100_000), `en${' '.repeat(100_000)}x`]) expect(languageOf(header)).toBe('en');
    expect(performance.now() - since).toBeLessThan(100);
  });
});
