// Finding schools by name, URN, authority or postcode, and places to go to.
const MOST_FOUND = 20;
const MOST_PLACES = 6;
const MOST_AWAY = 5;
const AWAY_FROM = 4; // letters that name a school which is not on the map

// The schools' names, URNs and authorities, made ready once: when the page has come to rest, or
// when the search is first used.
const foldedNames = once(() => schools.name.map(fold));
const wordsOfNames = once(() => wordIndex(foldedNames()));
const orderOfNames = once(() => {
  const names = foldedNames();
  return Int32Array.from(names, (_, school) => school).sort(
    (a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b));
});
const searchIndex = once(() => ({
  order: orderOfNames(), index: wordsOfNames(), authorities: wordIndex(schools.laWords.map(fold)),
  names: oneText(foldedNames()), joined: oneText(foldedNames().map((name) => name.replaceAll(' ', ''))),
  urns: oneText(schools.urn.map(fold)),
}));
// One part at a time, so that a reader who moves the map meanwhile does not wait for all of it.
const SEARCH_REST_MS = 600;
function readySearch(parts = [foldedNames, wordsOfNames, orderOfNames, searchIndex, namedPlaces]) {
  if (!parts.length) return;
  const wait = window.requestIdleCallback || ((act) => window.setTimeout(act, 0));
  wait(() => { parts[0](); readySearch(parts.slice(1)); });
}

// How well each school answers, from the best to the worst.
const [SAME, STARTS, WORDS, URN_STARTS, WITH_PLACE, HOLDS_WORDS, NEAR] = [0, 1, 2, 3, 4, 5, 6];

// The schools that answer the typed words: `found`, best first and then by name, and those
// whose names are spelt `nearly` so, the nearest first.
function schoolsCalled(wanted, typed) {
  const { names, order, joined, index, urns, authorities } = searchIndex();
  const squeezed = wanted.replaceAll(' ', '');
  const each = typed.map((one, i) => ({
    name: answers(index.words, one, i === typed.length - 1),
    authority: answers(authorities.words, one, false),
    outcode: schools.outcodeWords.indexOf(one.toUpperCase()),
  }));
  const authorityAnswers = each.map(({ authority }) => schools.laWords.map((_, la) => bestAnswer(authorities, la, authority)));
  const [sameUrn, urnStarts] = [`\n${wanted}\n`, `\n${wanted}`].map((needle) => holding(urns, needle));
  const [same, starts] = [`\n${wanted}\n`, `\n${wanted}`].map((needle) => holding(names, needle));
  const inJoined = squeezed.length >= BEGINNING_FROM ? holding(joined, squeezed) : [];
  const ranks = Array.from({ length: NEAR + 2 * typed.length + 1 }, () => []);
  for (const school of order) {
    if (sameUrn[school] || same[school]) { ranks[SAME].push(school); continue; }
    if (starts[school]) { ranks[STARTS].push(school); continue; }
    let rank = WORDS;
    let distance = 0;
    for (let i = 0; i < each.length && rank >= 0; i += 1) {
      const own = bestAnswer(index, school, each[i].name);
      if (own === BEGINS) continue;
      const la = schools.la[school];
      if ((la >= 0 && authorityAnswers[i][la] === BEGINS)
        || (each[i].outcode >= 0 && schools.outcode[school] === each[i].outcode)) rank = Math.max(rank, WITH_PLACE);
      else if (own === HOLDS) rank = Math.max(rank, HOLDS_WORDS);
      else if (own !== NO_ANSWER) { rank = NEAR; distance += own - NEARLY; } else rank = -1;
    }
    if ((rank < 0 || rank > URN_STARTS) && urnStarts[school]) rank = URN_STARTS;
    // "Sallow gate" and "sallowgate" are one.
    if ((rank < 0 || rank === NEAR) && inJoined[school]) rank = HOLDS_WORDS;
    if (rank === NEAR) ranks[NEAR + distance].push(school);
    else if (rank >= 0) ranks[rank].push(school);
  }
  return { found: ranks.slice(0, NEAR).flat(), nearly: ranks.slice(NEAR).flat() };
}

// What is looked for: the folded text; a URN is one whether or not the word stands before it.
const soughtIn = (text) => fold(text).replace(/^urn (?=\d+$)/, '');

