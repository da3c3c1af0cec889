// The canvas: drawn afresh whenever the map moves. What is drawn stands in the files before.
const SchoolLayer = L.Layer.extend({
  allLines: false,
  chosen: -1,
  chosenPairs: [],
  rankOf: () => -1,
  background: false,
  counted: -1,
  clusters: [],
  stamps: {},

  onAdd(map) {
    this.canvas = make('canvas', undefined, { 'aria-hidden': 'true' });
    this.getPane().append(this.canvas);
    map.on('move zoom viewreset resize', this.redraw, this);
    model.onChange(() => { this.counted = -1; });
    onColourChange(() => { this.stamps = {}; this.redraw(); });
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
      pen, size, sharp, scale, corner, x: (world) => world * scale - corner.x, y: (world) => world * scale - corner.y,
    };
    // Labels keep clear of the zoom buttons and the scale.
    this.taken = [[0, 0, 56, 96], [0, size.y - 48, 120, size.y]];
    drawGround(this);
    drawOutlines(this);
    if (this.allLines && this.chosen < 0) drawAllLines(this);
    this.drawSymbols();
    drawHubLines(this);
    drawChosen(this);
    drawHubNumbers(this);
    drawLabels(this);
    if (document.activeElement === map.getContainer()) this.drawCross();
  },

  radius() {
    const few = schoolCount < 400 ? 6 : schoolCount < 3000 ? 4 : 3;
    return Math.max(few, Math.min(8, 1.5 + Math.max(0, this._map.getZoom() - 6)));
  },

  isPairShown(pair) {
    return model.isPairShown(pair)
      && isPlaced(matches.seeker[pair]) && isPlaced(matches.partner[pair]);
  },

  isInView(x, y, margin = 10) {
    const { size } = this.view;
    return x > -margin && y > -margin && x < size.x + margin && y < size.y + margin;
  },

  // How many schools have a place and pass the filters, wherever the map is.
  shownCount() {
    if (this.counted < 0) {
      this.counted = 0;
      for (let school = 0; school < schoolCount; school += 1) {
        if (isPlaced(school) && model.isSchoolShown(school)) this.counted += 1;
      }
    }
    return this.counted;
  },

  // The schools to draw: how many, which, and where on the screen.
  schoolsInView() {
    const { size, scale, corner } = this.view;
    const margin = CLUSTER.cell; // so that a cluster at the edge has all its schools
    const school = new Int32Array(schoolCount);
    const left = new Float32Array(schoolCount);
    const top = new Float32Array(schoolCount);
    let count = 0;
    for (let one = 0; one < schoolCount; one += 1) {
      const x = placeX[one] * scale - corner.x;
      const y = placeY[one] * scale - corner.y;
      if (x > -margin && y > -margin && x < size.x + margin && y < size.y + margin && model.isSchoolShown(one)) {
        school[count] = one;
        left[count] = x;
        top[count] = y;
        count += 1;
      }
    }
    return { count, school, left, top };
  },

  drawSymbols() {
    const r = this.radius();
    const { alone, clusters } = clustersOf(this, this.schoolsInView());
    // Each kind after the commoner ones.
    const layerOf = island.kinds.map((kind) => DRAWING_ORDER.indexOf(kind));
    const layers = DRAWING_ORDER.map(() => []);
    alone.forEach((one) => { if (this.isInView(one.left, one.top)) layers[layerOf[schools.kind[one.school]]].push(one); });
    this.onScreen = layers.flat();
    this.clusters = clusters;
    (plan ? [true, false] : [false]).forEach((beneath) => {
      const drawn = this.onScreen.filter(({ school }) => isBeneath(school) === beneath);
      drawn.forEach(({ school, left, top }) => drawSymbol(this, kindOf(school), r, left, top));
      drawn.forEach(({ school, left, top }) => drawPlanMark(this.view.pen, school, r, left, top));
    });
    drawClusters(this);
  },

  // The middle of the map, for whoever moves it with the keyboard.
  drawCross() {
    const { pen, size } = this.view;
    [['symbol-halo', 6], ['symbol-edge', 2]].forEach(([colour, width]) => {
      pen.beginPath();
      pen.moveTo(size.x / 2 - 10, size.y / 2);
      pen.lineTo(size.x / 2 + 10, size.y / 2);
      pen.moveTo(size.x / 2, size.y / 2 - 10);
      pen.lineTo(size.x / 2, size.y / 2 + 10);
      pen.strokeStyle = colours[colour];
      pen.lineWidth = width;
      pen.stroke();
    });
  },

  // The cluster at a point, the topmost first; from farther off the nearest one.
  clusterAt({ x, y }, reach = 0) {
    const gap = ({ left, top, radius }) => Math.max(0, Math.hypot(left - x, top - y) - radius);
    return [...this.clusters].reverse().filter((cluster) => gap(cluster) <= reach)
      .sort((a, b) => gap(a) - gap(b))[0];
  },

  // How far off a school on the screen is, in pixels.
  gapTo({ x, y }, school) {
    const one = this.onScreen.find((each) => each.school === school);
    return one ? Math.hypot(one.left - x, one.top - y) : Infinity;
  },

  // Takes the map nearer, until a cluster falls apart.
  open({ members }) {
    const map = this._map;
    const bounds = L.latLngBounds(members.map((school) => (
      [schools.lat[school] / 1e5 - 90, schools.lon[school] / 1e5 - 180])));
    const zoom = Math.min(map.getMaxZoom(), Math.max(map.getZoom() + 1, map.getBoundsZoom(bounds)));
    map.setView(bounds.getCenter(), zoom, { animate: false });
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
