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
  none: `Meets no need, as far as is ${SHOWN}`, unknown: `Not ${SHOWN} whether it meets a need`, 'no-need': `No need ${NO_NEED}`,
  'needs-nothing': 'The school is said to need nothing', 'offers-nothing': 'The partner is said to offer nothing',
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
  if (told & OFFERS_NOTHING) return gains || 'offers-nothing';
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
  const figures = make('p', `${postcodeOf(other) && `${postcodeOf(other)}, `}${kmOf(pair)}, ${travelOf(pair) && `${travelOf(pair)}, `}score ${scoreOf(pair)}`);
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

// What the partner of a pair may meet, as pages count it: `guess` of a need that is only likely, `said` of another;
// `asks`: a need is said; `silent`: nothing is known of what it offers.
function helpOf(pair) {
  const told = exchangeOf(pair);
  const help = { told, sure: told & GIVES };
  phrasesOf(pair).forEach((phrase) => {
    const text = matches.phrases[phrase];
    const exchange = 1 << matches.phraseExchange[phrase];
    const isLikely = exchange === LIKELY;
    help.silent ||= /^(nothing is known of )?what it offers( is|$)/.test(text);
    if (!(exchange & (GIVES | LIKELY | NONE))) return;
    const guesses = (text.match(/a likely need/g) || []).length;
    const isAll = /^[^:]* likely need/.test(text);
    help.asks ||= !isAll;
    help.guess ||= isLikely && (isAll || guesses > 0);
    help.said ||= isLikely && !isAll && guesses < (/\d+/.exec(text.split(':')[0]) || [1])[0];
  });
  return help;
}

// How many of a list are known to meet a need, or may, before the list: of partners, or `other` of schools.
function standingLine(pairs, other) {
  const helps = pairs.map(helpOf);
  if (!helps.some(({ told }) => told & (GIVES | LIKELY | NONE))) return [];
  const isOfSchools = other === matches.seeker;
  const count = (is) => helps.filter(is).length;
  const sure = count((one) => one.sure);
  const said = count((one) => one.said && !one.sure);
  const guess = count((one) => one.guess && !(isOfSchools && (one.said || one.sure)));
  const silent = count((one) => one.silent);
  const alone = pairs.length === 1 && (isOfSchools ? 'the school' : 'it');
  const who = (many) => alone || `${many || 'none'} of these ${pairs.length}`;
  const none = `${who(0)} is ${alone ? 'not ' : ''}${SHOWN} to`;
  const asks = helps.some((one) => one.asks);
  const need = asks ? 'a need' : 'a likely need';
  const parts = isOfSchools
    ? [[sure, 'is known to'], [said, 'may'], [guess, 'may', 'may have']].filter(([many]) => many)
      .map(([many, meets, has = many > 1 ? 'have' : 'has'], at) => `${at ? `${many} more` : who(many)} ${has} ${at ? 'one' : 'a need'} that it ${meets} meet`)
    : [sure ? `${who(sure)} ${sure > 1 ? 'are' : 'is'} known to meet ${need}${said ? `, ${said} more may meet one` : ''}`
      : said ? `${who(said)} may meet ${need}` : (asks || !guess) && `${none} meet ${need}${guess ? ' that is said' : ''}`,
    guess && `${who(guess)} may meet a likely need${asks ? ' that nobody has said' : ''}`,
    silent && `of ${alone || silent} nothing at all is ${SHOWN} yet`];
  const told = parts.filter(Boolean).join(isOfSchools ? ', ' : '; ') || `${none} have a need that it meets`;
  return [make('p', `${capital(told)}.`)];
}
