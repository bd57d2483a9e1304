import { describe, expect, it } from 'vitest';
import { FolderGate } from './folder-gate.ts';

/** Lets everything that can go on go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

function latch(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('FolderGate', () => {
  it('lets writes in together, and a scan only when the last has left', async () => {
    const gate = new FolderGate();
    const [first, second] = [await gate.enter(), await gate.enter()];
    const log: string[] = [];
    const scan = gate.alone(() => Promise.resolve(log.push('scan')));
    await settle();
    first();
    // Leaving twice is leaving once.
    first();
    await settle();
    expect(log).toEqual([]);
    second();
    await scan;
    expect(log).toEqual(['scan']);
  });

  it('keeps new writes out from when a scan is asked for until it has ended', async () => {
    const gate = new FolderGate();
    const leave = await gate.enter();
    const scanning = latch();
    const log: string[] = [];
    const scan = gate.alone(async () => {
      log.push('scan');
      await scanning.opened;
    });
    const write = gate.enter().then(() => log.push('write'));
    leave();
    await settle();
    expect(log).toEqual(['scan']);
    scanning.open();
    await Promise.all([scan, write]);
    expect(log).toEqual(['scan', 'write']);
  });

  it('lets scans in one after the other, and writes after the last of them', async () => {
    const gate = new FolderGate();
    const log: string[] = [];
    const first = latch();
    const scans = [
      gate.alone(async () => {
        log.push('first');
        await first.opened;
      }),
      gate.alone(() => Promise.resolve(log.push('second'))),
    ];
    const write = gate.enter().then(() => log.push('write'));
    await settle();
    expect(log).toEqual(['first']);
    first.open();
    await Promise.all([...scans, write]);
    expect(log).toEqual(['first', 'second', 'write']);
  });

  it('opens again after a scan that failed', async () => {
    const gate = new FolderGate();
    await expect(gate.alone(() => Promise.reject(new Error('scan')))).rejects.toThrow('scan');
    (await gate.enter())();
    expect(await gate.alone(() => Promise.resolve(1))).toBe(1);
  });
});
