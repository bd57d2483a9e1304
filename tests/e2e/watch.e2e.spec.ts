import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startImapServer } from '@mailhaul/mail-servers';
import { expect, it, onTestFinished } from 'vitest';
import {
  defineConnection,
  importRows,
  loopbackSettings,
  makeJob,
  makeTenant,
} from '../support/api-steps.ts';
import { commandLineEntry } from '../support/command-line.ts';
import { mails } from '../support/numbered-mail.ts';
import { openSystem } from '../support/system-stage.ts';

const [user, password] = ['ann@example.com', 'secret'];

async function server(messages: ReturnType<typeof mails>): Promise<number> {
  const folders = [{ path: ['INBOX'], messages }];
  const started = await startImapServer({ mailboxes: [{ user, password, folders }] });
  onTestFinished(() => started.stop());
  return started.port;
}

it('mailhaul watch ends by itself with the job, and its exit code says how it went', async () => {
  const system = await openSystem();
  onTestFinished(() => system.close());
  const { client, app } = system;
  const tenant = await makeTenant(client);
  const define = async (name: string, port: number) =>
    defineConnection(client, tenant, loopbackSettings(name, port));
  const source = await define('Old', await server(mails(1, 200)));
  const target = await define('New', await server([]));
  const path = await makeJob(client, { tenant, name: 'Spring', source, target });
  const login = { source: user, target: user };
  await importRows(client, path, [
    { ...login, sourcePassword: password, targetPassword: password },
  ]);
  const { token } = await client.call('issueToken', {
    body: { label: 'watch', scopes: ['read', 'operate'] },
  });
  const started = spawn(
    process.execPath,
    [...commandLineEntry(), '--server', app.url, 'jobs', 'start', 'Spring', '--watch', '--json'],
    {
      env: { PATH: process.env['PATH'], MAILHAUL_TOKEN: token },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void started.kill('SIGKILL'));
  let said = '';
  for (const stream of [started.stdout, started.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const [code] = (await once(started, 'exit')) as [number | null];
  expect([code, said]).toEqual([0, expect.stringContaining('"event":"finished"')]);
  const last = JSON.parse(said.trim().split('\n').at(-1) ?? '') as object;
  expect(last).toMatchObject({
    ...{ event: 'finished', exitCode: 0 },
    job: { name: 'Spring', status: 'finished', migrated: 200, pending: 0 },
  });
});
