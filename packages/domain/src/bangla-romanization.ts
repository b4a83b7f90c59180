const consonants: Readonly<Record<string, string>> = {
  ক: 'k',
  খ: 'kh',
  গ: 'g',
  ঘ: 'gh',
  ঙ: 'ng',
  চ: 'ch',
  ছ: 'chh',
  জ: 'j',
  ঝ: 'jh',
  ঞ: 'n',
  ট: 't',
  ঠ: 'th',
  ড: 'd',
  ঢ: 'dh',
  ণ: 'n',
  ত: 't',
  থ: 'th',
  দ: 'd',
  ধ: 'dh',
  ন: 'n',
  প: 'p',
  ফ: 'f',
  ব: 'b',
  ভ: 'bh',
  ম: 'm',
  য: 'j',
  র: 'r',
  ল: 'l',
  শ: 'sh',
  ষ: 'sh',
  স: 's',
  হ: 'h',
  ৰ: 'r',
  ৱ: 'w',
};
const vowels: Readonly<Record<string, string>> = {
  অ: 'o',
  আ: 'a',
  ই: 'i',
  ঈ: 'i',
  উ: 'u',
  ঊ: 'u',
  ঋ: 'ri',
  এ: 'e',
  ঐ: 'oi',
  ও: 'o',
  ঔ: 'ou',
};
const vowelSigns: Readonly<Record<string, string>> = {
  'া': 'a',
  'ি': 'i',
  'ী': 'i',
  'ু': 'u',
  'ূ': 'u',
  'ৃ': 'ri',
  'ে': 'e',
  'ৈ': 'oi',
  'ো': 'o',
  'ৌ': 'ou',
};
/** Silent (ঁ nasalises, ঃ doubles, a stray nukta or hasanta has no sound), or final forms of consonants. */
const others: Readonly<Record<string, string>> = { 'ঁ': '', 'ঃ': '', 'ং': 'ng', ৎ: 't', '়': '', '্': '' };

const hasanta = '\u09cd';
const nukta = '\u09bc';
const dotted: Readonly<Record<string, string>> = { ড: 'r', ঢ: 'rh', য: 'y' };

/** Letters before which a consonant keeps its inherent vowel. */
const soundsBefore: ReadonlySet<string> = new Set([...Object.keys(consonants), ...Object.keys(vowels), 'ং', 'ঁ', 'ৎ']);

/** Clusters that are not spoken as they are spelt; the rest is read letter by letter. */
const respell = (text: string): string =>
  text
    .replace(/অ্যা/g, 'আ')
    .replace(/্যা/g, 'া') // ব্যাগ is bag
    .replace(/্য/g, '') // সত্য is shotto
    .replace(/জ্ঞ/g, 'গ্গ')
    .replace(/ঙ্(?=[কখগঘ])/g, 'ন্') // আঙ্গুর is angur
    .replace(/(?<=[সশতদজক])্ব/g, '') // স্বাদ is shad
    .replace(/ওয\u09bc(?=[\u09be-\u09cc])/g, 'ৱ'); // ওয়াশ is wash

/**
 * Latin letters for the Bangla ones of a normalised text. The inherent vowel is written as given, and left out at the end of a
 * word and after য়, where it is silent.
 */
export const romanizeBangla = (text: string, inherentVowel: 'o' | 'a'): string => {
  const letters = Array.from(respell(text.normalize('NFC')));
  let latin = '';
  for (let index = 0; index < letters.length; index += 1) {
    const letter = letters[index] ?? '';
    let sound = consonants[letter];
    if (sound === undefined) {
      latin += vowels[letter] ?? vowelSigns[letter] ?? others[letter] ?? letter;
      continue;
    }
    const isDotted = letters[index + 1] === nukta;
    if (isDotted) {
      sound = dotted[letter] ?? sound;
      index += 1;
    }
    latin += sound;
    const next = letters[index + 1] ?? ' ';
    if (next === hasanta) index += 1;
    else if (soundsBefore.has(next) && sound !== 'y') latin += inherentVowel;
  }
  return latin;
};
