// The canvas: outlines, lines, symbols and labels, drawn afresh whenever the map moves.
// Kinds differ by shape as well as colour (Analysis Function palette), so that the map
// can be read in grey. Shapes are corners around (0, 0); null is a circle.
const SYMBOLS = {
  state: { colour: '#12436D', corners: null },
  independent: { colour: '#F46A25', corners: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]] },
  college: { colour: '#28A197', corners: [[0, -1.15], [1.1, 0.8], [-1.1, 0.8]] },
  university: { colour: '#801650', corners: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]] },
  other: {
    colour: '#3D3D3D',
    corners: [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4],
      [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]],
  },
};
// The commonest kind first, so that the rarer ones lie on top.
const DRAWING_ORDER = ['state', 'other', 'college', 'university', 'independent'];
// Lines by third of the scores: darker and thicker is higher. Each is 3:1 on white.
const LINES = [
  { colour: '#12436D', width: 4.5 }, { colour: '#2073BC', width: 3 }, { colour: '#5C8DB8', width: 1.75 },
];
// Of a partner worth asking: no score to show, as nothing is known of what it offers.
const ASKED = { colour: '#505a5f', width: 2.5, dashes: [2, 5] };
const bandOf = (pair) => {
  const band = matches.bands1000.findIndex((edge) => matches.score1000[pair] >= edge);
  return band < 0 ? matches.bands1000.length : band;
};

// Places on the plane of Web Mercator (EPSG:3857), the world being 256 wide.
const worldX = (lon) => ((lon + 180) / 360) * 256;
const worldY = (lat) => (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 256;
const placeX = Float64Array.from(schools.lon, (lon) => (lon < 0 ? NaN : worldX(lon / 1e5 - 180)));
const placeY = Float64Array.from(schools.lat, (lat) => (lat < 0 ? NaN : worldY(lat / 1e5 - 90)));

const outlines = island.outlines.map(({ area, rings }) => ({
  area,
  rings: rings.map((steps) => {
    const ring = new Float64Array(steps.length);
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < steps.length; i += 2) {
      lon += steps[i];
      lat += steps[i + 1];
      ring[i] = worldX(lon / 1e5);
      ring[i + 1] = worldY(lat / 1e5);
    }
    return ring;
  }),
}));

// Names to find one's way by: each area in the middle of its outline's box, each local
// authority at the mean place of its schools, the larger first.
function middleOf({ rings }) {
  const xs = rings.flatMap((ring) => Array.from(ring.filter((_, i) => i % 2 === 0)));
  const ys = rings.flatMap((ring) => Array.from(ring.filter((_, i) => i % 2 === 1)));
  const mid = (all) => (all.reduce((a, b) => Math.min(a, b), Infinity)
    + all.reduce((a, b) => Math.max(a, b), -Infinity)) / 2;
  return { x: mid(xs), y: mid(ys) };
}
const areaLabels = outlines.map((outline) => (
  { text: word(island.areas, outline.area), ...middleOf(outline) }));
const authorityLabels = schools.laWords.map((text) => ({ text, x: 0, y: 0, count: 0 }));
schools.la.forEach((authority, school) => {
  if (authority < 0 || !isPlaced(school)) return;
  const label = authorityLabels[authority];
  label.count += 1;
  label.x += (placeX[school] - label.x) / label.count;
  label.y += (placeY[school] - label.y) / label.count;
});
authorityLabels.sort((a, b) => b.count - a.count);

