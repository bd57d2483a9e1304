import { unreachable } from '@mailhaul/kernel';
import { type Fact, factOf, type Ordered } from '../fact.ts';

/** Good or Bad news, one stream each; the notifier names it after the event that it tells of. */
export type AlertEvent =
  { type: 'AlertRaised'; data: Fact & AlertFacts } | { type: 'AlertCleared'; data: Fact };

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
}

export type Alert =
  { readonly status: 'unknown' } | ({ readonly status: 'raised' | 'cleared' } & AlertFacts);

export type AlertCommand = Ordered &
  ({ readonly kind: 'RaiseAlert'; readonly facts: AlertFacts } | { readonly kind: 'ClearAlert' });

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
    case 'ClearAlert':
      if (alert.status === 'unknown') return { kind: 'rejected', reason: 'AlertUnknown' };
      if (alert.status === 'cleared') return [];
      return [{ type: 'AlertCleared', data: factOf(command) }];
    default:
      return unreachable(command);
  }
}
