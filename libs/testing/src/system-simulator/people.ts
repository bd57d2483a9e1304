import {
  type CommandResult,
  decodeEvent,
  handleCommand,
  type Rejection,
} from '@mailhaul/application';
import {
  type ConnectionCommand,
  connectionDecider,
  connectionStream,
  type JobCommand,
  jobDecider,
  type JobEvent,
  jobStream,
  type Job,
  type Pair,
  type PairCommand,
  pairDecider,
  type PairEvent,
  pairStream,
  parseStream,
  type TenantCommand,
  tenantDecider,
  tenantStream,
} from '@mailhaul/domain';
import { type Random, seededRandom, uuid4 } from '@mailhaul/kernel';
import { Chance } from '../simulator/chance.ts';
import { SimSealer } from '../simulator/sim-sealer.ts';
import { contentOf } from '../simulator/sim-mailbox.ts';
import { makeItem } from '../simulator/workload.ts';
import { simEpochMs } from '../simulator/world.ts';
import { drawSchedule } from './schedules-plan.ts';
import type { JobStage, PairStage, SystemStage } from './system-stage.ts';

type Wish<C> = C extends unknown ? Omit<C, 'commandId' | 'atMs' | 'actor'> : never;

/** Operators at the console: what they do reaches the log as the gateway would have it there. */
export class People {
  readonly #stage: SystemStage;
  readonly #chance: Chance;
  readonly #random: Random;
  /** Of schedules alone: what else people do does not hang on it. */
  readonly #timing: Chance;

  constructor(stage: SystemStage) {
    this.#stage = stage;
    this.#chance = new Chance(stage.plan.seed ^ 0x3c6ef372);
    this.#random = seededRandom(stage.plan.seed ^ 0x510e527f);
    this.#timing = new Chance(stage.plan.seed ^ 0x71374491);
  }

  tenant(tenant: string, wish: Wish<TenantCommand>) {
    return this.#tell(tenantStream(tenant), tenantDecider, wish);
  }

  connection(tenant: string, id: string, wish: Wish<ConnectionCommand>) {
    return this.#tell(connectionStream(tenant, id), connectionDecider, wish);
  }

  job({ tenant, jobId }: JobStage, wish: Wish<JobCommand>) {
    return this.#tell(jobStream(tenant, jobId), jobDecider, wish);
  }

  pair({ tenant, pairId }: Pick<PairStage, 'tenant' | 'pairId'>, wish: Wish<PairCommand>) {
    return this.#tell(pairStream(tenant, pairId), pairDecider, wish);
  }

  async jobNow({ tenant, jobId }: JobStage): Promise<Job> {
    let job = jobDecider.initial();
    for await (const event of this.#stage.log.readStream(jobStream(tenant, jobId))) {
      job = jobDecider.evolve(job, decodeEvent<JobEvent>(event, codec));
    }
    return job;
  }

  async pairNow({ tenant, pairId }: Pick<PairStage, 'tenant' | 'pairId'>): Promise<Pair> {
    let pair = pairDecider.initial();
    for await (const event of this.#stage.log.readStream(pairStream(tenant, pairId))) {
      pair = pairDecider.evolve(pair, decodeEvent<PairEvent>(event, codec));
    }
    return pair;
  }

  /** Tests every connection anew that leads somewhere: those that were told broken are used again. */
  async mend(): Promise<void> {
    const { log, brokenSides } = this.#stage;
    for (const stream of await log.listStreams('connection-')) {
      const [first] = await Array.fromAsync(log.readStream(stream));
      const parts = parseStream(stream);
      if (first === undefined || parts === undefined) continue;
      const side = JSON.stringify(first.data).includes('source.') ? 'source' : 'target';
      if (brokenSides.has(`${parts.tenant} ${side}`)) continue;
      await this.connection(parts.tenant, parts.id, { kind: 'TellVerified' });
    }
  }

