import type { ProtocolRules } from '@mailhaul/copy-engine';
import type { Disruption, SimPlan } from '@mailhaul/testing/simulator';

/** One rule of the protocol switched off, and what must notice. */
export interface PlantedFault {
  readonly rule: keyof ProtocolRules;
  /** It is noticed within this many seeds. */
  readonly seedsMax: number;
  /** Any of these checkers, or an assertion of the engine itself, counts as noticing. */
  readonly noticedBy: readonly string[];
  readonly shape: (drawn: SimPlan) => SimPlan;
}

const minuteMs = 60_000;
const minute30Ms = 30 * minuteMs;

/** Each in a workload in which it can show: aimed disruptions, many twins, nobody else's noise. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    rule: 'intentBeforeWrite',
    seedsMax: 10,
    noticedBy: ['duplicate'],
    shape: (drawn) => quiet(drawn, [killAt('target:answer', drawn.seed)]),
  },
  {
    rule: 'adoptOnlyAboveFence',
    seedsMax: 60,
    noticedBy: ['fence', 'assertion'],
    shape: (drawn) => ({
      ...manyTwins(quiet(drawn, [killAt('target:commit', 3 * drawn.seed)])),
      userActEveryMs: 300,
      userActsMax: 200,
      userActWeights: { ...nothing, copy: 1 },
    }),
  },
  {
    rule: 'excludeClaimedIds',
    seedsMax: 10,
    noticedBy: ['claimed-once', 'assertion'],
    shape: (drawn) => manyTwins(quiet(drawn, [killAt('target:answer', drawn.seed)])),
  },
  {
    rule: 'noRefoldOnConflict',
    seedsMax: 10,
    noticedBy: ['single-writer', 'assertion', 'ledger'],
    shape: (drawn) => quiet(drawn, [secondAt('target:answer', 5 + drawn.seed)]),
  },
  {
    rule: 'quiesceBeforeScan',
    seedsMax: 20,
    noticedBy: ['claimed-once', 'loss', 'duplicate', 'assertion'],
    shape: (drawn) => {
      const plan = manyTwins(quiet(drawn, []));
      return { ...plan, workload: { ...plan.workload, poisonPercent: 8 } };
    },
  },
  {
    rule: 'awaitSettlesBeforeScan',
    seedsMax: 10,
    noticedBy: ['false-surplus', 'loss', 'claimed-once', 'assertion'],
    shape: (drawn) => ({
      ...manyTwins(quiet(drawn, [killAt('target:answer', drawn.seed)])),
      storeLatencyMsMax: 1_000,
    }),
  },
  {
    rule: 'adoptOnlyEqualHash',
    seedsMax: 20,
    noticedBy: ['other-bytes', 'loss'],
    shape: (drawn) => {
      const plan = quiet(drawn, [killAt('target:commit', 3 * drawn.seed)]);
      const workload = { ...plan.workload, twinPercent: 10, nearTwinPercent: 60 };
      return {
        ...plan,
        workload,
        userActEveryMs: 300,
        userActsMax: 100,
        userActWeights: { ...nothing, 'deliver-near-twin': 1 },
      };
    },
  },
  {
    rule: 'readBackPassOpened',
    seedsMax: 20,
    noticedBy: ['fenced-commit', 'single-writer', 'claimed-once', 'duplicate', 'assertion'],
    shape: (drawn) => ({
      ...quiet(drawn, [secondAt('store:append:PassOpened', 1)]),
      storeLatencyMsMax: 1_000,
    }),
  },
  {
    rule: 'holdBackCommit',
    seedsMax: 20,
    noticedBy: ['fenced-commit'],
    shape: (drawn) => quiet(drawn, [stopAt('target:message', drawn.seed, 20 * minuteMs)]),
  },
  {
    rule: 'believeFreshAnswers',
    seedsMax: 20,
    noticedBy: ['stale-commit'],
    // Stopped while it asks, for longer than its successor waits and shorter than its own deadline.
    shape: (drawn) => {
      const plan = quiet(drawn, [stopAt('store:readLast', 8 + drawn.seed, 100_000)]);
      const capabilities = { ...plan.target.capabilities, lettingGoMs: minute30Ms };
      const options = { ...plan.options, writeDeadlineMs: 600_000 };
      return { ...plan, options, target: { ...plan.target, capabilities } };
    },
  },
  {
    rule: 'watchOutlivesPass',
    seedsMax: 10,
    noticedBy: ['duplicate'],
    shape: (drawn) => {
      const plan = quiet(drawn, [stopAt('target:commit', drawn.seed, 25 * minuteMs)]);
      const target = { ...plan.target, autologoutMs: minute30Ms };
      const capabilities = { ...target.capabilities, lettingGoMs: minute30Ms };
      return { ...plan, target: { ...target, capabilities } };
    },
  },
  {
    rule: 'profileTargetFirst',
    seedsMax: 10,
    noticedBy: ['unprofiled'],
    // What late copies would show the watch may find all the same: the log shows that the rule is kept.
    shape: (drawn) => {
      const plan = quiet(drawn, [stopAt('target:commit', 10 + drawn.seed, 25 * minuteMs)]);
      const capabilities = { ...plan.target.capabilities, lettingGoMs: minute30Ms };
      return {
        ...plan,
        target: { ...plan.target, capabilities, autologoutMs: minute30Ms, rewritesBytes: true },
        workload: { ...plan.workload, noMessageIdPercent: 0 },
      };
    },
  },
  {
    rule: 'askAboutAltered',
    seedsMax: 10,
    noticedBy: ['duplicate'],
    shape: (drawn) => {
      const plan = quiet(drawn, [killAt('target:answer', 2 + drawn.seed)]);
      const rewritesOdd = drawn.seed % 2 === 0 ? ('mended' as const) : ('longer' as const);
      const workload = { ...plan.workload, oddEvery: 3, noMessageIdPercent: 30 };
      return { ...plan, target: { ...plan.target, rewritesOdd }, workload };
    },
  },
  {
    rule: 'markEachItem',
    seedsMax: 10,
    noticedBy: ['marker', 'assertion'],
    shape: (drawn) => marked(quiet(drawn, [killAt('target:answer', drawn.seed)])),
  },
  {
    rule: 'recoverByMarker',
    seedsMax: 20,
    noticedBy: ['doubtful-though-marked'],
    shape: (drawn) => {
      const plan = marked(quiet(drawn, [killAt('target:answer', 2 + drawn.seed)]));
      const workload = { ...plan.workload, alienCount: 0, noMessageIdPercent: 60 };
      return { ...plan, workload, target: { ...plan.target, rewritesBytes: true } };
    },
  },
  {
    rule: 'letGoWhenClosed',
    seedsMax: 10,
    noticedBy: ['duplicate'],
    shape: (drawn) => {
      const plan = quiet(drawn, [killAt('target:answer', 3 + drawn.seed)]);
      const target = { ...plan.target, autologoutMs: minute30Ms };
      const lateCommits = { probability: 1, msMax: 20_000 };
      const capabilities = { ...target.capabilities, lettingGoMs: minute30Ms };
      return { ...plan, target: { ...target, lateCommits, capabilities } };
    },
  },
];

/** Of a connector, not of the protocol: its numbers die with its process. */
export function forgetful(drawn: SimPlan): SimPlan {
  const plan = quiet(drawn, [killAt('target:answer', 3 + drawn.seed)]);
  const capabilities = { ...plan.source.capabilities, listsStates: false };
  return {
    ...plan,
    source: { ...plan.source, capabilities, numbers: 'forgetful' },
    userActEveryMs: 50,
    userActsMax: 100,
    userActWeights: { ...nothing, delete: 3, deliver: 1 },
  };
}

