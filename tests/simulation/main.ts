import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { JsonObject } from '@mailhaul/application';
import { readIds, readItems } from '@mailhaul/testing/simulator';
import { simulateSystem } from '@mailhaul/testing/system-simulator';
import { measureFairness } from './fairness.ts';
import { isMet, toTable } from './fairness-figures.ts';
import { runSeeds } from './run-seeds.ts';
import { simulateEngine } from './simulate-engine.ts';
import { Summary, isBad } from './summary.ts';

const usage = `npm run sim                       one random seed, with its trace
npm run sim -- --seed N           that seed again, with its trace
npm run sim -- --seeds N          seeds 1 to N, summed up
npm run sim -- --seeds A..B       those seeds
  --system                        all services together instead of the engine alone
  --fairness                      who gets which slot when, and whether limits hold; with --seed N
  --record FILE                   writes the summary there as well
  --pair                          with --seed: each pass as a fact of its pair
  --plan                          also prints what was drawn for the seed
  --log                           also prints the ledger's events`;

const progressEvery = 500;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    record: { type: 'string' },
    pair: { type: 'boolean', default: false },
    system: { type: 'boolean', default: false },
    fairness: { type: 'boolean', default: false },
    plan: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const recordHead = `# Simulation record

Written by \`npm run sim -- ${values.system ? '--system ' : ''}--seeds N --record FILE\`: what the seeds met and what they came to. The faults are dense on purpose: the
counts say nothing about rates in the field. What the findings mean: libs/testing/src/${values.system ? 'system-simulator' : 'simulator'}/README.md.
`;

if (values.help) console.log(usage);
else if (values.fairness) await runFairness(readNumber(values.seed ?? '1'));
else if (values.seeds !== undefined) await runMany(values.seeds);
else await runOne(values.seed === undefined ? randomInt(1, 2 ** 31) : readNumber(values.seed));

async function runFairness(seed: number): Promise<void> {
  const figures = await measureFairness(seed);
  console.log(`seed ${seed}\n${toTable(figures)}`);
  process.exitCode = figures.every(isMet) ? 0 : 1;
}

async function runOne(seed: number): Promise<void> {
  console.log(`seed ${seed}`);
  const result = values.system
    ? await simulateSystem({ seed })
    : await simulateEngine(seed, { isPairPass: values.pair });
  if (values.plan) console.dir(result.plan, { depth: 6 });
  if (values.log) {
    for (const { stream, revision, type, data } of result.events) {
      console.log(
        `${values.system ? `${stream} ` : ''}r${revision} ${type} ${JSON.stringify(readable(data))}`,
      );
    }
  }
  for (const line of result.lines) console.log(line);
  for (const { kind, rule, detail } of result.findings) console.log(`${kind} ${rule}: ${detail}`);
  const verdict = isBad(result) ? 'BROKEN' : 'ok';
  console.log(`trace ${result.traceHash}, ${result.eventCount} events`);
  console.log(`seed ${seed}: ${verdict}`);
  process.exitCode = isBad(result) ? 1 : 0;
}

async function runMany(text: string): Promise<void> {
  const [a = '', b] = text.split('..');
  const first = b === undefined ? 1 : readNumber(a);
  const last = readNumber(b ?? a);
  const summary = new Summary();
  let doneCount = 0;
  await runSeeds({ first, last, isSystem: values.system }, (outcome) => {
    summary.add(outcome);
    doneCount += 1;
    if (doneCount % progressEvery === 0) console.error(`${doneCount} of ${last - first + 1}`);
    const broken = outcome.findings.filter(({ kind }) => kind === 'violation');
    for (const { rule, detail } of broken.slice(0, 2)) {
      console.log(`seed ${outcome.seed} ${rule}: ${detail}`);
    }
  });
  const record = summary.toMarkdown(`${first} to ${last}`);
  console.log(record);
  if (values.record !== undefined) writeFileSync(values.record, `${recordHead}\n${record}`);
  process.exitCode = summary.badCount > 0 ? 1 : 0;
}

/** Packed columns as what they hold. */
function readable(data: JsonObject): Record<string, unknown> {
  const { ids, found, items, sealed, ...plain } = data;
  const seen: Record<string, unknown> = plain;
  if (typeof ids === 'string') seen['ids'] = readIds(ids).join(' ');
  if (typeof found === 'string') seen['found'] = readIds(found).join(' ');
  if (typeof items === 'string')
    seen['items'] = readItems(items)
      .map(({ id }) => id)
      .join(' ');
  if (typeof sealed === 'string') seen['sealed'] = (JSON.parse(sealed) as string[])[1];
  return seen;
}

function readNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`'${text}' is not a seed.\n${usage}`);
  process.exit(2);
}
