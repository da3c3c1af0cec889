// The street background: the only thing that asks a server, and only when switched on.
function streetBackground(map, layer) {
  const street = document.getElementById('street');
  const streetFault = document.getElementById('street-fault');
  let tiles = null;
  document.getElementById('from-file').hidden = window.location.protocol !== 'file:';
  street.checked = false;
  street.addEventListener('change', () => {
    streetFault.hidden = true;
    layer.background = street.checked;
    layer.redraw();
    if (!street.checked) {
      tiles.remove();
      return;
    }
    tiles ||= L.tileLayer('https://tile.openstreetmap.org/{z}/{x}/{y}.png', {
      maxZoom: 19,
      referrerPolicy: 'strict-origin-when-cross-origin',
      attribution: '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap contributors</a>',
    }).on('tileerror', () => {
      streetFault.textContent = 'The street background cannot be loaded: the map server cannot be reached or has refused. The schools and lines are complete without it.';
      streetFault.hidden = false;
    });
    tiles.addTo(map);
  });
}
