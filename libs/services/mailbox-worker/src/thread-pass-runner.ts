import type { SideAssignment } from './isolation/pass-assignment.ts';
import type { PassRunners } from './isolation/pass-runners.ts';
import type { PassRunner, PassToRun, RunningPass, SideToRun } from './pass-to-run.ts';

/** Runs the worker's passes in threads. */
export class ThreadPassRunner implements PassRunner {
  readonly #runners: PassRunners;

  constructor(runners: PassRunners) {
    this.#runners = runners;
  }

  run({ source, target, ...rest }: PassToRun): RunningPass {
    return this.#runners.run({ ...rest, source: sideOf(source), target: sideOf(target) });
  }
}

function sideOf({ settings, connectionId, budgets, ca, environment }: SideToRun): SideAssignment {
  return {
    connection: settings,
    ...{ connectionId, budgets },
    ...(ca === undefined ? {} : { ca }),
    ...(environment === undefined ? {} : { environment }),
  };
}
