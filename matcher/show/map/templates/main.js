// Brings the parts together: what is chosen, searched for and switched on.
const map = window.map_partners;
const mapElement = map.getContainer();
const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
const status = document.getElementById('status');
const ENGLAND = [[49.9, -6.4], [55.8, 1.8]];
const REACH = 12;
let cameFrom = null;
let isTyping = false;

function announce(text) {
  status.textContent = text;
}

const layer = new SchoolLayer();
const table = matchTable();
const follow = document.getElementById('follow');
// Beneath the map, where the panel is out of sight on a narrow screen.
const chosenLine = document.getElementById('chosen-line');
model.onChange((keys) => {
  if (keys.has('chosen') || (model.state.chosen >= 0 && model.hasFilter(keys))) showChosen();
  else if (model.hasFilter(keys)) announce(`${plural(model.count(), 'pair', 'pairs')} shown`);
  if (keys.has('chosen') || model.hasFilter(keys)) layer.redraw();
  filterTable();
});
const search = searchBox({
  onChoose: (school) => choose(school, { focus: true }),
  onPlace(place) {
    goTo(place);
    filterTable();
  },
  onType(found, told) {
    isTyping = true;
    model.set({ chosen: -1 });
    isTyping = false;
    announce(told);
    filterTable(found);
    address.keepLater();
  },
});

function filterTable(found) {
  if (!follow.checked) table.showAll();
  else if (model.state.chosen >= 0) table.showOnly([model.state.chosen], nameOf(model.state.chosen));
  else if (search.wentTo()) {
    const { only, filter, name, schools: inside } = search.wentTo();
    if (only && !filter) table.showOnly(inside, name);
    else table.showAll();
  } else if (search.text().trim()) table.showOnly(found || findSchools(search.text()), `\u201c${search.text().trim()}\u201d`);
  else table.showAll();
}

function boundsOf(found) {
  const placed = found.filter(isPlaced);
  return placed.length ? L.latLngBounds(placed.map(
    (school) => [schools.lat[school] / 1e5 - 90, schools.lon[school] / 1e5 - 180])) : null;
}

function show(bounds, maxZoom) {
  map.fitBounds(bounds, { padding: [32, 32], maxZoom, animate: false });
}

// Chooses a school; `focus` takes the reader to the panel, `move` moves the map to it.
function choose(school, { focus = false, move = true } = {}) {
  const from = document.activeElement;
  if (!document.getElementById('panel').contains(from)) cameFrom = from;
  model.set({ chosen: school });
  if (move) lookAt(school);
  if (!focus) return;
  panelTitle.focus();
  // Beneath the map, as on a phone, it begins at the top of the screen.
  if (window.matchMedia('(max-width: 62rem)').matches) panelTitle.scrollIntoView();
}

// Moves the map to a school and its list; others that are drawn, as those worth asking, may be far,
// and would leave the list a clump.
function lookAt(school) {
  const drawn = drawnPairs(school);
  const own = drawn.filter((pair) => matches.rank[pair] > 0 || matches.seeker[pair] !== school);
  const pairs = own.length ? own : drawn;
  const bounds = boundsOf([school, ...pairs.flatMap((pair) => [matches.seeker[pair], matches.partner[pair]]), ...hubMates(school)]);
  // Alone in a plan it is shown among its neighbours.
  if (bounds) show(bounds, plan && !pairs.length && !hubMates(school).length ? 10 : 13);
}

// Shows in the panel, on the map and in the table what is chosen, or that nothing is.
function showChosen() {
  const school = model.state.chosen;
  if (!isTyping) search.show(school < 0 ? '' : nameOf(school));
  if (school < 0) {
    clearPanel();
    chosenLine.replaceChildren();
    layer.choose(-1, []);
    announce('No school chosen');
    return;
  }
  chosenLine.replaceChildren(bdi(nameOf(school)), ' is chosen. ', toPanelButton('Read about it'));
  showPanel(school, drawPairs);
  drawPairs(school, ALL_PHASES);
  const pairs = pairsOf(school);
  const asked = pairs.filter(isAsked).length;
  announce(`${nameOf(school)}: ${plural(pairs.length - asked, ...(plan ? ['pair', 'pairs'] : ['match', 'matches']))}`
    + (asked ? `, ${asked} worth asking` : '') + (hubOfSchool.has(school) ? `, in hub ${hubOfSchool.get(school)}` : ''));
  document.getElementById('panel').scrollTop = 0;
}

