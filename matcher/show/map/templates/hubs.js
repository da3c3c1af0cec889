// Hubs of a plan: a partner each with a few schools around it. Most maps have none.
const hubs = plan && plan.hubs && plan.hubs.number ? unpackAll(plan.hubs) : null;
const hubRows = hubs ? Array.from(hubs.number, (_, row) => row) : [];
// A school is in one hub at most.
const hubOfSchool = new Map(hubRows.flatMap((row) => (
  [[hubs.partner[row], hubs.number[row]], [hubs.seeker[row], hubs.number[row]]])));
const hubNumbers = [...new Set(hubOfSchool.values())].sort((a, b) => a - b);
const rowsOfHub = (number) => hubRows.filter((row) => hubs.number[row] === number);
// Neither colour nor dashes are those of a pair.
const HUB = { colour: 'kind-university', width: 2.5, dashes: [6, 3] };
let hubsShown = hubRows.length > 0;

const metOf = (row) => (hubs.met100[row] / 100).toFixed(2);
const MET = 'Needs met or likely to be';
const MET_COUNTS = `“${MET}” adds up how great the needs are that the partner meets, or may meet: one that a school states in full is 1, one that is only likely is less.`;

// The other schools of a school's hub.
function hubMates(school) {
  const rows = hubOfSchool.has(school) ? rowsOfHub(hubOfSchool.get(school)) : [];
  return rows.length ? [hubs.partner[rows[0]], ...Array.from(rows, (row) => hubs.seeker[row])]
    .filter((one) => one !== school) : [];
}

// Of all hubs or, where a school is chosen, of its own the members that are drawn.
function drawnHubRows(layer) {
  if (!hubsShown) return [];
  const rows = layer.chosen < 0 ? hubRows : rowsOfHub(hubOfSchool.get(layer.chosen));
  const isDrawn = (school) => isPlaced(school) && model.isSchoolShown(school);
  return rows.filter((row) => isDrawn(hubs.partner[row]) && isDrawn(hubs.seeker[row]));
}

// The lines lie on the other schools, as hubs are small; the hubs' own schools lie on the lines.
function drawHubLines(layer) {
  const { pen, x, y } = layer.view;
  const rows = drawnHubRows(layer);
  [{ colour: 'symbol-halo', width: HUB.width + 3, dashes: [] }, HUB].forEach(({ colour, width, dashes }) => {
    pen.beginPath();
    rows.forEach((row) => {
      pen.moveTo(x(placeX[hubs.partner[row]]), y(placeY[hubs.partner[row]]));
      pen.lineTo(x(placeX[hubs.seeker[row]]), y(placeY[hubs.seeker[row]]));
    });
    pen.setLineDash(dashes);
    pen.strokeStyle = colours[colour];
    pen.lineWidth = width;
    pen.stroke();
  });
  pen.setLineDash([]);
  new Set(rows.flatMap((row) => [hubs.seeker[row], hubs.partner[row]])).forEach((school) => {
    drawSymbol(layer, kindOf(school), layer.radius(), x(placeX[school]), y(placeY[school]));
    drawPlanMark(pen, school, layer.radius(), x(placeX[school]), y(placeY[school]));
  });
}

// The number of each hub above its partner, and above its schools where there is room.
function drawHubNumbers(layer) {
  const { x, y } = layer.view;
  const rows = drawnHubRows(layer);
  const above = (school, text, forced) => writeLabel(layer,
    text, x(placeX[school]), y(placeY[school]) - layer.radius() - fontSize() - 4,
    { weight: 'bold', colour: colours[HUB.colour], forced });
  new Map(rows.map((row) => [hubs.partner[row], hubs.number[row]])).forEach(
    (number, partner) => above(partner, `Hub ${number}`, true));
  rows.forEach((row) => above(hubs.seeker[row], String(hubs.number[row]), false));
}

// What the panel says of the hub of a school: with whom it is in it.
function hubList(school) {
  if (!hubOfSchool.has(school)) return [];
  const number = hubOfSchool.get(school);
  const rows = rowsOfHub(number);
  const partner = hubs.partner[rows[0]];
  const list = make('ul', undefined, { class: 'partners hub', role: 'list' });
  const add = (other, text) => {
    const item = make('li');
    item.append(schoolButton(other), make('p', text));
    list.append(item);
  };
  if (partner !== school) add(partner, 'the partner of the hub');
  rows.filter((row) => hubs.seeker[row] !== school).forEach((row) => add(
    hubs.seeker[row], `${distanceText(hubs.km10[row])} from the partner; needs met or likely to be: ${metOf(row)}`));
  return [make('h3', `Hub ${number}${partner === school ? ', as its partner' : ''}: with these schools`), list,
    make('p', MET_COUNTS, { class: 'hint' })];
}

// The switch, which is also the key; `redraw` is called when it changes.
function hubSwitch(redraw) {
  const box = make('input', undefined, { type: 'checkbox', id: 'hubs-shown', checked: '' });
  box.addEventListener('change', () => { hubsShown = box.checked; redraw(); });
  const label = make('label');
  label.append(box, linePicture(HUB, HUB.dashes.join(' ')), 'Hubs ',
    make('span', `(${hubNumbers.length.toLocaleString('en-GB')})`, { class: 'count' }));
  const row = make('p');
  row.append(label);
  return row;
}

// A table of its own beneath that of the pairs.
function hubTable() {
  const section = make('section', undefined, { id: 'hubs', class: 'list', 'aria-labelledby': 'hubs-title' });
  section.append(make('h2', 'Hubs', { id: 'hubs-title' }), make('p', MET_COUNTS));
  const table = make('table', undefined, { role: 'table' });
  const names = ['Partner', 'School', 'Hub', 'Distance', MET, 'Why'];
  const head = make('tr', undefined, { role: 'row' });
  names.forEach((name) => head.append(make('th', name, { scope: 'col', role: 'columnheader' })));
  const top = make('thead', undefined, { role: 'rowgroup' });
  top.append(head);
  const body = make('tbody', undefined, { role: 'rowgroup' });
  hubRows.forEach((row) => {
    const made = make('tr', undefined, { role: 'row' });
    [schoolButton(hubs.partner[row]), schoolButton(hubs.seeker[row]), String(hubs.number[row]),
      distanceText(hubs.km10[row]), metOf(row), bdi(hubs.why[row] || UNKNOWN)].forEach(
      (content, at) => made.append(tableCell(names[at], content)));
    body.append(made);
  });
  table.append(make('caption', `${plural(hubNumbers.length, 'hub', 'hubs')} of ${
    plural(hubRows.length, 'school', 'schools')}, each around a partner. Hubs and pairs are two proposals for the same places.`), top, body);
  section.append(table);
  return section;
}
