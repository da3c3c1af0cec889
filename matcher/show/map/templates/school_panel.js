// The panel: one school, its partners in their order, and why each is there.
const LISTED_AT_FIRST = facts ? facts.topK : 5;
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
  const told = by ? PLACED_NAMES[by] : UNKNOWN;
  if (within < 0) return told;
  // Coordinates that are farther off than their own fineness: so far is the postcode from them.
  if ((by === 'given' || by === 'register') && within > island.farFromPostcodeM) {
    return `${told}, but its postcode is ${distanceText(within / 100)} from there: ask where it is`;
  }
  return `${told}, to about ${within.toLocaleString('en-GB')} m`;
}

// The condition on which a school may be contacted, beside it wherever it is listed.
const contactText = (school) => word(schools.contactWords, schools.contact[school]);
function contactLine(school) {
  if (!contactText(school)) return [];
  const line = make('p', 'Contact: ', { class: 'contact' });
  line.append(bdi(contactText(school)));
  return [line];
}

// Why nobody is listed, where that is known.
function noMatchText(school) {
  const why = word(schools.stoppedWords, schools.stopped[school]) || (isPlaced(school) ? '' : 'where it is is not known');
  return `No match was found for this school${why ? `: ${why}` : ''}.`;
}

// Two schools that stand in the register alone are never a pair: the lists of such a one are short.
function comparedAlone(school) {
  const { comparedUrn = [], comparedWith = [] } = island.account || {};
  const many = comparedWith[comparedUrn.indexOf(schools.urn[school])];
  if (!many) return [];
  const those = many === 1 ? 'one school' : `${many.toLocaleString('en-GB')} schools`;
  return [make('p', `No list names it, so it was compared with the ${those} of your lists alone.`)];
}

// Of a school that no list names a run has those pairs alone in which it stands in the list of
// another. Whom lists name is not told to others: there a place that is missing tells it.
const lacksPlaces = (pairs, rank) => {
  const own = ranked(pairs, rank);
  return own.length > 0 && rank[own[own.length - 1]] > own.length;
};
function someOfItsList(school) {
  const [seeking, offering] = [asSeeker(school), asPartner(school)];
  const isSome = isHidden ? lacksPlaces(seeking, matches.rank) || lacksPlaces(offering, matches.partnerRank)
    : !schools.listed[school] && seeking.length + offering.length;
  if (plan || !isSome) return [];
  const here = 'those of its own list are here that have it in theirs, each at its place in the whole list';
  return [make('p', isHidden ? `Only ${here}.`
    : `As no list names it, only ${here}. A page for it (matcher report) and matcher explain have all of it.`)];
}

// An estuary may lie between two that are near.
function straightLine(pairs) {
  if (pairs.every(travelOf)) return [];
  const which = matches.travel ? 'A distance without minutes is' : 'Distances are';
  return [make('p', `${which} in a straight line, across water too: look up the way before you plan to meet.`)];
}

// A list of pairs, the first of them at once and the rest on request; `after` hears that all are
// shown.
function pairList(title, pairs, other, rank, after) {
  if (!pairs.length) return [];
  const list = make('ol', undefined, { class: 'partners', role: 'list' });
  const item = (pair) => pairItem(pair, other[pair], rank ? rank[pair] : -1);
  list.append(...pairs.slice(0, LISTED_AT_FIRST).map(item));
  return [make('h3', title), ...standingLine(pairs, other), list,
    ...moreButton(pairs.length - LISTED_AT_FIRST, 'more', () => pairs.slice(LISTED_AT_FIRST).map(item), list, after)];
}

// Partners of which nothing is known, each with what to ask it: a list of its own, as none of
// them is a match.
function askedItem(pair, other) {
  const item = make('li');
  const question = make('p');
  question.append(bdi(reasonsOf(pair, matches.seeker[pair] === other)));
  item.append(schoolButton(other), ...(postcodeOf(other) ? [make('p', postcodeOf(other))] : []), ...contactLine(other), question);
  return item;
}

