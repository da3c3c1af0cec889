// Two schools or two pairs side by side. Which ones, the model keeps.
const compareSection = document.getElementById('compare');
const compareBody = document.getElementById('compare-body');
const isSameItem = (one, other) => one.school === other.school && one.pair === other.pair;
const isCompared = (item) => model.state.compared.some((one) => isSameItem(one, item));

function compareButton(item, about) {
  const button = make('button', undefined, { type: 'button', 'data-compare': JSON.stringify(item) });
  button.append('Compare', hearOnly(item.pair === undefined ? ' this school' : ' the pair with ', item.pair === undefined ? '' : nameOf(about)));
  button.setAttribute('aria-pressed', String(isCompared(item)));
  button.addEventListener('click', () => compareItem(item));
  return button;
}

// Words for those who hear the page, the name with its own direction of writing.
function hearOnly(text, name = '') {
  const words = make('span', text, { class: 'unseen' });
  if (name) words.append(bdi(name));
  return words;
}

// Puts an item beside the one before it, or takes it away again; a pair and a school do not compare.
function compareItem(item) {
  const kept = model.state.compared.filter((one) => (one.pair === undefined) === (item.pair === undefined));
  const compared = isCompared(item) ? kept.filter((one) => !isSameItem(one, item)) : [...kept.slice(-1), item];
  model.set({ compared });
  announce(compared.length === 2 ? 'Two are side by side below the map'
    : compared.length ? 'One of two to compare. Choose Compare at another' : 'Nothing to compare');
  if (compared.length === 2) document.getElementById('compare-title').focus();
}

// Takes the reader to the panel, from beneath the map or from two side by side.
function toPanelButton(text) {
  const button = make('button', text, { type: 'button' });
  button.addEventListener('click', () => { panelTitle.focus(); panelTitle.scrollIntoView(); });
  return button;
}

const itemName = ({ school, pair }) => (school === undefined
  ? `${nameOf(matches.seeker[pair])} and ${nameOf(matches.partner[pair])}` : nameOf(school));

function itemHead({ school, pair }) {
  const head = make('div');
  if (school !== undefined) head.append(schoolButton(school));
  else head.append(schoolButton(matches.seeker[pair]), ' and ', schoolButton(matches.partner[pair]));
  return head;
}

function lines(texts) {
  const list = make('ul', undefined, { role: 'list' });
  texts.forEach((text) => { const item = make('li'); item.append(bdi(text)); list.append(item); });
  return list;
}
const tagLines = (name) => ({ school }) => {
  const tags = tagsOf(name, school);
  return tags.length ? lines(tags.map((tag) => `${tag.words}: ${tagText(tag)}`)) : stateText(name, school);
};
// What the reasons tell of one side of the exchange, in words that speak to neither.
const told = (pair, kinds) => phrasesOf(pair)
  .filter((phrase) => kinds.includes(EXCHANGES[matches.phraseExchange[phrase]]))
  .map(phraseToOthers).join('; ');
const placeIn = (rank) => (rank > 0 ? `number ${rank.toLocaleString('en-GB')}` : 'not in it');

