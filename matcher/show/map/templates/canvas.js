// The canvas: drawn afresh whenever the map moves. What is drawn stands in the files before.
const SchoolLayer = L.Layer.extend({
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
    const few = schoolCount < 400 ? 6 : schoolCount < 3000 ? 4 : 1.5;
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

  drawSymbols() {
    const { x, y } = this.view;
    const r = this.radius();
    this.onScreen = [];
    (plan ? [true, false] : [false]).forEach((beneath) => {
      const first = this.onScreen.length;
      DRAWING_ORDER.forEach((kind) => {
        const number = island.kinds.indexOf(kind);
        for (let school = 0; school < schoolCount; school += 1) {
          if (schools.kind[school] !== number || isBeneath(school) !== beneath) continue;
          if (!model.isSchoolShown(school)) continue;
          const left = x(placeX[school]);
          const top = y(placeY[school]);
          if (!this.isInView(left, top)) continue;
          this.onScreen.push({ school, left, top });
          drawSymbol(this, kind, r, left, top);
        }
      });
      this.onScreen.slice(first).forEach(({ school, left, top }) => (
        drawPlanMark(this.view.pen, school, r, left, top)));
    });
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
