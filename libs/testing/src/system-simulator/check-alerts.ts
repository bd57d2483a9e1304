import type { RecordedEvent } from '@mailhaul/application';
import { type Finding, violation } from '../simulator/checkers/finding.ts';

/** Each piece of news was raised once, none is missing, nothing else was raised, and none was mailed twice. */
export function checkAlerts(
  events: readonly RecordedEvent[],
  mailed: readonly string[],
): readonly Finding[] {
  const owed = new Set(events.flatMap(newsIn));
  const raised = events.filter(({ type }) => type === 'AlertRaised').map(raisedNews);
  const told = new Set(raised);
  const missing = [...owed].filter((one) => !told.has(one));
  const unfounded = [...told].filter((one) => !owed.has(one));
  const findings = missing.map((one) => violation('alert-missing', one));
  findings.push(...unfounded.map((one) => violation('alert-unfounded', one)));
  for (const [one, { length }] of Map.groupBy(raised, (each) => each)) {
    if (length > 1) findings.push(violation('alert-twice', `${length} times ${one}`));
  }
  // A mail is lost with whoever was about to send it.
  if (mailed.length > raised.length) {
    findings.push(violation('mailed-twice', `${mailed.length} lines of ${raised.length} alerts`));
  }
  return findings.slice(0, 5);
}

/** News of which there are some in the log, and no alerts. */
export function owedAlerts(events: readonly RecordedEvent[]): number {
  return checkAlerts(events, []).filter(({ rule }) => rule === 'alert-missing').length;
}

function newsIn({ stream, type, data }: RecordedEvent): readonly string[] {
  const [, tenant = '', id = ''] = /^\w+-([^.]+)\.(.+)$/.exec(stream) ?? [];
  const at = data['atMs'] as number;
  const one = (about: string) => [`${tenant} ${about} ${id} at ${at}`];
  if (type === 'JobFinished') return one('job-finished');
  if (type === 'ConnectionBroken') return one('connection-broken');
  if (type === 'PassFailed') {
    return one(data['code'] === 'worker-died' ? 'mailbox-died' : 'mailbox-failed');
  }
  if (type === 'PassPaused') {
    const goesOn = data['retryAt'] !== undefined || data['reason'] === 'stopped';
    return goesOn ? [] : one('mailbox-failed');
  }
  if (type !== 'PassCompleted') return [];
  const { failed } = data['totals'] as { readonly failed: number };
  return failed > 0 ? [`${tenant} items-failed ${id} ${failed}`] : [];
}

function raisedNews({ stream, data }: RecordedEvent): string {
  const [, tenant = ''] = /^alert-([^.]+)\./.exec(stream) ?? [];
  const { about, jobId, pairId, connectionId, counts, atMs } = data as Record<string, unknown>;
  const subject = String(jobId ?? pairId ?? connectionId);
  if (about === 'items-failed') {
    const { items } = counts as { readonly items: number };
    return `${tenant} items-failed ${subject} ${items}`;
  }
  return `${tenant} ${String(about)} ${subject} at ${String(atMs)}`;
}
