// The colours of the canvas are those of the style sheet (colours.css), read again whenever
// the reader's system goes dark, light or to colours of its own.
const COLOUR_NAMES = [
  'map-sea', 'map-land', 'map-around', 'map-coast', 'map-border', 'map-country', 'map-area',
  'map-hatch', 'map-name', 'map-town', 'map-authority', 'map-halo', 'symbol-edge', 'symbol-halo',
  ...island.kinds.map((kind) => `kind-${kind}`),
  'line-high', 'line-middle', 'line-low', 'line-asked', 'plan-unserved', 'plan-free',
  'cluster', 'cluster-ink',
];
const colours = {};

// A property holds words such as CanvasText: what they mean is known where they are used.
function readColours() {
  const probe = make('span', undefined, { id: 'colour-probe', hidden: '' });
  document.body.append(probe);
  COLOUR_NAMES.forEach((name) => {
    probe.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(probe).color;
  });
  probe.remove();
}
readColours();

function onColourChange(listener) {
  ['(prefers-color-scheme: dark)', '(forced-colors: active)'].forEach((query) => (
    window.matchMedia(query).addEventListener('change', () => { readColours(); listener(); })));
}
