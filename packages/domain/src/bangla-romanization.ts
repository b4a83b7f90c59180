/** Pairs of one letter and its sound. */
const table = (pairs: string): ReadonlyMap<string, string> =>
  new Map(pairs.split(' ').map((pair) => [pair.charAt(0), pair.slice(1)] as const));

const consonants = table(
  'কk খkh গg ঘgh ঙng চch ছchh জj ঝjh ঞn টt ঠth ডd ঢdh ণn তt থth দd ধdh নn পp ফf বb ভbh মm যj রr লl শsh ষsh সs হh ৰr ৱw',
);
const vowels = table('অo আa ইi ঈi উu ঊu ঋri ঌli এe ঐoi ওo ঔou');
const vowelSigns = table('াa িi ীi ুu ূu ৃri ৄri েe ৈoi োo ৌou');
/** Final consonants, and what has no sound here: nasal sign, visarga, avagraha, a nukta or hasanta that belongs to nothing. */
const others = table('ংng ৎt ঁ ঃ ঽ \u09bc \u09cd');

const hasanta = '\u09cd';
const nukta = '\u09bc';
const dotted = table('ডr ঢrh যy');

/** Letters before which a consonant keeps its inherent vowel. */
const soundsBefore: ReadonlySet<string> = new Set([...consonants.keys(), ...vowels.keys(), 'ং', 'ঁ', 'ৎ']);

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
    let sound = consonants.get(letter);
    if (sound === undefined) {
      latin += vowels.get(letter) ?? vowelSigns.get(letter) ?? others.get(letter) ?? letter;
      continue;
    }
    const isDotted = letters[index + 1] === nukta;
    if (isDotted) {
      sound = dotted.get(letter) ?? sound;
      index += 1;
    }
    latin += sound;
    const next = letters[index + 1] ?? ' ';
    if (next === hasanta) index += 1;
    else if (soundsBefore.has(next) && sound !== 'y') latin += inherentVowel;
  }
  return latin;
};
