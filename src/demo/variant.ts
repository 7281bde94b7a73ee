import type { Random } from './random.ts';

/** Characters that sound alike: what a clerk writes who only hears the name. */
const homophones: Readonly<Record<string, string>> = {
  华: '桦',
  明: '铭',
  丽: '莉',
  芳: '方',
  伟: '玮',
  静: '婧',
  强: '蔷',
  敏: '旻',
  军: '君',
  洋: '阳',
  杰: '洁',
  娟: '鹃',
};

/** A person's name as another system writes it: nearly the same, never quite. */
export function variant(random: Random, name: string, latinName: string): string {
  if (name !== latinName) {
    const sounds = [...name].map((letter) => homophones[letter] ?? letter).join('');
    return sounds !== name && random.chance(0.5) ? sounds : random.chance(0.5) ? latinName.toUpperCase() : latinName.split(' ').reverse().join(' ');
  }
  const [given = '', family = ''] = name.split(' ');
  const ways = [`${given.slice(0, 1)}. ${family}`, `${family}, ${given}`, `${given} ${swapped(random, family)}`, `${given} ${family}`.toUpperCase()];
  return random.pick(ways);
}

/** Two letters exchanged, the first aside. */
function swapped(random: Random, word: string): string {
  if (word.length < 4) return `${word}${word.slice(-1)}`;
  const at = random.whole(1, word.length - 3);
  return `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`;
}