function askedList(title, note, pairs, other) {
  if (!pairs.length) return [];
  const list = make('ul', undefined, { class: 'partners asked', role: 'list' });
  const item = (pair) => askedItem(pair, other[pair]);
  list.append(...pairs.slice(0, LISTED_AT_FIRST).map(item));
  return [make('h3', title), make('p', note), list,
    ...moreButton(pairs.length - LISTED_AT_FIRST, 'more', () => pairs.slice(LISTED_AT_FIRST).map(item), list)];
}

// Pairs that are in this side's own list, in its order.
const ranked = (pairs, rank) => pairs.filter((pair) => rank[pair] > 0)
  .sort((a, b) => rank[a] - rank[b] || a - b);

// Pairs that are in no list of this side's own: as in lists, by score and then by distance.
const byScore = (pairs) => pairs.sort((a, b) => matches.score1000[b] - matches.score1000[a]
  || matches.km10[a] - matches.km10[b] || a - b);

// A partner's list is of all schools, or of those of one group of phases.
const ALL_PHASES = -1;
const groupOf = (pair) => schools.phaseGroup[matches.seeker[pair]];
const shownOf = (pairs) => pairs.filter((pair) => model.isPairShown(pair));
const seekersOf = (school, group) => shownOf(group === ALL_PHASES
  ? ranked(asPartner(school), matches.partnerRank)
  : ranked(asPartner(school).filter((pair) => groupOf(pair) === group), matches.phaseRank));
const rankFor = (school, pair, group) => (matches.seeker[pair] === school ? matches.rank[pair]
  : group === ALL_PHASES ? matches.partnerRank[pair] : matches.phaseRank[pair]);

// Every pair a school has, its own lists first.
function pairsOf(school, group = ALL_PHASES) {
  if (group !== ALL_PHASES) return seekersOf(school, group);
  const own = [...ranked(asSeeker(school), matches.rank), ...seekersOf(school, group)];
  return shownOf([...new Set([...own, ...asSeeker(school), ...asPartner(school)])]);
}

// What the map draws of a school: what its lists show at first, or all once that is asked for.
let showsAll = -1;
function drawnPairs(school, group = ALL_PHASES) {
  if (showsAll === school) return pairsOf(school, group);
  return [...(group === ALL_PHASES ? shownOf(asSeeker(school)) : []), ...seekersOf(school, group).slice(0, LISTED_AT_FIRST)];
}

// The schools that a partner could help most, with a choice of their phase where there are several.
function seekerList(school, onGroup) {
  const groups = island.phaseGroups.map((_, group) => group)
    .filter((group) => seekersOf(school, group).length);
  const all = seekersOf(school, ALL_PHASES);
  const list = (group) => pairList(
    `As a partner: the schools it ${plan ? 'is given' : 'could help most'}`,
    seekersOf(school, group), matches.seeker, group === ALL_PHASES ? matches.partnerRank : matches.phaseRank,
    () => { showsAll = school; onGroup(school, group); });
  if (!all.length || groups.length + all.some((pair) => groupOf(pair) < 0) < 2) return list(ALL_PHASES);
  const [title, ...items] = list(ALL_PHASES);
  const label = make('label', 'Schools of ', { class: 'choice' });
  const choice = make('select', undefined, { id: 'phase-group' });
  choice.append(make('option', 'every phase', { value: ALL_PHASES }),
    ...groups.map((group) => make('option', island.phaseGroups[group], { value: group })));
  const shown = make('div');
  shown.append(...items);
  choice.addEventListener('change', () => {
    const group = Number(choice.value);
    shown.replaceChildren(...list(group).slice(1));
    onGroup(school, group);
  });
  label.append(choice);
  return [title, label, shown];
}

