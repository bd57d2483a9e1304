import type { Clock } from '@mailhaul/kernel';
import { jsonText } from '../text/json-text.ts';
import type { Output, Renderer } from './renderer.ts';
import type { OutcomeName, RunEvent } from './run-events.schema.ts';

type Settled = Extract<RunEvent, { event: 'settled' }>;

/** Outcomes of one folder come together to one line as long as that is younger than this. */
const coalesceMs = 250;
const outcomeNames: readonly OutcomeName[] = [
  'migrated',
  'excluded',
  'failed',
  'gone',
  'collapsed',
];

/** `--json`: one event a line, in order. Many small outcomes are summed, so that a slow reader bounds our memory. */
export function jsonRenderer(output: Output, clock: Clock): Renderer {
  const held = new Map<number, { settled: Settled; sinceMs: number }>();
  const closed = new AbortController();
  const print = (event: RunEvent) => {
    const line = { v: 1, at: new Date(clock.wallMs()).toISOString(), ...event };
    output.write(`${jsonText(line)}\n`);
  };
  const release = (mailbox: number) => {
    const entry = held.get(mailbox);
    held.delete(mailbox);
    if (entry !== undefined) print(entry.settled);
  };
  /** With no event behind it, a line is not kept back for longer either. */
  const releaseInTime = async (mailbox: number, sinceMs: number) => {
    await clock.sleep(coalesceMs, closed.signal).catch(() => undefined);
    if (held.get(mailbox)?.sinceMs === sinceMs) release(mailbox);
  };
  return {
    show(event) {
      if (event.event !== 'settled') {
        if ('mailbox' in event) release(event.mailbox);
        print(event);
        return;
      }
      const nowMs = clock.monotonicMs();
      const entry = held.get(event.mailbox);
      if (entry !== undefined && entry.settled.folder === event.folder) {
        held.set(event.mailbox, { settled: summed(entry.settled, event), sinceMs: entry.sinceMs });
      } else {
        release(event.mailbox);
        held.set(event.mailbox, { settled: event, sinceMs: nowMs });
        void releaseInTime(event.mailbox, nowMs);
      }
      if (nowMs - (held.get(event.mailbox)?.sinceMs ?? nowMs) >= coalesceMs) release(event.mailbox);
    },
    close() {
      for (const mailbox of [...held.keys()]) release(mailbox);
      closed.abort();
    },
  };
}

function summed(a: Settled, b: Settled): Settled {
  const counts = { ...a.counts };
  for (const name of outcomeNames) counts[name] += b.counts[name];
  return { ...a, counts, bytes: a.bytes + b.bytes };
}
