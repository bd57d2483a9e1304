import { seededRandom } from '@mailhaul/kernel';
import type { FairnessPlan, FairTenant } from '@mailhaul/testing/system-simulator';

/** How many workers' slots there are for fifty tenants: fewer than tenants, or more. */
export interface Crew {
  readonly name: string;
  readonly workers: readonly number[];
}

export const crews = {
  few: { name: '12 slots', workers: [4, 4, 4] },
  some: { name: '24 slots', workers: [8, 8, 8] },
  many: { name: '120 slots', workers: [40, 40, 40] },
} as const satisfies Record<string, Crew>;

export const tenantCount = 50;
export const itemMs = 250;

/** Equal tenants; nothing befalls anybody. */
export function planOf(about: {
  readonly seed: number;
  readonly crew: Crew;
  readonly mailboxes: number;
  readonly endMs: number;
}): FairnessPlan {
  const { seed, crew, mailboxes, endMs } = about;
  const tenants = tenantsOf({ seed, count: tenantCount, mailboxes });
  return { seed, tenants, schedulers: 1, workers: crew.workers, acts: [], endMs, untilDone: false };
}

function tenantsOf(about: {
  readonly seed: number;
  readonly count: number;
  readonly mailboxes: number;
}): readonly FairTenant[] {
  return Array.from({ length: about.count }, (_, at) => ({
    ...{ weight: 1, startMs: 0, itemMs },
    mailboxes: sizesOf(about.seed + at, about.mailboxes),
  }));
}

/** The first tenant is otherwise. */
export function withFirst(plan: FairnessPlan, first: Partial<FairTenant>): FairnessPlan {
  const tenants = plan.tenants.map((tenant, at) => (at === 0 ? { ...tenant, ...first } : tenant));
  return { ...plan, tenants };
}

/** Mailboxes of 20 to 200 items. */
export function sizesOf(seed: number, count: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => 20 + Math.floor(random.next() * 181));
}