// Everything that answers `text`: {found, nearly, places}; nothing for blank text. Text made of
// signs alone is looked for as it stands.
function lookUp(text) {
  const wanted = soughtIn(text);
  const plain = text.trim().toLowerCase();
  if (!plain) return { found: [], nearly: [], places: [] };
  if (!wanted) return { found: schoolsWhere((school) => schools.name[school].toLowerCase().includes(plain)), nearly: [], places: [] };
  const typed = wanted.split(' ');
  const { found, nearly: spelt } = schoolsCalled(wanted, typed);
  const codes = postcodePlaces(text);
  const called = placesCalled(wanted, typed);
  // Nobody means what is spelt nearly so where a school is called as they typed.
  const isAway = isNameAway(wanted);
  const isMeant = found.length > 0 || isAway;
  const nearly = isAway ? [] : spelt;
  const places = [...codes, ...called.filter((place) => !place.nearly || !isMeant)];
  // A place leads where it is what was typed, or where no school is.
  // The one school at a postcode leads itself: Enter opens it.
  const isOne = codes.length > 0 && codes[0].kind === 'postcode' && codes[0].schools.length === 1;
  const leads = !isOne && (!found.length || codes.length > 0 || called.some(({ name }) => fold(name) === wanted));
  const inCodes = codes.filter(({ kind }) => kind !== 'postcode area').flatMap((place) => place.schools);
  return { found: inCodes.length ? Array.from(new Set(isOne ? [...inCodes, ...found] : [...found, ...inCodes])) : found, nearly, places, leads };
}

// The schools that answer `text`; where none does, those whose names are spelt nearly so.
function findSchools(text) {
  const { found, nearly } = lookUp(text);
  return found.length ? found : nearly;
}

// Schools that took part in the run and are not on the map: those whose name holds what was typed;
// where some are `found` on the map, a few whose name begins with it, else those of that very name.
const away = once(() => {
  const { awayName: names = [], awayUrn: urns = [] } = island.account || {};
  return names.map((name, at) => ({ name: name || 'Name not known', urn: urns[at], folded: fold(name) }));
});
const isNameAway = (wanted) => wanted.length >= AWAY_FROM
  && away().some(({ urn, folded }) => urn === wanted || folded.startsWith(wanted));
function toldOfAway(text, found) {
  const wanted = soughtIn(text);
  if (wanted.length < AWAY_FROM) return [];
  const called = (fits) => away().filter(({ urn, folded }) => urn === wanted || fits(folded));
  let named = called((folded) => (found ? folded.startsWith(wanted) : folded.includes(wanted)));
  if (found && named.length > MOST_AWAY) named = called((folded) => folded === wanted);
  if (!named.length) return [];
  const told = named.slice(0, MOST_AWAY).flatMap(({ name, urn }, at) => [at ? ', ' : '', bdi(name), ` (URN ${urn})`]);
  const more = named.length > MOST_AWAY ? ` and ${(named.length - MOST_AWAY).toLocaleString('en-GB')} more` : '';
  return [...told, `${more} took part and ${named.length > 1 ? 'are not on this map: they are' : 'is not on this map: it is'} ${island.account.whyAway}.`];
}
// What is said where nothing was found: who of that name is not on the map, or where else to look.
function toldOfAbsent(text) {
  const told = toldOfAway(text, false);
  return told.length ? told : [`Try part of the name, the URN or a postcode.${island.account ? ` ${island.account.elsewhere}` : ''}`];
}

function counted(places, found, nearly) {
  const of = found.length || !nearly.length ? `${plural(found.length, 'school', 'schools')} found`
    : `no school of that name, ${nearly.length.toLocaleString('en-GB')} spelt nearly so`;
  return places.length ? `${plural(places.length, 'place', 'places')} and ${of}` : of;
}

