import { seededRandom, systemClock } from '@mailhaul/kernel';
import { type Arena, count, type Tally } from './blows.ts';
import { allFaults, drawFault, type Fault } from './faults.ts';
import { addUp, Judge, type Judgement } from './judge.ts';
import type { Delays, Silence } from './pair-facts.ts';
import { seconds } from './seconds.ts';
import { askWhereNeeded, standingOf, untilAll } from './people.ts';
import { Stage } from './stage.ts';
import { startJobs, type StageSize } from './tenants.ts';

export interface SystemChaosOptions {
  readonly size: StageSize;
  readonly seed: number;
  /** The storm is over when so many of each fell ... */
  readonly kills: number;
  readonly stops: number;
  /** ... or all mailboxes are done, or after this time. */
  readonly stormMsMax: number;
  /** Faults begin so often, on average. */
  readonly everyMs: number;
  readonly faults?: readonly Fault[];
  /** The dead workers' hosts are given up at the storm's end, and their batches need not be waited for: short runs. */
  readonly endsWithNewHosts?: boolean;
  readonly onNews?: (words: string) => void;
}

export interface SystemChaosReport {
  readonly tally: Tally;
  readonly delays: Delays;
  /** Of a pass that nothing had touched. */
  readonly longestQuietMs: number;
  /** The longest of them, with what was struck meanwhile. */
  readonly silences: readonly string[];
  readonly events: number;
  /** By the tenant, at the moment its job said that all its mailboxes are completed or under watch. */
  readonly atCompletion: Judgement;
  readonly afterWatch: Judgement;
  /** Mailboxes that were under watch when their job was done. */
  readonly watched: number;
  /** What a person had to ask for again. */
  readonly asked: readonly string[];
  /** Never done; in the words of the API. */
  readonly late: readonly string[];
  /** What must not stand in a log, and figures that a listing contradicts. */
  readonly faults: readonly string[];
}

const atOnceMax = 8;
/** Longer than any fault is meant to last: what holds longer is a fault of the run, which goes on without it. */
const strikeMsMax = 300_000;
const tellEveryMs = 30_000;
/** Far shorter than a silence that counts. */
const lineEveryMs = 500;
const silencesTold = 5;
/** What was struck so shortly before may be the reason. */
const beforehandMs = 5_000;
const finishMsMax = 900_000;
const watchMsMax = 240_000;
/** More than any server is known to hold a command, and what clocks of two hosts may differ by. */
const beyondWatchMs = 4 * 3_600_000;
const newHostsAheadMs = 120_000;

/** One storm over a whole system of its own, and what became of the mail. */
export async function runSystemChaos(options: SystemChaosOptions): Promise<SystemChaosReport> {
  const stage = await Stage.start(options.size, options.seed);
  try {
    return await new Round(options, stage).run();
  } finally {
    await stage.stop();
  }
}

class Round {
  readonly #options: SystemChaosOptions;
  readonly #stage: Stage;
  readonly #arena: Arena;
  readonly #judge = new Judge();
  readonly #done = new Map<string, Judgement>();
  readonly #faults: string[] = [];
  readonly #asked: string[] = [];
  readonly #blows: { name: string; fromMs: number; toMs: number }[] = [];
  #watched = 0;

  constructor(options: SystemChaosOptions, stage: Stage) {
    this.#options = options;
    this.#stage = stage;
    const random = seededRandom(options.seed);
    const tally = { kills: new Map(), stops: new Map(), others: new Map(), states: new Map() };
    this.#arena = { stage, tally, heldServers: new Set(), chance: () => random.next() };
  }

