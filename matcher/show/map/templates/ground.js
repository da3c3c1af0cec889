// The ground under the schools: sea, land, borders, and outlines of priority areas. Paths are
// made once, on the plane of the world, and moved to where the map is.
const groundPaths = (() => {
  const trace = (path, points, back, isFirst) => {
    const count = points.length / 2;
    for (let i = isFirst ? 0 : 1; i < count; i += 1) {
      const corner = 2 * (back ? count - 1 - i : i);
      if (i) path.lineTo(points[corner], points[corner + 1]);
      else path.moveTo(points[corner], points[corner + 1]);
    }
  };
  const filled = (shapes) => {
    const path = new Path2D();
    shapes.forEach((rings) => rings.forEach((ring) => {
      ring.forEach(({ line, back }, place) => trace(path, line.points, back, place === 0));
      path.closePath();
    }));
    return path;
  };
  const stroked = (wanted) => {
    const path = new Path2D();
    geography.lines.filter(wanted).forEach(({ points }) => trace(path, points, false, true));
    return path;
  };
  const { around, country } = geography;
  const countries = ({ owners }) => new Set(owners.map(country));
  return {
    land: filled(geography.rings.slice(0, around)),
    around: filled([geography.rings[around]]),
    coast: stroked(({ owners }) => owners.length === 1 && owners[0] !== around),
    borders: stroked((line) => line.owners.length > 1 && countries(line).size === 1),
    countries: stroked((line) => countries(line).size > 1),
  };
})();

// With the street background the streets are the ground, and ours keeps out of its way.
function drawGround(layer) {
  const { pen, size, scale, corner, sharp } = layer.view;
  if (layer.background) return;
  pen.fillStyle = colours['map-sea'];
  pen.fillRect(0, 0, size.x, size.y);
  pen.save();
  pen.setTransform(sharp * scale, 0, 0, sharp * scale,
    sharp * (MIDDLE.x * scale - corner.x), sharp * (MIDDLE.y * scale - corner.y));
  const fill = (path, colour) => { pen.fillStyle = colours[colour]; pen.fill(path); };
  const stroke = (path, colour, width) => {
    pen.strokeStyle = colours[colour];
    pen.lineWidth = width / scale;
    pen.stroke(path);
  };
  pen.lineJoin = 'round';
  fill(groundPaths.around, 'map-around');
  fill(groundPaths.land, 'map-land');
  stroke(groundPaths.borders, 'map-border', layer._map.getZoom() < 8 ? 0.75 : 1.25);
  stroke(groundPaths.countries, 'map-country', 1.75);
  stroke(groundPaths.coast, 'map-coast', 1);
  pen.restore();
}

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
    pen.strokeStyle = colours['map-area'];
    pen.lineWidth = 1.75;
    pen.stroke();
  });
}

// Slanting lines rather than a tint, so that symbols keep their contrast. They are tied
// to the ground, not to the window, and do not swim when the map moves.
function hatch(layer) {
  const { pen, size, corner } = layer.view;
  const slope = new Path2D();
  const first = -((((corner.x + corner.y) % 9) + 9) % 9);
  for (let at = first; at < size.x + size.y; at += 9) {
    slope.moveTo(at, 0);
    slope.lineTo(at - size.y, size.y);
  }
  pen.strokeStyle = colours['map-hatch'];
  pen.lineWidth = 1;
  pen.stroke(slope);
}
