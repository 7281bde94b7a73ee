import { describe, expect, test } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { sought } from '../../src/portfolio/sought.ts';

describe('what a searched text can be read as', () => {
  test.each([
    ['x', 'one letter'],
    ['  ', 'blanks'],
    ['', 'nothing'],
    ['?!', 'no letter'],
    ['%_', 'signs'],
    ['李', 'one Chinese character'],
    ['ʼʼ', 'what folding leaves nothing of'],
    ['a'.repeat(limits.nameCharacters + 1), 'too long a text'],
  ])('nothing: %j, %s', (text) => {
    expect(sought(text)).toBeUndefined();
  });

  test.each([
    ['two Chinese characters', '小明', { key: '小明', words: ['小明'], misspelt: undefined, isAddress: false, lastFour: undefined }],
    ['two words, the longest first', 'Otto Hartmann', { key: 'otto hartmann', words: ['hartmann', 'otto'], misspelt: 'hartmann', isAddress: true }],
    ['an address where the script changes', '建国路88号', { words: ['建国路', '88', '号'], misspelt: undefined, isAddress: true }],
    ['four digits', '1234', { lastFour: '1234', misspelt: undefined }],
    ['four digits of full width', '１２３４', { lastFour: '1234' }],
    ['the end of an identity number', '002x', { lastFour: '002X' }],
    ['four letters are a name', 'Otto', { lastFour: undefined, misspelt: 'otto' }],
    ['an account number as people write it', 'ab 12-34 5', { numbers: ['ab 12-34 5', 'ab12345', 'AB 12-34 5', 'AB12345'], lastFour: undefined }],
    ['signs are harmless', '100% \\_Otto%', { key: '100 otto', words: ['otto', '100'], misspelt: 'otto' }],
  ])('%s', (_, text, expected) => {
    expect(sought(text)).toMatchObject(expected);
  });

  test('a long text is held to a bounded number of words', () => {
    expect(sought('a b c d e f g h i j k l m n o p')?.words).toHaveLength(limits.searchWords);
  });
});