// Shows a school; `onGroup` hears of which group of phases a partner's list is shown, and that all
// of it is.
function showPanel(school, onGroup) {
  showsAll = -1;
  const seeking = shownOf(asSeeker(school));
  const offering = shownOf(asPartner(school));
  const hidden = asSeeker(school).length + asPartner(school).length - seeking.length - offering.length;
  const acts = make('div', undefined, { class: 'acts' });
  acts.append(make('button', 'Close', { type: 'button', id: 'close' }), compareButton({ school }, school), printButton());
  const redraw = () => { showsAll = school; onGroup(school, ALL_PHASES); };
  panelTitle.replaceChildren(bdi(nameOf(school)));
  panelBody.replaceChildren(
    factList([
      ['Kind', KIND_NAMES[kindOf(school)]],
      ['Role', ROLE_NAMES[island.roles[schools.role[school]]] || 'Takes no part'],
      ['URN', schools.urn[school]],
      ['Phase', word(schools.phaseWords, schools.phase[school])],
      ['Pupils', pupilsOf(school)],
      ['Local authority', laOf(school) || UNKNOWN],
      ['District', districtOf(school)],
      ['Trust', word(schools.trustWords, schools.trust[school]) || UNKNOWN],
      [capital(island.areaTitle), areaText(school)],
      ['Placed', placeText(school)],
      ['Contact', capital(contactText(school))],
      ['In the plan', planText(school)],
    ]),
    acts,
    ...needsAndOffers(school),
    ...hubList(school),
    ...comparedAlone(school),
    ...someOfItsList(school),
    ...straightLine([...seeking, ...offering]),
    ...pairList(plan ? 'Its partners in the plan' : 'Its best partners', ranked(seeking, matches.rank), matches.partner, matches.rank, redraw),
    ...askedList('Worth asking', `Not in its list: ${isHidden ? 'what these offer is not shown here' : 'nothing is known of what these offer'}. If they could give what the school needs, they might be in its list.`,
      ranked(seeking, matches.worthAsking), matches.partner),
    ...seekerList(school, onGroup),
    ...onScreen(pairList('Also in the list of these partners',
      byScore(seeking.filter((pair) => matches.rank[pair] < 1 && !isAsked(pair))), matches.partner, null, redraw)),
    ...onScreen(pairList('Also in the list of these schools',
      byScore(offering.filter((pair) => matches.partnerRank[pair] < 1 && matches.rank[pair] > 0)), matches.seeker, null, redraw)),
    ...askedList('These schools may ask it', `${isHidden ? 'What it offers is not shown here' : 'Nothing is known of what it offers'}. If it could give what they need, it might be in their lists.`,
      byScore(offering.filter(isAsked)), matches.seeker),
    ...(seeking.length + offering.length + hidden ? [] : [make('p', plan ? 'It is in no pair of the plan.' : noMatchText(school))]),
    ...(hidden ? [make('p', `${plural(hidden, 'pair is', 'pairs are')} hidden by the filters.`)] : []),
  );
}

// What stands in others' lists alone is not on paper.
function onScreen(elements) {
  elements.forEach((element) => element.classList.add('rest'));
  return elements;
}

function printButton() {
  const button = make('button', 'Print this page', { type: 'button' });
  button.addEventListener('click', () => window.print());
  return button;
}

// What a score adds up, of what counts in this run.
const COUNTED = {
  near: 'how near the two are',
  opportunity: `whether the school that looks for a partner lies in or near a priority area (${island.areaTitle})`,
  gives: 'what the partner gives',
  gains: 'what the partner gains',
};
function scoreWords() {
  const terms = Object.keys(COUNTED).filter((term) => !facts || term in facts.weights);
  const words = terms.map((term) => COUNTED[term]);
  const last = words.pop();
  const what = words.length ? `It adds up ${words.join(', ')} and ${last}.` : `It tells ${last}.`;
  const unknown = terms.some((term) => term !== 'near')
    ? ' What is not known counts as what an average partner of its kind is known to bring.' : '';
  const sure = matches.sureness
    ? ' \u201cHow sure\u201d says whether a pair stays in a list when the score is weighed in other reasonable ways: firm in 9 of 10 or more, likely in 2 of 3 or more, open in fewer. It does not say how sure a need or an offer is.' : '';
  return `A score lies between 0 and 1. ${what}${unknown}${sure}`;
}

function clearPanel() {
  panelTitle.textContent = 'No school chosen';
  panelBody.replaceChildren(
    make('p', 'Find a school by name, choose its symbol on the map, or choose its name in the table. This panel then lists its partners'
      + `${plan ? ' in the plan' : ', best first'}, with the reason for each.`),
    make('p', scoreWords()),
  );
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
