// The places that the search knows: authorities, districts of counties, regions, priority areas and postcodes, as the
// schools on the map tell them, and towns. A place is {name, kind, schools, detail, filter}: the schools in it, what is
// to be said of it beside their number, and what shows its pairs alone, if the model can.
const LETTERS = 26;
const KM_PER_DEGREE = 111.2; // of latitude
const TOWN_KM = 5;

// A school's postcode; its outward code where no more of it is known.
function postcodeOf(school) {
  const outward = word(schools.outcodeWords, schools.outcode[school]);
  const inward = schools.inward[school];
  if (inward < 0) return outward;
  const letter = (place) => String.fromCharCode(65 + place);
  return `${outward} ${Math.floor(inward / LETTERS ** 2)}${letter(Math.floor(inward / LETTERS) % LETTERS)}${letter(inward % LETTERS)}`;
}

const schoolsWhere = (isIn) => {
  const found = [];
  for (let school = 0; school < schoolCount; school += 1) if (isIn(school)) found.push(school);
  return found;
};

// What was typed as a postcode, in each way that it can be read, "" what was not typed: BD14 is
// an outward code, or BD1 and the first figure of the rest.
function postcodesTyped(text) {
  const plain = text.trim().toUpperCase().replace(/[\s.-]+/g, ' ');
  const found = /^([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][A-Z]{0,2})?$/.exec(plain);
  if (!found) return [];
  const [, outward, inward = ''] = found;
  if (inward || !/[0-9]{2}$/.test(outward)) return [{ outward, inward }];
  return [{ outward, inward }, { outward: outward.slice(0, -1), inward: outward.slice(-1) }];
}

const isAt = ({ outward, inward }) => {
  const number = schools.outcodeWords.indexOf(outward);
  const begin = `${outward} ${inward}`;
  return (school) => number >= 0 && schools.outcode[school] === number
    && (!inward || postcodeOf(school).startsWith(begin));
};

const lettersOf = (outward) => /^[A-Z]*/.exec(outward)[0];
function isInArea(letters) {
  const inArea = schools.outcodeWords.map((code) => lettersOf(code) === letters);
  return (school) => inArea[schools.outcode[school]];
}

// The parts of a typed postcode that some school has, the smallest first.
function partsOfPostcode({ outward, inward }) {
  const whole = inward ? `${outward} ${inward}` : outward;
  const parts = [];
  const add = (name, kind, isIn) => parts.push({ name, kind, schools: schoolsWhere(isIn), detail: '' });
  if (inward.length > 1) add(whole, inward.length === 3 ? 'postcode' : 'part of a postcode', isAt({ outward, inward }));
  if (inward) add(`${outward} ${inward[0]}`, 'postcode sector', isAt({ outward, inward: inward[0] }));
  add(outward, 'outward code', isAt({ outward, inward: '' }));
  add(lettersOf(outward), 'postcode area', isInArea(lettersOf(outward)));
  const known = parts.filter((part) => part.schools.length);
  if (known.length && known[0] !== parts[0]) known[0].detail = inward.length === 3 ? `none at exactly ${whole}` : `none in ${whole}`;
  return known;
}

function postcodePlaces(text) {
  const [first, second] = postcodesTyped(text).map(partsOfPostcode);
  const places = first || [];
  if (second && second.length && !second[0].detail) places.push(second[0]);
  const typed = text.trim().toUpperCase();
  const place = (name, kind, isIn) => ({ name, kind, schools: schoolsWhere(isIn), detail: '' });
  if (/^[A-Z]{1,2}$/.test(typed)) places.push(place(typed, 'postcode area', isInArea(typed)));
  if (/^[A-Z]{1,2}[0-9]$/.test(typed)) { // BD1 is also the beginning of BD10
    const longer = schools.outcodeWords.filter((code) => code.startsWith(typed) && code !== typed);
    places.push(...longer.sort().map((code) => place(code, 'outward code', isAt({ outward: code, inward: '' }))));
  }
  // What was typed may be the beginning of these: before the wide area that it lies in.
  const wide = (one) => one.kind === 'postcode area';
  return places.filter((one) => one.schools.length).sort((a, b) => wide(a) - wide(b));
}

