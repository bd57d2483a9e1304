import type { Chance } from '../simulator/chance.ts';
import type { SystemDisruption } from './system-disruptions.ts';

/** What is drawn of the services that read the log for people. */
export interface ReportingPlan {
  /** At once, over the same read models. */
  readonly reporters: number;
  readonly notifiers: number;
  /** Whether the read store takes a batch whole or may stop within. */
  readonly isAtomic: boolean;
  readonly documentFaultRate: number;
  readonly documentLatencyMsMax: number;
  readonly disruptions: readonly SystemDisruption[];
}

const minuteMs = 60_000;
const victims = ['reporter', 'reporter', 'reporter', 'notifier'] as const;
const aims = [
  'documents:apply',
  'documents:apply:done',
  'documents:begin:done',
  'documents:finish',
  'documents:finish:done',
  'documents:get',
  'store:append:AlertRaised',
] as const;

export function drawReportingPlan(chance: Chance, endMs: number): ReportingPlan {
  const isAtomic = chance.happens(0.6);
  const count = chance.pick([0, 2, 4, 8]);
  return {
    // Only a store that takes whole batches can have two who write.
    reporters: isAtomic ? chance.pick([1, 2]) : 1,
    notifiers: chance.pick([1, 1, 2]),
    isAtomic,
    documentFaultRate: chance.pick([0, 0.002, 0.02]),
    documentLatencyMsMax: chance.pick([0.5, 5, 100]),
    disruptions: Array.from({ length: count }, () => drawDisruption(chance, endMs)),
  };
}

function drawDisruption(chance: Chance, endMs: number): SystemDisruption {
  const victim = chance.pick(victims);
  const kind = chance.weighted({ kill: 6, stop: 3, rebuild: 5, 'lose-documents': 1 });
  const at = { kind: 'at', ms: chance.int(1_000, endMs) } as const;
  switch (kind) {
    case 'kill': {
      const act = { kind, victim, successorAfterMs: chance.span(50, 2 * minuteMs) } as const;
      if (chance.happens(0.4)) return { trigger: at, act };
      const what = chance.pick(aims);
      return { trigger: { kind: 'seam', what, nth: chance.span(1, 40) }, act };
    }
    case 'stop':
      return { trigger: at, act: { kind, victim, forMs: chance.span(1_000, 5 * minuteMs) } };
    case 'rebuild':
    case 'lose-documents':
      return { trigger: at, act: { kind } };
  }
}
