import type { Chance } from '../simulator/chance.ts';
import type { Trigger } from '../simulator/disruptions.ts';

export type Victim = 'worker' | 'scheduler' | 'pass' | 'reporter' | 'notifier';

export type SystemAct =
  | { readonly kind: 'kill'; readonly victim: Victim; readonly successorAfterMs: number }
  /** Its clocks go on: the others go on without it, and then it wakes. */
  | { readonly kind: 'stop'; readonly victim: Victim; readonly forMs: number }
  /** The whole host: its clocks stand still. */
  | { readonly kind: 'pause'; readonly victim: Victim; readonly forMs: number }
  | { readonly kind: 'drain'; readonly successorAfterMs: number }
  | { readonly kind: 'jump-wall'; readonly byMs: number }
  /** Nothing goes over the bus for a while. */
  | { readonly kind: 'bus-down'; readonly forMs: number }
  /** Somebody asks a reporter to make the read models anew. */
  | { readonly kind: 'rebuild' }
  /** All read models are gone from one moment to the next. */
  | { readonly kind: 'lose-documents' }
  /** Nobody can sign in over one of a tenant's connections any more, until people have mended it and said so. */
  | {
      readonly kind: 'break-connection';
      readonly side: 'source' | 'target';
      readonly forMs: number;
    };

export interface SystemDisruption {
  readonly trigger: Trigger;
  readonly act: SystemAct;
}

const minuteMs = 60_000;

/** Seams worth aiming at; the empty name is any call of any process. */
const aims = [
  '',
  'target:commit',
  'target:answer',
  'store:append:PassOpened',
  'store:append:ItemsSettled',
  'store:append:LeaseGranted',
  'store:append:PassScheduled',
  'store:append:PassCompleted',
  'store:append:PassPaused',
  'store:append:LeaseExpired',
  'store:append:JobFinished',
  'store:append:ShardTaken',
  'bus:request',
] as const;

export function drawSystemDisruptions(chance: Chance, endMs: number): readonly SystemDisruption[] {
  const count = chance.pick([0, 1, 3, 5, 8, 12]);
  return Array.from({ length: count }, () => ({
    trigger: drawTrigger(chance, endMs),
    act: drawAct(chance),
  }));
}

function drawTrigger(chance: Chance, endMs: number): Trigger {
  if (chance.happens(0.4)) return { kind: 'at', ms: chance.int(1_000, endMs) };
  const what = chance.pick(aims);
  return { kind: 'seam', what, nth: chance.span(1, what === '' ? 2_000 : 12) };
}

function drawAct(chance: Chance): SystemAct {
  const kind = chance.weighted({
    kill: 10,
    stop: 5,
    pause: 4,
    drain: 3,
    'jump-wall': 3,
    'bus-down': 3,
    'break-connection': 3,
  });
  const victim = chance.pick(['worker', 'worker', 'scheduler', 'scheduler', 'pass'] as const);
  const successorAfterMs = chance.span(50, 4 * minuteMs);
  switch (kind) {
    case 'kill':
      return { kind, victim, successorAfterMs };
    case 'stop':
    case 'pause':
      return { kind, victim, forMs: chance.span(1_000, 12 * minuteMs) };
    case 'drain':
      return { kind, successorAfterMs };
    case 'jump-wall':
      return { kind, byMs: (chance.happens(0.5) ? -1 : 1) * chance.span(500, 10 * minuteMs) };
    case 'break-connection':
      return {
        kind,
        side: chance.pick(['source', 'target']),
        forMs: chance.span(1_000, 3 * minuteMs),
      };
    case 'bus-down':
      return { kind, forMs: chance.span(1_000, 5 * minuteMs) };
  }
}