// A town has no outline here: what lies within some kilometres of its middle is taken for it.
function townPlace({ name, lon, lat, authority }) {
  const inside = authority < 0 ? '' : geography.authorities[authority].name;
  const high = TOWN_KM / KM_PER_DEGREE;
  const wide = high / Math.cos((lat * Math.PI) / 180);
  return {
    name,
    kind: inside && inside !== name ? `town in ${inside}` : 'town',
    bounds: [[lat - high, lon - wide], [lat + high, lon + wide]],
    isIn(school) {
      const up = (schools.lat[school] / 1e5 - 90 - lat) / high;
      const along = (schools.lon[school] / 1e5 - 180 - lon) / wide;
      return up * up + along * along <= 1 && isPlaced(school);
    },
  };
}

// Everything that has a name, once; the schools of each are looked up when it is offered.
const namedPlaces = once(() => {
  const places = [];
  schools.laWords.forEach((name, number) => places.push(
    { name, kind: 'local authority', filter: { authorities: new Set([name]) }, isIn: (school) => schools.la[school] === number }));
  const authorities = new Set(schools.laWords.map(fold)); // a district of that name is all of one
  schools.districtWords.forEach((name, number) => authorities.has(fold(name)) || places.push(
    { name, kind: 'district', isIn: (school) => schools.district[school] === number }));
  schools.regionWords.forEach((name, number) => places.push(
    { name, kind: 'region', filter: { regions: new Set([name]) }, isIn: (school) => schools.region[school] === number }));
  const areas = new Set(schools.area);
  island.areas.forEach((name, number) => {
    if (!areas.has(number)) return;
    places.push({ name, kind: island.areaTitle, filter: { areas: `area:${name}` }, isIn: (school) => schools.area[school] === number });
  });
  // Of the ground too, so that one sees where it is: no authority of a school by another spelling.
  const spelt = schools.laWords.map((name) => new Set(fold(name).split(' ')));
  const holds = (one, other) => [...other].every((each) => one.has(each));
  geography.authorities.forEach(({ name, bounds }) => {
    const own = new Set(fold(name).split(' '));
    if (!spelt.some((one) => holds(one, own) || holds(own, one))) places.push({ name, kind: 'local authority', bounds, isIn: () => false });
  });
  places.push(...geography.towns.map(townPlace));
  const folded = places.map(({ name }) => fold(name));
  return { places, folded, index: wordIndex(folded) };
});

// The places of that name; where there is none, those spelt nearly so.
function placesCalled(wanted, typed) {
  const { places, folded, index } = namedPlaces();
  const all = typed.map((each, i) => answers(index.words, each, i === typed.length - 1));
  const found = [];
  places.forEach((place, p) => {
    let worst = BEGINS;
    for (const answer of all) worst = Math.max(worst, bestAnswer(index, p, answer));
    if (worst === NO_ANSWER || worst === HOLDS) return; // part of a word is no name of a place
    const rank = folded[p] === wanted ? -2 : folded[p].startsWith(wanted) ? -1 : worst;
    found.push({ place, rank, p });
  });
  const plain = found.filter(({ rank }) => rank <= BEGINS);
  return (plain.length ? plain : found).sort((a, b) => a.rank - b.rank || a.p - b.p)
    .map(({ place, rank }) => ({ ...place, nearly: rank >= NEARLY }));
}

function placeFound({ isIn, ...place }) {
  if (!isIn) return place;
  const found = schoolsWhere(isIn);
  const near = place.bounds && place.kind !== 'local authority' ? ` within ${TOWN_KM} km` : '';
  return { ...place, schools: found, detail: '', words: found.length ? plural(found.length, 'school', 'schools') + near : `no school of this map${near}` };
}

// The place that an address names.
function placeCalled(name, kind) {
  const place = lookUp(name).places.find((one) => one.name === name && one.kind === kind);
  return place && placeFound(place);
}

// A line under the search, for the eye and for screen readers.
function tellOfSearch(...parts) {
  const note = document.getElementById('search-note');
  note.replaceChildren(...parts);
  note.hidden = !parts.length;
}

// Goes to a place. What is chosen, filtered and listed stays as it is, until the reader asks.
function goTo(place) {
  const bounds = place.bounds || boundsOf(place.schools);
  if (bounds) show(bounds, 13);
  const words = [bounds ? 'The map shows ' : 'None of its schools has a place on the map: ', bdi(place.name),
    ', ', bdi(place.kind), `: ${place.words || plural(place.schools.length, 'school', 'schools')}.`];
  const only = make('button', place.filter ? 'Show only its pairs' : 'List only its schools', { type: 'button' });
  only.addEventListener('click', () => {
    place.only = true;
    if (place.filter) model.set(place.filter);
    else {
      filterTable();
      address.keepLater();
    }
  });
  tellOfSearch(...words, ...(place.schools.length ? [' ', only] : []));
  announce(words.map((part) => part.textContent || part).join(''));
}