function marked(plan: SimPlan): SimPlan {
  const capabilities = { ...plan.target.capabilities, keepsMarkers: true };
  return { ...plan, target: { ...plan.target, capabilities } };
}

const nothing: SimPlan['userActWeights'] = {
  deliver: 0,
  'deliver-near-twin': 0,
  copy: 0,
  'move-out-and-back': 0,
  'move-away': 0,
  delete: 0,
  flag: 0,
};

/** Only these disruptions; no other faults, no users, a sound target on a fast line. */
function quiet(plan: SimPlan, disruptions: readonly Disruption[]): SimPlan {
  return {
    ...plan,
    target: {
      ...plan.target,
      bytesPerSecond: 100_000,
      lateCommits: { probability: 0, msMax: 1_000 },
      commits: 'atomic',
      mergesTwins: false,
      rewritesBytes: false,
      rewritesOdd: 'no',
    },
    workload: { ...plan.workload, prefilledPercent: 0, oddEvery: 0 },
    disruptions,
    laterOptions: [],
    callFaultRate: 0,
    storeFaultRate: 0,
    userActEveryMs: 0,
    faultsEndMs: 180 * minuteMs,
  };
}

function manyTwins(plan: SimPlan): SimPlan {
  const workload = { ...plan.workload, twinPercent: 60, nearTwinPercent: 5 };
  const folderMap = new Map([[plan.workload.folders[1] ?? '', plan.workload.folders[2] ?? '']]);
  return {
    ...plan,
    workload,
    options: { ...plan.options, connectionPairs: 4, pairsAtStart: 4, folderMap },
  };
}

function killAt(what: string, nth: number): Disruption {
  return {
    trigger: { kind: 'seam', what, nth },
    act: { kind: 'kill', successorAfterMs: 500, onSameHost: true },
  };
}

function secondAt(what: string, nth: number): Disruption {
  return { trigger: { kind: 'seam', what, nth }, act: { kind: 'second', onSameHost: false } };
}

function stopAt(what: string, nth: number, forMs: number): Disruption {
  return {
    trigger: { kind: 'seam', what, nth },
    act: { kind: 'stop', forMs, successorAfterMs: 1_000 },
  };
}
