// The filters as people use them: options with how many pairs each would leave, a line that says
// in words what is asked for, and a button that takes it all off.
const FILTER_TITLES = {
  kinds: 'Kind of partner', phases: 'Phase of the seeker', regions: 'Region of either school',
  authorities: 'Local authority of either school', areas: `${capital(island.areaTitle)} of the seeker`,
  activities: 'Activity', subjects: 'Subject', inPlan: 'In the plan',
};
const KNOWN_TEXTS = { known: 'Something is known of needs or offers', met: 'A need is met, as stated', likely: 'A need may be met, as figures, registers or words of a list suggest' };
const MANY_OPTIONS = 8;  // more than this scroll in a box of their own

function filterControls() {
  const whole = document.getElementById('filters');
  const groupsAt = document.getElementById('filter-groups');
  const told = document.getElementById('filter-words');
  const clear = document.getElementById('clear-filters');
  const refreshers = [];
  const number = (count) => count.toLocaleString('en-GB');

  function fieldset(title, id) {
    const made = make('fieldset', undefined, { id: `filter-${id}` });
    made.append(make('legend', title));
    groupsAt.append(made);
    return made;
  }

  // A box to tick, and how many pairs it would leave.
  function tick(type, text, attributes, onChange, ...pictures) {
    const label = make('label');
    const box = make('input', undefined, { type, ...attributes });
    const count = make('span', undefined, { class: 'count' });
    box.addEventListener('change', () => onChange(box));
    label.append(box, ...pictures, bdi(text), ' ', count);
    const row = make('p');
    row.append(label);
    return { row, box, show: (many, on) => { count.textContent = `(${number(many)})`; box.checked = on; } };
  }

  function optionGroup(name) {
    const options = model.options(name);
    if (!options.length) return;
    const made = fieldset(FILTER_TITLES[name], name);
    const rows = make('div', undefined, options.length > MANY_OPTIONS ? { class: 'many' } : {});
    // By the alphabet, what is not known last; kinds and states of a plan in their own order.
    const order = options.map((_, at) => at);
    if (name !== 'kinds' && name !== 'inPlan') {
      order.sort((a, b) => (options[a].value === '') - (options[b].value === '') || alphabet.compare(options[a].text, options[b].text));
    }
    const ticks = order.map((at) => {
      const { value, text } = options[at];
      const one = tick('checkbox', text, {}, (box) => {
        const wanted = new Set(model.state[name]);
        if (box.checked) wanted.add(value);
        else wanted.delete(value);
        model.set({ [name]: wanted });
      }, ...(name === 'kinds' ? [symbolPicture(value)] : []));
      rows.append(one.row);
      return one;
    });
    made.append(rows);
    refreshers.push(() => {
      const counts = model.counts(name);
      ticks.forEach(({ show }, row) => show(counts[order[row]], model.state[name].has(options[order[row]].value)));
    });
  }

  function areaGroup() {
    if (!island.areas.length) return;
    const made = fieldset(FILTER_TITLES.areas, 'areas');
    const choice = make('select', undefined, { 'aria-label': FILTER_TITLES.areas });
    const options = model.options('areas').map(({ value, text }) => {
      const option = make('option', undefined, { value });
      choice.append(option);
      return { option, text: text || areaWords(value) };
    });
    choice.addEventListener('change', () => model.set({ areas: choice.value }));
    made.append(choice);
    refreshers.push(() => {
      const counts = model.counts('areas');
      options.forEach(({ option, text }, at) => { option.textContent = `${text} (${number(counts[at])})`; });
      choice.value = model.state.areas;
    });
  }

  // A figure that is asked for: blank asks for nothing.
  function figure(made, name, text, attributes) {
    const label = make('label', text, { class: 'figure' });
    const box = make('input', undefined, { type: 'number', inputmode: 'decimal', ...attributes });
    box.addEventListener('change', () => {
      const asked = box.value === '' || !Number.isFinite(box.valueAsNumber) ? null
        : Math.min(Number(attributes.max), Math.max(0, name === 'maxKm' ? Math.round(box.valueAsNumber * 10) / 10 : box.valueAsNumber));
      model.set({ [name]: asked });
      refresh();
    });
    label.append(box);
    made.append(label);
    refreshers.push(() => {
      if (document.activeElement !== box || box.value !== '') box.value = model.state[name] ?? '';
    });
  }

  function figures() {
    const made = fieldset('Score and distance', 'figures');
    figure(made, 'minScore', 'Least score, 0 to 1', { min: 0, max: 1, step: 'any' });
    figure(made, 'maxKm', 'Farthest, in km (by distances as shown, to 0.1 km)', { min: 0, max: 2000, step: 'any' });
    if (matches.minutes) figure(made, 'maxMinutes', 'Longest way, in minutes (not where the time is not known)', { min: 0, max: 1440, step: 'any' });
  }

  function known() {
    const made = fieldset('What is known', 'known');
    const any = tick('radio', 'Any', { name: 'known' }, () => model.set({ known: '' }));
    const others = model.options('known').map(({ value }) => tick('radio', KNOWN_TEXTS[value], { name: 'known' }, () => model.set({ known: value })));
    const both = tick('checkbox', 'Both sides gain, or may', {}, (box) => model.set({ bothGain: box.checked }));
    made.append(any.row, ...others.map(({ row }) => row), both.row);
    refreshers.push(() => {
      const counts = model.counts('known');
      any.show(model.countWithout('known'), model.state.known === '');
      others.forEach(({ show }, at) => show(counts[at], model.state.known === model.options('known')[at].value));
      both.show(model.counts('bothGain')[0], model.state.bothGain);
    });
  }

  const areaWords = (value) => ({
    all: 'Any, or none', in: 'In one', near: 'In one or within 10 km',
  }[value] || value.slice('area:'.length));

  // What is asked for, each as the words before it and the words of the lists.
  function asked() {
    const { state } = model;
    const parts = Object.keys(FILTER_TITLES).filter((name) => name !== 'areas' && state[name].size).map((name) => {
      const chosen = model.options(name).filter(({ value }) => state[name].has(value)).map(({ text }) => text);
      return [FILTER_TITLES[name], chosen];
    });
    if (state.areas !== 'all') parts.push([FILTER_TITLES.areas, [areaWords(state.areas)]]);
    if (state.minScore !== null) parts.push([`Score ${state.minScore} or more`, []]);
    if (state.maxKm !== null) parts.push([`At most ${distanceText(state.maxKm * 10)} apart`, []]);
    if (state.maxMinutes !== null) parts.push([`At most ${plural(state.maxMinutes, 'minute', 'minutes')}`, []]);
    if (state.known) parts.push([KNOWN_TEXTS[state.known], []]);
    if (state.bothGain) parts.push(['Both sides gain, or may', []]);
    return parts;
  }

  function words() {
    const parts = asked();
    const what = plan ? ['pair of the plan', 'pairs of the plan'] : ['pair', 'pairs'];
    clear.hidden = !parts.length;
    if (!parts.length) {
      told.replaceChildren(`No filter: ${plural(pairCount, ...what)} shown.`);
      return;
    }
    told.replaceChildren(make('strong', `${number(model.count())} of ${plural(pairCount, ...what)} shown.`), ' ');
    parts.forEach(([before, values], at) => {
      told.append(at ? '; ' : '', before, values.length ? ': ' : '');
      values.forEach((value, place) => told.append(place ? ' or ' : '', bdi(value)));
    });
    const untimed = model.state.maxMinutes === null ? 0 : model.untimed();
    told.append(untimed ? `. Left out as their time is not known: ${number(untimed)}.` : '.');
  }

  // The boxes are made when the filters are first opened: most readers come to look up a school.
  const groups = once(() => {
    if (plan) optionGroup('inPlan');
    // What is asked for most often first: with the Tab key it is a long way to the last.
    figures();
    ['subjects', 'activities'].forEach(optionGroup);
    known();
    ['kinds', 'phases'].forEach(optionGroup);
    areaGroup();
    ['regions', 'authorities'].forEach(optionGroup);
    return refreshers;
  });

  function refresh() {
    words();
    if (whole.open) groups().forEach((one) => one());
  }

  whole.addEventListener('toggle', refresh);
  // The shortest way on from here with the keyboard; the school that is chosen stays.
  whole.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !whole.open) return;
    event.stopPropagation();
    whole.open = false;
    whole.querySelector('summary').focus();
  });
  clear.addEventListener('click', () => {
    model.clear();
    whole.querySelector('summary').focus();
  });
  model.onChange((keys) => { if (model.hasFilter(keys)) refresh(); });
  refresh();
}
