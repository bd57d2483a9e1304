import { handleCommand, type Sealer } from '@mailhaul/application';
import {
  type Connection,
  connectionDecider,
  connectionStream,
  initialPassword,
  isTargetOwed,
  type Job,
  jobDecider,
  jobStream,
  type KnownPair,
  type Pair,
  type PairCommand,
  pairDecider,
  pairStream,
} from '@mailhaul/domain';
import { uuid4 } from '@mailhaul/kernel';
import { patiently } from '../patiently.ts';
import { readFold } from '../read-fold.ts';
import { readSecrets } from '../read-secrets.ts';
import { makeTarget, type TargetToMake } from './make-target.ts';
import type { TargetPlace, TargetMakerOptions } from './maker-options.ts';
import { MakingLost, MakingRefused } from './making-lost.ts';

const atOnceMax = 4;
/** For the directory, beside what the hook may take. */
const directoryMsMax = 60_000;
/** Clocks of workers differ: before it another one begins nothing. */
const skewMs = 30_000;

type WithoutIdentity<C> = C extends unknown ? Omit<C, 'commandId' | 'atMs' | 'actor'> : never;

/** A making that is this worker's, as long as its number is the pair's last. */
interface Held extends TargetPlace {
  readonly sealer: Sealer;
  readonly making: number;
  /** Wall milliseconds: nothing is begun outside after it. */
  readonly untilMs: number;
}

/**
 * Makes target mailboxes that are owed, a few at a time. That it is asked means nothing: the pair's stream says whose a making is, and it is
 * looked at again before every step outside (docs/adr/0019-who-makes-target-mailboxes.md).
 */
