import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { measureJobs, type Measured } from '../measure-jobs.ts';
import type { MailboxPair, Peer, Run } from '../peers/peer.ts';
import { measurePhases, type Phases } from './measure-phases.ts';
import type { Series } from './series.ts';
import { Stage } from './stage.ts';

export interface BenchSetting {
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly workDir: string;
  /** Where CPU profiles of Mailhaul go; absent: none are made. */
  readonly profileDir: string | undefined;
}

export interface Trial {
  readonly round: number;
  readonly measured: Measured;
  /** Of deltas, and of the runs that look for them. */
  readonly phases: Phases | undefined;
}

/** All that one series has shown. */
export interface SeriesResult {
  readonly series: Series;
  readonly messageCount: number;
  readonly bytes: number;
  readonly trials: ReadonlyMap<string, readonly Trial[]>;
  /** Peak of a run with a single mailbox, where the series has several. */
  readonly aloneMb: ReadonlyMap<string, number>;
  readonly phases: ReadonlyMap<string, readonly Phases[]>;
  /** Independent scans of both sides, by peer. */
  readonly verdicts: ReadonlyMap<string, string>;
}

/** A peer that needs longer runs in so many rounds only. */
const longRunMs = 60_000;
const longRunRoundsMax = 2;

/** Runs all peers in interleaved rounds, each round from another peer on. Deletes what was copied. */
export async function runSeries(series: Series, setting: BenchSetting): Promise<SeriesResult> {
  const stage = await Stage.open(series, setting.workDir);
  const runner = new SeriesRunner(stage, setting);
  try {
    if (series.measures === 'copy') await runner.copyInRounds();
    else await runner.repeatInRounds();
    return runner.result();
  } finally {
    await stage.close();
  }
}

class SeriesRunner {
  readonly #stage: Stage;
  readonly #setting: BenchSetting;
  readonly #peers: readonly Peer[];
  readonly #trials = new Map<string, Trial[]>();
  readonly #aloneMb = new Map<string, number>();
  readonly #phases = new Map<string, Phases[]>();
  readonly #verdicts = new Map<string, string>();

  constructor(stage: Stage, setting: BenchSetting) {
    this.#stage = stage;
    this.#setting = setting;
    const isCopy = stage.series.measures === 'copy';
    this.#peers = setting.peers.filter(({ keepsState }) => isCopy || keepsState);
    for (const { name } of this.#peers) this.#trials.set(name, []);
  }

  /** Every run from nothing to a target of its own. */
  async copyInRounds(): Promise<void> {
    const { series } = this.#stage;
    for (const { peer, round } of this.#turns()) {
      const target = `${fileName(peer)}-${round}`;
      const { measured } = await this.#copyOnce(peer, this.#runOf(peer, target), justMeasure);
      this.#add(peer, { round, measured, phases: undefined });
      if (series.mailboxes > 1 && round === 1) await this.#measureAlone(peer);
      if (series.showsPhases) {
        const { phases } = await this.#copyOnce(
          peer,
          this.#runOf(peer, `${target}-seen`, { isWatched: true }),
          this.#measurePhases,
        );
        if (phases !== undefined) upsert(this.#phases, peer.name).push(phases);
      }
    }
  }

  /** One copy of each peer, then runs over it. */
  async repeatInRounds(): Promise<void> {
    const { series } = this.#stage;
    for (const peer of this.#peers) {
      const first = await justMeasure(peer, this.#watched(peer));
      tellFailure(peer, first.measured);
    }
    let toldRound = 0;
    for (const { peer, round } of this.#turns()) {
      // The same for all peers of a round.
      if (series.measures === 'delta with new mail' && round > toldRound) {
        await this.#stage.addNewMail(round);
      }
      toldRound = round;
      const { measured, phases } = await this.#measurePhases(peer, this.#watched(peer));
      tellFailure(peer, measured);
      this.#add(peer, { round, measured, phases });
    }
    for (const peer of this.#peers) {
      // One that left rounds out lacks their mail.
      if (this.#trials.get(peer.name)?.length === this.#setting.rounds) {
        this.#verdicts.set(peer.name, await this.#stage.judge(fileName(peer)));
      }
      this.#stage.drop(fileName(peer));
    }
  }

  result(): SeriesResult {
    const { series, messageCount, bytes } = this.#stage;
    return {
      series,
      messageCount,
      bytes,
      trials: this.#trials,
      aloneMb: this.#aloneMb,
      phases: this.#phases,
      verdicts: this.#verdicts,
    };
  }

  /** The order turns with the round, so that no peer always runs on a warmed or a tired machine. */
  *#turns(): Iterable<{ peer: Peer; round: number }> {
    const peers = this.#peers;
    for (let round = 1; round <= this.#setting.rounds; round += 1) {
      for (const i of peers.keys()) {
        const peer = peers[(i + round - 1) % peers.length];
        if (peer === undefined) continue;
        const isLong = (this.#trials.get(peer.name)?.[0]?.measured.wallMs ?? 0) > longRunMs;
        if (!isLong || round <= longRunRoundsMax) yield { peer, round };
      }
    }
  }

  async #copyOnce(peer: Peer, run: Run & { readonly target: string }, measure: Measure) {
    const { target, dir } = run;
    const made = await measure(peer, run);
    tellFailure(peer, made.measured);
    if (!this.#verdicts.has(peer.name)) {
      this.#verdicts.set(peer.name, await this.#stage.judge(target));
    }
    this.#stage.drop(target);
    rmSync(dir, { recursive: true, force: true });
    return made;
  }

  async #measureAlone(peer: Peer): Promise<void> {
    const run = this.#runOf(peer, `${fileName(peer)}-alone`, { mailboxes: 1 });
    const { measured } = await this.#copyOnce(peer, run, justMeasure);
    this.#aloneMb.set(peer.name, measured.peakMb);
  }

  readonly #measurePhases = (peer: Peer, run: Run) => measurePhases(peer, run, this.#stage.taps);

  /** The same target and ports for all runs over it: a state belongs to its servers. */
  #watched(peer: Peer): Run {
    return this.#runOf(peer, fileName(peer), { isWatched: true });
  }

  #runOf(peer: Peer, target: string, { mailboxes, isWatched = false }: RunKind = {}) {
    const { workDir, profileDir } = this.#setting;
    const { series } = this.#stage;
    const dir = join(workDir, `${series.name}-${target}`);
    mkdirSync(dir, { recursive: true });
    const [first, ...others] = this.#stage.pairs(target, isWatched).slice(0, mailboxes);
    if (first === undefined) throw new Error('a series has a mailbox');
    const pairs: readonly [MailboxPair, ...MailboxPair[]] = [first, ...others];
    const parallel = Math.min(series.parallel, pairs.length);
    return { pairs, parallel, dir, profileDir, target };
  }

  #add(peer: Peer, trial: Trial): void {
    this.#trials.get(peer.name)?.push(trial);
  }
}

interface RunKind {
  readonly mailboxes?: number;
  readonly isWatched?: boolean;
}

type Measure = (peer: Peer, run: Run) => Promise<{ measured: Measured; phases?: Phases }>;

async function justMeasure(peer: Peer, run: Run): Promise<{ measured: Measured }> {
  return { measured: await measureJobs(peer.jobs(run), run.parallel) };
}

function tellFailure({ name }: Peer, { exitCode, output }: Measured): void {
  if (exitCode !== 0) console.log(`${name} ended with ${exitCode}: ${output.slice(-600)}`);
}

function fileName({ name }: Peer): string {
  return name.replaceAll(/\W+/g, '-');
}

function upsert<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
