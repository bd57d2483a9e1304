/** Time, chance and timers come through kernel's Clock and Random: only then does a seed repeat a run. */
const clock = 'Take time from the Clock of @mailhaul/kernel that is handed in.';
const timers =
  'Wait with clock.sleep of @mailhaul/kernel: a simulated clock must be able to stand behind it.';
const random = 'Take chance from the Random of @mailhaul/kernel that is handed in.';
const environment = 'Only apps read the environment; hand the value in.';

const globals = [
  ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: timers })),
  { name: 'performance', message: clock },
  { name: 'crypto', message: `${random} Hashes are in node:crypto.` },
];

const syntax = [
  ["CallExpression[callee.object.name='Date'][callee.property.name='now']", clock],
  ["NewExpression[callee.name='Date'][arguments.length=0]", clock],
  ["CallExpression[callee.name='Date']", clock],
  ["MemberExpression[object.name='Temporal'][property.name='Now']", clock],
  ["MemberExpression[object.name='process'][property.name='hrtime']", clock],
  ["MemberExpression[object.name='process'][property.name='env']", environment],
  ["MemberExpression[object.name='Math'][property.name='random']", random],
  ["MemberExpression[object.name='AbortSignal'][property.name='timeout']", timers],
  [
    "MemberExpression[object.name='globalThis'][property.name=/^(setTimeout|setInterval|setImmediate|performance|crypto|Date)$/]",
    'Time and chance come through @mailhaul/kernel.',
  ],
].map(([selector, message]) => ({ selector, message }));

/** For `no-restricted-imports`: merged with the layer's own list, since a rule is configured only once per file. */
export const determinismPaths = [
  ...['node:timers', 'node:timers/promises', 'timers', 'timers/promises'].map((name) => ({
    name,
    message: timers,
  })),
  { name: 'node:perf_hooks', message: clock },
  {
    name: 'node:crypto',
    importNames: [
      'randomUUID',
      'randomBytes',
      'randomInt',
      'getRandomValues',
      'randomFillSync',
      'webcrypto',
    ],
    message: random,
  },
  { name: 'node:process', importNames: ['env', 'hrtime'], message: environment },
];

export const determinismRules = {
  'no-restricted-globals': ['error', ...globals],
  'no-restricted-syntax': ['error', ...syntax],
};
