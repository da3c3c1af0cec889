// Makes the page ready for paper: a chosen school goes on one page of A4, with a small map of it.
const PAGE_MM = [190, 277];  // A4 without margins of 10 mm
const SMALLEST = 0.6;
const MM = 96 / 25.4;

// The largest size at which it fits; what is printed smaller may be wider before it. Where none
// does, the sums of the scores and the words that needs rest on are left out.
function fitOnPage(root) {
  for (const tight of [false, true]) {
    root.classList.toggle('tight', tight);
    for (let size = 1; size >= SMALLEST; size -= 0.05) {
      root.style.setProperty('--print-width', `${PAGE_MM[0] / size}mm`);
      root.style.setProperty('--print-zoom', String(size));
      if (document.body.getBoundingClientRect().height * size <= PAGE_MM[1] * MM - 8) return;
    }
  }
}

function readyForPaper() {
  if (model.state.chosen < 0) return;
  document.documentElement.classList.add('printing');
  fitOnPage(document.documentElement);
  map.invalidateSize({ animate: false });
  lookAt(model.state.chosen);
  layer.draw();  // at once: paper does not wait for the next frame
}
function backOnScreen() {
  if (!document.documentElement.classList.contains('printing')) return;
  document.documentElement.classList.remove('printing', 'tight');
  map.invalidateSize({ animate: false });
}
window.addEventListener('beforeprint', readyForPaper);
window.addEventListener('afterprint', backOnScreen);