  async run(): Promise<SystemChaosReport> {
    const stage = this.#stage;
    await startJobs(stage.tenants, stage.operator);
    const over = new AbortController();
    const following = this.#follow(over.signal).catch((error: unknown) =>
      this.#note('following', error),
    );
    const watching = this.#watchLines(over.signal);
    await this.#storm();
    this.#tell('the storm is over');
    await this.#calm();
    const finished = await untilAll(stage, ['completed', 'under watch'], finishMsMax);
    over.abort();
    await Promise.all([following, watching]);
    stage.facts.read();
    await this.#judgeDone();
    this.#tell('all are done; the watch ends');
    for (const service of stage.services) service.moveClock(beyondWatchMs);
    const watched = await untilAll(stage, ['completed'], watchMsMax);
    const afterWatch: Judgement[] = [];
    for (const tenant of stage.tenants.list) afterWatch.push(await this.#judge.judge(tenant));
    await this.#compareFigures();
    const { delays, silences, eventCount } = stage.facts;
    return {
      ...{ tally: this.#arena.tally, delays, events: eventCount },
      longestQuietMs: silences[0]?.ms ?? 0,
      silences: silences.slice(0, silencesTold).map((one) => this.#explained(one)),
      atCompletion: addUp([...this.#done.values()]),
      afterWatch: addUp(afterWatch),
      watched: this.#watched,
      asked: [...this.#asked, ...finished.asked, ...watched.asked],
      late: [...finished.late, ...watched.late],
      faults: [...this.#faults, ...stage.facts.faults],
    };
  }

  async #storm(): Promise<void> {
    const { kills, stops, stormMsMax, everyMs, faults = allFaults } = this.#options;
    const { tally } = this.#arena;
    const endMs = systemClock.monotonicMs() + stormMsMax;
    const underWay = new Set<Promise<void>>();
    const isOver = () =>
      (sumOf(tally.kills) >= kills && sumOf(tally.stops) >= stops) ||
      systemClock.monotonicMs() > endMs ||
      this.#done.size === this.#stage.tenants.list.length;
    while (!isOver()) {
      await systemClock.sleep(-Math.log(1 - this.#arena.chance()) * everyMs);
      if (underWay.size >= atOnceMax) continue;
      const fault = drawFault(this.#arena, faults);
      if (fault === undefined) continue;
      const one = this.#strike(fault).finally(() => underWay.delete(one));
      underWay.add(one);
    }
    await Promise.all(underWay);
  }

  /** `6.1 s between ItemsSettled, ItemsIntended: bus wiped` */
  #explained({ ms, fromMs, between }: Silence): string {
    const struck = this.#blows
      .filter((blow) => blow.fromMs < fromMs + ms && blow.toMs > fromMs - beforehandMs)
      .map(({ name }) => name);
    return `${seconds(ms)} between ${between}: ${struck.join(', ') || 'nothing struck'}`;
  }

  async #strike(fault: Fault): Promise<void> {
    const blow = { name: fault.name, fromMs: systemClock.wallMs(), toMs: Number.POSITIVE_INFINITY };
    this.#blows.push(blow);
    const tooLong = new AbortController();
    const endless = systemClock.sleep(strikeMsMax, tooLong.signal).then(
      () => Promise.reject(new Error(`has not ended after ${strikeMsMax / 1000} s`)),
      () => undefined,
    );
    try {
      await Promise.race([fault.run(this.#arena), endless]);
    } catch (error) {
      this.#note(fault.name, error);
    } finally {
      tooLong.abort();
      blow.toMs = systemClock.wallMs();
    }
  }

  #note(doing: string, error: unknown): void {
    this.#faults.push(`${doing}: ${error instanceof Error ? error.message : String(error)}`);
  }

  async #calm(): Promise<void> {
    const { services } = this.#stage;
    for (const service of services) {
      // A fault that did not end may have left it standing still.
      service.process.signal('SIGCONT');
      service.moveClock(0);
    }
    if (this.#options.endsWithNewHosts !== true) return;
    await Promise.all(
      this.#stage.workers().map(async (service) => {
        await service.process.end();
        count(this.#arena.tally.kills, service.name);
        service.moveClock(newHostsAheadMs);
        service.process.start();
      }),
    );
  }

  async #watchLines(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#stage.facts.read();
      this.#stage.noteMovement();
      await systemClock.sleep(lineEveryMs);
    }
  }

  /** Reads the log as it grows, and judges each job when it says that it is done. */
  async #follow(signal: AbortSignal): Promise<void> {
    let lastMs = systemClock.monotonicMs();
    while (!signal.aborted) {
      this.#stage.facts.read();
      await this.#judgeDone();
      if (systemClock.monotonicMs() > lastMs + tellEveryMs) {
        lastMs = systemClock.monotonicMs();
        await this.#askAgain();
        const undone = await this.#undone();
        this.#tell(`${this.#done.size} jobs done; ${undone}`);
      }
      await systemClock.sleep(1_000);
    }
  }

  /** A person looks at it now and then: what needs one goes on while the storm lasts, which would never end else. */
  async #askAgain(): Promise<void> {
    for (const tenant of this.#stage.tenants.list) {
      if (this.#done.has(tenant.path.tenant)) continue;
      this.#asked.push(...(await askWhereNeeded(this.#stage, tenant)));
    }
  }

  /** `3 running, 1 waiting quota-exceeded` */
  async #undone(): Promise<string> {
    const counts = new Map<string, number>();
    for (const { path } of this.#stage.tenants.list) {
      if (this.#done.has(path.tenant)) continue;
      for (const { status, reason = '' } of await this.#stage.operator.pairs(path)) {
        count(counts, `${status} ${reason}`.trim());
      }
    }
    return [...counts].map(([words, many]) => `${many} ${words}`).join(', ');
  }

  async #judgeDone(): Promise<void> {
    for (const tenant of this.#stage.tenants.list) {
      const { tenant: id } = tenant.path;
      // The log says first whether it is worth asking.
      const isNear = tenant.users.every(
        (user) => (this.#stage.factsOf(user)?.completions ?? 0) > 0,
      );
      if (this.#done.has(id) || !isNear) continue;
      const standing = await standingOf(this.#stage, tenant);
      if (standing === 'under way') continue;
      const judgement = await this.#judge.judge(tenant);
      this.#done.set(id, judgement);
      if (standing === 'under watch') this.#watched += 1;
    }
  }

  /** What the last pass of each mailbox told of itself, against what its source has. */
  async #compareFigures(): Promise<void> {
    this.#stage.facts.read();
    for (const tenant of this.#stage.tenants.list) {
      for (const user of tenant.users) {
        const told = this.#stage.factsOf(user)?.lastMigrated;
        const counted = await this.#judge.countOf(tenant, user);
        if (told !== counted) this.#faults.push(`${user}: ${told} migrated, ${counted} there`);
      }
    }
  }

  #tell(words: string): void {
    const { kills, stops } = this.#arena.tally;
    const { eventCount } = this.#stage.facts;
    const fallen = `${sumOf(kills)} kills, ${sumOf(stops)} stops`;
    this.#options.onNews?.(`${fallen}, ${eventCount} events: ${words}`);
  }
}

export function sumOf(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((sum, one) => sum + one, 0);
}