// Draws the pairs of a school, of a partner those with seekers of one group of phases.
function drawPairs(school, group) {
  layer.choose(school, drawnPairs(school, group), (pair) => (plan ? -1 : rankFor(school, pair, group)));
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-school]');
  if (button) choose(Number(button.dataset.school), { focus: true });
  if (event.target.closest('#close')) leavePanel();
});

function leavePanel() {
  model.set({ chosen: -1 });
  if (cameFrom && cameFrom.isConnected && cameFrom !== document.body) cameFrom.focus();
  else search.focus();
}
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  tip.hidden = true;
  if (model.state.chosen >= 0) leavePanel();
});

// The map: pointing, choosing, moving.
const tip = document.getElementById('tip');

// The nearest school; choosing the same place again goes through the schools there.
function pick(point, reach) {
  const found = layer.near(point, reach);
  if (!found.length) return -1;
  return found[(found.indexOf(model.state.chosen) + 1) % found.length];
}
map.on('click', ({ containerPoint }) => {
  const cluster = layer.clusterAt(containerPoint);
  if (cluster) {
    openCluster(cluster);
    return;
  }
  const school = pick(containerPoint, REACH);
  if (school >= 0) choose(school, { move: false });
});
function openCluster(cluster) {
  layer.open(cluster);
  announce(`${clusterText(cluster)}. The map is nearer now.`);
}
map.on('mousemove', ({ containerPoint }) => {
  const cluster = layer.clusterAt(containerPoint);
  const found = cluster ? [] : layer.near(containerPoint, REACH);
  mapElement.style.cursor = cluster || found.length ? 'pointer' : '';
  tip.hidden = !cluster && !found.length;
  if (tip.hidden) return;
  tip.firstElementChild.textContent = cluster ? clusterText(cluster)
    : nameOf(found[0]) + (found.length > 1 ? ` and ${found.length - 1} more here` : '');
  tip.style.left = `${Math.min(containerPoint.x + 14, mapElement.clientWidth - tip.offsetWidth - 4)}px`;
  tip.style.top = `${Math.min(containerPoint.y + 16, mapElement.clientHeight - tip.offsetHeight - 4)}px`;
});
map.on('mouseout', () => { tip.hidden = true; });

// The wheel scrolls the page until the reader has turned to the map.
mapElement.addEventListener('focus', () => { map.scrollWheelZoom.enable(); layer.redraw(); });
mapElement.addEventListener('blur', () => { map.scrollWheelZoom.disable(); layer.redraw(); });
mapElement.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.target !== mapElement) return;
  const middle = map.getSize().divideBy(2);
  const school = layer.near(middle, Infinity)[0];
  const cluster = layer.clusterAt(middle, layer.gapTo(middle, school));
  if (cluster) openCluster(cluster);
  else if (school !== undefined) choose(school, { focus: true, move: false });
});
if (calm) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });

const MOVES = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
document.querySelector('.moves').addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const by = MOVES[button.dataset.move];
  if (by) map.panBy(L.point(by).scaleBy(map.getSize()).multiplyBy(0.4), { animate: false });
  else showWhole();
});
const whole = boundsOf(Array.from({ length: schoolCount }, (_, school) => school)) || L.latLngBounds(ENGLAND);
const showWhole = () => show(whole, 12);