// An input with a list of suggestions, after the combobox pattern of the ARIA Authoring
// Practices: focus stays in the input, the arrows move through the list. A school is opened,
// a place is gone to.
function searchBox({ onChoose, onType, onPlace }) {
  const input = document.getElementById('search');
  const list = document.getElementById('found');
  let offered = [];
  let options = [];
  let active = -1;
  let wentTo = null;

  function mark(place) {
    active = place;
    options.forEach((option, i) => option.setAttribute('aria-selected', i === place));
    if (place < 0) input.removeAttribute('aria-activedescendant');
    else {
      input.setAttribute('aria-activedescendant', options[place].id);
      options[place].scrollIntoView({ block: 'nearest' });
    }
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    mark(-1);
  }

  function option(choice, title, words) {
    const number = options.length;
    const item = make('div', undefined, { id: `found-${number}`, role: 'option', 'aria-selected': 'false' });
    const small = make('small');
    small.append(...words);
    item.append(bdi(title), small);
    // Before the input loses its focus.
    item.addEventListener('mousedown', (event) => { event.preventDefault(); choose(choice); });
    offered.push(choice);
    options.push(item);
    return item;
  }

  const schoolOption = (school) => option({ school }, nameOf(school), [
    bdi(laOf(school) || 'Authority not known'), `, URN ${schools.urn[school]}, ${KIND_NAMES[kindOf(school)]}`]);
  const placeOption = (place) => option({ place }, place.name, [
    bdi(place.kind), `, ${place.words || plural(place.schools.length, 'school', 'schools')}`, place.detail && `: ${place.detail}`]);

  function group(title, items) {
    const id = `found-in-${list.children.length}`;
    const box = make('div', undefined, { role: 'group', 'aria-labelledby': id });
    box.append(make('div', title, { id, role: 'presentation', class: 'of' }), ...items);
    list.append(box);
  }

  function open() {
    const { found, nearly, places, leads } = lookUp(input.value);
    offered = [];
    options = [];
    active = -1;
    list.replaceChildren();
    const shown = (of, most) => (of.length > most ? `${most} of ${of.length.toLocaleString('en-GB')} shown` : of.length.toLocaleString('en-GB'));
    const first = places.slice(0, MOST_PLACES).map(placeFound);
    const away = first.filter((place) => !place.schools.length);
    const here = first.filter((place) => place.schools.length);
    const inAll = places.length - away.length;
    const offerPlaces = () => here.length && group(`Places to go to: ${inAll > here.length ? `${here.length} of ${inAll} shown` : inAll}`, here.map(placeOption));
    if (leads) offerPlaces();
    if (found.length) group(`Schools: ${shown(found, MOST_FOUND)}`, found.slice(0, MOST_FOUND).map(schoolOption));
    if (!leads) offerPlaces();
    const room = Math.max(MOST_FOUND - found.length, 0);
    if (nearly.length && room) group(`Spelt nearly so: ${shown(nearly, room)}`, nearly.slice(0, room).map(schoolOption));
    // Last, as a school of that name is rather what is meant.
    if (away.length) group('Places without a school of this map', away.map(placeOption));
    input.removeAttribute('aria-activedescendant');
    list.hidden = !offered.length;
    input.setAttribute('aria-expanded', String(offered.length > 0));
    const text = input.value.trim();
    if (text && !offered.length) tellOfSearch('Nothing found for ', bdi(`\u201c${text}\u201d`), '. ', ...toldOfAbsent(text));
    else tellOfSearch(...toldOfAway(text, found.length > 0));
    // Whoever hears the page is told of the note too.
    const note = document.getElementById('search-note');
    const also = !note.hidden && island.account ? `. ${note.textContent}` : '';
    return { found: found.length ? found : nearly, told: text ? counted(places, found, nearly) + also : '' };
  }

  function take(place, text) {
    input.value = text;
    wentTo = place;
    close();
  }

  function choose({ school, place }) {
    take(place || null, place ? place.name : nameOf(school));
    if (place) onPlace(place);
    else onChoose(school);
  }

  input.addEventListener('input', () => { wentTo = null; const { found, told } = open(); onType(found, told); });
  input.addEventListener('focus', searchIndex);
  window.setTimeout(readySearch, SEARCH_REST_MS);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const last = offered.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) open();
      if (!offered.length) return;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const first = step > 0 ? 0 : last;
      mark(active < 0 ? first : (active + step + offered.length) % offered.length);
    } else if (event.key === 'Enter' && !list.hidden && offered.length) {
      event.preventDefault();
      choose(offered[Math.max(active, 0)]);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  return {
    text: () => input.value,
    show: (text) => { take(null, text); tellOfSearch(); },
    recall: (place) => take(place, place.name),
    focus: () => input.focus(),
    wentTo: () => wentTo, // the place that the text names, if it was gone to
  };
}
