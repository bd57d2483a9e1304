import { RequestRefused } from '@mailhaul/application';
import { expect } from 'vitest';
import type { MakeBus } from '../bus-conformance.ts';
import { patienceMs, rejectionOf, withBus } from '../case-bench.ts';
import { internalWords } from '../member.ts';

export function refusalCases(make: MakeBus): void {
  const on = withBus(make);

  on('brings the sentence that the handler refuses with', async ({ start, ask }) => {
    await start('one');
    for (const reason of ['the shard is not mine', { message: 'the shard is not mine', code: 7 }]) {
      const error = await rejectionOf(ask('refuse', reason));
      expect(error).toBeInstanceOf(RequestRefused);
      expect((error as Error).message).toBe('the shard is not mine');
    }
  });

  on('cuts a sentence without end', async ({ start, ask }) => {
    await start('one');
    const error = await rejectionOf(ask('refuse', 'x'.repeat(100_000)));
    expect(error).toBeInstanceOf(RequestRefused);
    expect((error as Error).message.length).toBeLessThanOrEqual(500);
  });

  on('shows nothing of an error that was not meant for the asker', async ({ start, ask }) => {
    await start('one');
    const error = await rejectionOf(ask('crash', {}));
    expect(error).toBeInstanceOf(RequestRefused);
    const { message, cause } = error as Error;
    expect(message).not.toBe('');
    const shown = `${message} ${JSON.stringify(cause)}`;
    expect(shown).not.toContain(internalWords);
    expect(shown).not.toContain('.ts:');
  });

  on('goes on after refusals', async ({ start, ask }) => {
    await start('one');
    await rejectionOf(ask('crash', {}));
    await rejectionOf(ask('refuse', 'no'));
    expect(await ask('echo', 1)).toBe(1);
  });

  on('refuses subjects that some wire would misread', async ({ bus, prefix, start }) => {
    const member = await start('one');
    const subjects = [
      '',
      '.',
      ' ',
      `${prefix}.`,
      `.${prefix}`,
      `${prefix}..echo`,
      `${prefix}.*`,
      `${prefix}.>`,
      `${prefix}.echo x`,
      `${prefix}.echo\r\nPUB ${prefix}.news 0`,
      `${prefix}.echo\n`,
      `${prefix}.écho`,
      `${prefix}.${'x'.repeat(1000)}`,
    ];
    for (const subject of subjects) {
      const error = await rejectionOf(bus.request(subject, 1, patienceMs));
      expect(error).toBeInstanceOf(RequestRefused);
      bus.announce(subject, 1);
    }
    expect(await bus.request(`${prefix}.echo`, 'barrier', patienceMs)).toBe('barrier');
    expect(member.asked.all).toEqual(['barrier']);
    expect(member.heard.all).toEqual([]);
  });
}
