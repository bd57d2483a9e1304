import { cleanText } from '../text/clean-text.ts';
import { formatBytes, formatClock, formatCount, plural } from '../text/format.ts';
import type { MailboxFinished, RunEvent } from './run-events.schema.ts';

/** The plain words of every screen for phases, waits and ends. */

const phaseWords: Readonly<Record<string, string>> = {
  connecting: 'connecting',
  recovering: 'reading the ledger',
  listing: 'listing folders',
  copying: 'copying',
  finishing: 'finishing',
  verifying: 'verifying',
};

const waitWords: Readonly<Record<string, string>> = {
  'earlier-writer-may-still-write': 'a write that was broken off may still arrive',
  'server-asked-to-wait': 'the server asked us to wait',
  reconnecting: 'reconnecting',
  'connection-limit': 'the server allows no more connections now',
  'slow-target': 'the target is slow',
  'slow-source': 'the source is slow',
};

export function phaseText(phase: string): string {
  return phaseWords[phase] ?? cleanText(phase);
}

/** `waiting until 14:05:10: the server asked us to wait`. */
export function waitText(
  wait: { reason: string; untilMs: number | undefined },
  nowWallMs: number,
): string {
  const why = waitReasonText(wait.reason);
  const until = wait.untilMs === undefined ? '' : ` until ${formatClock(wait.untilMs, nowWallMs)}`;
  return `waiting${until}: ${why}`;
}

/** `the server asked us to wait`. */
export function waitReasonText(reason: string): string {
  return waitWords[reason] ?? cleanText(reason);
}

/** Said before the target is full. */
export function quotaShortText({ neededBytes, freeBytes }: QuotaShort): string {
  return (
    `warning: ${formatBytes(neededBytes)} to copy, and the target has room for ${formatBytes(freeBytes)}: ` +
    `${formatBytes(neededBytes - freeBytes)} are missing. Raise its quota, or it stops when it is full`
  );
}

type QuotaShort = Pick<Extract<RunEvent, { event: 'quota-short' }>, 'neededBytes' | 'freeBytes'>;

type DuplicatesEvent = Extract<RunEvent, { event: 'duplicates-moved' | 'duplicates-kept' }>;

const keptWords: Readonly<Record<(DuplicatesEvent & { event: 'duplicates-kept' })['why'], string>> =
  {
    'cannot-be-moved': 'the target moves no items in one step',
    refused: 'the target did not take the move, or the folder changed meanwhile',
    'may-be-the-only': 'what they repeat is not in the folder any more',
  };

/** What became of copies that may be there twice. */
export function duplicatesText(event: DuplicatesEvent): string {
  const copies = plural(event.items, 'copy', 'copies');
  if (event.event === 'duplicates-moved')
    return `${copies} of ${event.folder} that may be there twice: moved to "${event.to}"`;
  return `warning: ${copies} of ${event.folder} that may be there twice: left there, for ${keptWords[event.why]}`;
}

/** How one mailbox ended, in one line. */
export function finishedText(end: MailboxFinished): string {
  const { pass } = end;
  const parts = [
    plural(pass.migrated, 'item') + ' migrated',
    ...(pass.failed > 0 ? [`${formatCount(pass.failed)} failed`] : []),
    ...(pass.excluded > 0 ? [`${formatCount(pass.excluded)} excluded`] : []),
    ...(pass.gone > 0 ? [`${formatCount(pass.gone)} gone`] : []),
    ...(pass.collapsed > 0 ? [`${formatCount(pass.collapsed)} collapsed`] : []),
  ].join(', ');
  switch (end.end) {
    case 'completed':
      return end.verification === null
        ? `done: ${parts}`
        : `done: ${parts}; verified: ${end.verification.grade}`;
    case 'stopped':
      return `stopped: ${parts}; ${formatCount(end.totals.pending)} to go`;
    case 'superseded':
      return `ended: another run has taken over this mailbox (${parts})`;
    case 'planned':
      return 'planned';
    case 'not-started':
      return 'not started';
    case 'failed':
      return `could not go on: ${end.error === null ? 'no reason given' : cleanText(end.error.message)} (${parts})`;
  }
}

export function plannedText(planned: {
  items: number;
  bytes: number | null;
  folders: number;
}): string {
  const size = planned.bytes === null ? '' : `, ${formatBytes(planned.bytes)}`;
  return `${plural(planned.items, 'item')}${size} in ${plural(planned.folders, 'folder')}`;
}

/** What a `notice` or `error` says, on as many lines as it has. */
export function messageLines(event: Extract<RunEvent, { event: 'notice' | 'error' }>): string[] {
  const lead =
    event.event === 'error' ? 'mailhaul: ' : event.level === 'warning' ? 'warning: ' : '';
  const lines = event.message.split('\n').map(cleanText);
  const [first = '', ...rest] = lines;
  const remedy =
    event.event === 'error' && event.remedy !== null ? [`  ${cleanText(event.remedy)}`] : [];
  return [`${lead}${first}`, ...rest, ...remedy];
}
