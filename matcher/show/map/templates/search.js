// Finding schools by name, URN or local authority: accents, apostrophes and case aside.
const MOST_FOUND = 20;

const withoutAccents = (text) => text.normalize('NFD').replace(/\p{M}/gu, '');
function fold(text) {
  return withoutAccents(text).toLowerCase().replace(/['\u2018\u2019`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

const foldedNames = schools.name.map(fold);
const foldedAuthorities = schools.laWords.map(fold);
const foldedUrns = schools.urn.map(fold);

// How well a school answers what was typed: 0 best, -1 not at all.
function fit(school, wanted, words) {
  const name = foldedNames[school];
  const urn = foldedUrns[school];
  if (urn === wanted || name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  const spaced = ` ${name}`;
  if (words.every((each) => spaced.includes(` ${each}`))) return 2;
  const authority = ` ${word(foldedAuthorities, schools.la[school])}`;
  if (urn.startsWith(wanted)) return 3;
  if (words.every((each) => spaced.includes(` ${each}`) || authority.includes(` ${each}`))) return 4;
  if (words.every((each) => name.includes(each))) return 5;
  return -1;
}

// Every school that answers `text`, best first; none for blank text. Text made of signs
// alone is looked for as it stands.
function findSchools(text) {
  const wanted = fold(text);
  const plain = text.trim().toLowerCase();
  if (!plain) return [];
  const words = wanted.split(' ');
  const found = [];
  for (let school = 0; school < schoolCount; school += 1) {
    const rank = wanted ? fit(school, wanted, words)
      : schools.name[school].toLowerCase().includes(plain) ? 0 : -1;
    if (rank >= 0) found.push({ school, rank });
  }
  return found.sort((a, b) => a.rank - b.rank || a.school - b.school).map(({ school }) => school);
}

// An input with a list of suggestions, after the combobox pattern of the ARIA Authoring
// Practices: focus stays in the input, the arrows move through the list.
function searchBox({ onChoose, onType }) {
  const input = document.getElementById('search');
  const list = document.getElementById('found');
  let offered = [];
  let active = -1;

  function mark(place) {
    active = place;
    Array.from(list.children).forEach((option, i) => option.setAttribute('aria-selected', i === place));
    if (place < 0) input.removeAttribute('aria-activedescendant');
    else {
      input.setAttribute('aria-activedescendant', `found-${place}`);
      list.children[place].scrollIntoView({ block: 'nearest' });
    }
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    mark(-1);
  }

  function option(school, place) {
    const item = make('li', undefined, { id: `found-${place}`, role: 'option', 'aria-selected': 'false' });
    item.append(bdi(nameOf(school)));
    const small = make('small');
    small.append(bdi(laOf(school) || 'Authority not known'), `, URN ${schools.urn[school]}, ${KIND_NAMES[kindOf(school)]}`);
    item.append(small);
    // Before the input loses its focus.
    item.addEventListener('mousedown', (event) => { event.preventDefault(); choose(school); });
    return item;
  }

  function open() {
    const found = findSchools(input.value);
    offered = found.slice(0, MOST_FOUND);
    list.replaceChildren(...offered.map(option));
    active = -1;
    input.removeAttribute('aria-activedescendant');
    list.hidden = !offered.length;
    input.setAttribute('aria-expanded', String(offered.length > 0));
    return found;
  }

  function choose(school) {
    input.value = nameOf(school);
    close();
    onChoose(school);
  }

  input.addEventListener('input', () => onType(open(), input.value));
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const last = offered.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) open();
      if (!offered.length) return;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const first = step > 0 ? 0 : last;
      mark(active < 0 ? first : (active + step + offered.length) % offered.length);
    } else if (event.key === 'Enter' && !list.hidden && offered.length) {
      event.preventDefault();
      choose(offered[Math.max(active, 0)]);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  return {
    text: () => input.value,
    show: (text) => { input.value = text; close(); },
    focus: () => input.focus(),
  };
}
