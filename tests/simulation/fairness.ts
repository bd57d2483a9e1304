import { seededRandom } from '@mailhaul/kernel';
import {
  type FairnessAct,
  type FairnessResult,
  itemsByWindow,
  jainIndex,
  quantile,
  simulateFairness,
} from '@mailhaul/testing/system-simulator';
import type { FairnessFigure } from './fairness-figures.ts';
import {
  type Crew,
  crews,
  itemMs,
  planOf,
  sizesOf,
  tenantCount,
  withFirst,
} from './fairness-plans.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const windowMs = 10 * minuteMs;
const lookedAtMs = 40 * minuteMs;
/** A mailbox takes half a minute: nobody runs dry while it is looked at. */
const passesASlot = 95;

/** Every scenario. The figures are of virtual time: they depend on the seed and on the code, and on no machine. */
export async function measureFairness(seed: number): Promise<readonly FairnessFigure[]> {
  const figures: FairnessFigure[] = [];
  for (const crew of Object.values(crews)) {
    figures.push(...(await besideEqualTenants(seed, crew)), await besideBacklog(seed, crew));
  }
  figures.push(
    ...(await whoComesLater(seed)),
    ...(await limitsAcrossFailures(seed, { failures: 24 })),
    ...(await sharedServerAcrossFailures(seed, { failures: 24 })),
  );
  return figures;
}

/** Fifty tenants three times: all alike, one of them on slow servers, one told to wait again and again. */
export async function besideEqualTenants(
  seed: number,
  crew: Crew,
): Promise<readonly FairnessFigure[]> {
  const slots = crew.workers.reduce((sum, one) => sum + one, 0);
  const mailboxes = Math.ceil((slots / tenantCount) * passesASlot) + 5;
  const plan = planOf({ seed, crew, mailboxes, endMs: lookedAtMs });
  const equal = await simulateFairness(plan);
  const scenario = `${tenantCount} tenants, ${crew.name}`;
  const cost = async (what: string, first: Parameters<typeof withFirst>[1]) => {
    const result = await simulateFairness(withFirst(plan, first));
    const value = 100 * (1 - throughputOfOthers(result) / throughputOfOthers(equal));
    return { scenario, what, value, unit: '%', aim: { is: 'at most', bound: 5 } } as const;
  };
  return [
    {
      ...{ scenario, what: 'equal: least Jain index of 10 min', unit: '' },
      value: Math.min(...windowsOf(equal).map(jainIndex)),
      aim: { is: 'at least', bound: 0.95 },
    },
    await cost('one on servers 20 times as slow costs others', { itemMs: 20 * itemMs }),
    await cost('one that is asked to wait costs others', {
      waits: { everyItems: 50, forMs: 5 * minuteMs },
    }),
  ];
}

/** Ten mailboxes of each beside ten, then a thousand, of one. */
export async function besideBacklog(seed: number, crew: Crew): Promise<FairnessFigure> {
  const mailboxes = 10;
  const plan = planOf({ seed, crew, mailboxes, endMs: 3 * hourMs });
  const p95 = async (ofFirst: number) => {
    const first = { mailboxes: sizesOf(seed, ofFirst) };
    const { starts, tenants } = await simulateFairness(withFirst(plan, first));
    const others = starts.filter(({ tenant }) => tenant !== tenants[0]);
    return quantile(
      others.map(({ waitedMs }) => waitedMs),
      0.95,
    );
  };
  return {
    scenario: `${tenantCount} tenants, ${crew.name}`,
    what: "one with 100 times the backlog raises others' p95 start",
    value: 100 * ((await p95(100 * mailboxes)) / (await p95(mailboxes)) - 1),
    ...{ unit: '%', aim: { is: 'at most', bound: 20 } },
  };
}

/** Tenants that come one after the other, with and without one that has had every free slot from the start. */
async function whoComesLater(seed: number): Promise<readonly FairnessFigure[]> {
  const random = seededRandom(seed ^ 0x2545f491);
  const crew = crews.some;
  const plan = planOf({ seed, crew, mailboxes: 10, endMs: 3 * hourMs });
  const tenants = plan.tenants.map((tenant, at) =>
    at === 0 ? tenant : { ...tenant, startMs: minuteMs + Math.floor(random.next() * hourMs) },
  );
  const p95 = async (ofFirst: number) => {
    const first = { mailboxes: sizesOf(seed, ofFirst) };
    const result = await simulateFairness(withFirst({ ...plan, tenants }, first));
    return quantile(firstWaits(result), 0.95) / 1_000;
  };
  const scenario = `tenants come within an hour, ${crew.name}`;
  const unit = 's';
  return [
    { scenario, what: 'p95 until their first mailbox starts', value: await p95(1), unit },
    {
      ...{ scenario, what: '… beside one with 1,000 mailboxes', value: await p95(1_000), unit },
      // Nobody is stopped for them: of 24 passes of half a minute one ends within moments.
      aim: { is: 'at most', bound: 10 },
    },
  ];
}

