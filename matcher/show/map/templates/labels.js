// Names on the map, written only where they cover no other.
// From which zoom a town of so many thousand people is named.
const TOWN_ZOOM = [[400, 5], [200, 6.5], [120, 7.5], [60, 8.25], [30, 9], [12, 10], [5, 11], [0, 12]];
const townZoom = (thousands) => TOWN_ZOOM.find(([least]) => thousands >= least)[1];
const TOWN_FIRST = geography.towns.map(({ thousands, name }) => (name === 'London' ? 0 : townZoom(thousands)));
// Where a name is tried: to the right (1) or left of its place, and lines below it.
const PLACES_NEAR = [[0, -0.5], [0, 0.9], [0, -1.9], [0, 1.6], [0, -2.6], [1, -0.5], [-1, -0.5]];
// The same beside a symbol: below, above, right and left of it.
const AROUND_SYMBOL = [[0, 0.85], [0, -1.85], [1.15, -0.5], [-1.15, -0.5]];

function drawLabels(layer) {
  const { x, y } = layer.view;
  // A priority area, an authority and a town of one name are named once.
  layer.placesNamed = new Set();
  // A name's paint would hide a part of a symbol. A school's own name begins below its symbol's box.
  const boxOf = (left, top, half) => [left - half, top - half, left + half, top + half];
  layer.symbolBoxes = [...layer.onScreen.map(({ left, top }) => boxOf(left, top, 6)),
    ...layer.clusters.map(({ left, top, radius }) => boxOf(left, top, radius + 2))];
  areaLabels.forEach((label) => writeNear(layer,
    label.text, x(label.x), y(label.y), { weight: 'bold', colour: colours['map-town'], over: true }));
  // Close in, there is room for the schools' own names.
  if (layer.onScreen.length <= 40 && !layer.clusters.length) {
    layer.onScreen.forEach(({ school, left, top }) => layer.labelled.has(school) || writeLabel(
      layer, nameOf(school), left, top + 8, { besides: layer.symbolBoxes }));
  }
  if (layer.background) return;
  drawTowns(layer);
  drawAuthorities(layer);
}

function drawTowns(layer) {
  const { x, y } = layer.view;
  const zoom = layer._map.getZoom();
  geography.towns.forEach((town, number) => {
    if (TOWN_FIRST[number] > zoom) return;
    const left = x(town.x);
    const top = y(town.y);
    if (!layer.isInView(left, top, 0)) return;
    const isLarge = TOWN_FIRST[number] + 1.5 < zoom || town.thousands >= 400;
    writeNear(layer, town.name, left, top, {
      colour: colours['map-town'], size: isLarge ? 1.08 : 0.96, padding: 3, over: isLarge });
  });
}

// Writes a name at a place or, where there is no room, close below or above it, or at its side: beside the
// symbols of schools, or `over` them where they are everywhere.
function writeNear(layer, text, left, top, { over = false, ...options }) {
  if (layer.placesNamed.has(text)) return false;
  return [layer.symbolBoxes, ...(over ? [[]] : [])].some((besides) => (
    writeAround(layer, PLACES_NEAR, text, left, top, { ...options, besides }) && layer.placesNamed.add(text)));
}

// Writes a name at the first of these places, by side and lines, where there is room; its box, if any.
function writeAround(layer, places, text, left, top, options) {
  const height = fontSize();
  let box = null;
  places.some(([side, lines]) => {
    box = writeLabel(layer, text, left + side * (0.3 * text.length + 1) * height, top + lines * height, options);
    return box;
  });
  return box;
}

// An authority is named where its name fits into it, more or less.
function drawAuthorities(layer) {
  const { x, y, scale } = layer.view;
  geography.authorities.forEach((authority) => {
    const latitude = 1 / Math.cosh((0.5 - authority.y / 256) * 2 * Math.PI); // its cosine
    const radius = (authority.radiusM / (40075017 * latitude)) * 256 * scale;
    if (radius < 30 || radius < authority.name.length * 2.6) return;
    writeNear(layer, authority.name, x(authority.x), y(authority.y), {
      colour: colours['map-authority'], style: 'italic', padding: 8 });
  });
}

// Writes a label, kept inside the map, and gives its box, or null: not where it would cover another,
// or one of the boxes `besides`, unless it is `forced`. Not `isDrawn`: only its place is kept.
function writeLabel(layer, text, centre, top, {
  weight = 'normal', style = 'normal', size: times = 1, colour = colours['map-name'], forced = false, padding = 2, besides = [], isDrawn = true,
}) {
  if (!text || !layer.isInView(centre, top)) return null;
  const { pen, size } = layer.view;
  const height = fontSize() * times;
  const short = text.length > 42 ? `${text.slice(0, 40)}\u2026` : text;
  pen.font = `${style} ${weight} ${height}px Arial, Helvetica, sans-serif`;
  const half = pen.measureText(short).width / 2 + padding;
  const middle = Math.max(half, Math.min(size.x - half, centre));
  const box = [middle - half, top - padding, middle + half, top + height + padding];
  const covers = [layer.taken, besides].some((boxes) => boxes.some(([left, above, right, below]) => (
    box[0] < right && box[2] > left && box[1] < below && box[3] > above)));
  if (covers && !forced) return null;
  layer.taken.push(box);
  if (!isDrawn) return box;
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  pen.lineJoin = 'round';
  pen.strokeStyle = colours['map-halo'];
  pen.lineWidth = 4;
  pen.strokeText(short, middle, top);
  pen.fillStyle = colour;
  pen.fillText(short, middle, top);
  return box;
}

// Labels grow with the reader's own size of text.
function fontSize() {
  return 0.8125 * parseFloat(getComputedStyle(document.documentElement).fontSize);
}
