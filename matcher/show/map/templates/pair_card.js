// One pair in a list of the panel: where, why, what each side gives, and how the score comes about.
// What a phrase tells of the exchange, in the order of the island's numbers.
const EXCHANGES = ['gives', 'likely', 'gains', 'may gain', 'none', 'unknown', 'offers nothing'];
const [GIVES, LIKELY, GAINS, MAY_GAIN, NONE, NOT_KNOWN, OFFERS_NOTHING] = EXCHANGES.map((_, at) => 1 << at);

// What the reasons of a pair tell of the exchange, a bit for each of EXCHANGES.
function exchangeOf(pair) {
  let told = 0;
  for (let at = phraseStart()[pair]; at < phraseStart()[pair + 1]; at += 1) {
    const exchange = matches.phraseExchange[matches.phrase[at]];
    if (exchange >= 0) told |= 1 << exchange;
  }
  return told;
}

// How far a pair is known to help: told in words, so that the known and the unknown never look alike.
const STANDINGS = {
  both: 'Both sides gain', gives: 'Meets a need', 'gives-may': 'Meets a need; the partner may gain',
  'may-both': 'Both sides may gain', likely: 'May meet a need', gains: 'The partner gains', 'may-gain': 'The partner may gain',
  none: 'Meets no need', unknown: `Not ${SHOWN} whether it meets a need`, 'no-need': `No need ${NO_NEED}`,
  'needs-nothing': 'The school is said to need nothing',
  'gains-unknown': `The partner gains; not ${SHOWN} whether it meets a need`,
  'may-gain-unknown': `The partner may gain; not ${SHOWN} whether it meets a need`,
};
// Whether the reasons of any pair speak of needs: in such a run they are silent of a seeker whose
// needs are known and none of which stands out.
const speaksOfNeeds = once(() => matches.phraseExchange.some((exchange) => exchange >= 0));
// Seven schools to a number.
const isFlagged = (flags, school) => (flags[Math.floor(school / 7)] >> (school % 7)) & 1;
function standingOf(pair) {
  const told = exchangeOf(pair);
  const gains = told & GAINS ? 'gains' : told & MAY_GAIN ? 'may-gain' : '';
  if (told & GIVES) return { gains: 'both', 'may-gain': 'gives-may' }[gains] || 'gives';
  if (told & LIKELY) return gains ? 'may-both' : 'likely';
  if (isFlagged(matches.needsNothing, matches.seeker[pair])) return gains || 'needs-nothing';
  if (isFlagged(matches.noNeed, matches.seeker[pair])) return gains || 'no-need';
  if (told & OFFERS_NOTHING) return gains || 'none';
  if (told & NOT_KNOWN) return gains ? `${gains}-unknown` : 'unknown';
  if (gains) return gains;
  if (told & NONE) return 'none';
  if (speaksOfNeeds()) return 'no-need';
  // Where no reason speaks of needs, nobody knows of any.
  return matches.gives && matches.gives[pair] < 0 ? 'unknown' : '';
}

// In how many weightings the pair holds, where that was asked.
function surenessOf(pair) {
  if (!matches.sureness || matches.sureness[pair] < 0) return [];
  return [make('p', `How sure: ${matches.surenessWords[matches.sureness[pair]]}`, { class: 'sure' })];
}

function pairFigures(pair, other, rank) {
  const figures = make('p', `${kmOf(pair)}, ${travelOf(pair) && `${travelOf(pair)}, `}score ${scoreOf(pair)}`);
  if (rank > 0 && plan) figures.append(`; number ${rank.toLocaleString('en-GB')} of the ${matches.partner[pair] === other ? 'partners' : 'schools'} of this run that it may meet`);
  if (matches.beyond[pair] === 1) figures.append('; ', make('span', limitText, { class: 'beyond' }));
  return figures;
}

function scoreMeter(pair) {
  const bar = make('span', undefined, { class: 'meter', 'aria-hidden': 'true' });
  const filled = make('i');
  filled.style.width = `${matches.score1000[pair] / 10}%`;
  bar.append(filled);
  return bar;
}

// `other` is the school it is a card of: the partner reads the reasons as told to others.
function pairItem(pair, other, rank) {
  const standing = standingOf(pair);
  const item = make('li', undefined, standing ? { class: `is-${standing}` } : {});
  const head = make('div', undefined, { class: 'head' });
  if (rank > 0 && !plan) {
    const place = make('span', undefined, { class: 'rank' });
    place.append(make('span', 'Rank ', { class: 'unseen' }), String(rank));
    head.append(place);
  }
  head.append(schoolButton(other));
  item.append(head, pairFigures(pair, other, rank), ...contactLine(other));
  if (standing) item.append(make('p', STANDINGS[standing], { class: 'standing' }));
  const why = make('p');
  why.append(make('span', 'Why: ', { class: 'unseen' }), bdi(reasonsOf(pair, matches.seeker[pair] === other) || 'No reason is known.'));
  const fall = waterfall(pair);
  item.append(why, ...surenessOf(pair), ...(fall.length ? fall : [scoreMeter(pair)]), pairButtons(pair, other));
  return item;
}

// What can be done with a pair; each button says with which school, for who only hears it.
function pairButtons(pair, other) {
  const row = make('div', undefined, { class: 'acts' });
  row.append(compareButton({ pair }, other), shortlistButton(pair, other));
  return row;
}

// How many of the pairs of a list are known to help, before the list.
function standingLine(pairs) {
  const count = (...those) => pairs.filter((pair) => those.includes(standingOf(pair))).length;
  const unknown = count('unknown', 'gains-unknown', 'may-gain-unknown');
  if (!unknown) return [];
  const parts = [[count('both', 'gives', 'gives-may', 'gains'), 'known to help'], [count('likely', 'may-both', 'may-gain'), 'may help'], [count('none'), 'known not to'],
    [count('no-need'), `of a school of whose needs none ${NO_NEED}`], [count('needs-nothing'), 'of a school that is said to need nothing'],
    [unknown, `not ${SHOWN}`], [count(''), 'of which no reason tells']];
  return [make('p', `Of ${plural(pairs.length, 'pair', 'pairs')}: ${parts.filter(([many]) => many).map(([many, what]) => `${many.toLocaleString('en-GB')} ${what}`).join(', ')}.`)];
}