const SchoolLayer = L.Layer.extend({
  shown: Object.fromEntries(island.kinds.map((kind) => [kind, true])),
  allLines: false,
  chosen: -1,
  chosenPairs: [],
  rankOf: () => -1,
  background: false,
  stamps: {},

  onAdd(map) {
    this.canvas = make('canvas', undefined, { 'aria-hidden': 'true' });
    this.getPane().append(this.canvas);
    map.on('move zoom viewreset resize', this.redraw, this);
    this.draw();
  },

  // Once a frame is enough, however often the map moves.
  redraw() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  },

  // Draws these pairs of a school; `rankOf` is the place of each that is written beside it.
  choose(school, pairs, rankOf = () => -1) {
    this.chosen = school;
    this.chosenPairs = pairs;
    this.rankOf = rankOf;
    this.redraw();
  },

  draw() {
    const map = this._map;
    const size = map.getSize();
    const sharp = window.devicePixelRatio || 1;
    const origin = map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setPosition(this.canvas, origin);
    this.canvas.width = size.x * sharp;
    this.canvas.height = size.y * sharp;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    const pen = this.canvas.getContext('2d');
    pen.scale(sharp, sharp);
    const corner = map.getPixelBounds().min;
    const scale = 2 ** map.getZoom();
    this.view = {
      pen, size, sharp, x: (world) => world * scale - corner.x, y: (world) => world * scale - corner.y,
    };
    // Labels keep clear of the zoom buttons and the scale.
    this.taken = [[0, 0, 56, 96], [0, size.y - 48, 120, size.y]];
    this.drawOutlines();
    if (this.allLines && this.chosen < 0) this.drawAllLines();
    this.drawSymbols();
    drawHubLines(this);
    this.drawChosen();
    drawHubNumbers(this);
    this.drawLabels();
    if (document.activeElement === map.getContainer()) this.drawCross();
  },

  radius() {
    const few = schoolCount < 400 ? 6 : schoolCount < 3000 ? 4 : 1.5;
    return Math.max(few, Math.min(8, 1.5 + Math.max(0, this._map.getZoom() - 6)));
  },

  drawOutlines() {
    const { pen, x, y } = this.view;
    pen.lineJoin = 'round';
    outlines.forEach(({ rings }) => {
      pen.beginPath();
      rings.forEach((ring) => {
        for (let i = 0; i < ring.length; i += 2) {
          if (i) pen.lineTo(x(ring[i]), y(ring[i + 1]));
          else pen.moveTo(x(ring[i]), y(ring[i + 1]));
        }
        pen.closePath();
      });
      pen.save();
      pen.clip('evenodd');
      this.hatch();
      pen.restore();
      pen.strokeStyle = '#505a5f';
      pen.lineWidth = 1.75;
      pen.stroke();
    });
  },

  // Slanting lines rather than a tint, so that symbols keep their contrast. They are tied
  // to the ground, not to the window, and do not swim when the map moves.
  hatch() {
    const { pen, size } = this.view;
    const slope = new Path2D();
    const corner = this._map.getPixelBounds().min;
    const first = -((((corner.x + corner.y) % 9) + 9) % 9);
    for (let at = first; at < size.x + size.y; at += 9) {
      slope.moveTo(at, 0);
      slope.lineTo(at - size.y, size.y);
    }
    pen.strokeStyle = '#c9ccce';
    pen.lineWidth = 1;
    pen.stroke(slope);
  },

  linePath(pair) {
    const { pen, x, y } = this.view;
    pen.moveTo(x(placeX[matches.seeker[pair]]), y(placeY[matches.seeker[pair]]));
    pen.lineTo(x(placeX[matches.partner[pair]]), y(placeY[matches.partner[pair]]));
  },

  drawAllLines() {
    const { pen } = this.view;
    pen.globalAlpha = 0.55;
    LINES.forEach(({ colour, width }, band) => {
      pen.beginPath();
      for (let pair = 0; pair < pairCount; pair += 1) {
        if (bandOf(pair) === band && !isAsked(pair) && this.isPairShown(pair)) this.linePath(pair);
      }
      pen.strokeStyle = colour;
      pen.lineWidth = width / 3;
      pen.stroke();
    });
    pen.globalAlpha = 1;
  },

  isPairShown(pair) {
    return this.shown[kindOf(matches.seeker[pair])] && this.shown[kindOf(matches.partner[pair])]
      && isInPlanShown(matches.seeker[pair]) && isInPlanShown(matches.partner[pair])
      && isPlaced(matches.seeker[pair]) && isPlaced(matches.partner[pair]);
  },

  isInView(x, y, margin = 10) {
    const { size } = this.view;
    return x > -margin && y > -margin && x < size.x + margin && y < size.y + margin;
  },

  // Each symbol is drawn once and then stamped, which is far faster than 25,000 paths.
  stamp(kind, r) {
    const sharp = window.devicePixelRatio || 1;
    const key = `${kind} ${r} ${sharp}`;
    if (this.stamps[key]) return this.stamps[key];
    const half = Math.ceil(r * 1.3) + 2;
    const canvas = make('canvas', undefined, { width: 2 * half * sharp, height: 2 * half * sharp });
    const pen = canvas.getContext('2d');
    pen.scale(sharp, sharp);
    pen.translate(half, half);
    const { colour, corners } = SYMBOLS[kind];
    pen.beginPath();
    if (corners) corners.forEach(([x, y]) => pen.lineTo(x * r, y * r));
    else pen.arc(0, 0, r, 0, 2 * Math.PI);
    pen.closePath();
    pen.lineJoin = 'round';
    const outline = (stroke, width) => {
      pen.strokeStyle = stroke;
      pen.lineWidth = width;
      if (r >= 4) pen.stroke();
    };
    outline('#fff', 3);
    pen.fillStyle = colour;
    pen.fill();
    outline('#0b0c0c', 1);
    this.stamps[key] = { canvas, half };
    return this.stamps[key];
  },

  symbol(kind, r, left, top) {
    const { canvas, half } = this.stamp(kind, r);
    const { pen, sharp } = this.view;
    const whole = (place) => Math.round((place - half) * sharp) / sharp;
    pen.drawImage(canvas, whole(left), whole(top), 2 * half, 2 * half);
  },

  drawSymbols() {
    const { x, y } = this.view;
    const r = this.radius();
    this.onScreen = [];
    (plan ? [true, false] : [false]).forEach((beneath) => {
      const first = this.onScreen.length;
      DRAWING_ORDER.filter((kind) => this.shown[kind]).forEach((kind) => {
        const number = island.kinds.indexOf(kind);
        for (let school = 0; school < schoolCount; school += 1) {
          if (schools.kind[school] !== number || isBeneath(school) !== beneath) continue;
          if (!isInPlanShown(school)) continue;
          const left = x(placeX[school]);
          const top = y(placeY[school]);
          if (!this.isInView(left, top)) continue;
          this.onScreen.push({ school, left, top });
          this.symbol(kind, r, left, top);
        }
      });
      this.onScreen.slice(first).forEach(({ school, left, top }) => (
        drawPlanMark(this.view.pen, school, r, left, top)));
    });
  },

  drawChosen() {
    if (this.chosen < 0 || !isPlaced(this.chosen)) return;
    const { pen, x, y } = this.view;
    const drawn = this.chosenPairs.filter((pair) => this.isPairShown(pair));
    [...drawn].reverse().forEach((pair) => {
      const { colour, width } = isAsked(pair) ? ASKED : LINES[bandOf(pair)];
      const dashes = isAsked(pair) ? ASKED.dashes : matches.beyond[pair] === 1 ? [9, 6] : [];
      [{ colour: '#fff', width: width + 3 }, { colour, width }].forEach((stroke) => {
        pen.beginPath();
        pen.setLineDash(dashes);
        this.linePath(pair);
        pen.strokeStyle = stroke.colour;
        pen.lineWidth = stroke.width;
        pen.stroke();
      });
    });
    pen.setLineDash([]);
    const labels = [];
    drawn.forEach((pair) => {
      const own = matches.seeker[pair] === this.chosen;
      const other = own ? matches.partner[pair] : matches.seeker[pair];
      const rank = this.rankOf(pair);
      this.symbol(kindOf(other), 9, x(placeX[other]), y(placeY[other]));
      drawPlanMark(pen, other, 9, x(placeX[other]), y(placeY[other]));
      labels.push({ rank: rank > 0 ? `${rank} ` : isAsked(pair) ? '? ' : '', school: other });
    });
    const left = x(placeX[this.chosen]);
    const top = y(placeY[this.chosen]);
    [['#fff', 8], ['#0b0c0c', 3]].forEach(([colour, width]) => {
      pen.beginPath();
      pen.arc(left, top, 17, 0, 2 * Math.PI);
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke();
    });
    this.symbol(kindOf(this.chosen), 10, left, top);
    drawPlanMark(pen, this.chosen, 10, left, top);
    this.label(nameOf(this.chosen), left, top + 20, { weight: 'bold', forced: true });
    // A rank is always told, the name where there is room for it.
    labels.forEach(({ rank, school }) => {
      const at = [x(placeX[school]), y(placeY[school]) + 11];
      if (!this.label(rank + nameOf(school), ...at, { weight: 'bold' })) {
        this.label(rank, ...at, { weight: 'bold', forced: true });
      }
    });
  },

  drawLabels() {
    const { x, y } = this.view;
    areaLabels.forEach((label) => this.label(
      label.text, x(label.x), y(label.y), { weight: 'bold', colour: '#383f43' }));
    // Close in, there is room for the schools' own names.
    if (this.onScreen.length <= 40) {
      this.onScreen.forEach(({ school, left, top }) => this.label(nameOf(school), left, top + 8, {}));
    }
    if (this.background) return;
    authorityLabels.forEach((label) => {
      if (label.count) this.label(label.text, x(label.x), y(label.y), { colour: '#505a5f', padding: 8 });
    });
  },

  // Writes a label, kept inside the map, and says whether it did: not where it would cover
  // another, unless it is `forced`.
  label(text, centre, top, { weight = 'normal', colour = '#0b0c0c', forced = false, padding = 2 }) {
    if (!text || !this.isInView(centre, top)) return false;
    const { pen, size } = this.view;
    const height = this.fontSize();
    const short = text.length > 42 ? `${text.slice(0, 40)}\u2026` : text;
    pen.font = `${weight} ${height}px Arial, Helvetica, sans-serif`;
    const half = pen.measureText(short).width / 2 + padding;
    const middle = Math.max(half, Math.min(size.x - half, centre));
    const box = [middle - half, top - padding, middle + half, top + height + padding];
    const covers = this.taken.some(([left, above, right, below]) => (
      box[0] < right && box[2] > left && box[1] < below && box[3] > above));
    if (covers && !forced) return false;
    this.taken.push(box);
    pen.textAlign = 'center';
    pen.textBaseline = 'top';
    pen.lineJoin = 'round';
    pen.strokeStyle = 'rgba(255, 255, 255, 0.9)';
    pen.lineWidth = 4;
    pen.strokeText(short, middle, top);
    pen.fillStyle = colour;
    pen.fillText(short, middle, top);
    return true;
  },

  // Labels grow with the reader's own size of text.
  fontSize() {
    return 0.8125 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  },

  // The middle of the map, for whoever moves it with the keyboard.
  drawCross() {
    const { pen, size } = this.view;
    [['#fff', 6], ['#0b0c0c', 2]].forEach(([colour, width]) => {
      pen.beginPath();
      pen.moveTo(size.x / 2 - 10, size.y / 2);
      pen.lineTo(size.x / 2 + 10, size.y / 2);
      pen.moveTo(size.x / 2, size.y / 2 - 10);
      pen.lineTo(size.x / 2, size.y / 2 + 10);
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke();
    });
  },

  // The schools within `reach` pixels of a point, nearest first. A plain scan of what is on
  // the screen: 25,000 take well under a millisecond.
  near({ x, y }, reach) {
    const found = [];
    this.onScreen.forEach(({ school, left, top }) => {
      const gap = Math.hypot(left - x, top - y);
      if (gap <= reach) found.push({ school, gap });
    });
    return found.sort((a, b) => a.gap - b.gap || a.school - b.school)
      .map(({ school }) => school);
  },
});

// The same symbol for the legend, as SVG.
function symbolPicture(kind) {
  const svg = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };
  const { colour, corners } = SYMBOLS[kind];
  const picture = svg('svg', { width: 24, height: 24, viewBox: '-12 -12 24 24', 'aria-hidden': 'true' });
  const paint = { fill: colour, stroke: '#0b0c0c', 'stroke-width': 1 };
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
  Object.entries({ d: 'M2 8H42', stroke: colour, 'stroke-width': width, 'stroke-dasharray': dashes })
    .forEach(([name, value]) => line.setAttribute(name, value));
  picture.append(line);
  return picture;
}
