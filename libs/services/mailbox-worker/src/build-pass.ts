import type { EventStore, Sealer, SecretStore } from '@mailhaul/application';
import { assert } from '@mailhaul/kernel';
import { ConnectionUrlRefused, settingsFromDetails } from '@mailhaul/connector-registry';
import {
  type Connection,
  connectionDecider,
  connectionStream,
  type Job,
  jobDecider,
  jobStream,
  type KnownPair,
  type Pair,
  pairDecider,
  type PairSide,
  pairStream,
  type PassKind,
} from '@mailhaul/domain';
import type { HeldLease } from './held-lease.ts';
import { passOptionsOf } from './job-pass-options.ts';
import type { PassWord } from './pass-execution.ts';
import type { PassToRun, SideToRun } from './pass-to-run.ts';
import { readFold } from './read-fold.ts';
import { readSecrets } from './read-secrets.ts';

export interface BuildBench {
  readonly workerId: string;
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly secrets: Pick<SecretStore, 'get'>;
}

export type BuiltPass =
  | {
      readonly kind: 'pass';
      readonly pass: PassToRun;
      readonly origin: PassOrigin;
    }
  /** The lease is not this worker's any more: there is nothing to do and nothing to tell. */
  | { readonly kind: 'lost' }
  /** It is not to run, and this is to be told. */
  | { readonly kind: 'word'; readonly word: PassWord };

/** What the pass was built from: older events of these streams change nothing about it. */
export interface PassOrigin {
  readonly pairRevision: number;
  readonly jobId: string;
  readonly jobRevision: number;
  /** For its schedule. */
  readonly job: Job;
  /** Of the pair: pauses in a row without progress. */
  readonly pauses: number;
  readonly pass: PassKind;
  readonly connections: Readonly<Record<PairSide, ConnectionPlace>>;
}

export interface ConnectionPlace {
  readonly id: string;
  readonly edition: number;
}

/** All that a pass needs, from the log and the secret store alone. @throws what these throw. */
export async function buildPass(bench: BuildBench, lease: HeldLease): Promise<BuiltPass> {
  const { tenant, pairId } = lease;
  const pair = await readFold(bench, pairStream(tenant, pairId), pairDecider);
  if (!isHeldBy(pair.state, lease, bench.workerId)) return { kind: 'lost' };
  const { jobId, pauses } = pair.state;
  if (jobId === undefined) return failed('job-unknown');
  const job = await readFold(bench, jobStream(tenant, jobId), jobDecider);
  const { status } = job.state;
  const isLeaving = pair.state.leaving !== undefined;
  if (pair.state.isHeld || isLeaving || status === 'paused' || status === 'deleted') return stopped;
  if (status === 'unknown') return failed('job-unknown');
  if (job.state.closed !== undefined) return { kind: 'word', word: { kind: 'ReleaseLease' } };
  const { mailboxes } = pair.state;
  const { details, options } = job.state;
  if (details === undefined || mailboxes === undefined) return failed('personal-data-erased');
  const at = { bench, tenant, pairId, pair: pair.state };
  const source = await buildSide(at, 'source', job.state.sourceConnectionId);
  if (source.kind === 'word') return source;
  const target = await buildSide(at, 'target', job.state.targetConnectionId);
  if (target.kind === 'word') return target;
  const origin = {
    ...{ pairRevision: pair.revision, jobRevision: job.revision, jobId, pauses },
    job: job.state,
    pass: pair.state.pass,
    connections: { source: source.place, target: target.place },
  };
  const pass = {
    ...{ tenant, pairId, generation: pair.state.generation },
    ...{ source: source.side, target: target.side },
    ...{
      options: passOptionsOf({ options, details }, pair.state),
      isVerifying: options.verifies && pair.state.pass !== 'watch',
    },
  };
  return { kind: 'pass', pass, origin };
}

type UnderWay = Extract<Pair, { status: 'under-way' }>;

function isHeldBy(pair: Pair, lease: HeldLease, workerId: string): pair is UnderWay {
  if (pair.status !== 'under-way' || pair.passId !== lease.passId) return false;
  return pair.lease?.lease === lease.lease && pair.lease.workerId === workerId;
}

const stopped: BuiltPass = {
  kind: 'word',
  word: { kind: 'PausePass', reason: 'stopped', retryAt: undefined, progressed: false },
};

type BuiltSide =
  | { readonly kind: 'side'; readonly side: SideToRun; readonly place: ConnectionPlace }
  | { readonly kind: 'word'; readonly word: PassWord };

async function buildSide(
  at: {
    readonly bench: BuildBench;
    readonly tenant: string;
    readonly pairId: string;
    readonly pair: KnownPair;
  },
  side: PairSide,
  connectionId: string,
): Promise<BuiltSide> {
  const { bench, tenant, pairId, pair } = at;
  const stream = connectionStream(tenant, connectionId);
  const { state } = await readFold(bench, stream, connectionDecider);
  if (!isDefined(state)) return failed('connection-deleted', side);
  const { details, credential, edition, bytesPerSecond, operationsPerSecond } = state;
  if (details === undefined || pair.mailboxes === undefined) {
    return failed('personal-data-erased', side);
  }
  const place = { tenant, connectionId, credential, pairId };
  const own = pair.credentials[side];
  const secrets = await readSecrets(bench.secrets, { ...place, own });
  const { mailboxes } = pair;
  const user =
    side === 'source'
      ? (mailboxes.sourceUser ?? mailboxes.source)
      : (mailboxes.targetUser ?? mailboxes.target);
  assert(user !== undefined, 'a pair that has a pass has a target mailbox');
  try {
    const kind = side === 'source' ? mailboxes.sourceKind : mailboxes.targetKind;
    const described = { ...details, kind: state.kind };
    const mailbox = { user, ...secrets.mailbox, kind };
    const { settings, options } = settingsFromDetails(described, secrets.connection, mailbox);
    const budgets = {
      ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
      ...(operationsPerSecond === undefined ? {} : { operationsPerSecond }),
    };
    const made = { settings, ...options, connectionId, budgets };
    return { kind: 'side', side: made, place: { id: connectionId, edition } };
  } catch (error) {
    if (!(error instanceof ConnectionUrlRefused)) throw error;
    return failed('connection-settings-refused', side);
  }
}

function isDefined(
  connection: Connection,
): connection is Exclude<Connection, { status: 'unknown' | 'deleted' }> {
  return connection.status !== 'unknown' && connection.status !== 'deleted';
}

function failed(code: string, side?: PairSide): { readonly kind: 'word'; readonly word: PassWord } {
  const where = side === undefined ? {} : { side };
  return { kind: 'word', word: { kind: 'FailPass', code, scope: 'mailbox', ...where } };
}