const SCHOOL_ROWS = [
  ['Kind', ({ school }) => KIND_NAMES[kindOf(school)]],
  ['Phase', ({ school }) => word(schools.phaseWords, schools.phase[school]) || UNKNOWN],
  ['Pupils', ({ school }) => pupilsOf(school) || (isHidden ? 'not shown here' : UNKNOWN)],
  ['Local authority', ({ school }) => laOf(school) || UNKNOWN],
  ['Trust', ({ school }) => word(schools.trustWords, schools.trust[school]) || UNKNOWN],
  ['Priority area', ({ school }) => areaText(school)],
  ...(facts ? [['Needs', tagLines('needs')], ['Offers', tagLines('offers')]] : []),
  ['Pairs as a school that looks for partners', ({ school }) => String(shownOf(asSeeker(school)).length)],
  ['Pairs as a partner', ({ school }) => String(shownOf(asPartner(school)).length)],
  ...(plan ? [['In the plan', ({ school }) => planText(school) || 'in no pair']] : []),
];
const PAIR_ROWS = [
  ['Distance', ({ pair }) => kmOf(pair)],
  ...(matches.travel ? [['Travel', ({ pair }) => travelOf(pair) || UNKNOWN]] : []),
  ['What the partner gives', ({ pair }) => told(pair, ['gives', 'likely', 'none', 'unknown', 'offers nothing'])
    || (isFlagged(matches.needsNothing, matches.seeker[pair]) ? STANDINGS['needs-nothing'] : speaksOfNeeds() ? `No need of the school ${NO_NEED}` : `not ${SHOWN}`)],
  ['What the partner gains', ({ pair }) => told(pair, ['gains', 'may gain'])
    || (matches.known && !needsKnown(pair, 'gains') ? `not ${SHOWN}` : `nothing that is ${SHOWN}`)],
  ['Score', ({ pair }) => scoreOf(pair)],
  ...(facts && !plan ? Object.keys(TERM_NAMES).filter((term) => term in facts.weights).map((term) => [
    `${TERM_NAMES[term]}, points`, ({ pair }) => {
      const part = scoreParts(pair).find((one) => one.term === term);
      return `${decimals(part.points)} ${part.sign} ${partText(part)}${KNOWN_NAMES[part.known]}`;
    }]) : []),
  ...(facts && !plan ? [['What is known', ({ pair }) => knownLine(pair)]] : []),
  ...(plan ? [] : [
    ['Place in the school\u2019s list', ({ pair }) => placeIn(matches.rank[pair])],
    ['Place in the partner\u2019s list', ({ pair }) => placeIn(matches.partnerRank[pair])]]),
  ...(matches.sureness ? [['How sure', ({ pair }) => word(matches.surenessWords, matches.sureness[pair]) || UNKNOWN]] : []),
  ['All reasons', ({ pair }) => reasonsOf(pair, true)],
];

function compareTable(items) {
  const table = make('table', undefined, { role: 'table' });
  const head = make('tr', undefined, { role: 'row' });
  head.append(make('td', undefined, { role: 'cell' }));
  items.forEach((item) => {
    const cell = make('th', undefined, { scope: 'col', role: 'columnheader' });
    cell.append(itemHead(item));
    head.append(cell);
  });
  const top = make('thead', undefined, { role: 'rowgroup' });
  top.append(head);
  const body = make('tbody', undefined, { role: 'rowgroup' });
  (items[0].pair === undefined ? SCHOOL_ROWS : PAIR_ROWS).forEach(([name, tell]) => {
    const row = make('tr', undefined, { role: 'row' });
    row.append(make('th', name, { scope: 'row', role: 'rowheader' }));
    items.forEach((item) => {
      const what = tell(item);
      row.append(tableCell(itemName(item), typeof what === 'string' ? bdi(what) : what));
    });
    body.append(row);
  });
  table.append(make('caption', `Two ${items[0].pair === undefined ? 'schools' : 'pairs'} side by side`), top, body);
  return table;
}

function drawCompare() {
  const items = model.state.compared;
  compareSection.hidden = !items.length;
  document.querySelectorAll('button[data-compare]').forEach((button) => {
    button.setAttribute('aria-pressed', String(isCompared(JSON.parse(button.dataset.compare))));
  });
  document.querySelectorAll('[data-compare-hint]').forEach((hint) => hint.remove());
  if (!items.length) return;
  if (items.length < 2) {
    document.querySelector('#panel button[data-compare][aria-pressed=true]')?.closest('.acts').after(
      make('p', 'One of two. Choose Compare at another: the two then stand side by side below the map.', { class: 'hint', 'data-compare-hint': '' }));
  }
  const remove = make('button', 'Stop comparing', { type: 'button' });
  remove.addEventListener('click', () => { model.set({ compared: [] }); announce('Nothing to compare'); panelTitle.focus(); });
  const first = make('p', items.length === 2 ? '' : 'Choose Compare at another to see it beside ');
  if (items.length < 2) first.append(bdi(itemName(items[0])), '.');
  compareBody.replaceChildren(...(items.length === 2 ? [compareTable(items)] : [first]), remove, ' ', toPanelButton('Back to the panel'));
}
model.onChange((keys) => { if (keys.has('compared')) drawCompare(); });
