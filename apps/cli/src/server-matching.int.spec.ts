import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MatchRow } from '@mailhaul/contracts';
import { expect, it } from 'vitest';
import { type GatewayStage, gatewayStage } from './spec-support/gateway-stage.ts';

async function prepared(): Promise<GatewayStage> {
  const stage = await gatewayStage();
  await stage.run('tenants', 'create', 'acme', '--name', 'Acme');
  for (const name of ['Old', 'New']) {
    await stage.run('connections', 'add', name, '--host', 'mail.example');
  }
  await stage.run('jobs', 'create', 'Spring', '--source', 'Old', '--target', 'New');
  const file = join(stage.folder, 'sources.csv');
  writeFileSync(file, 'source\nann@old.example\nbob@old.example\n');
  const imported = await stage.run('pairs', 'import', file);
  expect([imported.code, imported.stdout]).toEqual([0, expect.stringContaining('2 mailboxes')]);
  return stage;
}

it('mailboxes get their targets by a pattern, or one by hand, and lose them again', async () => {
  const stage = await prepared();
  const match = (...more: readonly string[]) => stage.run('pairs', 'match', ...more);
  const nobody = await match();
  expect([nobody.code, nobody.stderr]).toEqual([
    expect.any(Number),
    expect.stringContaining('give --pattern'),
  ]);
  expect(nobody.code).not.toBe(0);
  const half = await match('ann@old.example');
  expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('go together')]);
  const one = await match('ann@old.example', '--target', 'a.lee@new.example');
  expect([one.code, one.stdout]).toEqual([0, '1 mailbox matched\n']);
  const pattern = ['--pattern', '{localpart}@new.example'];
  const tried = await match(...pattern, '--dry-run', '--json');
  expect(JSON.parse(tried.stdout.split('\n')[0] ?? '') as MatchRow).toMatchObject({
    ...{ source: 'bob@old.example', target: 'bob@new.example', confidence: 'unchecked' },
  });
  const all = await match(...pattern);
  expect([all.code, all.stdout]).toEqual([0, expect.stringContaining('1 mailbox matched')]);
  const list = async () => (await stage.run('pairs', 'list')).stdout;
  expect(await list()).toMatch(/ann@old\.example → a\.lee@new\.example +Ready/u);
  expect(await list()).toMatch(/bob@old\.example → bob@new\.example +Ready/u);
  await stage.run('pairs', 'unmatch', 'bob@old.example', '--yes');
  expect(await list()).toMatch(/bob@old\.example +Not matched/u);
});
