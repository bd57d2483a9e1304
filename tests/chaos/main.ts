import { parseArgs } from 'node:util';
import { type AimName, aimNames } from './aims.ts';
import { type Copier, mailhaulCopier, naiveCopier, naiveModes } from './copier.ts';
import { directionNames, serverMoods } from './exchange/directions.ts';
import { describeExchangeChaos, runExchangeChaos } from './exchange/run-exchange-chaos.ts';
import { mailhaulBetween } from './exchange/sides-copier.ts';
import { describeChaos, runChaos } from './run-chaos.ts';
import { describeSystemChaos, isClean } from './system/describe.ts';
import { allFaults } from './system/faults.ts';
import { runSystemChaos } from './system/run-system-chaos.ts';

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

/** Round after round, each with a system of its own, until so many fell or the time is over. */
async function strikeSystem(): Promise<void> {
  const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  const endMs = performance.now() + Number(values.minutes) * 60_000;
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const seed = firstSeed + round;
    console.log(`round ${round + 1}, seed ${seed}`);
    const report = await runSystemChaos({
      size: {
        tenants: Number(values.tenants),
        mailboxesEach: Number(values.mailboxes),
        messagesEach: Number(values.messages),
        slots: 8,
        bytesPerSecond: Number(values['line-rate']),
      },
      ...{ seed, kills: Number(values.kills), stops: Number(values.stops) },
      ...{ stormMsMax: endMs - performance.now(), everyMs: Number(values.every) },
      faults: allFaults.filter(({ name }) => values.fault?.includes(name) ?? true),
      onNews: (words) => console.log(`  ${words}`),
    });
    console.log(`${describeSystemChaos(report)}\nseed ${seed}`);
    if (!isClean(report)) process.exitCode = 1;
    if (performance.now() > endMs) return;
  }
}

function chosenCopier(name: string): Copier {
  const mode = naiveModes.find((known) => known === name);
  if (mode !== undefined) return naiveCopier(mode);
  return mailhaulCopier();
}
