import { Chance } from '../simulator/chance.ts';
import { drawServerProfile, type ServerProfile } from '../simulator/server-profile.ts';
import { drawPlan, type SimPlan, type WorkloadPlan } from '../simulator/sim-plan.ts';
import { drawSchedulesPlan, type SchedulesPlan } from './schedules-plan.ts';
import { drawReportingPlan, type ReportingPlan } from './reporting-plan.ts';
import { drawSystemDisruptions, type SystemDisruption } from './system-disruptions.ts';

/** Everything about one run of the system that is drawn before it begins. */
export interface SystemPlan {
  readonly seed: number;
  readonly tenants: readonly TenantPlan[];
  readonly schedulers: number;
  /** Slots of each. */
  readonly workers: readonly number[];
  readonly hosts: number;
  readonly disruptions: readonly SystemDisruption[];
  readonly reporting: ReportingPlan;
  readonly busFaultRate: number;
  readonly storeFaultRate: number;
  readonly callFaultRate: number;
  readonly storeLatencyMsMax: number;
  readonly busLatencyMsMax: number;
  /** Mean time between two acts of a person, and between two new messages, while faults last. */
  readonly actEveryMs: number;
  readonly faultsEndMs: number;
  readonly hostSkewMsMax: number;
  /** Some jobs may run at some times only. */
  readonly schedules: SchedulesPlan;
}

export interface TenantPlan {
  readonly weight: number;
  /** Mailboxes at once over the source's and the target's connection; undefined: no limit. */
  readonly mailboxesMax: readonly [number | undefined, number | undefined];
  readonly jobs: readonly JobPlan[];
}

export interface JobPlan {
  readonly rank: number;
  readonly pairs: readonly PairPlan[];
}

export interface PairPlan {
  /** Names of mailboxes inside the tenant: some are in several pairs. */
  readonly source: string;
  readonly target: string;
  readonly priority: number;
  readonly plan: SimPlan;
}

const minuteMs = 60_000;

export function drawSystemPlan(seed: number): SystemPlan {
  const chance = new Chance(seed ^ 0x6a09e667);
  const schedulers = chance.pick([1, 1, 2, 3]);
  const workers = Array.from({ length: chance.int(1, 3) }, () => chance.int(1, 3));
  const faultsEndMs = chance.span(4 * minuteMs, 20 * minuteMs);
  return {
    seed,
    tenants: Array.from({ length: chance.pick([1, 1, 2, 3]) }, (_, at) => drawTenant(chance, at)),
    schedulers,
    workers,
    hosts: chance.int(1, 3),
    disruptions: drawSystemDisruptions(chance, faultsEndMs),
    reporting: drawReportingPlan(new Chance(seed ^ 0x2545f491), faultsEndMs),
    busFaultRate: chance.pick([0, 0.02, 0.1, 0.4]),
    storeFaultRate: chance.pick([0, 0, 0.004, 0.02]),
    callFaultRate: chance.pick([0, 0.001, 0.01]),
    storeLatencyMsMax: chance.pick([0.5, 2, 50, 500]),
    busLatencyMsMax: chance.pick([1, 20, 500, 5_000]),
    actEveryMs: chance.pick([3_000, 8_000, 30_000]),
    faultsEndMs,
    hostSkewMsMax: chance.pick([0, 0, 1_000]),
    schedules: drawSchedulesPlan(new Chance(seed ^ 0x3f84d5b5)),
  };
}

function drawTenant(chance: Chance, at: number): TenantPlan {
  const profiles = { source: drawProfile(chance), target: drawProfile(chance) };
  const names = { tenant: at, mailboxes: 0 };
  const limit = () => chance.pick([undefined, undefined, 1, 2]);
  return {
    weight: chance.int(1, 3),
    mailboxesMax: [limit(), limit()],
    jobs: Array.from({ length: chance.int(1, 2) }, () => ({
      rank: chance.int(1, 5),
      pairs: Array.from({ length: chance.int(1, 4) }, () => drawPair(chance, names, profiles)),
    })),
  };
}

function drawPair(
  chance: Chance,
  names: { readonly tenant: number; mailboxes: number },
  profiles: { readonly source: ServerProfile; readonly target: ServerProfile },
): PairPlan {
  const own = names.mailboxes;
  names.mailboxes += 1;
  // Some mailbox of an earlier pair, now and then: two jobs may share a source, and must not share a target.
  const source = own > 0 && chance.happens(0.2) ? chance.int(0, own - 1) : own;
  const target = own > 0 && chance.happens(0.1) ? chance.int(0, own - 1) : own;
  const drawn = drawPlan(chance.int(1, 2 ** 30));
  const workload: WorkloadPlan = {
    ...drawn.workload,
    folders: ['INBOX', 'Sent'],
    itemCount: chance.int(10, 50),
    twinPercent: chance.pick([0, 15, 40]),
    nearTwinPercent: 5,
    oddEvery: 0,
    prefilledPercent: 0,
    alienCount: 0,
  };
  const options = { ...drawn.options, filters: {}, folderMap: new Map<string, string>() };
  return {
    source: `source-${source}`,
    target: `target-${target}`,
    priority: chance.int(1, 5),
    plan: { ...drawn, ...profiles, workload, options, laterOptions: [], disruptions: [] },
  };
}

/** Sound servers, some over slow lines, so that passes last: what odd ones do is the engine's own simulation. */
function drawProfile(chance: Chance): ServerProfile {
  const drawn = drawServerProfile(chance);
  return {
    ...drawn,
    latencyMs: chance.pick([0.5, 5, 80]),
    bytesPerSecond: chance.pick([200, 200, 400, 20_000]),
    lateCommits: { probability: 0, msMax: 1_000 },
    commits: 'atomic',
    mergesTwins: false,
    rewritesBytes: false,
    rewritesOdd: 'no',
  };
}
