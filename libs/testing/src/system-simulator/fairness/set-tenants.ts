import { type Random, seededRandom, uuid4 } from '@mailhaul/kernel';
import type { People } from '../people.ts';
import type { JobStage } from '../system-stage.ts';
import type { FairnessPlan, FairTenant } from './fairness-plan.ts';
import type { MailboxLoad } from './modelled-passes.ts';

export interface StagedTenant {
  readonly job: JobStage;
  readonly profile: FairTenant;
  /** Its servers. */
  readonly endpoints: readonly string[];
}

/** Tenants as people would have made them, each with one job between two servers of its own; the loads by pair. */
export async function setTenants(
  plan: FairnessPlan,
  people: People,
  loads: Map<string, MailboxLoad>,
): Promise<readonly StagedTenant[]> {
  const random = seededRandom(plan.seed ^ 0x1f83d9ab);
  const staged: StagedTenant[] = [];
  for (const [at, profile] of plan.tenants.entries()) {
    const tenant = `t${at + 1}`;
    const { weight } = profile;
    const details = { name: tenant };
    await people.tenant(tenant, { kind: 'CreateTenant', weight, colour: 'blue', details });
    const job = { tenant, jobId: uuid4(random), name: tenant };
    const sides = await defineSides({ people, random }, tenant, profile);
    await people.job(job, { kind: 'CreateJob', rank: 1, ...sides.ids, ...settings(tenant) });
    for (const [nth, items] of profile.mailboxes.entries()) {
      const pairId = uuid4(random);
      // On a server of many, names are of one tenant each.
      const mailbox = `${profile.sourceHost === undefined ? '' : `${tenant}.`}m${nth + 1}`;
      const mailboxes = { source: mailbox, target: mailbox };
      const placing = { jobId: job.jobId, priority: 1 };
      await people.pair({ tenant, pairId }, { kind: 'AddPair', mailboxes, placing });
      loads.set(pairId, { tenant, profile, leftItems: items, sinceWait: 0 });
    }
    const added = profile.mailboxes.length;
    await people.job(job, { kind: 'ChangePairs', added, edited: 0, removed: 0 });
    staged.push({ job, profile, endpoints: sides.hosts });
  }
  return staged;
}

async function defineSides(
  { people, random }: { readonly people: People; readonly random: Random },
  tenant: string,
  { mailboxesMax, sourceHost = `source.${tenant}.example` }: FairTenant,
) {
  const limit = mailboxesMax === undefined ? {} : { mailboxesMax };
  const hosts = [sourceHost, `target.${tenant}.example`];
  const ids = [uuid4(random), uuid4(random)] as const;
  for (const [at, id] of ids.entries()) {
    const host = hosts[at] as string;
    await people.connection(tenant, id, {
      kind: 'DefineConnection',
      facts: { kind: 'imap', credential: 1, ...limit },
      details: { name: host, host, security: 'tls', signIn: 'admin', adminUser: 'admin' },
    });
  }
  return { hosts, ids: { sourceConnectionId: ids[0], targetConnectionId: ids[1] } };
}

function settings(name: string) {
  const flow = { order: 'oldest-first', onFilledTarget: 'match', verifies: false } as const;
  return { details: { name }, options: { ...flow, connectionsPerMailbox: 2 } };
}
