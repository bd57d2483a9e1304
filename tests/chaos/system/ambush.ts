import { systemClock } from '@mailhaul/kernel';
import type { ImapStep, ProxyLink } from '@mailhaul/testing/proxies';
import { type Arena, pick } from './blows.ts';
import type { TargetLink } from './mail-lines.ts';
import type { PairFacts } from './pair-facts.ts';
import type { StagedService } from './services.ts';
import { pairsOn } from './states.ts';

/** A moment that does not come is not waited for longer. */
const patienceMsMax = 12_000;
const lookEveryMs = 10;

export interface Ambush {
  readonly isIt: (step: ImapStep) => boolean;
  /** How many to let pass. */
  readonly skip: number;
  /** Done to the line before the bytes of the step are passed on. */
  readonly atLine?: (link: ProxyLink) => void;
  /** Only this worker's. */
  readonly only?: StagedService;
}

export interface Caught {
  readonly worker: StagedService;
  readonly target: TargetLink;
}

export function freeWorker(arena: Arena): StagedService | undefined {
  return pick(
    arena,
    arena.stage.workers().filter(({ isBusy }) => !isBusy),
  );
}

/** Stops (SIGSTOP) the worker whose line comes to that step, in that very moment, and takes it in hand. */
export function catchAtLine({ stage }: Arena, ambush: Ambush): Promise<Caught | undefined> {
  const { promise, resolve } = Promise.withResolvers<Caught | undefined>();
  let left = ambush.skip;
  const forget = stage.onMoment(({ step, target }) => {
    if (!ambush.isIt(step) || left-- > 0) return;
    const worker = stage.ownerOf(target);
    const isOther = ambush.only !== undefined && worker !== ambush.only;
    if (worker === undefined || isOther || (worker.isBusy && ambush.only === undefined)) return;
    ambush.atLine?.(target.link);
    worker.process.signal('SIGSTOP');
    worker.isBusy = true;
    forget();
    resolve({ worker, target });
  });
  void systemClock.sleep(patienceMsMax).then(() => {
    forget();
    resolve(undefined);
  });
  return promise;
}

/** Resolves when one of the worker's passes is where the log says so, or time is over. */
export async function untilLogSays(
  { stage }: Arena,
  worker: StagedService,
  isSo: (pair: PairFacts) => boolean,
): Promise<void> {
  const endMs = systemClock.monotonicMs() + patienceMsMax;
  while (systemClock.monotonicMs() < endMs) {
    stage.facts.read();
    const links = stage.linksOf([worker]).get(worker) ?? [];
    if ([...pairsOn(stage, links)].some(isSo)) return;
    await systemClock.sleep(lookEveryMs);
  }
}
