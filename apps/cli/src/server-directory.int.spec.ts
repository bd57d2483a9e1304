import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundMailbox } from '@mailhaul/contracts';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it, onTestFinished } from 'vitest';
import { type GatewayStage, gatewayStage } from './spec-support/gateway-stage.ts';

const unit = `ou=Berlin,${directoryBase}`;
const person = (name: string, details: string) => ({
  dn: `cn=${name},${unit}`,
  ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: name, sn: name },
  ...{ mail: `${name}@example.org`, msExchRecipientTypeDetails: details },
});

async function prepared(): Promise<GatewayStage> {
  const server = await startSlapd({
    entries: [
      { dn: unit, objectClass: 'organizationalUnit', ou: 'Berlin' },
      ...[person('anna', '1'), person('bert', '1'), person('blue', '16')],
    ],
  });
  onTestFinished(() => server.stop());
  const stage = await gatewayStage();
  await stage.run('tenants', 'create', 'acme', '--name', 'Acme');
  const password = join(stage.folder, 'reader.txt');
  writeFileSync(password, directoryReaderPassword, { mode: 0o600 });
  const ca = join(stage.folder, 'ca.pem');
  writeFileSync(ca, server.certificate);
  const added = await stage.run(
    ...['connections', 'add', 'Old', '--host', 'mail.example'],
    ...['--directory', '127.0.0.1', '--directory-port', `${server.tlsPort}`],
    ...['--directory-user', directoryReader, '--directory-password-file', password],
    ...['--directory-ca-file', ca],
  );
  expect([added.code, added.stderr]).toEqual([0, '']);
  return stage;
}

describeWithServer('slapd', 'the directory of a connection, by the command line', () => {
  it('is tested and searched, for people, programs and pairs import', async () => {
    const stage = await prepared();
    const tested = await stage.run('connections', 'test', 'Old', '--directory');
    expect(tested.stdout).toMatch(/✓ Look for mailboxes[^]*3 mailboxes[^]*All is well/u);
    const list = (...more: readonly string[]) =>
      stage.run('connections', 'mailboxes', 'Old', ...more);
    const all = await list();
    expect(all.stdout).toMatch(/anna@example\.org +anna +user +Berlin/u);
    expect(all.stderr).toBe('3 mailboxes found.\n');
    expect((await list('--limit', '2')).stderr).toContain(
      '3 mailboxes found; these are the first 2.',
    );
    const rooms = await list('--kind', 'room', '--json');
    expect(JSON.parse(rooms.stdout) as FoundMailbox).toMatchObject({ address: 'blue@example.org' });
    const csv = await list('--csv', '--search', 'ber', '--unit', unit);
    expect(csv.stdout).toBe('source,target\r\nbert@example.org,bert@example.org\r\n');
    const nobody = await list('--group', 'Nobody');
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('group')]);
  });

  it('gives a job the mailboxes that conditions take', async () => {
    const stage = await prepared();
    await stage.run('connections', 'add', 'New', '--host', 'mail.example');
    await stage.run('jobs', 'create', 'Spring', '--source', 'Old', '--target', 'New');
    const take = (...more: readonly string[]) => stage.run('pairs', 'take', ...more);
    const nobody = await take('--except-pattern', 'a*');
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('which mailboxes')]);
    const tried = await take('--unit', unit, '--except-pattern', 'anna@*', '--dry-run');
    expect(tried.stdout).toContain('2 mailboxes would join Spring');
    const taken = await take('--unit', unit, '--except-pattern', 'anna@*');
    expect(taken.stdout).toContain('  bert@example.org\n  blue@example.org');
    const changed = await take('--pattern', 'b*t@*');
    expect(changed.stdout).toContain('0 mailboxes joined Spring, 1 in it already.');
    expect(changed.stdout).toContain('blue@example.org (taken by no condition)');
  });

  it('is changed by what is named, and taken away', async () => {
    const stage = await prepared();
    const show = async () => {
      const { stdout } = await stage.run('connections', 'list', '--json');
      return (JSON.parse(stdout) as { directory?: object }).directory;
    };
    await stage.run('connections', 'edit', 'Old', '--directory-base', unit);
    expect(await show()).toMatchObject({ host: '127.0.0.1', baseDn: unit });
    expect((await stage.run('connections', 'mailboxes', 'Old')).code).toBe(0);
    await stage.run('connections', 'edit', 'Old', '--clear', 'directory');
    expect(await show()).toBeUndefined();
    const without = await stage.run('connections', 'mailboxes', 'Old');
    expect(without.code).not.toBe(0);
    expect(without.stderr).toContain('no directory to look in');
  });
});
