// The reader's shortlist of pairs. It lives in this tab alone until it is saved as a file.
const shortlistBody = document.getElementById('shortlist-body');
const shortlistSection = document.getElementById('shortlist');
const KEEP = `shortlist of ${window.location.pathname}`;
const keyOf = (pair) => `${schools.urn[matches.seeker[pair]]} ${schools.urn[matches.partner[pair]]}`;
// By pair, in the order in which they were put there: { decision, reason, day, note }.
const shortlist = new Map();
let notHere = [];

// A browser may refuse to keep anything for a page from a file: the list then lasts as long as the page.
function storage(act) {
  try { return act(window.sessionStorage); } catch { return null; }
}
const textOr = (value, allowed) => (typeof value === 'string' && (!allowed || Object.hasOwn(allowed, value)) ? value : '');
function keepShortlist() {
  const rows = [...shortlist].map(([pair, row]) => [keyOf(pair), row]);
  storage((kept) => kept.setItem(KEEP, JSON.stringify([...rows, ...notHere])));
}
function recallShortlist() {
  let rows = null;
  try { rows = JSON.parse(storage((kept) => kept.getItem(KEEP)) || '[]'); } catch { rows = []; }
  if (!Array.isArray(rows) || !rows.length) return;
  const known = new Map(Array.from({ length: pairCount }, (_, pair) => [keyOf(pair), pair]));
  rows.filter((row) => Array.isArray(row) && row[1] && typeof row[1] === 'object').forEach(([key, row]) => {
    if (!known.has(key)) { notHere.push([key, row]); return; }
    shortlist.set(known.get(key), {
      decision: textOr(row.decision, island.decisions), reason: textOr(row.reason, island.declined),
      day: textOr(row.day), note: textOr(row.note),
    });
  });
}

function shortlistButton(pair, other) {
  const button = make('button', undefined, { type: 'button', 'data-shortlist': pair });
  button.append('Shortlist', hearOnly(' the pair with ', nameOf(other)));
  button.setAttribute('aria-pressed', String(shortlist.has(pair)));
  button.addEventListener('click', () => {
    if (shortlist.has(pair)) shortlist.delete(pair);
    else shortlist.set(pair, { decision: '', reason: '', day: '', note: '' });
    changed();
    announce(`${shortlist.has(pair) ? 'In' : 'Not in'} the shortlist, which holds ${plural(shortlist.size, 'pair', 'pairs')}`);
  });
  return button;
}

function changed() {
  keepShortlist();
  drawShortlist();
}

// A field of a row; what is typed is kept at once.
function field(pair, name, label, element) {
  const about = `${label}: ${nameOf(matches.seeker[pair])} and ${nameOf(matches.partner[pair])}`;
  element.setAttribute('aria-label', about);
  element.value = shortlist.get(pair)[name];
  element.addEventListener('input', () => {
    shortlist.get(pair)[name] = element.value;
    keepShortlist();
    if (name === 'decision') { fillDay(pair, element); drawReason(pair, element); }
    drawCount();
  });
  return element;
}
function choice(allowed, none) {
  const select = make('select');
  select.append(make('option', none, { value: '' }), ...Object.entries(allowed).map(
    ([value, text]) => make('option', value === text ? value : `${value.replaceAll('_', ' ')}: ${text.split(':')[0]}`, { value })));
  return select;
}
// A refusal holds for a while from its day: today, unless somebody says another.
function fillDay(pair, decision) {
  const row = shortlist.get(pair);
  if (decision.value !== 'refused' || row.day) return;
  const now = new Date();
  row.day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  decision.closest('tr').querySelector('input[type=date]').value = row.day;
  keepShortlist();
}
// Why a school said no is asked only where it did.
function drawReason(pair, decision) {
  const cell = decision.closest('td');
  cell.querySelectorAll('[data-why]').forEach((element) => element.remove());
  if (decision.value !== 'refused') return;
  const reason = field(pair, 'reason', 'Reason', choice(island.declined, 'Why? (not said)'));
  reason.dataset.why = '';
  cell.append(reason);
}

