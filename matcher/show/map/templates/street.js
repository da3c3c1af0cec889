// The street background: the only thing that asks a server, and only when switched on. Our own
// ground stays until streets have come, and comes back where they fail.
function streetBackground(map, layer) {
  const street = document.getElementById('street');
  const fault = document.getElementById('street-fault');
  const NONE = 'The street background cannot be loaded: the map server cannot be reached or has refused. The map is complete without it.';
  const PARTS = 'Parts of the street background are missing: the map server did not send them.';
  let tiles = null;
  let come = 0;
  let failed = 0;
  document.getElementById('from-file').hidden = window.location.protocol !== 'file:';
  street.checked = false;

  function tell(text) {
    fault.textContent = text;
    fault.hidden = !text;
  }
  function ground(isStreets) {
    layer.background = isStreets;
    layer.redraw();
  }
  function off() {
    street.checked = false;
    tiles.remove();
    ground(false);
  }
  street.addEventListener('change', () => {
    tell('');
    if (!street.checked) {
      off();
      return;
    }
    tiles ||= L.tileLayer('https://tile.openstreetmap.org/{z}/{x}/{y}.png', {
      maxZoom: 19,
      referrerPolicy: 'strict-origin-when-cross-origin',
      attribution: '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap contributors</a>',
    }).on('loading', () => {
      come = 0;
      failed = 0;
    }).on('tileload', () => {
      come += 1;
      if (!layer.background) ground(true);
    }).on('tileerror', () => {
      failed += 1;
    }).on('load', () => {
      // After Leaflet has done with the last picture: it may not lose its layer on the way.
      setTimeout(() => {
        if (!street.checked) return;
        tell(!failed ? '' : come ? PARTS : NONE);
        if (failed && !come) off();
      }, 0);
    });
    tiles.addTo(map);
  });
}
