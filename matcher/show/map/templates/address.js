// The address keeps what is asked for, so that a link, Back and a bookmark work, from a file too:
// #authority=Leeds&km=10&school=900034&at=53.80000,-1.55000,9. What it says is read as values that
// this map knows; anything else is dropped, and nothing of it is ever shown.
const ADDRESS_SETS = {
  kind: 'kinds', phase: 'phases', authority: 'authorities', region: 'regions',
  activity: 'activities', subject: 'subjects', plan: 'inPlan',
};
const ADDRESS_FIGURES = { score: ['minScore', 1], km: ['maxKm', 2000], minutes: ['maxMinutes', 1440] };
const ADDRESS_REST_MS = 300;  // browsers stop pages that change their address too often
// Other parts of the page keep theirs here: key -> { write(): text, '' for none; read(text) }.
const addressParts = new Map();

function pageAddress(map, { onChosenAlone, onNoSchool }) {
  const numbersOfUrns = once(() => new Map(schools.urn.map((urn, school) => [urn, school])));
  const pairNumber = (seeker, partner) => (asSeeker(seeker).find((pair) => matches.partner[pair] === partner));
  const compactView = () => {
    const { lat, lng } = map.getCenter();
    return `${lat.toFixed(5)},${lng.toFixed(5)},${map.getZoom()}`;
  };
  let waiting = 0;
  let isReading = false;

  const tokenOf = ({ school, pair }) => (pair === undefined ? schools.urn[school]
    : `${schools.urn[matches.seeker[pair]]}~${schools.urn[matches.partner[pair]]}`);
  function ofToken(token) {
    const [first, second, more] = token.split('~').map((urn) => numbersOfUrns().get(urn));
    if (first === undefined || more !== undefined) return [];
    if (!token.includes('~')) return [{ school: first }];
    const pair = second === undefined ? undefined : pairNumber(first, second);
    return pair === undefined ? [] : [{ pair }];
  }

  function write() {
    const { state } = model;
    const parts = new URLSearchParams();
    Object.entries(ADDRESS_SETS).forEach(([key, name]) => [...state[name]].sort().forEach((value) => parts.append(key, value)));
    if (state.areas !== 'all') parts.append('area', state.areas);
    Object.entries(ADDRESS_FIGURES).forEach(([key, [name]]) => { if (state[name] !== null) parts.append(key, String(state[name])); });
    if (state.bothGain) parts.append('gain', 'both');
    if (state.known) parts.append('known', state.known);
    if (state.chosen >= 0) parts.append('school', schools.urn[state.chosen]);
    state.compared.forEach((one) => parts.append('compare', tokenOf(one)));
    if (state.sort) parts.append('sort', state.sort);
    addressParts.forEach((part, key) => { const text = part.write(); if (text) parts.append(key, text); });
    parts.append('at', compactView());
    return `#${parts}`;
  }

  function figureOf(text, most) {
    const figure = text === null || text.trim() === '' ? NaN : Number(text);
    return figure >= 0 && figure <= most ? figure : null;
  }

  // What the address asks for, of what there is.
  function read() {
    const parts = new URLSearchParams(window.location.hash.slice(1));
    const known = (name, value) => (model.options(name).some((option) => option.value === value));
    const changes = {};
    Object.entries(ADDRESS_SETS).forEach(([key, name]) => {
      changes[name] = new Set(parts.getAll(key).filter((value) => known(name, value)));
    });
    changes.areas = known('areas', parts.get('area')) ? parts.get('area') : 'all';
    Object.entries(ADDRESS_FIGURES).forEach(([key, [name, most]]) => { changes[name] = figureOf(parts.get(key), most); });
    if (!matches.minutes) changes.maxMinutes = null;
    changes.bothGain = parts.get('gain') === 'both';
    changes.known = known('known', parts.get('known')) ? parts.get('known') : '';
    changes.chosen = parts.has('school') ? numbersOfUrns().get(parts.get('school')) ?? -1 : -1;
    changes.compared = parts.getAll('compare').flatMap(ofToken).slice(0, 2);
    const sort = parts.get('sort') || '';
    changes.sort = Object.hasOwn(SORTS, sort.replace(/^-/, '')) ? sort : '';
    return { changes, view: viewOf(parts.get('at')), parts };
  }

  function viewOf(text) {
    const figures = (text || '').split(',').map((one) => (one.trim() === '' ? NaN : Number(one)));
    const [lat, lng, zoom] = figures;
    const fits = figures.length === 3 && Math.abs(lat) <= 80 && Math.abs(lng) <= 180
      && zoom >= map.getMinZoom() && zoom <= map.getMaxZoom();
    return fits ? { lat, lng, zoom } : null;
  }

  // Takes over what the address says; links from workbooks name a school and no view.
  function follow() {
    const { changes, view, parts } = read();
    isReading = true;
    model.set(changes);
    addressParts.forEach((part, key) => part.read(parts.get(key) || ''));
    if (view) map.setView([view.lat, view.lng], view.zoom, { animate: false });
    else if (model.state.chosen >= 0) onChosenAlone(model.state.chosen);
    isReading = false;
    if (parts.has('school') && changes.chosen < 0) onNoSchool();
  }

  const keep = (how) => {
    const text = write();
    if (text !== window.location.hash) window.history[how](null, '', text);
  };
  model.onChange(() => { if (!isReading) keep('pushState'); });
  function keepLater() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => keep('replaceState'), ADDRESS_REST_MS);
  }
  map.on('moveend', keepLater);
  window.addEventListener('popstate', () => {
    window.clearTimeout(waiting);
    follow();
  });
  return { follow, keepLater };
}
