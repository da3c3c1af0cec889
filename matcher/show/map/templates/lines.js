// Lines of pairs: all of them, or those of the school that is chosen.
function linePath(layer, pair) {
  const { pen, x, y } = layer.view;
  pen.moveTo(x(placeX[matches.seeker[pair]]), y(placeY[matches.seeker[pair]]));
  pen.lineTo(x(placeX[matches.partner[pair]]), y(placeY[matches.partner[pair]]));
}

function drawAllLines(layer) {
  const { pen } = layer.view;
  pen.globalAlpha = 0.55;
  LINES.forEach(({ colour, width }, band) => {
    pen.beginPath();
    for (let pair = 0; pair < pairCount; pair += 1) {
      if (bandOf(pair) === band && !isAsked(pair) && layer.isPairShown(pair)) linePath(layer, pair);
    }
    pen.strokeStyle = colours[colour];
    pen.lineWidth = width / 3;
    pen.stroke();
  });
  pen.globalAlpha = 1;
}

function drawChosen(layer) {
  layer.labelled = new Set();
  if (layer.chosen < 0 || !isPlaced(layer.chosen)) return;
  const { pen, x, y } = layer.view;
  const drawn = layer.chosenPairs.filter((pair) => layer.isPairShown(pair));
  [...drawn].reverse().forEach((pair) => {
    const { colour, width } = isAsked(pair) ? ASKED : LINES[bandOf(pair)];
    const dashes = isAsked(pair) ? ASKED.dashes : matches.beyond[pair] === 1 ? [9, 6] : [];
    [{ colour: 'symbol-halo', width: width + 3 }, { colour, width }].forEach((stroke) => {
      pen.beginPath();
      pen.setLineDash(dashes);
      linePath(layer, pair);
      pen.strokeStyle = colours[stroke.colour];
      pen.lineWidth = stroke.width;
      pen.stroke();
    });
  });
  pen.setLineDash([]);
  const labels = [];
  drawn.forEach((pair) => {
    const own = matches.seeker[pair] === layer.chosen;
    const other = own ? matches.partner[pair] : matches.seeker[pair];
    const rank = layer.rankOf(pair);
    layer.labelled.add(other);
    drawSymbol(layer, kindOf(other), 9, x(placeX[other]), y(placeY[other]));
    drawPlanMark(pen, other, 9, x(placeX[other]), y(placeY[other]));
    labels.push({ rank: rank > 0 ? `${rank} ` : isAsked(pair) ? '? ' : '', school: other, left: x(placeX[other]), top: y(placeY[other]) });
  });
  const left = x(placeX[layer.chosen]);
  const top = y(placeY[layer.chosen]);
  [['symbol-halo', 8], ['symbol-edge', 3]].forEach(([colour, width]) => {
    pen.beginPath();
    pen.arc(left, top, 17, 0, 2 * Math.PI);
    pen.strokeStyle = colours[colour];
    pen.lineWidth = width;
    pen.stroke();
  });
  drawSymbol(layer, kindOf(layer.chosen), 10, left, top);
  drawPlanMark(pen, layer.chosen, 10, left, top);
  writeLabel(layer, nameOf(layer.chosen), left, top + 20, { weight: 'bold', forced: true });
  // A rank is always told, the name where there is room for it: beside the symbols and the ranks.
  const symbols = [[left - 18, top - 18, left + 18, top + 18],
    ...labels.map((one) => [one.left - 9, one.top - 9, one.left + 9, one.top + 9])];
  const write = (one, text, isDrawn, besides = symbols) => writeAround(
    layer, AROUND_SYMBOL, text, one.left, one.top, { weight: 'bold', besides, isDrawn });
  const kept = labels.map((one) => write(one, one.rank, false) || write(one, one.rank, false, []));
  labels.forEach((one, at) => {
    layer.taken = layer.taken.filter((box) => box !== kept[at]);
    if (write(one, one.rank + nameOf(one.school), true)) return;
    const [from, above, to] = kept[at] || [one.left, one.top + 9, one.left];
    writeLabel(layer, one.rank, (from + to) / 2, above + 2, { weight: 'bold', forced: true });
  });
}
