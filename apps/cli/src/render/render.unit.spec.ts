import { describe, expect, it } from 'vitest';
import { jsonRenderer } from './json.ts';
import { linesRenderer } from './lines.ts';
import { type BarFacts, barLine, wordLine } from './progress-line.ts';
import { ProgressModel } from './progress-model.ts';
import { quietRenderer } from './quiet.ts';
import { type MailboxFinished, type RunEvent, jsonLineSchema } from './run-events.schema.ts';
import { mailboxFacts, totalFacts } from './view-facts.ts';

const noCounts = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };

const finished: MailboxFinished = {
  event: 'mailbox-finished',
  mailbox: 0,
  end: 'completed',
  pass: { ...noCounts, migrated: 10, failed: 1 },
  totals: { ...noCounts, migrated: 10, failed: 1, bytesMigrated: 1000, pending: 0 },
  failures: [{ reason: 'item-too-large', items: 1 }],
  exclusions: [],
  watchedUntil: null,
  parkedFolders: 0,
  folderLog: null,
  surplusReported: 0,
  investigate: 0,
  error: null,
  verification: null,
  log: null,
};

const run: RunEvent[] = [
  {
    event: 'run-started',
    version: '0',
    command: 'migrate',
    state: null,
    isDryRun: false,
    mailboxes: [
      { source: 'ann@a', target: 'ann@b' },
      { source: 'bob@x', target: 'bob@x' },
    ],
  },
  { event: 'mailbox-started', mailbox: 0 },
  { event: 'planned', mailbox: 0, items: 11, bytes: 1100, folders: 2 },
  { event: 'phase', mailbox: 0, phase: 'copying' },
  {
    event: 'settled',
    mailbox: 0,
    folder: 'INBOX',
    counts: { ...noCounts, migrated: 4 },
    bytes: 400,
  },
  {
    event: 'settled',
    mailbox: 0,
    folder: 'INBOX',
    counts: { ...noCounts, migrated: 2, failed: 1 },
    bytes: 200,
  },
];

function testClock() {
  let ms = 0;
  return {
    wallMs: () => Date.UTC(2026, 0, 1) + ms,
    monotonicMs: () => ms,
    sleep: () => Promise.resolve(),
    advance: (by: number) => (ms += by),
  };
}

function captured() {
  const lines: string[] = [];
  return { lines, write: (text: string) => lines.push(...text.split('\n').slice(0, -1)) };
}

describe('the progress model', () => {
  it('adds up outcomes, per mailbox and in total', () => {
    const model = new ProgressModel();
    run.forEach((event, index) => model.apply(event, index * 1000));
    const facts = mailboxFacts(model.mailboxes[0]!, { monotonicMs: 5000, wallMs: 0 });
    expect(facts).toMatchObject({
      label: 'ann@a → ann@b',
      itemsDone: 7,
      failed: 1,
      bytesDone: 600,
      share: 7 / 11,
    });
    expect(facts.speed.itemsPerSecond).toBeCloseTo(3.5);
    const total = totalFacts(model, { monotonicMs: 5000, wallMs: 0 });
    expect(total.label).toBe('total, 0/2 done');
    // The second mailbox has not been listed: any time left would be a guess.
    expect(total.eta).toBeUndefined();
  });

  it('says what it waits for, and stops saying so', () => {
    const model = new ProgressModel();
    for (const event of run) model.apply(event, 0);
    const until = '2026-01-01T00:05:00.000Z';
    model.apply({ event: 'waiting', mailbox: 0, reason: 'server-asked-to-wait', until }, 0);
    const now = { monotonicMs: 0, wallMs: Date.parse(until) };
    expect(mailboxFacts(model.mailboxes[0]!, now).remark).toMatch(/^waiting until .*server asked/u);
    model.apply({ event: 'resumed', mailbox: 0 }, 0);
    expect(mailboxFacts(model.mailboxes[0]!, now).remark).toBeUndefined();
  });
});

