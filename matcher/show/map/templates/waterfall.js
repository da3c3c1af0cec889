// How the score of a pair adds up: each term's points start where those before it end.
const TERM_NAMES = {
  near: 'Nearness', opportunity: 'Priority area', gives: 'Partner gives', gains: 'Partner gains',
};

// What each term in use brings, all in thousandths: [{ term, weight, value, known, points, guessed }],
// `known` one of KNOWN_NAMES, `guessed` those of the points that at most stand in for what is not
// known. The points are the product of weight and value as they are shown, the greatest with what
// rounding leaves (`sign`), so that they add up to the score as it is shown: as in `matcher explain`.
function scoreParts(pair) {
  if (!facts || plan || !matches.near) return [];
  const seeker = matches.seeker[pair];
  const partner = matches.partner[pair];
  const steps = { near: matches.near[pair], opportunity: schools.opportunity[seeker], gives: matches.gives[pair], gains: matches.gains[pair] };
  const parts = Object.keys(TERM_NAMES).filter((term) => term in facts.weights).map((term) => {
    const isKnown = steps[term] >= 0;
    const share = term in NEEDS_KNOWN ? needsKnown(pair, term) : isKnown ? 1 : 0;
    const standIn = facts.standIns[term] ? facts.standIns[term][schools.kind[seeker]][schools.kind[partner]] : 0;
    const value = isKnown ? steps[term] : standIn;
    const weight = facts.weights[term];
    const points = Math.floor((weight * value + 500) / 1000);
    const isEstimate = term === 'near' && travelOf(pair).endsWith('(estimate)');
    const known = isEstimate ? 'partly' : share === 1 ? 'wholly' : share ? 'partly' : 'not';
    const unsure = isEstimate || !share ? 1000 : (1 - share) * weight * standIn / 1000;
    return { term, weight, known, value, points, sign: '=', unsure };
  });
  const rounding = matches.score1000[pair] - parts.reduce((sum, { points }) => sum + points, 0);
  const greatest = parts.reduce((most, part) => (part.points > most.points ? part : most));
  if (rounding) Object.assign(greatest, { points: greatest.points + rounding, sign: '\u2248' });
  return parts.map(({ unsure, ...part }) => ({ ...part, guessed: Math.min(unsure, part.points) }));
}

// How far it is known what the partner gives, and what it gains: two figures of KNOWN_STEPS + 1
// values to a number, 0 for not at all and the last for as good as wholly.
const KNOWN_STEPS = 14;
const NEEDS_KNOWN = {
  gives: (known) => Math.floor(known / (KNOWN_STEPS + 1)), gains: (known) => known % (KNOWN_STEPS + 1),
};
const needsKnown = (pair, term) => NEEDS_KNOWN[term](matches.known[pair]) / KNOWN_STEPS;

const decimals = (thousandths) => (thousandths / 1000).toFixed(3);
const partText = ({ weight, value }) => `${decimals(weight)} \u00d7 ${decimals(value)}`;
const KNOWN_NAMES = { wholly: '', partly: ', known in part or not for sure', not: ', for want of anything known' };
const HATCHED = 'Hatched: at most so much is the average of pairs of these kinds, which stands in for what is not known, or not for sure.';

// The terms as bars with their figures as text; what stands in for the unknown is hatched.
function waterfall(pair) {
  const parts = scoreParts(pair);
  if (!parts.length) return [];
  const list = make('ul', undefined, { class: 'fall', role: 'list', 'aria-label': `How the score of ${scoreOf(pair)} adds up` });
  let start = 0;
  parts.forEach((part) => {
    const bar = make('span', undefined, { class: 'bar', 'aria-hidden': 'true' });
    [[part.points - part.guessed, {}], [part.guessed, { class: 'guess' }]].filter(([points]) => points > 0).forEach(([points, how], at) => {
      const fill = make('i', undefined, how);
      if (!at) fill.style.marginLeft = `${start / 10}%`;
      fill.style.width = `${points / 10}%`;
      bar.append(fill);
    });
    const row = make('li');
    row.append(make('span', TERM_NAMES[part.term]), bar, make('span', `${partText(part)} ${part.sign} `, { class: 'sum' }), make('span', decimals(part.points), { class: 'points' }));
    list.append(row);
    start += part.points;
  });
  const hatched = parts.some(({ known }) => known !== 'wholly') ? ` ${HATCHED}` : '';
  return [list, make('p', `${knownLine(pair)}${hatched}`, { class: 'hint rests' })];
}

// What is known of a pair, in words, as `matcher explain` has it: what the run left out of its score is
// not known either, but where a school is said to need, or to offer, nothing.
const KNOWN_TERMS = {
  near: 'how near they are', opportunity: 'priority area', gives: 'what the partner gives', gains: 'what the partner gains',
};
function knownLine(pair) {
  const parts = scoreParts(pair).filter(({ weight }) => weight);
  const terms = (state) => parts.filter(({ known }) => known === state).map(({ term }) => KNOWN_TERMS[term]);
  const leftOut = (isKnown) => facts.leftOut.filter((term) =>
    Boolean(NEEDS_KNOWN[term] && needsKnown(pair, term)) === isKnown).map((term) => KNOWN_TERMS[term]);
  const told = [['known', [...terms('wholly'), ...leftOut(true)]],
    ['in part or not for sure', terms('partly')],
    [`not ${SHOWN}`, [...terms('not'), ...leftOut(false)]]];
  const line = told.filter(([, those]) => those.length).map(([state, those]) => `${state}: ${those.join(', ')}`).join('; ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}
