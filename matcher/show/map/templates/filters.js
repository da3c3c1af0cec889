// The model: what is shown. Everybody asks it and hears of changes; nobody keeps a filter of
// their own.
//   model.state            what is asked for. Sets hold values as the lists word them; an empty
//                          set, null, '' and false ask for nothing:
//     kinds, phases, authorities, regions, activities, subjects, inPlan   Sets
//     areas                'all', 'in', 'near' (in or within 10 km of one) or 'area:' and a name
//     minScore (0 to 1), maxKm, maxMinutes   numbers or null
//     bothGain             true: both sides get something, or may
//     known                '', 'known' (something is known of needs and offers), 'met' (a need,
//                          by what is stated) or 'likely' (by what figures, registers or words suggest)
//     chosen               the number of a school, or -1
//     compared             up to two of { school: number } or { pair: number }
//     sort                 '' (as in the list) or a column of SORTS, '-' before it: downwards
//   model.set(changes)     takes these keys over, works out once what is shown, tells listeners
//   model.onChange(listener)   listener(keys): a Set of the keys that changed
//   model.hasFilter(keys)  whether a filter is among the keys that changed
//   model.isPairShown(pair), model.isSchoolShown(school)   by the filters alone: neither asks
//                          whether a school has a place on the map
//   model.pairs()          Int32Array of the pairs shown, in the order of `sort`
//   model.count()          how many they are
//   model.options(group)   [{ value, text }], the last one '' where something is not known
//   model.counts(group)    how many pairs each option would leave, its own group aside
//   model.countWithout(group)   how many pairs pass all but that filter
//   model.untimed()        how many of them are left out as their minutes are not known
//   model.clear()          takes every filter off; chosen, compared and sort stay
// Kind is the partner's; phase and priority area are the seeker's; of authority, region and plan
// either school of a pair may have what is asked for. What is not known passes no filter but its
// own option.
const NEAR_AREA_KM10 = 100;  // as near as a reason names an area
const NO_WAY = 60000;  // minutes of a pair between which there is no way
const NO_FILTER = {
  kinds: new Set(), phases: new Set(), authorities: new Set(), regions: new Set(), areas: 'all',
  activities: new Set(), subjects: new Set(), minScore: null, maxKm: null, maxMinutes: null,
  bothGain: false, known: '', inPlan: new Set(),
};

const activityOf = (tag) => tag.split(' ', 1)[0];
const subjectOf = (tag) => tag.slice(activityOf(tag).length + 1);

