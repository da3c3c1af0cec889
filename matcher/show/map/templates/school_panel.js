// The panel: one school, its partners in their order, and why each is there.
const panelTitle = document.getElementById('panel-title');
const panelBody = document.getElementById('panel-body');

function factList(facts) {
  const list = make('dl', undefined, { class: 'facts' });
  facts.filter(([, value]) => value).forEach(([name, value]) => {
    const told = make('dd');
    told.append(bdi(value));
    list.append(make('dt', name), told);
  });
  return list;
}

function areaText(school) {
  const inside = word(island.areas, schools.area[school]);
  if (inside) return `In ${inside}`;
  const nearest = word(island.areas, schools.areaNear[school]);
  if (schools.areaKm10[school] < 0 || !nearest) return UNKNOWN;
  return `${distanceText(schools.areaKm10[school])} from ${nearest}`;
}

function placeText(school) {
  if (!isPlaced(school)) return 'not known, so it is not on the map';
  const by = word(island.locatedBy, schools.locatedBy[school]);
  const within = schools.precisionM[school];
  return (by ? PLACED_NAMES[by] : UNKNOWN)
    + (within < 0 ? '' : `, to about ${within.toLocaleString('en-GB')} m`);
}

function terms(pair) {
  const list = make('dl', undefined, { class: 'terms' });
  [
    ['Nearness', hundredths(matches.near100[pair])],
    ['Priority area', hundredths(matches.opportunity100[pair])],
    ['Partner gives', hundredths(matches.gives100[pair])],
    ['Partner gains', hundredths(matches.gains100[pair])],
    ['Rests on data', matches.evidence100[pair] < 0 ? UNKNOWN : `${matches.evidence100[pair]}%`],
  ].forEach(([name, value]) => {
    const both = make('div');
    both.append(make('dt', name), make('dd', value));
    list.append(both);
  });
  return list;
}

// In how many weightings the pair holds, where that was asked.
function surenessOf(pair) {
  if (!matches.sureness || matches.sureness[pair] < 0) return [];
  return [make('p', `How sure: ${matches.surenessWords[matches.sureness[pair]]}`, { class: 'sure' })];
}

function partnerItem(pair, other, rank) {
  const item = make('li');
  const head = make('div', undefined, { class: 'head' });
  if (rank > 0 && !plan) {
    const place = make('span', undefined, { class: 'rank' });
    place.append(make('span', 'Rank ', { class: 'unseen' }), String(rank));
    head.append(place);
  }
  head.append(schoolButton(other));
  const figures = make('p', `${kmOf(pair)}, ${travelOf(pair) && `${travelOf(pair)}, `}score ${scoreOf(pair)}`);
  if (rank > 0 && plan) figures.append(`; number ${rank.toLocaleString('en-GB')} of all ${matches.partner[pair] === other ? 'partners' : 'schools'} it may meet`);
  if (matches.beyond[pair] === 1) figures.append('; ', make('span', limitText, { class: 'beyond' }));
  const bar = make('span', undefined, { class: 'meter', 'aria-hidden': 'true' });
  const filled = make('i');
  filled.style.width = `${matches.score1000[pair] / 10}%`;
  bar.append(filled);
  const why = make('p');
  why.append(make('span', 'Why: ', { class: 'unseen' }), bdi(reasonsOf(pair) || 'No reason is known.'));
  item.append(head, figures, bar, why, ...surenessOf(pair));
  if (!plan) item.append(terms(pair));  // a plan keeps the score, not its terms
  return item;
}

function partnerList(title, pairs, other, rank) {
  if (!pairs.length) return [];
  const list = make('ol', undefined, { class: 'partners', role: 'list' });
  pairs.forEach((pair) => list.append(partnerItem(pair, other[pair], rank ? rank[pair] : -1)));
  return [make('h3', title), list];
}

// Partners of which nothing is known, each with what to ask it: a list of its own, as none of
// them is a match.
function askedItem(pair, other) {
  const item = make('li');
  const question = make('p');
  question.append(bdi(reasonsOf(pair)));
  item.append(schoolButton(other), question);
  return item;
}

function askedList(title, note, pairs, other) {
  if (!pairs.length) return [];
  const list = make('ul', undefined, { class: 'partners asked', role: 'list' });
  pairs.forEach((pair) => list.append(askedItem(pair, other[pair])));
  return [make('h3', title), make('p', note), list];
}

// Pairs that are in this side's own list, in its order.
const ranked = (pairs, rank) => pairs.filter((pair) => rank[pair] > 0)
  .sort((a, b) => rank[a] - rank[b] || a - b);

