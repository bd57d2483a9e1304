import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { specToken, startContractServer } from './spec-support/contract-server.ts';
import { runCli } from './spec-support/run-cli.ts';
import { serverStage } from './spec-support/server-stage.ts';

describe('the way to a server', () => {
  it('wants a server and a token, and takes neither as it is not', async () => {
    const stage = await serverStage();
    const cases: [string[], Record<string, string>, RegExp][] = [
      [[], {}, /no server to ask/u],
      [[], { MAILHAUL_SERVER: stage.url }, /no token to sign in with/u],
      [['--server', 'mailhaul.example'], {}, /not an http or https URL/u],
      [['--server', 'http://me:secret@host'], {}, /holds a user or a password/u],
      [['--server', stage.url], { MAILHAUL_TOKEN: 'two words' }, /is not a token/u],
      [['--server', stage.url, '--token-file', '/no/such'], {}, /cannot be read/u],
    ];
    for (const [args, environment, words] of cases) {
      const run = await runCli(['jobs', 'list', ...args], { environment });
      expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(words)]);
      expect(run.stderr).not.toMatch(/secret|two words/u);
    }
    expect(stage.asked).toEqual([]);
  });

  it('takes the token from a file, and says when others may read it', async () => {
    const stage = await serverStage({ MAILHAUL_TOKEN: 'of the environment' });
    const folder = mkdtempSync(join(tmpdir(), 'mailhaul-server-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'token');
    writeFileSync(path, `${specToken}\n`, { mode: 0o644 });
    const run = await stage.run('jobs', 'list', '--token-file', path);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('chmod 600');
  });

  it('ends with 3 where the token is not known', async () => {
    const stage = await serverStage({ MAILHAUL_TOKEN: 'another' });
    const run = await stage.run('jobs', 'list', '--json');
    expect(run.code).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      event: 'error',
      code: 'token-unknown',
      status: 401,
    });
  });

  it('asks again with the same key where the answer was lost, and the thing is done once', async () => {
    const stage = await serverStage();
    stage.model.addConnection('Old');
    stage.model.addConnection('New');
    stage.loseAnswers('POST', 2);
    const run = await stage.run('jobs', 'create', 'Spring', '--source', 'Old', '--target', 'New');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/cannot be reached: the connection was lost; trying again/u);
    expect(stage.model.jobs).toHaveLength(1);
    const keys = stage.asked.filter(({ line }) => line.startsWith('POST')).map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
  });

  it('never repeats what has no key, and says that it may have been done', async () => {
    const stage = await serverStage();
    stage.model.addJob('Spring');
    stage.loseAnswers('DELETE', 1);
    const run = await stage.run('jobs', 'delete', 'Spring', '--yes');
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/gave no answer[^]*It may have been done or not/u);
    expect(stage.asked.filter(({ line }) => line.startsWith('DELETE'))).toHaveLength(1);
  });

  it('takes the token nowhere else, though it is sent there', async () => {
    const stage = await serverStage();
    const elsewhere = await startContractServer();
    onTestFinished(() => elsewhere.stop());
    const sender = createServer((_request, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/api/v1/tenants` }).end();
    });
    await new Promise<void>((resolve) => sender.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void sender.close());
    const { port } = sender.address() as AddressInfo;
    const run = await stage.run('tenants', 'list', '--server', `http://127.0.0.1:${port}`);
    expect([run.code, run.stderr]).toEqual([3, expect.stringContaining('HTTP 307')]);
    expect(elsewhere.asked).toEqual([]);
  });

  it('says plainly that nobody is there', async () => {
    const stage = await serverStage();
    await stage.stop();
    const begunAtMs = performance.now();
    const run = await stage.run('jobs', 'list');
    expect(run.code).toBe(3);
    expect(run.stderr).toContain(`mailhaul: ${stage.url} cannot be reached: nothing listens there`);
    expect(performance.now() - begunAtMs).toBeLessThan(20_000);
    const badPort = await stage.run('jobs', 'list', '--server', 'http://127.0.0.1:9');
    expect(badPort.stderr).toContain('its port is one of another service');
    const unknown = await stage.run('jobs', 'list', '--server', 'http://nowhere.invalid');
    expect(unknown.stderr).toMatch(
      /the name of the host is not known|the name server gave no answer/u,
    );
  });
});
