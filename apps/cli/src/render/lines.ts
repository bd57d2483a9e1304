import type { Clock } from '@mailhaul/kernel';
import { wordLine } from './progress-line.ts';
import { ProgressModel } from './progress-model.ts';
import type { Output, Renderer } from './renderer.ts';
import type { RunEvent } from './run-events.schema.ts';
import { mailboxFacts, totalFacts } from './view-facts.ts';
import {
  duplicatesText,
  finishedText,
  messageLines,
  phaseText,
  plannedText,
  quotaShortText,
  waitText,
} from './words.ts';

/** Between two reports of progress. */
export const lineEveryMs = 5_000;
/** Between two lines that say the same wait. */
const waitEveryMs = 15_000;
/** With more mailboxes at work than this, a report is their total only. */
const mailboxLinesMax = 4;

/** For logs and pipes: what happens as it happens, and every few seconds where things stand. */
export function linesRenderer(output: Output, clock: Clock): Renderer {
  const model = new ProgressModel();
  const now = () => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });
  const print = (line: string) => output.write(`${line}\n`);
  const report = () => {
    const active = model.active();
    if (active.length === 0) return;
    if (active.length <= mailboxLinesMax) {
      for (const view of active) print(wordLine(mailboxFacts(view, now())));
    }
    if (model.mailboxes.length > 1) print(wordLine(totalFacts(model, now())));
  };
  const timer = setInterval(report, lineEveryMs);
  timer.unref();
  const waits = new Map<number, { reason: string; shownAtMs: number }>();
  /** The same wait, told by each of several connections, is one line. */
  const isRepeated = (event: RunEvent): boolean => {
    if (event.event !== 'waiting') return false;
    const nowMs = clock.monotonicMs();
    const last = waits.get(event.mailbox);
    if (last?.reason === event.reason && nowMs - last.shownAtMs < waitEveryMs) return true;
    waits.set(event.mailbox, { reason: event.reason, shownAtMs: nowMs });
    return false;
  };
  return {
    show(event) {
      model.apply(event, clock.monotonicMs());
      if (isRepeated(event)) return;
      const label = 'mailbox' in event ? (model.mailboxes[event.mailbox]?.label ?? '') : '';
      for (const line of linesOf(event, clock.wallMs()))
        print(label === '' ? line : `${label}: ${line}`);
    },
    close() {
      clearInterval(timer);
    },
  };
}

function linesOf(event: RunEvent, nowWallMs: number): string[] {
  switch (event.event) {
    case 'phase':
      return [phaseText(event.phase)];
    case 'planned':
      return [plannedText(event)];
    case 'waiting':
      return [waitText({ reason: event.reason, untilMs: untilMs(event.until) }, nowWallMs)];
    case 'connection-lost':
      return [`a connection to the ${event.side} was lost (${event.code})`];
    case 'quota-short':
      return [quotaShortText(event)];
    case 'duplicates-moved':
    case 'duplicates-kept':
      return [duplicatesText(event)];
    case 'mailbox-finished':
      return [finishedText(event)];
    case 'notice':
    case 'error':
      return messageLines(event);
    case 'resumed':
    case 'run-started':
    case 'mailbox-started':
    case 'folder-planned':
    case 'folder-left-out':
    case 'folder-placed':
    case 'folder-parked':
    case 'keywords-left-out':
    case 'folder-started':
    case 'folder-finished':
    case 'settled':
    case 'verifying':
    case 'run-finished':
      return [];
  }
}

function untilMs(until: string | null): number | undefined {
  return until === null ? undefined : Date.parse(until);
}
