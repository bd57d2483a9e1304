import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, PlanRow } from '@mailhaul/contracts';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it, onTestFinished } from 'vitest';
import { type GatewayStage, gatewayStage } from './spec-support/gateway-stage.ts';

const unit = `ou=New,${directoryBase}`;

async function prepared(): Promise<GatewayStage> {
  const server = await startSlapd({
    entries: [
      { dn: unit, objectClass: 'organizationalUnit', ou: 'New' },
      { dn: `cn=bob,${unit}`, objectClass: 'inetOrgPerson', cn: 'bob', sn: 'b', uid: 'bob' },
    ],
  });
  onTestFinished(() => server.stop());
  const stage = await gatewayStage();
  await stage.run('tenants', 'create', 'acme', '--name', 'Acme');
  const password = join(stage.folder, 'reader.txt');
  writeFileSync(password, directoryReaderPassword, { mode: 0o600 });
  const ca = join(stage.folder, 'ca.pem');
  writeFileSync(ca, server.certificate);
  await stage.run('connections', 'add', 'Old', '--host', 'mail.example');
  await stage.run(
    ...['connections', 'add', 'New', '--host', 'mail.example'],
    ...['--directory', '127.0.0.1', '--directory-port', `${server.tlsPort}`],
    ...['--directory-user', directoryReader, '--directory-password-file', password],
    ...['--directory-ca-file', ca],
  );
  await stage.run('jobs', 'create', 'Spring', '--source', 'Old', '--target', 'New');
  const file = join(stage.folder, 'sources.csv');
  writeFileSync(file, 'source\nann@old.example\nbob@old.example\neve@old.example\n');
  await stage.run('pairs', 'import', file);
  return stage;
}

describeWithServer('slapd', 'target mailboxes that are to be made, by the command line', () => {
  it('are set up, shown, planned, left out and taken back', async () => {
    const stage = await prepared();
    const settings = (...more: readonly string[]) =>
      stage.run('jobs', 'creation-settings', 'Spring', ...more);
    expect((await settings()).stdout).toContain('No creation settings');
    const half = await settings('--domain', 'new.example');
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('--unit')]);
    const bad = await settings('--domain', 'new.example', '--unit', unit, '--hook', '/bin/sh');
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('hook')]);
    const set = await settings('--domain', 'new.example', '--unit', unit, '--hook', 'enable');
    expect([set.code, set.stdout]).toEqual([0, expect.stringContaining('enable, 60 s at most')]);
    const more = await settings('--password-length', '20', '--no-must-change', '--json');
    expect((JSON.parse(more.stdout) as Job).creation).toMatchObject({
      ...{ domain: 'new.example', hook: 'enable', alias: '{localpart}' },
      password: { length: 20, mustChange: false },
    });
    expect((await settings('--hook', 'off')).stdout).toContain('hook         none');

    const create = (...rest: readonly string[]) => stage.run('pairs', 'create', ...rest);
    const tried = await create('--dry-run', '--json');
    const rows = tried.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as PlanRow);
    expect(rows.map(({ source, result }) => `${source} ${result}`).sort()).toEqual([
      'ann@old.example planned',
      'bob@old.example conflict',
      'eve@old.example planned',
    ]);
    const planned = await create('ann@old.example', '--now');
    expect([planned.code, planned.stdout]).toEqual([
      0,
      expect.stringContaining('1 mailbox planned'),
    ]);
    const existing = await create('bob@old.example', '--existing');
    expect(existing.stdout).toContain(`cn=bob,${unit}`);
    await stage.run('pairs', 'leave-out', 'eve@old.example');
    const list = async () => (await stage.run('pairs', 'list')).stdout;
    expect(await list()).toMatch(/eve@old\.example +Not migrated/u);
    expect(await list()).toMatch(/ann@old\.example +Not matched.*is to be created/u);
    await stage.run('pairs', 'take-again', 'eve@old.example');
    expect(await list()).toMatch(/eve@old\.example +Not matched/u);
    const secret = await stage.run('pairs', 'initial-passwords', '--all', '--csv', '--yes');
    expect(secret.stdout).toBe('source,target,password\n');
    expect(secret.stderr).toContain('3 mailboxes have none');
    expect((await settings('--none')).stdout).toContain('No creation settings');
  });
});
