import { parseArgs } from 'node:util';
import { type AimName, aimNames } from './aims.ts';
import { type Copier, mailhaulCopier, naiveCopier, naiveModes } from './copier.ts';
import { directionNames, serverMoods } from './exchange/directions.ts';
import { describeExchangeChaos, runExchangeChaos } from './exchange/run-exchange-chaos.ts';
import { mailhaulBetween } from './exchange/sides-copier.ts';
import { describeChaos, runChaos } from './run-chaos.ts';
import { allFaults } from './system/faults.ts';
import { runRounds } from './system/run-rounds.ts';
import { missingOf } from './system/totals.ts';
import { recordOf } from './system/write-record.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string' },
    aim: { type: 'string', multiple: true },
    copier: { type: 'string', default: 'mailhaul' },
    lanes: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '30' },
    exchange: { type: 'boolean', default: false },
    system: { type: 'boolean', default: false },
    stops: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '1' },
    'storm-minutes': { type: 'string' },
    'total-kills': { type: 'string', default: '0' },
    'total-stops': { type: 'string', default: '0' },
    'total-items': { type: 'string', default: '0' },
    'per-state': { type: 'string', default: '0' },
    totals: { type: 'string' },
    record: { type: 'string' },
    tenants: { type: 'string', default: '20' },
    mailboxes: { type: 'string', default: '3' },
    messages: { type: 'string', default: '1000' },
    fault: { type: 'string', multiple: true },
    every: { type: 'string', default: '1500' },
    'line-rate': { type: 'string', default: '48000' },
    direction: { type: 'string', multiple: true },
    mood: { type: 'string', default: 'usual' },
    help: { type: 'boolean', default: false },
  },
});
const aimsAsked = values.aim?.filter((name): name is AimName =>
  aimNames.some((aim) => aim === name),
);

if (values.help) {
  const names = aimNames.map((name) => `"${name}"`).join(', ');
  console.log(
    'npm run chaos -- [--kills N] [--seed S] [--minutes M] [--lanes L] [--aim NAME]... [--copier NAME]',
  );
  console.log(`aims: ${names}; copiers: mailhaul, ${naiveModes.join(', ')}`);
  console.log(
    'npm run chaos -- --exchange [--kills N] [--seed S] [--minutes M] [--lanes L] [--direction NAME]... [--mood NAME]',
  );
  console.log(
    'npm run chaos -- --system [--kills N] [--stops N] [--seed S] [--minutes M] [--rounds R] [--tenants N] [--mailboxes N] [--messages N] [--every MS] [--line-rate BYTES] [--fault NAME]...',
  );
  console.log(
    '  [--storm-minutes M] [--total-kills N] [--total-stops N] [--total-items N] [--per-state N] [--totals FILE] [--record FILE]: rounds until all of it is reached; FILE keeps the sums, so that the same command goes on',
  );
  const quoted = (list: readonly string[]) => list.map((name) => `"${name}"`).join(', ');
  console.log(`directions: ${quoted(directionNames)}; moods of servers: ${quoted(serverMoods)}`);
} else if (values.exchange) {
  await strikeExchange();
} else if (values.system) {
  await strikeSystem();
} else {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  console.log(`seed ${seed}`);
  const report = await runChaos({
    copier: chosenCopier(values.copier),
    seed,
    aims: aimsAsked ?? aimNames,
    perState: 0,
    kills: Number(values.kills),
    lanes: Number(values.lanes),
    budgetMs: Number(values.minutes) * 60_000,
    onTrial: ({ runs, comparison }, blows) => {
      const aimed = blows.map(({ aim }) => aim).join(' + ');
      const { lost, doubled } = comparison.counts;
      console.log(`${aimed}: ${runs}: ${lost} lost, ${doubled} doubled`);
    },
  });
  for (const failure of report.failures) console.log(`\n${failure}`);
  console.log(`\n${describeChaos(report)}\nseed ${seed}`);
  const isClean = report.lost + report.doubled + report.altered + report.incomplete === 0;
  process.exitCode = isClean && report.otherDifferences === 0 ? 0 : 1;
}

/** So many kills in each direction. */
async function strikeExchange(): Promise<void> {
  const { direction: wanted, kills, lanes, minutes } = values;
  const mood = serverMoods.find((name) => name === values.mood);
  if (mood === undefined) throw new Error(`no mood "${values.mood}": see --help`);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  console.log(`seed ${seed}`);
  for (const direction of directionNames) {
    if (wanted !== undefined && !wanted.includes(direction)) continue;
    const report = await runExchangeChaos({
      ...{ copier: mailhaulBetween, direction, mood, seed, perState: 0 },
      ...{ kills: Number(kills), lanes: Number(lanes), budgetMs: Number(minutes) * 60_000 },
    });
    for (const failure of report.failures) console.log(`\n${failure}`);
    console.log(`\n${describeExchangeChaos(report)}`);
    const { lost, doubled, foreign, incomplete } = report;
    if (lost + doubled + foreign + incomplete > 0) process.exitCode = 1;
  }
  console.log(`seed ${seed}`);
}

/** Rounds with systems of their own, added up. */
async function strikeSystem(): Promise<void> {
  const { tenants, mailboxes, messages, kills, stops, fault } = values;
  const storm = Number(values['storm-minutes'] ?? values.minutes) * 60_000;
  const aims = {
    kills: Number(values['total-kills']),
    stops: Number(values['total-stops']),
    items: Number(values['total-items']),
    perState: Number(values['per-state']),
  };
  const totals = await runRounds({
    round: {
      size: {
        ...{ tenants: Number(tenants), mailboxesEach: Number(mailboxes), slots: 8 },
        ...{ messagesEach: Number(messages), bytesPerSecond: Number(values['line-rate']) },
      },
      ...{ kills: Number(kills), stops: Number(stops) },
      ...{ stormMsMax: storm, everyMs: Number(values.every) },
      faults: allFaults.filter(({ name }) => fault?.includes(name) ?? true),
    },
    firstSeed: Number(values.seed ?? Math.floor(Math.random() * 1e6)),
    rounds: Number(values.rounds),
    endMs: performance.now() + Number(values.minutes) * 60_000,
    ...{ aims, totalsFile: values.totals, recordFile: values.record },
    say: (words) => console.log(words),
  });
  console.log(`\n${recordOf(totals, aims)}`);
  const isWhole = totals.unclean.length + totals.broken.length === 0;
  if (!isWhole || missingOf(totals, aims).length > 0) process.exitCode = 1;
}

function chosenCopier(name: string): Copier {
  const mode = naiveModes.find((known) => known === name);
  if (mode !== undefined) return naiveCopier(mode);
  return mailhaulCopier();
}
