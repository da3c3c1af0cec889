// A plan: who has a partner, who has none, and where places are free. The map of a run has none.
const plan = island.plan && unpackAll(island.plan);

// What a school is in the plan; a school may be several. Marks differ by shape as well as colour.
const PLAN_STATES = plan ? [
  { name: 'given', text: 'Seekers given a partner', has: (school) => plan.served[school] > 0 },
  ...(plan.already.some((one) => one > 0) ? [
    { name: 'already', text: 'Seekers with a partner already', has: (school) => plan.already[school] > 0 }] : []),
  { name: 'unserved', text: 'Unserved seekers', mark: 'cross', has: (school) => plan.helps[school] >= 0 },
  { name: 'free', text: 'Partners with a free place', mark: 'ring', has: (school) => plan.free[school] > 0 },
  { name: 'full', text: 'Partners without a free place', has: (school) => plan.free[school] === 0 },
] : [];
const PLAN_MARKS = {
  cross: { colour: 'plan-unserved', trace: (pen, r) => [[-1, -1, 1, 1], [-1, 1, 1, -1]].forEach(
    ([x1, y1, x2, y2]) => { pen.moveTo(0.6 * r * x1, 0.6 * r * y1); pen.lineTo(0.6 * r * x2, 0.6 * r * y2); }) },
  ring: { colour: 'plan-free', trace: (pen, r) => { pen.moveTo(r + 3, 0); pen.arc(0, 0, r + 3, 0, 2 * Math.PI); } },
};
// The states of each school as bits.
const planBits = Uint8Array.from({ length: plan ? schoolCount : 0 }, (_, school) => (
  PLAN_STATES.reduce((bits, { has }, at) => bits + (has(school) ? 1 << at : 0), 0)));

// An unserved seeker lies beneath the others, so that its cross covers none of them.
const isBeneath = (school) => Boolean(plan) && plan.helps[school] >= 0;

// Draws over a symbol of radius `r` what the school is in the plan.
function drawPlanMark(pen, school, r, left, top) {
  if (!plan) return;
  PLAN_STATES.forEach(({ mark }, at) => {
    if (!mark || !(planBits[school] & (1 << at))) return;
    pen.save();
    pen.translate(left, top);
    [['symbol-halo', 5], [PLAN_MARKS[mark].colour, mark === 'cross' ? 2 : 2.5]].forEach(([colour, width]) => {
      pen.beginPath();
      PLAN_MARKS[mark].trace(pen, Math.max(3.5, r));
      pen.strokeStyle = colours[colour];
      pen.lineWidth = r < 4 ? width / 2 : width;
      pen.stroke();
    });
    pen.restore();
  });
}

// What the panel says of a school: one sentence for each side it is on.
function planText(school) {
  if (!plan) return '';
  const said = [];
  if (plan.helps[school] >= 0) said.push(`no partner. ${plan.helpWords[plan.helps[school]]}`);
  if (plan.free[school] >= 0) {
    said.push(plan.places[school]
      ? `${plan.free[school].toLocaleString('en-GB')} of ${plural(plan.places[school], 'place', 'places')} free` : 'no place');
  }
  if (plan.already[school] > 0) said.push('a partner already, beside the plan');
  if (plan.served[school] > 0) said.push(plural(plan.served[school], 'partner', 'partners'));
  return capital(said.join('; '));
}

// The key.
function planKey() {
  const key = make('div', undefined, { id: 'states', class: 'key' });
  key.append(make('h3', 'In the plan'));
  PLAN_STATES.forEach(({ text, mark }, at) => {
    const count = planBits.reduce((sum, bits) => sum + ((bits >> at) & 1), 0);
    const row = make('p');
    row.append(...(mark ? [planPicture(mark)] : []), `${text} `,
      make('span', `(${count.toLocaleString('en-GB')})`, { class: 'count' }));
    key.append(row);
  });
  return key;
}

function planPicture(mark) {
  const canvas = make('canvas', undefined, { width: 48, height: 48, 'aria-hidden': 'true', class: 'mark' });
  const pen = canvas.getContext('2d');
  pen.scale(2, 2);
  pen.translate(12, 12);
  const paint = () => {
    pen.clearRect(-12, -12, 24, 24);
    pen.beginPath();
    PLAN_MARKS[mark].trace(pen, mark === 'cross' ? 10 : 6);
    pen.strokeStyle = colours[PLAN_MARKS[mark].colour];
    pen.lineWidth = 2.5;
    pen.stroke();
  };
  onColourChange(paint);
  paint();
  return canvas;
}
