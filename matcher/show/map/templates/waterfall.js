// How the score of a pair adds up: each term's points start where those before it end.
const TERM_NAMES = {
  near: 'Nearness', opportunity: 'Priority area', gives: 'Partner gives', gains: 'Partner gains',
};

// What each term in use brings, in thousandths that add up to the score as it is shown:
// [{ term, weight, value, isKnown, points }]. Nearness is what the others leave of the score.
function scoreParts(pair) {
  if (!facts || plan || !matches.near100) return [];
  const seeker = matches.seeker[pair];
  const partner = matches.partner[pair];
  const values = {
    near: matches.near100[pair] / 100, opportunity: schools.opportunity1000[seeker] / 1000,
    gives: matches.gives1000[pair] / 1000, gains: matches.gains1000[pair] / 1000,
  };
  const parts = Object.keys(TERM_NAMES).filter((term) => term in facts.weights).map((term) => {
    const isKnown = values[term] >= 0;
    const standIn = facts.standIns[term] ? facts.standIns[term][schools.kind[seeker]][schools.kind[partner]] : 0;
    return { term, weight: facts.weights[term], isKnown, value: isKnown ? values[term] : standIn };
  });
  const total = matches.score1000[pair];
  const others = parts.filter(({ term }) => term !== 'near');
  others.forEach((part) => { part.exact = part.weight * part.value * 1000; });
  const near = parts.find(({ term }) => term === 'near');
  if (near) near.exact = Math.max(0, total - others.reduce((sum, { exact }) => sum + exact, 0));
  // Rounded so that they add up: those that lose most by rounding down are rounded up.
  parts.forEach((part) => { part.points = Math.floor(part.exact + 1e-9); });
  const missing = total - parts.reduce((sum, { points }) => sum + points, 0);
  [...parts].sort((a, b) => (b.exact - b.points) - (a.exact - a.points))
    .slice(0, Math.max(missing, 0)).forEach((part) => { part.points += 1; });
  if (missing < 0) parts.reduce((most, part) => (part.points > most.points ? part : most)).points += missing;
  return parts;
}

const decimals = (thousandths) => (thousandths / 1000).toFixed(3);
const weightText = (weight) => String(Math.round(weight * 1000) / 1000);
const partText = ({ weight, value }) => `${weightText(weight)} \u00d7 ${value.toFixed(2)}`;
const HATCHED = 'Hatched: the average of such pairs, for want of anything known.';

// The terms as bars with their figures as text; what stands in for the unknown is hatched.
function waterfall(pair) {
  const parts = scoreParts(pair);
  if (!parts.length) return [];
  const list = make('ul', undefined, { class: 'fall', role: 'list', 'aria-label': `How the score of ${scoreOf(pair)} adds up` });
  let start = 0;
  parts.forEach((part) => {
    const bar = make('span', undefined, { class: 'bar', 'aria-hidden': 'true' });
    const fill = make('i', undefined, part.isKnown ? {} : { class: 'guess' });
    fill.style.marginLeft = `${start / 10}%`;
    fill.style.width = `${part.points / 10}%`;
    bar.append(fill);
    const row = make('li');
    row.append(make('span', TERM_NAMES[part.term]), bar, make('span', `${partText(part)} = `, { class: 'sum' }), make('span', decimals(part.points), { class: 'points' }));
    list.append(row);
    start += part.points;
  });
  const hatched = parts.some(({ isKnown }) => !isKnown) ? ` ${HATCHED}` : '';
  return [list, make('p', `${evidenceLine(pair)}${hatched}`, { class: 'hint rests' })];
}

// On how much of the weight anything is known. Of a run in which nobody knows of needs that is all
// of it, and says nothing of them.
function evidenceLine(pair) {
  const share = matches.evidence100[pair];
  const told = share < 0 ? UNKNOWN : `${share}% of the weight`;
  if (!('gives' in facts.weights) && !('gains' in facts.weights)) {
    return `Rests on where the two are: nothing is known of needs and offers in this run, so they do not count.`;
  }
  return `Rests on something known: ${told}.`;
}
