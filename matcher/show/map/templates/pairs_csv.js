// The pairs of the table as a file, with the columns of matches.csv that the map knows.
const PAIR_COLUMNS = [
  ['seeker_urn', (pair) => schools.urn[matches.seeker[pair]]],
  ['seeker_name', (pair) => schools.name[matches.seeker[pair]]],
  ['seeker_authority', (pair) => laOf(matches.seeker[pair])],
  ['partner_urn', (pair) => schools.urn[matches.partner[pair]]],
  ['partner_name', (pair) => schools.name[matches.partner[pair]]],
  ['partner_authority', (pair) => laOf(matches.partner[pair])],
  ['rank', (pair) => (matches.rank[pair] > 0 ? matches.rank[pair] : '')],
  ['partner_rank', (pair) => (matches.partnerRank[pair] > 0 ? matches.partnerRank[pair] : '')],
  ['worth_asking', (pair) => (isAsked(pair) ? matches.worthAsking[pair] : '')],
  ['score', (pair) => scoreOf(pair)],
  ['distance_km', (pair) => (matches.km10[pair] / 10).toFixed(1)],
  ...(matches.travel ? [['travel', (pair) => travelOf(pair)]] : []),
  ['shared', (pair) => word(matches.sharedWords, matches.shared[pair])],
  ['reasons', (pair) => reasonsOf(pair, true)],
];

const pairsAsCsv = (pairs) => csvText([
  PAIR_COLUMNS.map(([name]) => name),
  ...Array.from(pairs, (pair) => PAIR_COLUMNS.map(([, of]) => of(pair))),
]);
