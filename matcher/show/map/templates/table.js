// The table: the pairs that the model shows, in its order, fifty to a page.
const ROWS_A_PAGE = 50;

function tableCell(label, ...content) {
  const made = make('td', undefined, { role: 'cell', 'data-label': label });
  made.append(...content);
  return made;
}

function matchTable() {
  const body = document.getElementById('rows');
  const caption = document.getElementById('caption');
  const pageText = document.getElementById('page');
  const previous = document.getElementById('previous');
  const next = document.getElementById('next');
  const heads = [...document.querySelectorAll('th[data-sort]')];
  let pairs = model.pairs();
  let about = '';
  let page = 0;

  function row(pair) {
    const made = make('tr', undefined, { role: 'row' });
    const rank = matches.rank[pair] > 0 ? String(matches.rank[pair])
      : isAsked(pair) ? 'worth asking, not ranked' : 'not in its list';
    const distance = tableCell('Distance', kmOf(pair));
    if (travelOf(pair)) distance.append(make('br'), travelOf(pair));
    if (matches.beyond[pair] === 1) distance.append(make('br'), make('span', limitText, { class: 'beyond' }));
    made.append(
      tableCell('Seeker', schoolButton(matches.seeker[pair])),
      tableCell('Partner', schoolButton(matches.partner[pair])),
      tableCell('Rank', rank),
      distance,
      tableCell('Score', scoreOf(pair)),
      tableCell('Why', bdi(reasonsOf(pair, matches.seeker[pair] !== model.state.chosen) || UNKNOWN)),
    );
    return made;
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(pairs.length / ROWS_A_PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    const first = page * ROWS_A_PAGE;
    const shown = [...pairs.subarray(first, first + ROWS_A_PAGE)];
    body.replaceChildren(...shown.map(row));
    markSort();
    caption.replaceChildren(
      pairs.length ? `Pairs ${(first + 1).toLocaleString('en-GB')} to ${(first + shown.length).toLocaleString('en-GB')} of ${pairs.length.toLocaleString('en-GB')}`
        : 'No pair',
      ...(about ? [' with ', bdi(about)] : []),
      orderInWords(),
      plan ? '. Rank is the partner\u2019s place among all of this run that the seeker may meet.'
        : '. Rank is the partner\u2019s place in the seeker\u2019s list.',
    );
    pageText.textContent = `Page ${(page + 1).toLocaleString('en-GB')} of ${pages.toLocaleString('en-GB')}`;
    previous.disabled = page === 0;
    next.disabled = page === pages - 1;
  }

  function orderInWords() {
    const { sort } = model.state;
    const head = heads.find((each) => each.dataset.sort === sort.replace('-', ''));
    if (!head) return ', by the URN of the seeker, each with its best partner first';
    const column = head.dataset.sort === 'why' ? 'how many needs it meets' : head.textContent.trim().toLowerCase();
    const ends = ['seeker', 'partner'].includes(head.dataset.sort) ? ['A to Z', 'Z to A']
      : ['lowest first', 'highest first'];
    return `, by ${column}, ${ends[Number(sort.startsWith('-'))]}`;
  }

  function turn(by) {
    page += by;
    draw();
    announce(pageText.textContent);
    // A button that has become disabled would lose the reader's place.
    if (document.activeElement === document.body) (by > 0 ? previous : next).focus();
    document.getElementById('list').scrollIntoView();
  }
  // A column sorts upwards, then downwards, then not at all; of scores the best come first.
  function nextSort(column) {
    const turns = ['score', 'why'].includes(column) ? [`-${column}`, column, ''] : [column, `-${column}`, ''];
    return turns[(turns.indexOf(model.state.sort) + 1) % turns.length];
  }
  function markSort() {
    const { sort } = model.state;
    heads.forEach((head) => {
      if (sort.replace('-', '') !== head.dataset.sort) head.removeAttribute('aria-sort');
      else head.setAttribute('aria-sort', sort.startsWith('-') ? 'descending' : 'ascending');
    });
  }
  heads.forEach((head) => head.firstElementChild.addEventListener('click', () => {
    model.set({ sort: nextSort(head.dataset.sort) });
    announce(model.state.sort ? `Sorted by ${head.textContent.trim().toLowerCase()}, ${head.getAttribute('aria-sort')}`
      : 'In the order of the list');
  }));
  document.getElementById('save').addEventListener('click', () => {
    saveFile('pairs-shown.csv', pairsAsCsv(pairs));
    announce(`${plural(pairs.length, 'pair', 'pairs')} saved as pairs-shown.csv`);
  });
  previous.addEventListener('click', () => turn(-1));
  next.addEventListener('click', () => turn(1));

  return {
    showAll() {
      pairs = model.pairs();
      about = '';
      page = 0;
      draw();
    },
    // Only pairs with one of these schools; `name` says which in words.
    showOnly(found, name) {
      const wanted = new Uint8Array(schoolCount);
      found.forEach((school) => { wanted[school] = 1; });
      pairs = model.pairs().filter((pair) => wanted[matches.seeker[pair]] || wanted[matches.partner[pair]]);
      about = name;
      page = 0;
      draw();
    },
  };
}
