import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it } from 'vitest';

const extraMbMax = 32;

describeWithServer('dovecot', 'an item of 150 MB', () => {
  it(`is copied from folder to folder with less than ${extraMbMax} MB of extra memory`, async () => {
    const server = await startDovecot();
    try {
      const program = fileURLToPath(new URL('./spec-support/copy-large-item.ts', import.meta.url));
      const options = [
        '--conditions=mailhaul-source',
        '--max-semi-space-size=1',
        program,
        String(server.port),
      ];
      // The server runs in processes of its own: this one may wait.
      const { stdout, stderr } = spawnSync(process.execPath, options, {
        encoding: 'utf8',
        timeout: 150_000,
      });
      expect(stderr).toBe('');
      const { copiedBytes, isEqual, extraMb } = JSON.parse(stdout) as Record<
        string,
        number | boolean
      >;
      expect([copiedBytes, isEqual]).toEqual([150_000_000, true]);
      expect(extraMb).toBeLessThan(extraMbMax);
    } finally {
      await server.stop();
    }
  });
});
