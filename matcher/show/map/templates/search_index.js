// The words of names, found by their beginnings, by a part of them, or misspelt. Accents,
// apostrophes and case do not count.
const withoutAccents = (text) => text.normalize('NFD').replace(/\p{M}/gu, '');
function fold(text) {
  const plain = text.toLowerCase();
  if (!/[^ -~]/.test(plain)) { // as most are, and quicker
    return plain.replace(/['`]/g, '').replace(/&/g, ' and ').replace(/[^a-z0-9]+/g, ' ').trim();
  }
  return withoutAccents(plain).replace(/['\u2018\u2019`]/g, '').replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

// What schools write in several ways is one word of the index, and is found by each of them.
const ONE_WORD = [
  [/\bsaint\b/g, 'st'], [/\b(church of england|c of e|c e|ce)\b/g, 'cofe'],
  [/\b(roman catholic|r c|rc)\b/g, 'catholic'],
];
const ALSO_WRITTEN = new Map([
  ['st', ['saint']], ['cofe', ['ce', 'church', 'of', 'england']], ['catholic', ['rc', 'roman']],
]);

// How well a word answers what was typed: it begins with it, it holds it, it is NEARLY it (plus
// the edits between them), or it does not answer.
const BEGINS = 0;
const HOLDS = 1;
const NEARLY = 2;
const NO_ANSWER = 255;
// So many edits are forgiven from so many letters on: fewer, and every short word is like another.
const FORGIVEN = [[8, 2], [4, 1]];
const BEGINNING_FROM = 5; // letters of a word that may be typed in part and misspelt
const LONGEST_WORD = 40;

let rowBefore = new Uint8Array(LONGEST_WORD + 1);
let rowAbove = new Uint8Array(LONGEST_WORD + 1);
let row = new Uint8Array(LONGEST_WORD + 1);

// The edits (a letter too few, too many, another, or two that changed places) from `typed` to
// `word`, or to the nearest beginning of it; some number above `limit` where they are more.
// Optimal string alignment: G. Navarro, A guided tour to approximate string matching (2001).
function edits(typed, word, limit, beginning = false) {
  const high = Math.min(typed.length, LONGEST_WORD);
  const wide = Math.min(word.length, beginning ? high + limit : LONGEST_WORD, LONGEST_WORD);
  if (high - wide > limit || (!beginning && wide - high > limit)) return limit + 1;
  for (let j = 0; j <= wide; j += 1) rowAbove[j] = j;
  for (let i = 1; i <= high; i += 1) {
    const letter = typed.charCodeAt(i - 1);
    let least = i;
    row[0] = i;
    for (let j = 1; j <= wide; j += 1) {
      const other = word.charCodeAt(j - 1);
      let cost = Math.min(rowAbove[j] + 1, row[j - 1] + 1, rowAbove[j - 1] + (letter === other ? 0 : 1));
      if (i > 1 && j > 1 && letter === word.charCodeAt(j - 2) && typed.charCodeAt(i - 2) === other) {
        cost = Math.min(cost, rowBefore[j - 2] + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    [rowBefore, rowAbove, row] = [rowAbove, row, rowBefore];
  }
  if (!beginning) return rowAbove[wide];
  let best = limit + 1;
  for (let j = 0; j <= wide; j += 1) best = Math.min(best, rowAbove[j]);
  return best;
}

// The words of folded texts: those of text t are list[start[t]] … list[start[t + 1] - 1].
function wordIndex(texts) {
  const numbers = new Map();
  const start = new Int32Array(texts.length + 1);
  const list = [];
  texts.forEach((text, t) => {
    const spelt = ONE_WORD.reduce((all, [written, one]) => all.replace(written, one), text);
    for (const word of spelt.split(' ')) {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      list.push(numbers.get(word));
    }
    start[t + 1] = list.length;
  });
  return { words: Array.from(numbers.keys()), start, list: Int32Array.from(list) };
}

// How well each word of an index answers one typed word; `last`: it may not be complete.
function answers(words, typed, last) {
  const [, limit] = FORGIVEN.find(([letters]) => typed.length >= letters) || [0, 0];
  const beginning = last && typed.length >= BEGINNING_FROM;
  const found = new Uint8Array(words.length);
  words.forEach((word, number) => {
    const at = word.indexOf(typed);
    const distance = at < 0 && limit ? edits(typed, word, limit, beginning) : NO_ANSWER;
    found[number] = at === 0 ? BEGINS : at > 0 ? HOLDS : distance <= limit ? NEARLY + distance : NO_ANSWER;
  });
  ALSO_WRITTEN.forEach((others, word) => {
    const number = words.indexOf(word);
    if (number >= 0 && others.some((other) => other.startsWith(typed))) found[number] = BEGINS;
  });
  return found;
}

// How well text t of an index answers, by the best of its words.
function bestAnswer(index, t, answer) {
  let best = NO_ANSWER;
  for (let at = index.start[t]; at < index.start[t + 1]; at += 1) {
    const one = answer[index.list[at]];
    if (one < best) best = one;
  }
  return best;
}

// Many short texts as one long one, which a browser looks through far sooner than one by one.
// Each begins after a line end, so that a needle with one before it is found at beginnings alone.
function oneText(texts) {
  const start = new Int32Array(texts.length + 1);
  texts.forEach((text, t) => { start[t + 1] = start[t] + text.length + 1; });
  return { start, whole: `\n${texts.join('\n')}\n` };
}

// Which of the texts hold the needle, as 1 for each that does.
function holding({ start, whole }, needle) {
  const found = new Uint8Array(start.length - 1);
  let text = 0;
  for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, start[text + 1])) {
    while (start[text + 1] <= at) text += 1;
    found[text] = 1;
  }
  return found;
}