describe('lines of progress', () => {
  const facts: BarFacts = {
    label: 'a-rather-long-name@subdomain.example.com',
    share: 0.617,
    itemsDone: 1234,
    itemsPlanned: 2000,
    bytesDone: 51_200_000,
    failed: 0,
    speed: { itemsPerSecond: 320, bytesPerSecond: 1_234_567 },
    eta: { fromSeconds: 12, toSeconds: 20 },
    remark: undefined,
  };

  it('fits 80 and 120 columns with everything on it', () => {
    for (const columns of [80, 120]) {
      const line = barLine(facts, columns);
      expect(line.length).toBeLessThan(columns);
      for (const part of ['61%', '1,234/2,000', '51.2 MB', '320/s', '1.2 MB/s', '12–20 s'])
        expect(line).toContain(part);
    }
    // The longest that can be said of the time left, at each width that has room for words.
    for (let columns = 100; columns <= 200; columns += 1) {
      const line = barLine({ ...facts, eta: undefined }, columns);
      expect(line).toMatch(/time left unknown$/u);
      expect(line.length).toBeLessThan(columns);
    }
    expect(barLine(facts, 30).length).toBeLessThan(30);
  });

  it('says the same in words', () => {
    expect(wordLine({ ...facts, label: 'ann', failed: 2 })).toBe(
      'ann: 1,234 of 2,000 items (61%), 2 failed, 51.2 MB, 320 items/s, 1.2 MB/s, 12–20 s left',
    );
  });

  it('shows a run without a terminal, cleaned', () => {
    const output = captured();
    const renderer = linesRenderer(output, testClock());
    for (const event of run) renderer.show(event);
    for (const reason of ['reconnecting', 'reconnecting', 'slow-target']) {
      renderer.show({ event: 'waiting', mailbox: 0, reason, until: null });
      renderer.show({ event: 'resumed', mailbox: 0 });
    }
    renderer.show({ event: 'notice', level: 'warning', message: 'odd \u001b[31m name' });
    renderer.show(finished);
    renderer.close();
    expect(output.lines).toEqual([
      'ann@a → ann@b: 11 items, 1.1 kB in 2 folders',
      'ann@a → ann@b: copying',
      'ann@a → ann@b: waiting: reconnecting',
      'ann@a → ann@b: waiting: the target is slow',
      'warning: odd ?[31m name',
      'ann@a → ann@b: done: 10 items migrated, 1 failed',
    ]);
  });
});

describe('--json', () => {
  it('says what became of copies that may be there twice', () => {
    const what = { mailbox: 0, folder: 'INBOX', items: 2 } as const;
    const events: RunEvent[] = [
      ...run.slice(0, 1),
      { event: 'duplicates-moved', ...what, to: 'Duplicates found' },
      { event: 'duplicates-kept', ...what, items: 1, why: 'may-be-the-only' },
    ];
    const [output, warnings] = [captured(), captured()];
    const lines = linesRenderer(output, testClock());
    const quiet = quietRenderer(warnings);
    for (const event of events) for (const renderer of [lines, quiet]) renderer.show(event);
    lines.close();
    const left =
      'ann@a → ann@b: warning: 1 copy of INBOX that may be there twice: left there, for what they repeat is not in the folder any more';
    expect(output.lines.slice(-2)).toEqual([
      'ann@a → ann@b: 2 copies of INBOX that may be there twice: moved to "Duplicates found"',
      left,
    ]);
    expect(warnings.lines).toEqual([left]);
  });

  it('escapes whatever a terminal might obey, wherever it came from', () => {
    const output = captured();
    const message = 'a\u001b[2J b\u009b31m c\u202e d\u2028 e\u007f';
    const renderer = jsonRenderer(output, testClock());
    renderer.show({ event: 'error', code: 'internal', message, remedy: null });
    renderer.close();
    const [line = ''] = output.lines;
    expect(line.trim()).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    expect(JSON.parse(line)).toMatchObject({ message });
  });

  it('keeps back no last outcome for want of another event', async () => {
    const output = captured();
    const wakings: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => wakings.push(resolve));
    const renderer = jsonRenderer(output, { ...testClock(), sleep });
    const counts = { ...noCounts, migrated: 1 };
    renderer.show({ event: 'settled', mailbox: 0, folder: 'Sent', counts, bytes: 5 });
    expect(output.lines).toEqual([]);
    for (const wake of wakings) wake();
    await Promise.resolve();
    await Promise.resolve();
    expect(output.lines.map((line) => jsonLineSchema.parse(JSON.parse(line)).event)).toEqual([
      'settled',
    ]);
    renderer.close();
    expect(output.lines).toHaveLength(1);
  });

  it('prints documented events, one a line, small outcomes summed, none lost', () => {
    const output = captured();
    const clock = testClock();
    const renderer = jsonRenderer(output, clock);
    for (const event of run) renderer.show(event);
    renderer.show({
      event: 'settled',
      mailbox: 0,
      folder: 'Sent',
      counts: { ...noCounts, migrated: 1 },
      bytes: 5,
    });
    clock.advance(300);
    renderer.show({
      event: 'settled',
      mailbox: 0,
      folder: 'Sent',
      counts: { ...noCounts, gone: 1 },
      bytes: 0,
    });
    renderer.show({
      event: 'settled',
      mailbox: 0,
      folder: 'Sent',
      counts: { ...noCounts, excluded: 1 },
      bytes: 0,
    });
    renderer.show(finished);
    renderer.show({ event: 'run-finished', exitCode: 1, resumable: false });
    renderer.close();
    const events = output.lines.map((line) => jsonLineSchema.parse(JSON.parse(line)));
    expect(events.map(({ event }) => event)).toEqual([
      'run-started',
      'mailbox-started',
      'planned',
      'phase',
      'settled',
      'settled',
      'settled',
      'mailbox-finished',
      'run-finished',
    ]);
    const settled = events.filter((event) => event.event === 'settled');
    expect(
      settled.map(({ folder, counts, bytes }) => [folder, counts.migrated, counts.failed, bytes]),
    ).toEqual([
      ['INBOX', 6, 1, 600],
      ['Sent', 1, 0, 5],
      ['Sent', 0, 0, 0],
    ]);
  });
});
