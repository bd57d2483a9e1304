/** Names that have broken movers: quotes, backslashes, wildcards, other scripts, blanks, near twins. */
export const nastyNames: readonly string[] = [
  `Mom's "stuff"`,
  'back\\slash',
  'R&D',
  '&-',
  '100%',
  'star * and %',
  'trailing blank ',
  ' leading blank',
  'two  blanks',
  'Entwürfe',
  'Отправленные',
  '日本語フォルダ',
  'emoji 🚚📦',
  'e\u0301 decomposed',
  'é composed',
  '(parentheses) {5}',
  '[Gmail]',
  'NIL',
  'inbox copy',
  'UPPER',
  'upper',
  '#hash',
  'comma, semicolon; colon:',
  "apostrophe's",
  'tab-less\u00a0nbsp',
  'x'.repeat(60),
];

/** Nodes of the tree that hold no mail, and what lies below them. */
export const nastyTrees: readonly (readonly string[])[] = [
  ['Node', 'Leaf'],
  ['Node', 'Other node', 'Leaf "2"'],
  ['Deep', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
  ['Archive', '1996', 'R&D'],
  ['Archive', '2024', 'Ünïcode'],
];