export class TargetMaker {
  readonly #options: TargetMakerOptions;
  readonly #stop = new AbortController();
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: TargetMakerOptions) {
    this.#options = options;
  }

  /** False: it has enough to do, stops, or does not reach the target's systems. */
  async take(place: TargetPlace): Promise<boolean> {
    const key = `${place.tenant}.${place.pairId}`;
    if (this.#running.has(key)) return true;
    if (!(await this.#isReached(place))) return false;
    if (this.#stop.signal.aborted || this.#running.size >= atOnceMax) return false;
    const run = this.#make(place)
      .catch((error: unknown) => {
        this.#options.onError?.(error, `making the target of ${place.pairId}`);
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, run);
    return true;
  }

  /** A hook that runs is killed; what was made by then is found by whoever goes on. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the worker stops'));
    await this.settled();
  }

  /** Resolves when nothing is under way here. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #isReached(place: TargetPlace): Promise<boolean> {
    const { sealers, tags = [], onError } = this.#options;
    try {
      const sealer = await sealers.of(place.tenant);
      const { job } = await this.#read(place, sealer);
      const target = await this.#targetOf({ ...place, sealer }, job);
      const tag =
        target.status === 'unknown' || target.status === 'deleted' ? '' : target.workerTag;
      return tag === undefined || tag === '' || tags.includes(tag);
    } catch (error) {
      onError?.(error, `looking at the target of ${place.pairId}`);
      return false;
    }
  }

  async #targetOf(
    { tenant, sealer }: TargetPlace & { readonly sealer: Sealer },
    job: Job,
  ): Promise<Connection> {
    if (!('targetConnectionId' in job)) return connectionDecider.initial();
    const stream = connectionStream(tenant, job.targetConnectionId);
    const { store } = this.#options;
    return (await readFold({ store, sealer }, stream, connectionDecider)).state;
  }

  async #make(place: TargetPlace): Promise<void> {
    const { sealers } = this.#options;
    const sealer = await sealers.of(place.tenant);
    const { pair, job } = await this.#read(place, sealer);
    if (pair === undefined || !isTargetOwed(pair, job)) return;
    const held = await this.#begin({ ...place, sealer }, pair, job);
    if (held === undefined) return;
    let word: WithoutIdentity<PairCommand>;
    const { making } = held;
    try {
      const { address, id: targetId } = await this.#work(held);
      word = { kind: 'TellTargetMade', making, address, targetId };
    } catch (error) {
      if (error instanceof MakingLost || this.#stop.signal.aborted) return;
      if (!(error instanceof MakingRefused)) {
        this.#options.onError?.(error, `making the target of ${place.pairId}`);
      }
      const { code, words } = error instanceof MakingRefused ? error : internal;
      word = { kind: 'RefuseTarget', making, code, words };
    }
    const stream = pairStream(place.tenant, place.pairId);
    const command = { ...word, ...this.#identity() };
    await patiently(stream, () => this.#append(held, command), this.#options);
  }

  /** The place in the stream is ours where it stands there with our number when it is read back. */
  async #begin(
    place: TargetPlace & { readonly sealer: Sealer },
    pair: KnownPair,
    job: Job,
  ): Promise<Held | undefined> {
    const { id: workerId } = this.#options;
    const rules = 'creation' in job ? job.creation?.rules : undefined;
    const password = await this.#keepPassword(place, pair, rules?.password);
    const identity = this.#identity();
    const untilMs = identity.atMs + (rules?.hookMsMax ?? 0) + directoryMsMax + skewMs;
    const run = job.status === 'running' && !pair.making.isAsked ? { run: job.run } : {};
    const begun = await this.#append(place, {
      ...{ ...identity, kind: 'BeginTarget', workerId, untilMs, ...run },
      ...(password === undefined ? {} : { password }),
    });
    if (begun.kind !== 'accepted') return undefined;
    const making = pair.making.count + 1;
    const { pair: after } = await this.#read(place, place.sealer);
    const current = after?.making.current;
    const isOurs = current?.workerId === workerId && current.making === making;
    return isOurs ? { ...place, making, untilMs: untilMs - skewMs } : undefined;
  }

  /** Stored before anything says that it is; the version of what was kept before is gone on with. */
  async #keepPassword(
    { tenant, pairId }: TargetPlace,
    { making }: KnownPair,
    rule: Parameters<typeof initialPassword>[0] | undefined,
  ): Promise<number | undefined> {
    const isNeeded = making.plan === 'create' && making.password === undefined && !making.wasTold;
    if (!isNeeded || rule === undefined) return undefined;
    const { random, secrets } = this.#options;
    const version = Buffer.from(random.bytes(6)).readUIntBE(0, 6) + 1;
    const place = { tenant, owner: `pair.${pairId}`, version };
    await secrets.put(place, initialPassword(rule, random));
    return version;
  }

  async #work(held: Held): ReturnType<typeof makeTarget> {
    const { clock, random, addressGuard: guard, hooksFolder } = this.#options;
    const startMs = clock.monotonicMs();
    const allMs = held.untilMs - clock.wallMs();
    // A clock that is set back does not give more time.
    const leftMs = () =>
      Math.min(held.untilMs - clock.wallMs(), allMs - (clock.monotonicMs() - startMs));
    const gate = async () => {
      const { pair } = await this.#read(held, held.sealer);
      const isOurs = pair?.making.current?.making === held.making;
      if (!isOurs || leftMs() <= 0) throw new MakingLost('another worker may be at it');
    };
    const hookMs = (wished: number) => Math.max(1, Math.min(wished, leftMs()));
    const { signal } = this.#stop;
    const context = { clock, random, signal, guard, hooksFolder, gate, hookMs };
    return makeTarget(await this.#toMake(held), context);
  }

  /** @throws {MakingRefused} */
  async #toMake(held: Held): Promise<TargetToMake> {
    const { secrets } = this.#options;
    const { tenant, pairId } = held;
    const { pair, job } = await this.#read(held, held.sealer);
    const { plan, planned, password: version } = pair?.making ?? {};
    if (plan === undefined || plan === 'leave') throw new MakingLost('nothing is planned');
    if (planned === undefined) throw new MakingRefused('personal-data-erased');
    const creation = 'creation' in job ? job.creation : undefined;
    if (creation === undefined || !('targetConnectionId' in job)) {
      throw new MakingRefused('creation-unset');
    }
    const { targetConnectionId: connectionId } = job;
    const state = await this.#targetOf(held, job);
    if (state.status === 'unknown' || state.status === 'deleted') {
      throw new MakingRefused('connection-deleted');
    }
    const { directory } = state.details ?? {};
    if (directory === undefined) throw new MakingRefused('directory-missing');
    const asked = { tenant, connectionId, credential: state.credential, pairId };
    const { connection, mailbox } = await readSecrets(secrets, { ...asked, own: version });
    return {
      ...{ tenant, pairId, plan, planned, directory, rules: creation.rules },
      ...{ directoryPassword: connection.directoryPassword, password: mailbox.password },
    };
  }

  async #read(
    { tenant, pairId }: TargetPlace,
    sealer: Sealer,
  ): Promise<{ readonly pair: (Pair & KnownPair) | undefined; readonly job: Job }> {
    const { store } = this.#options;
    const from = { store, sealer };
    const { state } = await readFold(from, pairStream(tenant, pairId), pairDecider);
    const isThere = state.status !== 'unknown' && state.status !== 'removed';
    if (!isThere || state.jobId === undefined) {
      return { pair: undefined, job: jobDecider.initial() };
    }
    const job = await readFold(from, jobStream(tenant, state.jobId), jobDecider);
    return { pair: state, job: job.state };
  }

  #append(
    { tenant, pairId, sealer }: TargetPlace & { readonly sealer: Sealer },
    command: PairCommand,
  ) {
    const { store } = this.#options;
    const stream = pairStream(tenant, pairId);
    return handleCommand({ store, sealer, stream, decider: pairDecider }, command);
  }

  #identity() {
    const { id, clock, random } = this.#options;
    return { commandId: uuid4(random), atMs: Math.floor(clock.wallMs()), actor: `worker:${id}` };
  }
}

const internal = { code: 'internal', words: '' };
