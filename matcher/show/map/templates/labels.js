// Names on the map, written only where they cover no other.
function drawLabels(layer) {
  const { x, y } = layer.view;
  areaLabels.forEach((label) => writeLabel(layer,
    label.text, x(label.x), y(label.y), { weight: 'bold', colour: '#383f43' }));
  // Close in, there is room for the schools' own names.
  if (layer.onScreen.length <= 40) {
    layer.onScreen.forEach(({ school, left, top }) => writeLabel(layer, nameOf(school), left, top + 8, {}));
  }
  if (layer.background) return;
  authorityLabels.forEach((label) => {
    if (label.count) writeLabel(layer, label.text, x(label.x), y(label.y), { colour: '#505a5f', padding: 8 });
  });
}

// Writes a label, kept inside the map, and says whether it did: not where it would cover
// another, unless it is `forced`.
function writeLabel(layer, text, centre, top, { weight = 'normal', colour = '#0b0c0c', forced = false, padding = 2 }) {
  if (!text || !layer.isInView(centre, top)) return false;
  const { pen, size } = layer.view;
  const height = fontSize();
  const short = text.length > 42 ? `${text.slice(0, 40)}\u2026` : text;
  pen.font = `${weight} ${height}px Arial, Helvetica, sans-serif`;
  const half = pen.measureText(short).width / 2 + padding;
  const middle = Math.max(half, Math.min(size.x - half, centre));
  const box = [middle - half, top - padding, middle + half, top + height + padding];
  const covers = layer.taken.some(([left, above, right, below]) => (
    box[0] < right && box[2] > left && box[1] < below && box[3] > above));
  if (covers && !forced) return false;
  layer.taken.push(box);
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  pen.lineJoin = 'round';
  pen.strokeStyle = 'rgba(255, 255, 255, 0.9)';
  pen.lineWidth = 4;
  pen.strokeText(short, middle, top);
  pen.fillStyle = colour;
  pen.fillText(short, middle, top);
  return true;
}

// Labels grow with the reader's own size of text.
function fontSize() {
  return 0.8125 * parseFloat(getComputedStyle(document.documentElement).fontSize);
}
