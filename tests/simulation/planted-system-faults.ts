import { simulateSystem, type SimulateSystemRequest } from '@mailhaul/testing/system-simulator';
import type { SystemDisruption, SystemPlan } from '@mailhaul/testing/system-simulator';
import { EagerLog } from './eager-log.ts';

/** One rule of the system, or of the engine in it, switched off, and what must notice. */
export interface PlantedSystemFault extends Pick<
  SimulateSystemRequest,
  'rules' | 'schedulerRules' | 'workerRules' | 'documentRules' | 'pageRules' | 'reporterLog'
> {
  readonly name: string;
  /** It is noticed within this many seeds. */
  readonly seedsMax: number;
  readonly noticedBy: readonly string[];
  readonly shape: (drawn: SystemPlan) => SystemPlan;
}

const minuteMs = 60_000;

export const plantedSystemFaults: readonly PlantedSystemFault[] = [
  {
    name: 'fencing off: who has lost the ledger reads it again and goes on',
    rules: { noRefoldOnConflict: false },
    seedsMax: 20,
    noticedBy: ['single-writer', 'ledger', 'assertion', 'duplicate'],
    shape: (drawn) => twoBelieveInOneLease(drawn, 'target:answer'),
  },
  {
    name: 'fencing off: last bytes go out without a look at the ledger',
    rules: { holdBackCommit: false },
    seedsMax: 40,
    noticedBy: ['fenced-commit'],
    shape: (drawn) => twoBelieveInOneLease(drawn, 'target:message'),
  },
  {
    name: 'leases never expire',
    schedulerRules: { leasesExpire: false },
    seedsMax: 10,
    noticedBy: ['liveness'],
    shape: (drawn) => ({
      ...calm(drawn),
      disruptions: [
        {
          trigger: { kind: 'seam', what: 'target:commit', nth: 1 + (drawn.seed % 4) },
          act: { kind: 'kill', victim: 'worker', successorAfterMs: 1_000 },
        },
      ],
    }),
  },
  {
    name: 'limits are not kept',
    schedulerRules: { keepsLimits: false },
    seedsMax: 10,
    noticedBy: ['limit', 'mailbox-twice', 'target-twice'],
    shape: (drawn) => ({ ...calm(drawn), workers: [3, 3] }),
  },
  {
    name: 'schedules are not kept',
    schedulerRules: { keepsSchedules: false },
    seedsMax: 10,
    noticedBy: ['outside-schedule'],
    shape: (drawn) => ({ ...calm(drawn), schedules: { share: 1, changeEveryMs: undefined } }),
  },
  {
    name: 'passes do not stop by the log',
    workerRules: { stopsByLog: false },
    seedsMax: 20,
    noticedBy: ['paused-runs'],
    shape: (drawn) => ({ ...calm(drawn), actEveryMs: 5_000 }),
  },
  {
    name: 'read models take what is older',
    documentRules: { guardsPositions: false, asksWhereItIs: false },
    seedsMax: 5,
    noticedBy: ['document-backwards'],
    shape: twoReporters,
  },
  {
    name: 'two reporters, and neither asks whether the other has written',
    documentRules: { asksWhereItIs: false },
    seedsMax: 5,
    noticedBy: ['document', 'documents'],
    shape: twoReporters,
  },
  {
    name: 'the checkpoint is written before the documents',
    documentRules: { checkpointLast: false },
    seedsMax: 10,
    noticedBy: ['document', 'documents'],
    shape: (drawn) => ({
      ...calm(drawn),
      reporting: { ...calmReporting(drawn), isAtomic: false, documentFaultRate: 0.05 },
    }),
  },
  {
    name: 'a rebuild takes its place before it has caught up',
    documentRules: { refusesBehind: false },
    reporterLog: (log, clock) => new EagerLog(log, clock),
    seedsMax: 5,
    noticedBy: ['document-backwards'],
    shape: (drawn) => ({
      ...calm(drawn),
      reporting: { ...calmReporting(drawn), disruptions: [rebuildAt(3), rebuildAt(9)] },
    }),
  },
  {
    name: 'a hint is taken for what it hints at',
    pageRules: { hintsAreHints: false },
    seedsMax: 5,
    noticedBy: ['page-stale'],
    shape: (drawn) => ({ ...calm(drawn), busFaultRate: 0.4 }),
  },
];

/** The seed that noticed it, where the same seed is sound with the rule on; undefined: none did. */
export async function firstNoticed(fault: PlantedSystemFault): Promise<number | undefined> {
  const { name: _name, seedsMax, noticedBy, shape, ...off } = fault;
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const planted = await simulateSystem({ seed, shape, ...off });
    const isNoticed = planted.findings.some(
      ({ kind, rule }) => kind === 'violation' && noticedBy.includes(rule),
    );
    if (!isNoticed) continue;
    const sound = await simulateSystem({ seed, shape });
    if (sound.findings.every(({ kind }) => kind !== 'violation')) return seed;
  }
  return undefined;
}

/** No other faults: what is noticed is the planted one's doing. */
function calm(plan: SystemPlan): SystemPlan {
  return {
    ...plan,
    disruptions: [],
    busFaultRate: 0,
    storeFaultRate: 0,
    callFaultRate: 0,
    storeLatencyMsMax: Math.min(plan.storeLatencyMsMax, 50),
    busLatencyMsMax: Math.min(plan.busLatencyMsMax, 20),
    faultsEndMs: 15 * minuteMs,
    reporting: calmReporting(plan),
  };
}

function calmReporting({ reporting }: SystemPlan): SystemPlan['reporting'] {
  const one = { reporters: 1, notifiers: 1, isAtomic: true, disruptions: [] };
  return { ...reporting, ...one, documentFaultRate: 0, documentLatencyMsMax: 5 };
}

/** A read store that is slow, now and then, beyond the patience of those who write. */
function twoReporters(drawn: SystemPlan): SystemPlan {
  const slow = { documentFaultRate: 0.02, documentLatencyMsMax: 50 };
  return { ...calm(drawn), reporting: { ...calmReporting(drawn), reporters: 2, ...slow } };
}

function rebuildAt(minute: number): SystemDisruption {
  return { trigger: { kind: 'at', ms: minute * minuteMs }, act: { kind: 'rebuild' } };
}

/** A worker stands still in the middle of a write until its lease has gone to another, and goes on as if nothing had been. */
function twoBelieveInOneLease(drawn: SystemPlan, what: string): SystemPlan {
  const disruptions: readonly SystemDisruption[] = [2, 5, 9].map((nth) => ({
    trigger: { kind: 'seam', what, nth: nth + (drawn.seed % 5) },
    act: { kind: 'stop', victim: 'worker', forMs: 2 * minuteMs },
  }));
  return { ...calm(drawn), workers: [2, 2], hosts: 2, disruptions, actEveryMs: 10 * minuteMs };
}
