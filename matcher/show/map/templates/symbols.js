// Symbols of schools and lines of pairs: their shapes and colours, on the map and in the key.
// Kinds differ by shape as well as colour (Analysis Function palette), so that the map
// can be read in grey. Shapes are corners around (0, 0); null is a circle.
const SYMBOLS = {
  state: { corners: null },
  independent: { corners: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]] },
  college: { corners: [[0, -1.15], [1.1, 0.8], [-1.1, 0.8]] },
  university: { corners: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]] },
  other: {
    corners: [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4],
      [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]],
  },
};
// The commonest kind first, so that the rarer ones lie on top.
const DRAWING_ORDER = ['state', 'other', 'college', 'university', 'independent'];
// Lines by third of the scores: darker and thicker is higher. Each is 3:1 on white.
const LINES = [
  { colour: 'line-high', width: 4.5 }, { colour: 'line-middle', width: 3 }, { colour: 'line-low', width: 1.75 },
];
// Of a partner worth asking: no score to show, as nothing is known of what it offers.
const ASKED = { colour: 'line-asked', width: 2.5, dashes: [2, 5] };
const bandOf = (pair) => {
  const band = matches.bands1000.findIndex((edge) => matches.score1000[pair] >= edge);
  return band < 0 ? matches.bands1000.length : band;
};

// Each symbol is drawn once and then stamped, which is far faster than 25,000 paths.
function stampOf(layer, kind, r) {
  const sharp = window.devicePixelRatio || 1;
  const key = `${kind} ${r} ${sharp}`;
  if (layer.stamps[key]) return layer.stamps[key];
  const half = Math.ceil(r * 1.3) + 2;
  const canvas = make('canvas', undefined, { width: 2 * half * sharp, height: 2 * half * sharp });
  const pen = canvas.getContext('2d');
  pen.scale(sharp, sharp);
  pen.translate(half, half);
  const { corners } = SYMBOLS[kind];
  pen.beginPath();
  if (corners) corners.forEach(([x, y]) => pen.lineTo(x * r, y * r));
  else pen.arc(0, 0, r, 0, 2 * Math.PI);
  pen.closePath();
  pen.lineJoin = 'round';
  const outline = (stroke, width) => {
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    if (r >= 3) pen.stroke();
  };
  outline(colours['symbol-halo'], 3);
  pen.fillStyle = colours[`kind-${kind}`];
  pen.fill();
  outline(colours['symbol-edge'], 1);
  layer.stamps[key] = { canvas, half };
  return layer.stamps[key];
}

function drawSymbol(layer, kind, r, left, top) {
  const { canvas, half } = stampOf(layer, kind, r);
  const { pen, sharp } = layer.view;
  const whole = (place) => Math.round((place - half) * sharp) / sharp;
  pen.drawImage(canvas, whole(left), whole(top), 2 * half, 2 * half);
}

// The same symbol for the legend, as SVG.
function symbolPicture(kind) {
  const svg = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };
  const { corners } = SYMBOLS[kind];
  const picture = svg('svg', { width: 24, height: 24, viewBox: '-12 -12 24 24', 'aria-hidden': 'true' });
  const paint = { fill: `var(--kind-${kind})`, stroke: 'var(--symbol-edge)', 'stroke-width': 1 };
  picture.append(corners
    ? svg('polygon', { points: corners.map(([x, y]) => `${x * 8},${y * 8}`).join(' '), ...paint })
    : svg('circle', { r: 8, ...paint }));
  return picture;
}

function linePicture({ colour, width }, dashes = '') {
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  Object.entries({ width: 44, height: 16, viewBox: '0 0 44 16', 'aria-hidden': 'true' })
    .forEach(([name, value]) => picture.setAttribute(name, value));
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  Object.entries({ d: 'M2 8H42', stroke: `var(--${colour})`, 'stroke-width': width, 'stroke-dasharray': dashes })
    .forEach(([name, value]) => line.setAttribute(name, value));
  picture.append(line);
  return picture;
}