// A partner's list is of all schools, or of those of one group of phases.
const ALL_PHASES = -1;
const groupOf = (pair) => schools.phaseGroup[matches.seeker[pair]];
const seekersOf = (school, group) => (group === ALL_PHASES
  ? ranked(asPartner(school), matches.partnerRank)
  : ranked(asPartner(school).filter((pair) => groupOf(pair) === group), matches.phaseRank));
const rankFor = (school, pair, group) => (matches.seeker[pair] === school ? matches.rank[pair]
  : group === ALL_PHASES ? matches.partnerRank[pair] : matches.phaseRank[pair]);
const inOtherList = (pair) => matches.rank[pair] > 0 || isAsked(pair);

// Every pair a school has, its own lists first: what the map draws.
function pairsOf(school, group = ALL_PHASES) {
  if (group !== ALL_PHASES) return seekersOf(school, group);
  const own = [...ranked(asSeeker(school), matches.rank), ...seekersOf(school, group)];
  return [...new Set([...own, ...asSeeker(school), ...asPartner(school).filter(inOtherList)])];
}

// The schools that a partner could help most, with a choice of their phase where there are several.
function seekerList(school, onGroup) {
  const groups = island.phaseGroups.map((_, group) => group)
    .filter((group) => seekersOf(school, group).length);
  const all = seekersOf(school, ALL_PHASES);
  const list = (group) => partnerList(
    `As a partner: the schools it ${plan ? 'is given' : 'could help most'} (\u201cyour\u201d in a reason is the school\u2019s)`,
    seekersOf(school, group), matches.seeker, group === ALL_PHASES ? matches.partnerRank : matches.phaseRank);
  if (!all.length || groups.length + all.some((pair) => groupOf(pair) < 0) < 2) return list(ALL_PHASES);
  const [title, items] = list(ALL_PHASES);
  const label = make('label', 'Schools of ', { class: 'choice' });
  const choice = make('select', undefined, { id: 'phase-group' });
  choice.append(make('option', 'every phase', { value: ALL_PHASES }),
    ...groups.map((group) => make('option', island.phaseGroups[group], { value: group })));
  const shown = make('div');
  shown.append(items);
  choice.addEventListener('change', () => {
    const group = Number(choice.value);
    shown.replaceChildren(list(group)[1]);
    onGroup(school, group);
  });
  label.append(choice);
  return [title, label, shown];
}

// Shows a school; `onGroup` hears of which group of phases a partner's list is shown.
function showPanel(school, onGroup) {
  const seeking = asSeeker(school);
  const offering = asPartner(school);
  const close = make('button', 'Close', { type: 'button', id: 'close' });
  panelTitle.replaceChildren(bdi(nameOf(school)));
  panelBody.replaceChildren(
    factList([
      ['Kind', KIND_NAMES[kindOf(school)]],
      ['Role', ROLE_NAMES[island.roles[schools.role[school]]] || 'Takes no part'],
      ['URN', schools.urn[school]],
      ['Phase', word(schools.phaseWords, schools.phase[school])],
      ['Local authority', laOf(school) || UNKNOWN],
      ['Trust', word(schools.trustWords, schools.trust[school]) || UNKNOWN],
      [capital(island.areaTitle), areaText(school)],
      ['Placed', placeText(school)],
      ['In the plan', planText(school)],
    ]),
    close,
    ...hubList(school),
    ...partnerList(plan ? 'Its partners in the plan' : 'Its best partners', ranked(seeking, matches.rank), matches.partner, matches.rank),
    ...askedList('Worth asking', 'No match yet: nothing is known of what these offer. If they could give what the school needs, they would be in its list.',
      ranked(seeking, matches.worthAsking), matches.partner),
    ...seekerList(school, onGroup),
    ...partnerList('Also in the list of these partners',
      seeking.filter((pair) => matches.rank[pair] < 1 && !isAsked(pair)), matches.partner),
    ...partnerList('Also in the list of these schools',
      offering.filter((pair) => matches.partnerRank[pair] < 1 && matches.rank[pair] > 0), matches.seeker),
    ...askedList('These schools may ask it', 'Nothing is known of what it offers. If it could give what they need, it would be in their lists (\u201cyour\u201d is the school\u2019s).',
      offering.filter(isAsked), matches.seeker),
    ...(seeking.length + offering.length ? [] : [make('p', plan ? 'It is in no pair of the plan.' : 'No match was found for this school.')]),
  );
}

function clearPanel() {
  panelTitle.textContent = 'No school chosen';
  panelBody.replaceChildren(
    make('p', 'Find a school by name, choose its symbol on the map, or choose its name in the table. This panel then lists its partners'
      + `${plan ? ' in the plan' : ', best first'}, with the reason for each.`),
    make('p', `A score lies between 0 and 1. It adds up how near the two are, whether the school that looks for a partner lies in or near a priority area (${island.areaTitle}), what the partner gives and what it gains. What is not known counts as what an average partner of its kind is known to bring.`),
  );
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
