import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { systemClock } from '@mailhaul/kernel';
import { expect, it } from 'vitest';
import { describeWithServer } from '../specs/describe-with-server.ts';
import { RawImap, textOfLine } from '../wire/index.ts';
import { startCourier } from './courier.ts';
import { startCyrus } from './cyrus.ts';
import { anyUserPassword } from './dovecot-options.ts';
import { makeOwnedDir } from './owned-dirs.ts';
import type { PrivateServer } from './private-server.ts';

const servers = [
  { name: 'cyrus', start: () => startCyrus(), folder: 'a/b' },
  { name: 'courier', start: () => startCourier(), folder: 'INBOX.a.b' },
] as const;

const signInTo = ({ host, port }: PrivateServer) =>
  RawImap.open({ host, port, user: 'anna@example.org', password: anyUserPassword });

for (const { name, start, folder } of servers) {
  describeWithServer(name, `a private ${name}`, () => {
    it('takes mail, keeps it over a kill and leaves nothing behind', async () => {
      const server = await start();
      const client = await signInTo(server);
      await client.ok(`CREATE ${folder}`);
      const appended = await client.okWithLiteral(
        `APPEND ${folder} (\\Seen)`,
        Buffer.from('a: b\r\n\r\n'),
      );
      expect(appended.status).toContain('[APPENDUID ');
      server.kill();
      await client.close();
      await server.restart();
      const again = await signInTo(server);
      const { untagged } = await again.ok(`STATUS ${folder} (MESSAGES)`);
      expect(untagged.map(textOfLine).join()).toContain('MESSAGES 1');
      await again.close();
      const { pid } = server;
      await server.stop();
      expect(existsSync(`/proc/${pid}`)).toBe(false);
      expect(existsSync(server.mailDir)).toBe(false);
    });

    it('ends with the next run when its own was killed', async () => {
      const program = [
        `const { start${name === 'cyrus' ? 'Cyrus' : 'Courier'}: start } =`,
        `  await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});`,
        'const server = await start();',
        'console.log(server.pid);',
        'setInterval(() => undefined, 1000);',
      ].join('\n');
      const args = ['--conditions=mailhaul-source', '--input-type=module', '--eval', program];
      const run = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [said] = (await once(run.stdout, 'data')) as [Buffer];
      const pid = Number(said.toString());
      run.kill('SIGKILL');
      await once(run, 'exit');
      expect(existsSync(`/proc/${pid}`)).toBe(true);
      for (const parent of new Set([tmpdir(), '/dev/shm'])) {
        rmSync(makeOwnedDir(parent), { recursive: true });
      }
      for (let look = 0; look < 100 && existsSync(`/proc/${pid}`); look += 1) {
        await systemClock.sleep(20);
      }
      expect(existsSync(`/proc/${pid}`)).toBe(false);
    });
  });
}
