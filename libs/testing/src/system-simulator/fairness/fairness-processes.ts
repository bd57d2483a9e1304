import type { SimProcess } from '../../simulator/sim-process.ts';
import { ProcessMaker } from '../process-maker.ts';
import { startScheduler, startWorker } from '../start-services.ts';
import type { SystemStage } from '../system-stage.ts';
import type { FairnessAct } from './fairness-plan.ts';
import { ModelledPasses, type ModelledWorld } from './modelled-passes.ts';

/** The processes of one run, and what befalls them. */
export class FairnessProcesses {
  readonly #maker: ProcessMaker;
  readonly #modelled: ModelledWorld;
  readonly #schedulers: SimProcess[] = [];
  readonly #workers: { readonly process: SimProcess; readonly slots: number }[] = [];

  constructor(stage: SystemStage, modelled: ModelledWorld) {
    this.#maker = new ProcessMaker(stage);
    this.#modelled = modelled;
  }

  startScheduler(): void {
    this.#schedulers.push(startScheduler(this.#maker));
  }

  startWorker(slots: number): void {
    const runnerOn = (process: SimProcess) => new ModelledPasses(process, this.#modelled);
    const { process } = startWorker(this.#maker, { slots, runnerOn });
    this.#workers.push({ process, slots });
  }

  /** Lets it happen when its time has come. */
  arm({ atMs, kind, victim, forMs }: FairnessAct, deciding: () => string): void {
    const { scheduler } = this.#maker.stage.world;
    scheduler.after(atMs, () => {
      const worker = this.#workers.find(({ process }) => isUp(process));
      const found =
        victim === 'worker'
          ? worker?.process
          : this.#schedulers.find((process) => isUp(process) && process.id === deciding());
      if (found === undefined) return;
      if (kind === 'kill') {
        found.kill();
        scheduler.after(forMs, () =>
          victim === 'worker' ? this.startWorker(worker?.slots ?? 1) : this.startScheduler(),
        );
      } else {
        found.stop();
        scheduler.after(forMs, () => found.resume());
      }
    });
  }
}

function isUp(process: SimProcess): boolean {
  return !process.isDead && !process.isFrozen;
}
