// The island, read once: packed columns become arrays of whole numbers, -1 meaning unknown.
const island = JSON.parse(document.getElementById('data').textContent);

function unpack({ bits, data }) {
  const text = atob(data);
  const size = bits / 8;
  const numbers = new Int32Array(text.length / size);
  for (let i = 0; i < numbers.length; i += 1) {
    let number = 0;
    for (let byte = size - 1; byte >= 0; byte -= 1) number = number * 256 + text.charCodeAt(i * size + byte);
    numbers[i] = number - 1;
  }
  return numbers;
}

function unpackAll(columns) {
  return Object.fromEntries(Object.entries(columns).map(
    ([name, column]) => [name, column.bits ? unpack(column) : column]));
}

const schools = unpackAll(island.schools);
const matches = unpackAll(island.matches);
const schoolCount = schools.urn.length;
const pairCount = matches.seeker.length;

// Where the phrases of each pair's reasons begin.
const phraseStart = new Int32Array(pairCount + 1);
matches.phraseCount.forEach((count, pair) => { phraseStart[pair + 1] = phraseStart[pair] + count; });

// For one side of the pairs, the pairs of each school: those of school s stand in
// pairs[start[s]] … pairs[start[s + 1] - 1], in the order of the list.
function pairsBySchool(side) {
  const start = new Int32Array(schoolCount + 1);
  side.forEach((school) => { start[school + 1] += 1; });
  for (let school = 0; school < schoolCount; school += 1) start[school + 1] += start[school];
  const pairs = new Int32Array(side.length);
  const next = start.slice();
  side.forEach((school, pair) => { pairs[next[school]] = pair; next[school] += 1; });
  return (school) => Array.from(pairs.subarray(start[school], start[school + 1]));
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

const kindOf = (school) => island.kinds[schools.kind[school]];
const word = (words, place) => (place < 0 ? '' : words[place]);
const laOf = (school) => word(schools.laWords, schools.la[school]);
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
const phrasesOf = (pair) => Array.from(matches.phrase.subarray(phraseStart[pair], phraseStart[pair + 1]));
// Reasons speak to the seeker ("your needs"), or `toOthers` in the third person.
const reasonsOf = (pair, toOthers = false) => phrasesOf(pair).map(
  (phrase) => (toOthers && matches.phrasesToOthers[phrase]) || matches.phrases[phrase]).join('; ');
// Nothing is known of what the partner offers: no match, but a question.
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