// The legend.
function legend() {
  const kinds = document.getElementById('kinds');
  const counts = new Int32Array(island.kinds.length);
  schools.kind.forEach((kind, school) => { if (isPlaced(school)) counts[kind] += 1; });
  island.kinds.forEach((kind, number) => {
    if (!counts[number]) return;
    const row = make('p');
    row.append(symbolPicture(kind), `${KIND_NAMES[kind]} `, make('span', `(${counts[number].toLocaleString('en-GB')})`, { class: 'count' }));
    kinds.append(row);
  });
  if (plan) kinds.after(planKey());
  if (hubRows.length) {
    document.getElementById('all-lines-row').after(hubSwitch(() => layer.redraw()));
    document.getElementById('list').after(hubTable());
  }

  const key = document.getElementById('scores');
  if (pairCount) {
    const list = make('ul', undefined, { role: 'list' });
    const edge = (place) => (matches.bands1000[place] / 1000).toFixed(3);
    const last = matches.bands1000.length;
    for (let band = 0; band <= last; band += 1) {
      if (!matches.score1000.some((_, pair) => bandOf(pair) === band)) continue;
      const row = make('li');
      const text = band === 0 ? `${edge(0)} and above` : band === last ? `below ${edge(last - 1)}` : `${edge(band)} to below ${edge(band - 1)}`;
      row.append(linePicture(LINES[band]), `\u00a0${text}`);
      list.append(row);
    }
    if (matches.beyond.includes(1)) {
      const row = make('li');
      row.append(linePicture(LINES[1], '9 6'), `\u00a0${limitText}`);
      list.append(row);
    }
    if (matches.worthAsking.some((place) => place > 0)) {
      const row = make('li');
      row.append(linePicture(ASKED, ASKED.dashes.join(' ')), '\u00a0worth asking: not in the list of the school');
      list.append(row);
    }
    key.append(make('h3', plan ? 'Pairs of the plan, by score' : 'Match lines by score'), list);
  }
  if (outlines.length) key.append(make('p', `Hatched: ${island.areaTitle}`, { class: 'hint' }));
}

// All lines at once help while there are few of them.
const LINES_AT_FIRST = 1000;
const LINES_AT_MOST = 20000;
const allLines = document.getElementById('all-lines');
allLines.checked = pairCount <= LINES_AT_FIRST;
layer.allLines = allLines.checked;
document.getElementById('all-lines-row').hidden = !pairCount || pairCount > LINES_AT_MOST;
allLines.addEventListener('change', () => { layer.allLines = allLines.checked; layer.redraw(); });
follow.addEventListener('change', () => filterTable());

mapElement.setAttribute('role', 'region');
mapElement.setAttribute('aria-labelledby', 'map-title');
mapElement.setAttribute('aria-describedby', 'map-hint');
map.attributionControl.setPrefix(false);
clearPanel();
legend();
showWhole();
layer.addTo(map);
streetBackground(map, layer);
filterTable();
drawShortlist();
filterControls();
// The place gone to, and whether its schools alone are listed.
addressParts.set('place', {
  write: () => (search.wentTo() ? `${search.wentTo().kind}: ${search.wentTo().name}` : ''),
  read(text) {
    const [kind, ...name] = text.split(': ');
    const place = text && model.state.chosen < 0 ? placeCalled(name.join(': '), kind) : null;
    if (place) {
      search.recall(place);
      goTo(place);
      filterTable();
    } else if (search.wentTo()) {
      search.show('');
      filterTable();
    }
  },
});
addressParts.set('listed', {
  write: () => (search.wentTo()?.only && !search.wentTo().filter ? 'place' : ''),
  read(text) {
    if (!text || !search.wentTo()) return;
    search.wentTo().only = text === 'place';
    filterTable();
  },
});
const NO_SUCH_SCHOOL = 'The address of this page names a school that is not on this map.';
const address = pageAddress(map, {
  onChosenAlone: lookAt,
  onNoSchool() {
    tellOfSearch(NO_SUCH_SCHOOL);
    announce(NO_SUCH_SCHOOL);
  },
});
address.follow();
// Milliseconds until the page could be used, for whoever measures it.
document.documentElement.dataset.ready = String(Math.round(performance.now()));