function shortlistRow(pair) {
  const row = make('tr', undefined, { role: 'row' });
  const decision = field(pair, 'decision', 'Decision', choice(island.decisions, 'Nothing decided'));
  const cell = tableCell('Decision', decision);
  const remove = make('button', 'Remove', { type: 'button' });
  remove.append(hearOnly(' the pair with ', nameOf(matches.partner[pair])));
  remove.addEventListener('click', () => {
    shortlist.delete(pair);
    changed();
    document.getElementById('shortlist-title').focus();
    announce('Removed from the shortlist');
  });
  row.append(
    tableCell('Seeker', schoolButton(matches.seeker[pair])), tableCell('Partner', schoolButton(matches.partner[pair])),
    tableCell('Distance', kmOf(pair)), tableCell('Score', scoreOf(pair)), cell,
    tableCell('Day', field(pair, 'day', 'Day of the decision', make('input', undefined, { type: 'date' }))),
    tableCell('Note', field(pair, 'note', 'Note', make('input', undefined, { type: 'text', maxlength: 500, autocomplete: 'off' }))),
    tableCell('', remove),
  );
  drawReason(pair, decision);
  return row;
}

const decided = () => [...shortlist.values()].filter(({ decision }) => decision).length;
const unexplained = () => [...shortlist.values()].filter(({ decision, reason }) => decision === 'refused' && !reason).length;
function drawCount() {
  const open = shortlist.size - decided();
  document.getElementById('shortlist-count').textContent = `${plural(shortlist.size, 'pair', 'pairs')}, ${decided() ? `${decided().toLocaleString('en-GB')} with a decision` : 'none with a decision yet'}.${
    decided() && open ? ` The file of decisions says nothing of the other ${open.toLocaleString('en-GB')}.` : ''}${
    unexplained() ? ` ${plural(unexplained(), 'refusal has', 'refusals have')} no reason yet: choose one under \u201cDecision\u201d.` : ''}${
    notHere.length ? ` ${plural(notHere.length, 'pair', 'pairs')} of this tab\u2019s shortlist ${notHere.length > 1 ? 'are' : 'is'} not on this map.` : ''}`;
}

function drawShortlist() {
  shortlistSection.hidden = !shortlist.size;
  document.querySelectorAll('button[data-shortlist]').forEach((button) => {
    button.setAttribute('aria-pressed', String(shortlist.has(Number(button.dataset.shortlist))));
  });
  shortlistBody.replaceChildren(...[...shortlist.keys()].map(shortlistRow));
  drawCount();
}

// The whole list, for people.
function shortlistCsv() {
  const head = ['seeker_urn', 'seeker_name', 'partner_urn', 'partner_name', 'distance_km', 'travel', 'score', 'reasons', 'decision', 'reason', 'day', 'note'];
  return csvText([head, ...[...shortlist].map(([pair, { decision, reason, day, note }]) => [
    ...bothOf(pair), (matches.km10[pair] / 10).toFixed(1), travelOf(pair), scoreOf(pair), reasonsOf(pair, true), decision,
    decision === 'refused' ? reason : '', decision ? day : '', note])]);
}
const bothOf = (pair) => [matches.seeker[pair], matches.partner[pair]].flatMap((school) => [schools.urn[school], schools.name[school]]);
// For matcher match and matcher allocate, by --decisions. They never read notes, and it has none.
function decisionsCsv() {
  const head = ['seeker_urn', 'seeker_name', 'partner_urn', 'partner_name', 'decision', 'reason', 'day', 'note'];
  return csvText([head, ...[...shortlist].map(([pair, { decision, reason, day }]) => [
    ...bothOf(pair), decision, decision === 'refused' ? reason : '', decision ? day : '', ''])]);
}

document.getElementById('save-shortlist').addEventListener('click', () => saveFile('shortlist.csv', shortlistCsv()));
document.getElementById('save-decisions').addEventListener('click', () => saveFile('decided.csv', decisionsCsv()));
document.getElementById('empty-shortlist').addEventListener('click', () => {
  shortlist.clear();
  notHere = [];
  changed();
  panelTitle.focus();
  announce('The shortlist is empty');
});
recallShortlist();
