// What a school needs and offers, how sure that is and on what it rests.
const facts = island.panel || null;
const TAGS_AT_FIRST = 5;

// One side of the schools, unpacked when it is first asked for.
function factSide(name) {
  return once(() => {
    const side = unpackAll(facts[name]);
    side.start = startsOf(side.count);
    return side;
  });
}
const factSides = { needs: factSide('needs'), offers: factSide('offers') };

let sentences = null;
// A text of evidence: a sentence whose gaps numbers fill.
function evidenceText(number) {
  if (number < 0) return '';
  if (!sentences) {
    sentences = { of: unpack(facts.evidence.of), fill: unpack(facts.evidence.fill) };
    sentences.start = new Int32Array(sentences.of.length + 1);
    sentences.of.forEach((of, text) => {
      sentences.start[text + 1] = sentences.start[text] + facts.evidence.parts[of].length - 1;
    });
  }
  const parts = facts.evidence.parts[sentences.of[number]];
  const first = sentences.start[number];
  return parts.map((part, gap) => part
    + (gap < parts.length - 1 ? facts.evidence.numbers[sentences.fill[first + gap]] : '')).join('');
}

// [{ words, degree, how, sure (per cent), believed, evidence }] of a school, the greatest first.
function tagsOf(name, school) {
  const side = factSides[name]();
  return Array.from({ length: side.count[school] }, (_, at) => {
    const row = side.start[school] + at;
    const [how, sure, believed] = facts.hows[side.how[row]];
    return {
      words: facts.tags[side.tag[row]], degree: side.degree100[row] / 100, how, sure: Number(sure),
      believed: believed === '1', evidence: evidenceText(side.evidence[row]),
    };
  });
}

const STATES = {
  needs: { unknown: 'Not known. Nobody has said what it needs in words that were understood, and no published figures tell.', nothing: 'It is said to need nothing.', ask: '' },
  offers: { unknown: 'Not known. That it offers nothing is not said: ask it.', nothing: 'It is said to offer nothing.', ask: ' Ask it.' },
};
function stateText(name, school) {
  const state = factSides[name]().state[school];
  if (isHidden && state !== 1) return 'None is shown here.';
  const { unknown, nothing, ask } = STATES[name];
  if (state < 0 || state === 1) return state < 0 ? unknown : nothing;
  const [looked, low] = facts.unsaid[name];
  return `Not known: ${state ? `${low}. It still counts in the order of lists` : looked}.${ask}`;
}

// How much, how sure and by what, in one line.
const tagText = ({ degree, how, sure }) => `${degree < 1 ? `how great: ${Math.round(degree * 100)}%` : 'in full'}; ${how}${sure < 100 ? `, ${sure}% sure` : ''}`;

function tagItem(tag) {
  const item = make('li');
  item.append(make('strong', tag.words), `: ${tagText(tag)}`);
  if (tag.evidence) {
    const quoted = make('span', undefined, { class: 'evidence' });
    quoted.append(': \u201c', bdi(tag.evidence), '\u201d');
    item.append(quoted);
  }
  return item;
}

function tagList(title, name, school) {
  const tags = tagsOf(name, school);
  if (!tags.length) return [make('h3', title), make('p', stateText(name, school))];
  const list = make('ul', undefined, { class: 'tags', role: 'list' });
  list.append(...tags.slice(0, TAGS_AT_FIRST).map(tagItem));
  return [
    make('h3', title), list,
    ...moreButton(tags.length - TAGS_AT_FIRST, 'more', () => tags.slice(TAGS_AT_FIRST).map(tagItem), list),
    ...(name === 'offers' && tags.some((tag) => tag.believed)
      ? [make('p', 'To have a thing is not to offer it: ask before you count on what the school has not stated.', { class: 'hint' })] : []),
  ];
}

// Needs and offers of a school; nothing on a map that was not told of them.
function needsAndOffers(school) {
  if (!facts) return [];
  return [...tagList('What it needs', 'needs', school), ...tagList('What it offers', 'offers', school)];
}

// A button that adds the rest of a list to it and takes the reader to the first that is new.
function moreButton(count, what, rest, list, after = () => {}) {
  if (count <= 0) return [];
  const button = make('button', `Show ${count.toLocaleString('en-GB')} ${what}`, { type: 'button', class: 'more' });
  button.addEventListener('click', () => {
    const items = rest();
    items.forEach((item) => item.classList.add('rest'));  // not on paper
    list.append(...items);
    items[0].tabIndex = -1;
    items[0].focus();
    button.remove();
    after();
  });
  return [button];
}
