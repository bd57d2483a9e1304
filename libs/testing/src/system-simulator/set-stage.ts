import { type Random, seededRandom, uuid4 } from '@mailhaul/kernel';
import { runMailboxPass } from '@mailhaul/pass-runner';
import { SimServer } from '../simulator/sim-server.ts';
import { fillMailboxes } from '../simulator/workload.ts';
import { Chance } from '../simulator/chance.ts';
import type { People } from './people.ts';
import { drawSchedule } from './schedules-plan.ts';
import type { PairPlan, TenantPlan } from './system-plan.ts';
import type { JobStage, SystemStage } from './system-stage.ts';

/** Tenants, connections, jobs and pairs as people would have made them, with the mailboxes that they name. */
export async function setStage(stage: SystemStage, people: People): Promise<void> {
  const random = seededRandom(stage.plan.seed ^ 0x1f83d9ab);
  const servers = new Map<string, SimServer>();
  const timing = new Chance(stage.plan.seed ^ 0x428a2f98);
  for (const [at, plan] of stage.plan.tenants.entries()) {
    const tenant = `t${at + 1}`;
    const { weight } = plan;
    const details = { name: tenant };
    await people.tenant(tenant, { kind: 'CreateTenant', weight, colour: 'blue', details });
    const sides = await defineConnections(people, { tenant, plan, random });
    for (const [nth, job] of plan.jobs.entries()) {
      const made: JobStage = { tenant, jobId: uuid4(random), name: `${tenant}j${nth + 1}` };
      stage.jobs.push(made);
      await people.job(made, { kind: 'CreateJob', rank: job.rank, ...sides, ...settings(made) });
      for (const pair of job.pairs) {
        await addPair({ stage, people, servers }, made, { pair, pairId: uuid4(random) });
      }
      const added = job.pairs.length;
      await people.job(made, { kind: 'ChangePairs', added, edited: 0, removed: 0 });
      if (timing.happens(stage.plan.schedules.share)) {
        await people.job(made, { kind: 'SetSchedule', schedule: drawSchedule(timing) });
      }
    }
  }
}

async function defineConnections(
  people: People,
  about: { readonly tenant: string; readonly plan: TenantPlan; readonly random: Random },
) {
  const { tenant, plan, random } = about;
  const ids = [uuid4(random), uuid4(random)] as const;
  for (const [at, id] of ids.entries()) {
    const mailboxesMax = plan.mailboxesMax[at];
    const limit = mailboxesMax === undefined ? {} : { mailboxesMax };
    const host = `${at === 0 ? 'source' : 'target'}.${tenant}.example`;
    await people.connection(tenant, id, {
      kind: 'DefineConnection',
      facts: { kind: 'imap', credential: 1, ...limit },
      details: { name: host, host, security: 'tls', signIn: 'admin', adminUser: 'admin' },
    });
  }
  return { sourceConnectionId: ids[0], targetConnectionId: ids[1] };
}

function settings({ name }: JobStage) {
  return {
    details: { name },
    options: {
      order: 'oldest-first',
      onFilledTarget: 'match',
      verifies: false,
      connectionsPerMailbox: 2,
    },
  } as const;
}

async function addPair(
  scene: {
    readonly stage: SystemStage;
    readonly people: People;
    readonly servers: Map<string, SimServer>;
  },
  { tenant, jobId, name }: JobStage,
  { pair, pairId }: { readonly pair: PairPlan; readonly pairId: string },
): Promise<void> {
  const { stage, people, servers } = scene;
  const { world, log, rules, pairs } = stage;
  const server = (side: 'source' | 'target', mailbox: string) => {
    const key = `${tenant} ${mailbox}`;
    const known = servers.get(key);
    const made = known ?? new SimServer(world, side, pair.plan[side]);
    servers.set(key, made);
    return { key, server: made, isNew: known === undefined };
  };
  const source = server('source', pair.source);
  const target = server('target', pair.target);
  if (source.isNew) fillMailboxes(pair.plan, source.server, target.server);
  const ends = { source: source.server, target: target.server };
  pairs.set(pairId, {
    ...{ tenant, pairId, jobId },
    name: `${name}p${pairs.size + 1}`,
    ...{ source: source.key, target: target.key },
    stage: { world, plan: pair.plan, ...ends, log, runPass: runMailboxPass, rules },
    passes: [],
  });
  const mailboxes = { source: pair.source, target: pair.target };
  const placing = { jobId, priority: pair.priority };
  await people.pair({ tenant, pairId }, { kind: 'AddPair', mailboxes, placing });
}
