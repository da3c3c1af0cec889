// Clusters: where symbols crowd so that schools cannot be told apart, one mark stands for all
// of them, with their number and, around it, the share of each kind.
const CLUSTER = {
  cell: 54, // pixels: the side of the squares, tied to the ground, that schools are counted in
  most: 600, // schools shown: so few are never put together
  full: 0.25, // the share of its square that symbols may cover before they are a cluster
  least: 3,
  until: 13, // the zoom from which a symbol is no smaller than a cluster
};

// Puts the schools that are to be drawn together: those that stay alone, and clusters of them.
// Squares have the size of one whole zoom, so that nothing changes hands while the map moves.
function clustersOf(layer, { count, school, left, top }) {
  const alone = [];
  const stay = (at) => alone.push({ school: school[at], left: left[at], top: top[at] });
  const zoom = layer._map.getZoom();
  if (zoom >= CLUSTER.until || layer.shownCount() <= CLUSTER.most) {
    for (let at = 0; at < count; at += 1) stay(at);
    return { alone, clusters: [] };
  }
  const side = CLUSTER.cell * 2 ** (zoom - Math.round(zoom));
  const { corner } = layer.view;
  const across = 1e5;
  const cells = new Map();
  for (let at = 0; at < count; at += 1) {
    const cell = Math.floor((top[at] + corner.y) / side) * across + Math.floor((left[at] + corner.x) / side);
    const inCell = cells.get(cell);
    if (inCell) inCell.push(at);
    else cells.set(cell, [at]);
  }
  const room = CLUSTER.full * side * side;
  const symbol = Math.PI * (layer.radius() + 1) ** 2;
  const clusters = [];
  cells.forEach((inCell) => {
    if (inCell.length < CLUSTER.least || inCell.length * symbol < room) {
      inCell.forEach(stay);
      return;
    }
    const mean = (places) => inCell.reduce((sum, at) => sum + places[at], 0) / inCell.length;
    clusters.push({ members: inCell.map((at) => school[at]), left: mean(left), top: mean(top) });
  });
  return { alone, clusters: apart(clusters) };
}

const clusterRadius = (count) => Math.min(21, 8.5 + 1.4 * count ** 0.3);

// Clusters that would cover each other become one, the smaller part of the larger.
function apart(clusters) {
  const kept = [];
  clusters.sort((a, b) => b.members.length - a.members.length || a.top - b.top || a.left - b.left);
  clusters.forEach((cluster) => {
    cluster.radius = clusterRadius(cluster.members.length);
    const near = kept.find(({ left, top, radius }) => (
      Math.hypot(left - cluster.left, top - cluster.top) < radius + cluster.radius + 1));
    if (!near) {
      kept.push(cluster);
      return;
    }
    const all = near.members.length + cluster.members.length;
    near.left += ((cluster.left - near.left) * cluster.members.length) / all;
    near.top += ((cluster.top - near.top) * cluster.members.length) / all;
    near.members = near.members.concat(cluster.members);
    near.radius = clusterRadius(all);
  });
  return kept;
}

const countsByKind = (members) => {
  const counts = new Int32Array(island.kinds.length);
  members.forEach((school) => { counts[schools.kind[school]] += 1; });
  return counts;
};

function drawClusters(layer) {
  const { pen } = layer.view;
  layer.clusters.forEach(({ members, left, top, radius }) => {
    const counts = countsByKind(members);
    let from = -Math.PI / 2;
    const disc = (r, colour) => {
      pen.beginPath();
      pen.arc(left, top, r, 0, 2 * Math.PI);
      pen.fillStyle = colours[colour];
      pen.fill();
    };
    disc(radius + 1.5, 'symbol-halo');
    DRAWING_ORDER.forEach((kind) => {
      const count = counts[island.kinds.indexOf(kind)];
      if (!count) return;
      const to = from + (2 * Math.PI * count) / members.length;
      pen.beginPath();
      pen.moveTo(left, top);
      pen.arc(left, top, radius, from, to);
      pen.closePath();
      pen.fillStyle = colours[`kind-${kind}`];
      pen.fill();
      from = to;
    });
    pen.beginPath();
    pen.arc(left, top, radius, 0, 2 * Math.PI);
    pen.strokeStyle = colours['symbol-edge'];
    pen.lineWidth = 0.75;
    pen.stroke();
    disc(radius - 3.5, 'cluster');
    const text = members.length < 1000 ? String(members.length) : `${(members.length / 1000).toFixed(1)}k`;
    const height = Math.min(fontSize() * 0.92, radius * 0.85);
    pen.font = `bold ${height}px Arial, Helvetica, sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillStyle = colours['cluster-ink'];
    pen.fillText(text, left, top + 0.5);
    // A name may cover the rim, and not the number.
    layer.taken.push([left - radius + 3, top - height / 2, left + radius - 3, top + height / 2]);
  });
}

// What a cluster holds, in words: for whoever points at it or cannot see it.
function clusterText({ members }) {
  const counts = countsByKind(members);
  const told = DRAWING_ORDER.map((kind) => [kind, counts[island.kinds.indexOf(kind)]]).filter(([, count]) => count);
  return `${plural(members.length, 'school', 'schools')} here: ${told.map(
    ([kind, count]) => `${KIND_NAMES[kind].toLowerCase()} ${count.toLocaleString('en-GB')}`).join(', ')}`;
}
