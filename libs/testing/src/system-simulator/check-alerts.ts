import type { RecordedEvent } from '@mailhaul/application';
import { type Finding, violation } from '../simulator/checkers/finding.ts';

/** Each piece of news was raised once, none is missing, nothing else was raised, and none was mailed twice. */
export function checkAlerts(
  events: readonly RecordedEvent[],
  mailed: readonly string[],
): readonly Finding[] {
  const owed = new Set(events.flatMap(newsIn));
  const raised = events.filter(isSingle).map(raisedNews);
  const told = new Set(raised);
  const missing = [...owed].filter((one) => !told.has(one));
  const unfounded = [...told].filter((one) => !owed.has(one));
  const findings = missing.map((one) => violation('alert-missing', one));
  findings.push(...unfounded.map((one) => violation('alert-unfounded', one)));
  for (const [one, { length }] of Map.groupBy(raised, (each) => each)) {
    if (length > 1) findings.push(violation('alert-twice', `${length} times ${one}`));
  }
  findings.push(...checkGathered(events), ...checkMails(events, mailed));
  return findings.slice(0, 5);
}

/** Each mailbox that was begun, or completed, for the first time counts once in what is told of them together. */
function checkGathered(events: readonly RecordedEvent[]): readonly Finding[] {
  const owed = new Map<string, number>();
  const told = new Map<string, number>();
  const count = (map: Map<string, number>, key: string, by: number) =>
    map.set(key, (map.get(key) ?? 0) + by);
  const begun = new Set<string>();
  const aboutOf = new Map<string, string>();
  for (const { stream, type, data } of events) {
    const [, category = '', tenant = ''] = /^(\w+)-([^.]+)\./.exec(stream) ?? [];
    if (category === 'pair') {
      const about = gatheredTypes[type];
      if (type === 'PairAdded' || type === 'PairReset') {
        for (const one of Object.keys(gatheredTypes)) begun.delete(`${stream} ${one}`);
      }
      if (about === undefined || data['pass'] === 'watch' || begun.has(`${stream} ${type}`))
        continue;
      begun.add(`${stream} ${type}`);
      count(owed, `${tenant} ${about}`, 1);
    }
    if (type === 'AlertRaised' && data['upTo'] !== undefined) {
      const { mailboxes = 0 } = data['counts'] as Record<string, number>;
      const about = data['about'] as string;
      aboutOf.set(stream, about);
      count(told, `${tenant} ${about}`, mailboxes);
    }
    if (type === 'AlertGrown') {
      count(told, `${tenant} ${aboutOf.get(stream) ?? ''}`, data['added'] as number);
    }
  }
  return [...new Set([...owed.keys(), ...told.keys()])]
    .filter((key) => (owed.get(key) ?? 0) !== (told.get(key) ?? 0))
    .map((key) => {
      const [due = 0, is = 0] = [owed.get(key), told.get(key)];
      return violation(is < due ? 'alert-missing' : 'alert-twice', `${key}: ${is} of ${due}`);
    });
}

const gatheredTypes: Readonly<Record<string, string>> = {
  LeaseGranted: 'mailbox-started',
  PassCompleted: 'mailbox-completed',
};

/** What was mailed, or may have been, is in no other mail; a mail is handed over once. */
function checkMails(
  events: readonly RecordedEvent[],
  mailed: readonly string[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const covered = new Map<string, bigint>();
  for (const { stream, type, data } of events) {
    if (!stream.startsWith('mailing-')) continue;
    const { after, upTo } = data as { readonly after: string; readonly upTo: string };
    if (type === 'MailIntended' && BigInt(after) < (covered.get(stream) ?? 0n)) {
      findings.push(violation('mailed-twice', `${stream}: ${after} to ${upTo}`));
    }
    covered.set(stream, BigInt(type === 'MailRefused' ? after : upTo));
  }
  for (const [mailId, { length }] of Map.groupBy(mailed, (each) => each)) {
    if (length > 1) findings.push(violation('mailed-twice', `${length} times ${mailId}`));
  }
  return findings;
}

function isSingle({ type, data }: RecordedEvent): boolean {
  return type === 'AlertRaised' && data['upTo'] === undefined;
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