function filterModel() {
  const { seeker, partner } = matches;
  const worded = (words, ...columns) => optionGroup(
    words.map((text) => ({ value: text, text })), columns);

  // A group of options: for each pair the numbers of its options, by columns or by its tags.
  function optionGroup(options, columns, tags) {
    const last = options.length;
    let unknown = false;
    (columns || []).forEach((column) => {
      for (let pair = 0; pair < pairCount; pair += 1) {
        if (column[pair] < 0) { column[pair] = last; unknown = true; }
      }
    });
    return { options: unknown ? [...options, { value: '', text: 'Not known' }] : options, columns, tags };
  }

  function tagGroup(part, textOf) {
    const parts = sharedTags.map((sides) => [...new Set(sides.flat().map(part).filter(Boolean))]);
    const values = [...new Set(parts.flat())].sort();
    const number = new Map(values.map((value, at) => [value, at]));
    const options = values.map((value) => ({ value, text: textOf(value) }));
    return optionGroup(options, null, parts.map((those) => those.map((one) => number.get(one))));
  }

  const planOptions = PLAN_STATES.map(({ name, text }) => ({ value: name, text }));
  const groups = {
    kinds: once(() => optionGroup(island.kinds.map((kind) => ({ value: kind, text: KIND_NAMES[kind] })), [ofSide(schools.kind, partner)])),
    phases: once(() => worded(schools.phaseWords, ofSide(schools.phase, seeker))),
    authorities: once(() => worded(schools.laWords, ofSide(schools.la, seeker), ofSide(schools.la, partner))),
    regions: once(() => worded(schools.regionWords, ofSide(schools.region, seeker), ofSide(schools.region, partner))),
    activities: once(() => tagGroup(activityOf, (value) => island.activities[value] || value)),
    subjects: once(() => tagGroup(subjectOf, (value) => value)),
  };
  const areaOptions = ['all', 'in', 'near'].map((value) => ({ value }))
    .concat(island.areas.map((text) => ({ value: `area:${text}`, text })));

  // A bit for each filter that a pair does not pass.
  const bits = new Map(Object.keys(NO_FILTER).map((name, at) => [name, 1 << at]));
  const failed = new Uint16Array(pairCount);
  const schoolFailed = new Uint16Array(schoolCount);
  const schoolShown = new Uint8Array(schoolCount);
  const state = { ...NO_FILTER, chosen: -1, compared: [], sort: '' };
  const listeners = [];
  let count = pairCount;
  let inOrder = null;

  const inArea = (school, areas) => areas === 'all'
    || (areas === 'in' ? schools.area[school] >= 0
      : areas === 'near' ? schools.area[school] >= 0 || (schools.areaKm10[school] >= 0 && schools.areaKm10[school] <= NEAR_AREA_KM10)
        : schools.area[school] >= 0 && areas === `area:${island.areas[schools.area[school]]}`);
  const gets = Uint8Array.from(sharedTags, ([own = []]) => own.length > 0);
  const both = Uint8Array.from(sharedTags, ([own = [], back = []]) => own.length > 0 && back.length > 0);
  const byShared = (table) => (pair) => matches.shared[pair] >= 0 && table[matches.shared[pair]] === 1;
  // Whether a need is met by what is stated, or may be by what figures, registers or words suggest.
  const meets = ofPairs((pair) => {
    const told = exchangeOf(pair);
    return told & GIVES ? 2 : told & LIKELY ? 4 : 0;
  });
  const isKnown = matches.gives
    ? (pair) => matches.known[pair] > 0 : byShared(gets);
  const KNOWN_BITS = { known: 1, met: 2, likely: 4 };
  const planMask = () => PLAN_STATES.reduce((mask, { name }, at) => (state.inPlan.has(name) ? mask | (1 << at) : mask), 0);

  // Whether a pair passes one filter as it stands.
  const tests = {
    areas: () => (pair) => inArea(seeker[pair], state.areas),
    minScore: () => (pair) => matches.score1000[pair] >= Math.round(state.minScore * 1000),
    maxKm: () => (pair) => matches.km10[pair] <= Math.round(state.maxKm * 10),
    maxMinutes: () => (pair) => Boolean(matches.minutes) && matches.minutes[pair] >= 0 && matches.minutes[pair] <= state.maxMinutes,
    bothGain: () => byShared(both),
    known: () => (state.known === 'known' ? isKnown : (pair) => meets()[pair] === KNOWN_BITS[state.known]),
    inPlan: () => { const mask = planMask(); return (pair) => ((planBits[seeker[pair]] | planBits[partner[pair]]) & mask) > 0; },
  };
  function testOf(name) {
    if (tests[name]) return tests[name]();
    const { options, columns, tags } = groups[name]();
    const wanted = Uint8Array.from(options, ({ value }) => state[name].has(value));
    if (tags) return byShared(Uint8Array.from(tags, (own) => own.some((one) => wanted[one])));
    const [first, second] = columns;
    return second ? (pair) => wanted[first[pair]] || wanted[second[pair]] : (pair) => wanted[first[pair]];
  }
  const mayBe = (school, role) => [role, 'both'].includes(island.roles[schools.role[school]]);
  // Whether a school passes a filter by itself, whatever its pairs: by one that asks about pairs
  // it does not.
  const schoolTests = {
    kinds: (school) => mayBe(school, 'partner') && state.kinds.has(kindOf(school)),
    phases: (school) => mayBe(school, 'seeker') && state.phases.has(word(schools.phaseWords, schools.phase[school])),
    authorities: (school) => state.authorities.has(laOf(school)),
    regions: (school) => state.regions.has(word(schools.regionWords, schools.region[school])),
    areas: (school) => mayBe(school, 'seeker') && inArea(school, state.areas),
    inPlan: () => { const mask = planMask(); return (school) => (planBits[school] & mask) > 0; },
  };
  const isAsking = (name) => (state[name] instanceof Set ? state[name].size > 0
    : state[name] !== null && state[name] !== NO_FILTER[name]);

  function markFailed(name) {
    const bit = bits.get(name);
    const asking = isAsking(name);
    const passes = asking ? testOf(name) : null;
    for (let pair = 0; pair < pairCount; pair += 1) {
      if (!asking || passes(pair)) failed[pair] &= ~bit;
      else failed[pair] |= bit;
    }
    let alone = schoolTests[name] || (() => false);
    if (asking && name === 'inPlan') alone = schoolTests.inPlan();
    for (let school = 0; school < schoolCount; school += 1) {
      if (!asking || alone(school)) schoolFailed[school] &= ~bit;
      else schoolFailed[school] |= bit;
    }
  }

  function workOut(names) {
    names.forEach(markFailed);
    count = 0;
    for (let school = 0; school < schoolCount; school += 1) schoolShown[school] = schoolFailed[school] ? 0 : 1;
    for (let pair = 0; pair < pairCount; pair += 1) {
      if (failed[pair]) continue;
      count += 1;
      schoolShown[seeker[pair]] = 1;
      schoolShown[partner[pair]] = 1;
    }
    inOrder = null;
  }

  const isSame = (a, b) => (a instanceof Set ? a.size === b.size && [...a].every((one) => b.has(one))
    : Array.isArray(a) ? JSON.stringify(a) === JSON.stringify(b) : a === b);

  function set(changes) {
    const keys = Object.keys(changes).filter((key) => key in state && !isSame(state[key], changes[key]));
    if (!keys.length) return;
    keys.forEach((key) => { state[key] = changes[key]; });
    const filters = keys.filter((key) => bits.has(key));
    if (filters.length) workOut(filters);
    if (keys.includes('sort')) inOrder = null;
    listeners.forEach((listener) => listener(new Set(keys)));
  }

  // How many pairs pass every filter but one, by a number from 0 up that each has, or that its two
  // schools have. The loops are plain, as a hundred thousand pairs are counted at each change.
  function tally(name, size, first, second = null) {
    const others = ~bits.get(name);
    const found = new Int32Array(size);
    for (let pair = 0; pair < pairCount; pair += 1) {
      if (failed[pair] & others) continue;
      const one = first[pair];
      if (one >= 0) found[one] += 1;
      if (second && second[pair] !== one) found[second[pair]] += 1;
    }
    return found;
  }
  // The same for numbers of seekers: what their priority area and their state in a plan are.
  function ofPairs(tell) {
    return once(() => {
      const found = new Int16Array(pairCount);
      for (let pair = 0; pair < pairCount; pair += 1) found[pair] = tell(pair);
      return found;
    });
  }
  const seekerAreas = ofPairs((pair) => (schools.area[seeker[pair]] >= 0 ? schools.area[seeker[pair]] + 2
    : inArea(seeker[pair], 'near') ? 1 : 0));
  const planStates = ofPairs((pair) => planBits[seeker[pair]] | planBits[partner[pair]]);
  const knowledge = ofPairs((pair) => (isKnown(pair) ? 1 : 0) | meets()[pair]);
  const sumOf = (tallied, has) => tallied.reduce((sum, count, at) => (has(at) ? sum + count : sum), 0);

  function counts(name) {
    const options = model.options(name);
    if (name === 'areas') {
      const of = tally(name, island.areas.length + 2, seekerAreas());
      const fits = { all: () => true, in: (at) => at >= 2, near: (at) => at >= 1 };
      return options.map(({ value }, at) => (fits[value] ? sumOf(of, fits[value]) : of[at - 1]));
    }
    if (name === 'inPlan') {
      const of = tally(name, 256, planStates());
      return options.map((_, bit) => sumOf(of, (states) => (states >> bit) & 1));
    }
    if (name === 'known') {
      const of = tally(name, 8, knowledge());
      return options.map(({ value }) => sumOf(of, (told) => told & KNOWN_BITS[value]));
    }
    if (name === 'bothGain') return [sumOf(tally(name, sharedTags.length, matches.shared), (text) => both[text])];
    const { tags, columns } = groups[name]();
    if (!tags) return tally(name, options.length, ...columns);
    const found = new Int32Array(options.length);
    const of = tally(name, sharedTags.length, matches.shared);
    tags.forEach((own, text) => own.forEach((one) => { found[one] += of[text]; }));
    return found;
  }
  function countWithout(name) {
    const others = ~bits.get(name);
    let found = 0;
    for (let pair = 0; pair < pairCount; pair += 1) if (!(failed[pair] & others)) found += 1;
    return found;
  }

  const model = {
    state,
    set,
    onChange: (listener) => { listeners.push(listener); },
    isPairShown: (pair) => failed[pair] === 0,
    isSchoolShown: (school) => schoolShown[school] === 1,
    hasFilter: (keys) => [...keys].some((key) => bits.has(key)),
    count: () => count,
    pairs() {
      if (!inOrder) {
        inOrder = new Int32Array(count);
        let at = 0;
        const order = pairOrder(state.sort);
        for (let place = 0; place < pairCount; place += 1) {
          if (failed[order[place]]) continue;
          inOrder[at] = order[place];
          at += 1;
        }
      }
      return inOrder;
    },
    options(name) {
      if (name === 'areas') return areaOptions;
      if (name === 'inPlan') return planOptions;
      if (name === 'bothGain') return [{ value: true }];
      if (name === 'known') return (matches.gives ? ['known', 'met', 'likely'] : ['met', 'likely']).map((value) => ({ value }));
      return groups[name]().options;
    },
    counts,
    countWithout,
    untimed: () => (matches.minutes ? countWithout('maxMinutes') - sumOf(tally('maxMinutes', NO_WAY + 1, matches.minutes), () => true) : 0),
    clear: () => set({ ...NO_FILTER }),
  };
  schoolShown.fill(1);
  return model;
}

const model = filterModel();
