// The table: the same pairs in the same order, fifty to a page.
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
      tableCell('Why', bdi(reasonsOf(pair) || UNKNOWN)),
    );
    return made;
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(pairs.length / ROWS_A_PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    const first = page * ROWS_A_PAGE;
    const shown = Array.from(pairs.subarray(first, first + ROWS_A_PAGE));
    body.replaceChildren(...shown.map(row));
    caption.replaceChildren(
      pairs.length ? `Pairs ${(first + 1).toLocaleString('en-GB')} to ${(first + shown.length).toLocaleString('en-GB')} of ${pairs.length.toLocaleString('en-GB')}`
        : 'No pair',
      ...(about ? [' with ', bdi(about)] : []),
      plan ? '. Rank is the partner\u2019s place among all that the seeker may meet.'
        : '. Rank is the partner\u2019s place in the seeker\u2019s list.',
    );
    pageText.textContent = `Page ${(page + 1).toLocaleString('en-GB')} of ${pages.toLocaleString('en-GB')}`;
    previous.disabled = page === 0;
    next.disabled = page === pages - 1;
  }

  function turn(by) {
    page += by;
    draw();
    announce(pageText.textContent);
    // A button that has become disabled would lose the reader's place.
    if (document.activeElement === document.body) (by > 0 ? previous : next).focus();
    document.getElementById('list').scrollIntoView();
  }
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
