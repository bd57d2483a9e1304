import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchLedger } from './ledger.bench.ts';
import { benchMigrate } from './migrate.bench.ts';
import { allSeries, quickSeries } from './migrate/series.ts';
import { benchProjection } from './projection.bench.ts';

const { values } = parseArgs({
  options: {
    suite: { type: 'string', multiple: true },
    series: { type: 'string', multiple: true },
    all: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    profile: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    workers: { type: 'string', default: '1,2,4,8' },
    tenants: { type: 'string', default: '200' },
    pairs: { type: 'string', default: '25' },
    messages: { type: 'string', default: '40' },
    record: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench -- [--suite migrate|exchange|event-store|ledger|system|workers]... [--series NAME,...]... [--all]
                 [--rounds N] [--scale SHARE] [--only PEER]... [--profile DIR]
Suite "workers": [--workers 1,2,4,8] [--tenants 200] [--pairs 25] [--messages 40] [--record FILE]

Series of the suite "migrate" (without --series or --all: ${quickSeries.join(', ')}):
${allSeries.map(({ name, title }) => `  ${name.padEnd(15)} ${title}`).join('\n')}

Figures are steadier with "nice -n -20" before the command, which the servers inherit, and on an idle machine.`);
} else {
  const profileDir = values.profile === undefined ? undefined : resolve(values.profile);
  if (profileDir !== undefined) mkdirSync(profileDir, { recursive: true });
  const { rounds, only, scale } = values;
  const isChosen = values.all || values.series !== undefined;
  const suites =
    values.suite ?? (isChosen ? ['migrate'] : ['migrate', 'event-store', 'ledger', 'projection']);
  if (suites.includes('migrate')) {
    const numbers = { rounds: Number(rounds), scale: Number(scale) };
    await benchMigrate({ series: chosenSeries(), ...numbers, profileDir, only });
  }
  if (suites.includes('exchange')) {
    const { benchExchange } = await import('./exchange.bench.ts');
    await benchExchange({ rounds: Number(rounds), scale: Number(scale) });
  }
  if (suites.includes('event-store')) await import('./event-store.bench.ts');
  if (suites.includes('ledger')) await benchLedger();
  if (suites.includes('projection')) benchProjection();
  if (suites.includes('system')) {
    const { benchSystem } = await import('./system.bench.ts');
    await benchSystem({ rounds: Number(rounds), scale: Number(scale) });
  }
  if (suites.includes('workers')) {
    const { benchWorkers } = await import('./workers.bench.ts');
    await benchWorkers({
      workers: values.workers.split(',').map(Number),
      ...{ tenants: Number(values.tenants), pairs: Number(values.pairs) },
      ...{ messages: Number(values.messages), record: values.record },
    });
  }
}

function chosenSeries() {
  if (values.all) return allSeries;
  const names = values.series?.flatMap((list) => list.split(',')) ?? quickSeries;
  return names.map((name) => {
    const found = allSeries.find((series) => series.name === name.toLowerCase());
    if (found === undefined) throw new Error(`no series "${name}": see --help`);
    return found;
  });
}
