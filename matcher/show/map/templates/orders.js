// The orders of the table: that of the list, or by a column. What is not known comes last either
// way, and pairs that are alike stay in the order of the list.
const alphabet = new Intl.Collator('en-GB', { numeric: true });
let namePlaces = null;
// The place of each school by its name, equal names sharing one.
function placeByName(school) {
  if (!namePlaces) {
    const order = Int32Array.from({ length: schoolCount }, (_, each) => each);
    order.sort((a, b) => alphabet.compare(nameOf(a), nameOf(b)) || a - b);
    namePlaces = new Int32Array(schoolCount);
    order.forEach((each, at) => {
      const before = order[at - 1];
      namePlaces[each] = at && nameOf(before) === nameOf(each) ? namePlaces[before] : at;
    });
  }
  return namePlaces[school];
}

// What each pair gives and gets, told once for all pairs that give and get the same.
const sharedTags = matches.sharedWords.map((text) => text.split(' | ').map(
  (side) => side.split('; ').map((tag) => tag.trim()).filter(Boolean)));
const tagsMet = sharedTags.map((sides) => sides.flat().length);

// What each column is sorted by: a whole number from 0 up, or -1 where it is not known.
const SORTS = {
  seeker: (pair) => placeByName(matches.seeker[pair]),
  partner: (pair) => placeByName(matches.partner[pair]),
  rank: (pair) => (matches.rank[pair] > 0 ? matches.rank[pair] : -1),
  distance: (pair) => matches.km10[pair],
  score: (pair) => matches.score1000[pair],
  // By how many needs the pair is known to meet.
  why: (pair) => (matches.shared[pair] < 0 ? -1 : tagsMet[matches.shared[pair]]),
};
const ordersKept = new Map();

// All pairs in an order: '' as in the list, or a key of SORTS, '-' before it for downwards.
function pairOrder(sort) {
  if (!ordersKept.has(sort)) ordersKept.set(sort, sorted(sort));
  return ordersKept.get(sort);
}

// Keys and pairs go into one figure each, as plain figures are sorted many times faster; the
// loops are plain for the same reason.
function sorted(sort) {
  const order = new Int32Array(pairCount);
  if (!sort) {
    for (let pair = 0; pair < pairCount; pair += 1) order[pair] = pair;
    return order;
  }
  const down = sort.startsWith('-');
  const keyOf = SORTS[down ? sort.slice(1) : sort];
  const figures = new Float64Array(pairCount);
  let most = 0;
  for (let pair = 0; pair < pairCount; pair += 1) {
    figures[pair] = keyOf(pair);
    if (figures[pair] > most) most = figures[pair];
  }
  for (let pair = 0; pair < pairCount; pair += 1) {
    const key = figures[pair];
    figures[pair] = (key < 0 ? most + 1 : down ? most - key : key) * pairCount + pair;
  }
  figures.sort();
  for (let place = 0; place < pairCount; place += 1) order[place] = figures[place] % pairCount;
  return order;
}
