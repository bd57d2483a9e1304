import { unreachable } from '@mailhaul/kernel';
import type { PairEvent } from './pair-events.ts';
import type {
  PlannedTarget,
  TargetBegin,
  TargetMakingEvent,
  TargetPlan,
} from './target-making-events.ts';

/** How far a pair's target mailbox is from being made. */
export interface TargetMaking {
  /** Undefined: nothing is planned. */
  readonly plan: TargetPlan | undefined;
  /** Undefined once the tenant's key is destroyed. */
  readonly planned: PlannedTarget | undefined;
  readonly isAsked: boolean;
  /** Makings begun so far: the number of the last one. */
  readonly count: number;
  /** Undefined: nobody makes it. */
  readonly current: (TargetBegin & { readonly making: number }) | undefined;
  /** How the last one ended, where it made nothing. */
  readonly refused: { readonly code: string; readonly run: number } | undefined;
  /** Version of the initial password that nobody has read yet, or that the next making goes on with. */
  readonly password: number | undefined;
  /** Somebody has read one: it is not set once more behind the user's back. */
  readonly wasTold: boolean;
}

export const nothingPlanned: TargetMaking = {
  ...{ plan: undefined, planned: undefined, isAsked: false, count: 0 },
  ...{ current: undefined, refused: undefined, password: undefined, wasTold: false },
};

const types: ReadonlySet<string> = new Set<TargetMakingEvent['type']>([
  'TargetPlanned',
  'TargetAsked',
  'TargetBegun',
  'TargetMade',
  'TargetRefused',
  'InitialPasswordTold',
]);

export function isMakingEvent(event: PairEvent): event is PairEvent & TargetMakingEvent {
  return types.has(event.type);
}

export function evolveMaking(making: TargetMaking, event: TargetMakingEvent): TargetMaking {
  switch (event.type) {
    case 'TargetPlanned': {
      const { plan } = event.data;
      return { ...unplanned(making), plan, planned: event.sealed };
    }
    case 'TargetAsked':
      return { ...making, isAsked: true, refused: undefined };
    case 'TargetBegun': {
      const { workerId, untilMs, run, password = making.password, making: count } = event.data;
      const current = { workerId, untilMs, making: count, ...(run === undefined ? {} : { run }) };
      return { ...making, isAsked: true, count, password, current, refused: undefined };
    }
    case 'TargetMade': {
      return unplanned(making);
    }
    case 'TargetRefused': {
      const { code } = event.data;
      const refused = { code, run: making.current?.run ?? 0 };
      return { ...making, isAsked: false, current: undefined, refused };
    }
    case 'InitialPasswordTold':
      return { ...making, password: undefined, wasTold: true };
    default:
      return unreachable(event);
  }
}

/** Matched by other means: what was planned is not wanted any more. */
export function unplanned({ count, password, wasTold }: TargetMaking): TargetMaking {
  return { ...nothingPlanned, count, password, wasTold };
}
