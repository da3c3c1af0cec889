// The island, read once: packed columns become arrays of whole numbers, -1 meaning unknown, each
// when it is first asked for. Loops over schools and pairs are plain: those that call a function
// for each of a hundred thousand pairs are what a page is waited for.
const island = JSON.parse(document.getElementById('data').textContent);

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

// Every machine that has a browser today keeps the low byte first, as the columns do.
function unpack({ bits, data, all, count }) {
  if (count) return new Int32Array(count).fill(all - 1);
  const bytes = bytesOf(data);
  const packed = bits === 8 ? bytes : new (bits === 16 ? Uint16Array : Uint32Array)(bytes.buffer);
  const numbers = new Int32Array(packed.length);
  for (let i = 0; i < numbers.length; i += 1) numbers[i] = packed[i] - 1;
  return numbers;
}

// What `make` makes, made when it is first asked for.
function once(make) {
  let made;
  return () => { made ??= make(); return made; };
}

function unpackAll(columns) {
  const unpacked = {};
  Object.entries(columns).forEach(([name, column]) => {
    const keep = (value) => Object.defineProperty(unpacked, name, { value, enumerable: true });
    if (!column.bits) keep(column);
    else {
      Object.defineProperty(unpacked, name, { configurable: true, enumerable: true, get: () => keep(unpack(column))[name] });
    }
  });
  return unpacked;
}

const schools = unpackAll(island.schools);
const matches = unpackAll(island.matches);
const schoolCount = schools.urn.length;
const pairCount = matches.seeker.length;

// Where each group begins, of which `counts` says how many there are.
function startsOf(counts) {
  const start = new Int32Array(counts.length + 1);
  for (let at = 0; at < counts.length; at += 1) start[at + 1] = start[at] + counts[at];
  return start;
}
// Where the phrases of each pair's reasons begin.
const phraseStart = once(() => startsOf(matches.phraseCount));

// The same column for the schools of one side of the pairs.
function ofSide(column, side) {
  const found = new Int16Array(pairCount);
  for (let pair = 0; pair < pairCount; pair += 1) found[pair] = column[side[pair]];
  return found;
}

// For one side of the pairs, the pairs of each school: those of school s stand in
// pairs[start[s]] … pairs[start[s + 1] - 1], in the order of the list.
function pairsBySchool(side) {
  const found = once(() => {
    const counts = new Int32Array(schoolCount);
    for (let pair = 0; pair < pairCount; pair += 1) counts[side[pair]] += 1;
    const start = startsOf(counts);
    const pairs = new Int32Array(pairCount);
    const next = start.slice();
    for (let pair = 0; pair < pairCount; pair += 1) { pairs[next[side[pair]]] = pair; next[side[pair]] += 1; }
    return { start, pairs };
  });
  return (school) => Array.from(found().pairs.subarray(found().start[school], found().start[school + 1]));
}
const asSeeker = pairsBySchool(matches.seeker);
const asPartner = pairsBySchool(matches.partner);

const KIND_NAMES = {
  state: 'State-funded school', independent: 'Independent school', university: 'University',
  college: 'College', other: 'Other',
};
const ROLE_NAMES = {
  seeker: 'Looks for partners', partner: 'Can be a partner',
  both: 'Looks for partners and can be one',
};
const PLACED_NAMES = {
  given: 'by the coordinates in the list', register: 'by the register\u2019s coordinates',
  postcode: 'by its postcode', outcode: 'by the first half of its postcode',
};
const UNKNOWN = 'not known';
// A map for others than the office leaves out what its list may have, so nothing is "not known" there.
const isHidden = Boolean(island.panel && island.panel.hidden);
const SHOWN = isHidden ? 'shown here' : 'known';
const NO_NEED = isHidden ? 'is shown here' : 'stands out';

const kindOf = (school) => island.kinds[schools.kind[school]];
const word = (words, place) => (place < 0 ? '' : words[place]);
const laOf = (school) => word(schools.laWords, schools.la[school]);
// "" where it is the authority itself, or not known.
const districtOf = (school) => word(schools.districtWords, schools.district[school]);
// "" where it is not told: a map for others than the office has no number of pupils.
const pupilsOf = (school) => (schools.pupils[school] < 0 ? '' : schools.pupils[school].toLocaleString('en-GB'));
const isPlaced = (school) => schools.lon[school] >= 0 && schools.lat[school] >= 0;
const nameOf = (school) => schools.name[school] || 'Name not known';

const plural = (count, one, many) => `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
const hundredths = (number) => (number < 0 ? UNKNOWN : (number / 100).toFixed(2));
const scoreOf = (pair) => (matches.score1000[pair] / 1000).toFixed(3);
const distanceText = (km10) => `${(km10 / 10).toFixed(1)} km`
  + (island.milesPerKm ? ` (${(km10 / 10 * island.milesPerKm).toFixed(1)} miles)` : '');
const kmOf = (pair) => distanceText(matches.km10[pair]);
// How long the way takes, where that was asked.
const travelOf = (pair) => (matches.travel ? word(matches.travelWords, matches.travel[pair]) : '');
const phrasesOf = (pair) => Array.from(matches.phrase.subarray(phraseStart()[pair], phraseStart()[pair + 1]));
// A phrase in the third person: words of its own, or the same after some that end in a space, or none.
function phraseToOthers(phrase) {
  const told = matches.phrasesToOthers[phrase];
  return told && !told.endsWith(' ') ? told : told + matches.phrases[phrase];
}
// Reasons speak to the seeker ("your needs"), or `toOthers` in the third person.
const reasonsOf = (pair, toOthers = false) => phrasesOf(pair).map(
  (phrase) => (toOthers ? phraseToOthers(phrase) : matches.phrases[phrase])).join('; ');
// Not in the school's list, as nothing is known of what the partner offers: a question.
const isAsked = (pair) => matches.worthAsking[pair] > 0;
const limitText = `beyond the limit of ${island.limit}`;

// Text never becomes markup: every word of a list reaches the page through here.
function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
}

// A name keeps its own direction of writing.
function bdi(text) {
  return make('bdi', text);
}

function schoolButton(school) {
  const button = make('button', undefined, { type: 'button', class: 'school', 'data-school': school });
  button.append(bdi(nameOf(school)));
  return button;
}
