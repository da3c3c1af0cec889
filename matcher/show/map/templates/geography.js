// The ground under the schools: outlines of priority areas, and names to find one's way by.
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

function drawOutlines(layer) {
  const { pen, x, y } = layer.view;
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
    hatch(layer);
    pen.restore();
    pen.strokeStyle = '#505a5f';
    pen.lineWidth = 1.75;
    pen.stroke();
  });
}

// Slanting lines rather than a tint, so that symbols keep their contrast. They are tied
// to the ground, not to the window, and do not swim when the map moves.
function hatch(layer) {
  const { pen, size } = layer.view;
  const slope = new Path2D();
  const corner = layer._map.getPixelBounds().min;
  const first = -((((corner.x + corner.y) % 9) + 9) % 9);
  for (let at = first; at < size.x + size.y; at += 9) {
    slope.moveTo(at, 0);
    slope.lineTo(at - size.y, size.y);
  }
  pen.strokeStyle = '#c9ccce';
  pen.lineWidth = 1;
  pen.stroke(slope);
}
