import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchLedger } from './ledger.bench.ts';
import { benchMigrate } from './migrate.bench.ts';

const { values } = parseArgs({
  options: {
    suite: { type: 'string', multiple: true, default: ['migrate', 'event-store', 'ledger'] },
    rounds: { type: 'string', default: '5' },
    profile: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(
    'npm run bench -- [--suite migrate|event-store|ledger]... [--rounds N] [--only PEER]... [--profile DIR]',
  );
} else {
  const profileDir = values.profile === undefined ? undefined : resolve(values.profile);
  if (profileDir !== undefined) mkdirSync(profileDir, { recursive: true });
  const { rounds, only, suite } = values;
  if (suite.includes('migrate')) {
    await benchMigrate({ rounds: Number(rounds), profileDir, only });
  }
  if (suite.includes('event-store')) await import('./event-store.bench.ts');
  if (suite.includes('ledger')) await benchLedger();
}
