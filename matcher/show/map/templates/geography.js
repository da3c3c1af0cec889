// Where things are: schools, outlines of priority areas, and the geography that every map
// carries (land, local authorities, towns), on the plane of Web Mercator (EPSG:3857), the
// world being 256 wide.
const worldX = (lon) => ((lon + 180) / 360) * 256;
const worldY = (lat) => (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 256;
const placeX = new Float64Array(schoolCount);
const placeY = new Float64Array(schoolCount);
for (let school = 0; school < schoolCount; school += 1) {
  placeX[school] = schools.lon[school] < 0 ? NaN : worldX(schools.lon[school] / 1e5 - 180);
  placeY[school] = schools.lat[school] < 0 ? NaN : worldY(schools.lat[school] / 1e5 - 90);
}

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

// Each area is named in the middle of its outline's box.
function middleOf({ rings }) {
  const xs = rings.flatMap((ring) => Array.from(ring.filter((_, i) => i % 2 === 0)));
  const ys = rings.flatMap((ring) => Array.from(ring.filter((_, i) => i % 2 === 1)));
  const mid = (all) => (all.reduce((a, b) => Math.min(a, b), Infinity)
    + all.reduce((a, b) => Math.max(a, b), -Infinity)) / 2;
  return { x: mid(xs), y: mid(ys) };
}
const areaLabels = outlines.map((outline) => (
  { text: word(island.areas, outline.area), ...middleOf(outline) }));

// Lines are kept from a point in the middle of England, as a canvas counts in 32 bits: seen
// from there a corner is right to a fraction of a pixel at every zoom.
const MIDDLE = { x: worldX(-2), y: worldY(53) };

const geography = (() => {
  const STEPS = 1e4;
  const DIFFERENCE = 32767;
  const lines = unpackAll(island.geography.lines);
  const shapes = unpackAll(island.geography.shapes);
  const named = unpackAll(island.geography.authorities);
  const placed = unpackAll(island.geography.towns);
  const lonOf = (steps) => steps / STEPS - 180;
  const latOf = (steps) => steps / STEPS - 90;

  let at = 0;
  const line = Array.from(lines.corners, (corners, number) => {
    const line = { points: new Float64Array(2 * corners), west: Infinity, east: -Infinity, south: Infinity, north: -Infinity, owners: [] };
    let lon = lines.lon[number];
    let lat = lines.lat[number];
    for (let corner = 0; corner < corners; corner += 1) {
      if (corner) {
        lon += lines.east[at] - DIFFERENCE;
        lat += lines.north[at] - DIFFERENCE;
        at += 1;
      }
      line.points[2 * corner] = worldX(lonOf(lon)) - MIDDLE.x;
      line.points[2 * corner + 1] = worldY(latOf(lat)) - MIDDLE.y;
      line.west = Math.min(line.west, lonOf(lon));
      line.east = Math.max(line.east, lonOf(lon));
      line.south = Math.min(line.south, latOf(lat));
      line.north = Math.max(line.north, latOf(lat));
    }
    return line;
  });

  // The rings of each shape, as lines; the last shape is the land around.
  let ring = 0;
  let next = 0;
  const rings = Array.from(shapes.rings, (count, shape) => Array.from({ length: count }, () => {
    const found = Array.from(shapes.line.subarray(next, next + shapes.ringLines[ring]), (code) => {
      line[code >> 1].owners.push(shape);
      return { line: line[code >> 1], back: code % 2 === 1 };
    });
    next += shapes.ringLines[ring];
    ring += 1;
    return found;
  }));
  const around = rings.length - 1;

  const authorities = named.code.map((code, number) => {
    const parts = rings[number].flat().map(({ line }) => line);
    const most = (take, key) => parts.reduce((best, part) => take(best, part[key]), parts[0][key]);
    return {
      code,
      name: named.name[number],
      bounds: [[most(Math.min, 'south'), most(Math.min, 'west')], [most(Math.max, 'north'), most(Math.max, 'east')]],
      x: worldX(lonOf(named.lon[number])),
      y: worldY(latOf(named.lat[number])),
      radiusM: named.radiusM[number],
    };
  });
  const country = (number) => (number === around ? 'around'
    : { 6: 'Wales', S: 'Scotland' }[authorities[number].code[0]] || 'England');

  // The towns, most people first: `thousands` of them is a rank, and no figure to show.
  const towns = placed.name.map((name, number) => ({
    name,
    lon: lonOf(placed.lon[number]),
    lat: latOf(placed.lat[number]),
    x: worldX(lonOf(placed.lon[number])),
    y: worldY(latOf(placed.lat[number])),
    thousands: placed.thousands[number],
    authority: placed.authority[number], // its place in `authorities`, -1 in Scotland
  }));
  return { lines: line, rings, around, authorities, towns, country };
})();
