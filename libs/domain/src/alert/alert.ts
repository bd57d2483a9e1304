import { unreachable } from '@mailhaul/kernel';
import { type Fact, factOf, type Ordered } from '../fact.ts';

/** Good or Bad news, one stream each; the notifier names it after the event, or the hour of one job, that it tells of. */
export type AlertEvent =
  | { type: 'AlertRaised'; data: Fact & AlertFacts }
  /** More mailboxes of which the same is to be told; `counts` is of all that were gathered. */
  | {
      type: 'AlertGrown';
      data: Fact & {
        readonly added: number;
        readonly counts: Readonly<Record<string, number>>;
        readonly upTo: string;
      };
    }
  | { type: 'AlertCleared'; data: Fact };

export interface AlertFacts {
  readonly tone: 'good' | 'bad';
  /** What happened: `job-finished`, `mailbox-failed`, `connection-broken` ... */
  readonly about: string;
  /** An error's code in the catalogue, where it is of one. */
  readonly code?: string;
  readonly jobId?: string;
  readonly pairId?: string;
  readonly connectionId?: string;
  readonly counts?: Readonly<Record<string, number>>;
  /** Where it is gathered from many events: the place in the log of the last that counts in it. */
  readonly upTo?: string;
}

export type Alert =
  { readonly status: 'unknown' } | ({ readonly status: 'raised' | 'cleared' } & AlertFacts);

/** One event that is told together with others of its kind. */
export interface GatheredEvent {
  /** In the log. */
  readonly position: string;
  readonly pairId: string;
}

export type AlertCommand = Ordered &
  (
    | { readonly kind: 'RaiseAlert'; readonly facts: AlertFacts }
    /** In the order of the log. Those up to the last that was gathered count no second time, however often they are read. */
    | {
        readonly kind: 'GatherAlert';
        readonly facts: Pick<AlertFacts, 'tone' | 'about' | 'jobId'>;
        readonly events: readonly GatheredEvent[];
      }
    | { readonly kind: 'ClearAlert' }
  );

export interface AlertRejection {
  readonly kind: 'rejected';
  readonly reason: 'AlertUnknown';
}

/** The alert as `handleCommand` wants it. */
export const alertDecider = {
  initial: (): Alert => ({ status: 'unknown' }),
  evolve: evolveAlert,
  decide: decideAlert,
  upcasters: {},
} as const;

function evolveAlert(alert: Alert, event: AlertEvent): Alert {
  switch (event.type) {
    case 'AlertRaised': {
      const { atMs: _at, actor: _actor, ...facts } = event.data;
      return { status: 'raised', ...facts };
    }
    case 'AlertGrown': {
      const { counts, upTo } = event.data;
      return alert.status === 'unknown' ? alert : { ...alert, counts, upTo };
    }
    case 'AlertCleared':
      return alert.status === 'unknown' ? alert : { ...alert, status: 'cleared' };
    default:
      return unreachable(event);
  }
}

function decideAlert(alert: Alert, command: AlertCommand): readonly AlertEvent[] | AlertRejection {
  switch (command.kind) {
    case 'RaiseAlert':
      if (alert.status !== 'unknown') return [];
      return [{ type: 'AlertRaised', data: { ...factOf(command), ...command.facts } }];
    case 'GatherAlert':
      return gathered(alert, command);
    case 'ClearAlert':
      if (alert.status === 'unknown') return { kind: 'rejected', reason: 'AlertUnknown' };
      if (alert.status === 'cleared') return [];
      return [{ type: 'AlertCleared', data: factOf(command) }];
    default:
      return unreachable(command);
  }
}

/** What was cleared is not counted again: the alert then tells of what came since. */
function gathered(
  alert: Alert,
  command: Extract<AlertCommand, { kind: 'GatherAlert' }>,
): readonly AlertEvent[] {
  const upToNow = alert.status === 'unknown' ? undefined : alert.upTo;
  const fresh = command.events.filter(
    ({ position }) => upToNow === undefined || BigInt(position) > BigInt(upToNow),
  );
  const [first] = fresh;
  const upTo = fresh.at(-1)?.position;
  if (first === undefined || upTo === undefined) return [];
  const fact = factOf(command);
  if (alert.status !== 'raised') {
    const counts = { mailboxes: fresh.length };
    const data = { ...fact, ...command.facts, pairId: first.pairId, counts, upTo };
    return [{ type: 'AlertRaised', data }];
  }
  const counts = { mailboxes: (alert.counts?.['mailboxes'] ?? 0) + fresh.length };
  return [{ type: 'AlertGrown', data: { ...fact, added: fresh.length, counts, upTo } }];
}