/** Two schedulers, of which the one that decides dies or stands still, and workers that die: no server sees more than it may. */
export async function limitsAcrossFailures(
  seed: number,
  about: { readonly failures: number; readonly rules?: Parameters<typeof simulateFairness>[1] },
): Promise<readonly FairnessFigure[]> {
  // As many as keep each at its limit until the last failure is over.
  const tenants = Array.from({ length: 12 }, (_, at) => {
    const mailboxesMax = 1 + (at % 3);
    const mailboxes = sizesOf(seed + at, mailboxesMax * 2 * about.failures);
    return { weight: 1, startMs: 0, itemMs: 4 * itemMs, mailboxes, mailboxesMax };
  });
  const acts = failuresOf(seed, about.failures);
  const plan = { seed, tenants, schedulers: 2, workers: [8, 8, 8], acts };
  const result = await simulateFairness(
    { ...plan, endMs: 4 * hourMs, untilDone: true },
    about.rules,
  );
  const used = tenants.map(({ mailboxesMax }, at) => {
    return (result.most.get(`source.t${at + 1}.example`) ?? 0) / mailboxesMax;
  });
  const scenario = `limits of 1 to 3 mailboxes, ${acts.length} failures`;
  const atLeast = { is: 'at least', bound: 1 } as const;
  return [
    {
      ...{ scenario, what: 'moments with more at a server than allowed', unit: '' },
      value: result.brokenLimits.length,
      aim: { is: 'at most', bound: 0 },
    },
    {
      ...{ scenario, what: 'the emptiest server at its fullest, of its limit', unit: '' },
      ...{ value: Math.min(...used), aim: atLeast },
    },
    {
      ...{ scenario, what: 'schedulers that took over', unit: '' },
      ...{ value: result.takeovers, aim: { is: 'at least', bound: about.failures / 6 } },
    },
    {
      ...{ scenario, what: 'every job done', unit: '' },
      ...{ value: result.isDone && result.crashes.length === 0 ? 1 : 0, aim: atLeast },
    },
  ];
}

/** As above, with all mail of twelve tenants on one server, which may serve so many mailboxes at once whoever's they are. */
export async function sharedServerAcrossFailures(
  seed: number,
  about: { readonly failures: number; readonly rules?: Parameters<typeof simulateFairness>[1] },
): Promise<readonly FairnessFigure[]> {
  const [sourceHost, most] = ['shared.example', 6];
  const tenants = Array.from({ length: 12 }, (_, at) => ({
    ...{ weight: 1, startMs: 0, itemMs: 4 * itemMs, sourceHost },
    mailboxes: sizesOf(seed + at, about.failures),
  }));
  const acts = failuresOf(seed, about.failures);
  const plan = { seed, tenants, schedulers: 2, workers: [8, 8, 8], acts };
  const result = await simulateFairness(
    { ...plan, endMs: 4 * hourMs, untilDone: true, serversMax: new Map([[sourceHost, most]]) },
    about.rules,
  );
  const scenario = `one server for 12 tenants, ${acts.length} failures`;
  const atLeast = { is: 'at least', bound: 1 } as const;
  return [
    {
      ...{ scenario, what: 'moments with more there than allowed', unit: '' },
      value: result.brokenLimits.length,
      aim: { is: 'at most', bound: 0 },
    },
    {
      ...{ scenario, what: 'the server at its fullest, of its limit', unit: '' },
      ...{ value: (result.most.get(sourceHost) ?? 0) / most, aim: atLeast },
    },
    {
      ...{ scenario, what: 'schedulers that took over', unit: '' },
      ...{ value: result.takeovers, aim: atLeast },
    },
    {
      ...{ scenario, what: 'every job done', unit: '' },
      ...{ value: result.isDone && result.crashes.length === 0 ? 1 : 0, aim: atLeast },
    },
  ];
}

/** One in each three minutes. A worker that stands still is none: it keeps its connections, whoever has its leases. */
function failuresOf(seed: number, count: number): readonly FairnessAct[] {
  const random = seededRandom(seed ^ 0x3c6ef372);
  return Array.from({ length: count }, (_, at) => {
    const isWorker = random.next() < 0.4;
    const kind = isWorker || random.next() < 0.5 ? 'kill' : 'stop';
    const atMs = (at + random.next()) * 3 * minuteMs;
    const forMs = 5_000 + random.next() * 4 * minuteMs;
    return { kind, victim: isWorker ? 'worker' : 'scheduler', atMs, forMs };
  });
}

/** After the first minutes, in which workers and passes begin. */
function windowsOf({ copied, tenants, endMs }: FairnessResult): readonly (readonly number[])[] {
  return itemsByWindow({ copied, tenants, fromMs: windowMs, toMs: endMs, windowMs });
}

function throughputOfOthers(result: FairnessResult): number {
  return windowsOf(result)
    .flatMap(([, ...others]) => others)
    .reduce((sum, items) => sum + items, 0);
}

function firstWaits({ starts, tenants }: FairnessResult): readonly number[] {
  const waits = new Map<string, number>();
  for (const { tenant, waitedMs } of starts) {
    waits.set(tenant, Math.min(waitedMs, waits.get(tenant) ?? Number.POSITIVE_INFINITY));
  }
  return tenants.slice(1).map((tenant) => waits.get(tenant) ?? Number.POSITIVE_INFINITY);
}
