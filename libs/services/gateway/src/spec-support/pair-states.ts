import { handleCommand } from '@mailhaul/application';
import type { Pair } from '@mailhaul/contracts';
import { type PairCommand, pairDecider, pairStream } from '@mailhaul/domain';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import type { GatewayBench } from './gateway-bench.ts';

export type PairState =
  'not matched' | 'ready' | 'queued' | 'running' | 'paused' | 'completed' | 'failed' | 'held';

type Wish = PairCommand extends infer C
  ? C extends PairCommand
    ? Omit<C, 'commandId' | 'atMs' | 'actor'>
    : never
  : never;

const totals = {
  ...{ migrated: 1, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, bytesMigrated: 1 },
};

/** Does what scheduler and worker would, until the pair is in that state. */
export async function bringPair(
  bench: GatewayBench,
  place: { readonly tenant: string; readonly pair: Pick<Pair, 'id'> },
  state: PairState,
): Promise<void> {
  const passId = uuid4(systemRandom);
  const schedule: Wish = { kind: 'SchedulePass', passId, run: 1 };
  const untilMs = systemClock.wallMs() + 60_000;
  const grant: Wish = { kind: 'GrantLease', passId, workerId: 'w', untilMs };
  const ends: Readonly<Record<PairState, readonly Wish[]>> = {
    'not matched': [{ kind: 'UnmatchPair' }],
    ready: [],
    queued: [schedule],
    running: [schedule, grant],
    paused: [schedule, grant, { kind: 'PausePass', passId, reason: 'stopped', retryAt: undefined }],
    completed: [schedule, grant, { kind: 'CompletePass', passId, totals }],
    failed: [schedule, grant, { kind: 'FailPass', passId, code: 'sign-in-rejected' }],
    held: [{ kind: 'HoldPair' }],
  };
  for (const wish of ends[state]) await tellPair(bench, place, wish);
}

async function tellPair(
  bench: GatewayBench,
  { tenant, pair }: { readonly tenant: string; readonly pair: Pick<Pair, 'id'> },
  wish: Wish,
): Promise<void> {
  const sealer = await bench.secrets.sealers.of(tenant);
  const order = { commandId: uuid4(systemRandom), atMs: systemClock.wallMs(), actor: 'spec' };
  const result = await handleCommand(
    { store: bench.store, sealer, stream: pairStream(tenant, pair.id), decider: pairDecider },
    { ...order, ...wish },
  );
  if (result.kind === 'rejected') throw new Error(`${wish.kind}: ${result.reason}`);
}