  /** Does this and that while faults last. */
  startActing(): void {
    const { world, plan } = this.#stage;
    const act = () => {
      if (!world.isFaulty) return;
      void this.#actOnce();
      world.scheduler.after(this.#chance.span(plan.actEveryMs / 5, plan.actEveryMs * 3), act);
    };
    world.scheduler.after(plan.actEveryMs, act);
    const { changeEveryMs } = plan.schedules;
    if (changeEveryMs === undefined) return;
    const change = () => {
      if (!world.isFaulty) return;
      void this.#changeSchedule();
      world.scheduler.after(this.#timing.span(changeEveryMs / 5, changeEveryMs * 3), change);
    };
    world.scheduler.after(changeEveryMs, change);
  }

  async #changeSchedule(): Promise<void> {
    const job = this.#timing.pick(this.#stage.jobs);
    const schedule = this.#timing.happens(0.8) ? { schedule: drawSchedule(this.#timing) } : {};
    const done = await this.job(job, { kind: 'SetSchedule', ...schedule });
    this.#note('schedule', job.name, done);
  }

  /** What people say when they are asked, if they are. */
  #outside() {
    const { share } = this.#stage.plan.schedules;
    const answers = [undefined, 'wait', 'wait', 'run-now'] as const;
    const outsideWindow = share === 0 ? undefined : this.#timing.pick(answers);
    return outsideWindow === undefined ? {} : { outsideWindow };
  }

  async #actOnce(): Promise<void> {
    const { world, jobs, pairs } = this.#stage;
    const job = this.#chance.pick(jobs);
    const pair = this.#chance.pick([...pairs.values()]);
    const kind = this.#chance.weighted({
      start: 5,
      pause: 4,
      delta: 3,
      priority: 3,
      hold: 2,
      release: 3,
      deliver: 8,
      request: 1,
      move: 1,
      mend: 2,
    });
    switch (kind) {
      case 'start':
        return this.#note(
          kind,
          job.name,
          await this.job(job, { kind: 'StartJob', ...this.#outside() }),
        );
      case 'pause':
        return this.#note(kind, job.name, await this.job(job, { kind: 'PauseJob' }));
      case 'delta':
        return this.#note(
          kind,
          job.name,
          await this.job(job, { kind: 'RequestDelta', ...this.#outside() }),
        );
      case 'mend':
        return this.mend();
      case 'move': {
        const rank = this.#chance.int(1, 5);
        return this.#note(kind, job.name, await this.job(job, { kind: 'MoveJob', rank }));
      }
      case 'priority': {
        const priority = this.#chance.int(1, 5);
        return this.#note(
          kind,
          pair.name,
          await this.pair(pair, { kind: 'SetPriority', priority }),
        );
      }
      case 'hold':
        return this.#note(kind, pair.name, await this.pair(pair, { kind: 'HoldPair' }));
      case 'release':
        return this.#note(kind, pair.name, await this.pair(pair, { kind: 'ReleasePair' }));
      case 'deliver': {
        const { mailbox } = pair.stage.source.mail;
        const folder = mailbox.folderAt(['INBOX']);
        if (folder === undefined) return;
        for (let left = this.#chance.int(1, 12); left > 0; left -= 1) {
          const name = `new${world.nowMs}n${left}`;
          const item = makeItem(this.#chance, { name, bodyBytes: this.#chance.int(0, 300) });
          const content = contentOf(item.bytes, item.receivedAt.epochSeconds);
          pair.stage.source.mail.add(folder, { item, content, origin: 'delivered' });
        }
        world.count('person:deliver');
        return;
      }
      case 'request': {
        const pass = this.#chance.pick(['start', 'delta'] as const);
        const wish = { kind: 'RequestPass', passId: uuid4(this.#random), pass } as const;
        return this.#note(kind, pair.name, await this.pair(pair, wish));
      }
    }
  }

  #note(what: string, whom: string, result: CommandResult<Rejection>): void {
    const said = result.kind === 'rejected' ? `refused: ${result.reason}` : result.kind;
    this.#stage.world.trace('person', `${what} ${whom}: ${said}`);
    this.#stage.world.count(`person:${what}:${result.kind}`);
  }

  #tell<State, Event extends { type: string; data: object }, R extends Rejection>(
    stream: string,
    decider: Parameters<typeof handleCommand<State, never, Event, R>>[0]['decider'],
    wish: object,
  ): Promise<CommandResult<R>> {
    const { log, world } = this.#stage;
    const identity = { commandId: uuid4(this.#random), actor: 'person' };
    const atMs = Math.round(simEpochMs + world.nowMs);
    const command = { ...wish, ...identity, atMs } as never;
    return handleCommand<State, never, Event, R>(
      { store: log, sealer: new SimSealer(), stream, decider },
      command,
    );
  }
}

const codec = { sealer: new SimSealer(), upcasters: {} };
