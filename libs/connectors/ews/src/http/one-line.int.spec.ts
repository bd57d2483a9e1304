import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { ewsSettingsSchema } from '../ews-settings.ts';
import { context } from '../spec-support/ews-stage.ts';
import { selfSigned } from '../spec-support/self-signed.ts';
import { EwsLine } from './ews-line.ts';

/** Long enough for the answer to be there before this thread looks again. */
const busyMs = 25;

it('requests go over one line, also where an answer is there before Node knows that its request was sent', async () => {
  const ours = selfSigned('IP:127.0.0.1');
  const server = new Worker(new URL('../spec-support/answer-in-thread.ts', import.meta.url), {
    workerData: ours,
  });
  onTestFinished(async () => void (await server.terminate()));
  const [port] = (await once(server, 'message')) as [number];
  let lineCount = 0;
  server.on('message', (count: number) => (lineCount = count));
  const line = new EwsLine(
    ewsSettingsSchema.parse({
      ...{ host: '127.0.0.1', port, security: 'tls', ca: ours.cert },
      ...{ auth: 'basic', user: 'ann', password: 'hers' },
    }),
    context,
  );
  onTestFinished(() => line.cut());
  for (let n = 0; n < 6; n += 1) {
    const [first, last] = [Buffer.from('<question'), Buffer.from('/>')];
    const length = first.length + last.length;
    const answer = await line.post({ length, pieces: [first], last, afterLast: beBusy });
    expect(answer.status).toBe(200);
    expect(await Array.fromAsync(answer.body)).not.toEqual([]);
  }
  await expect.poll(() => lineCount).toBe(1);
});

function beBusy(): void {
  const end = performance.now() + busyMs;
  while (performance.now() < end);
}
