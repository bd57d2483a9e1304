import type { ConnectionSettings, ConnectorOptions } from '@mailhaul/connector-registry';
import type { PassOptions } from '@mailhaul/copy-engine';
import type { PaceBudgets, PassPace, PassResult } from './isolation/pass-assignment.ts';

/** Everything that one pass needs, as the log and the secret store had it when it was built. It holds passwords. */
export interface PassToRun {
  readonly tenant: string;
  readonly pairId: string;
  readonly generation: number;
  readonly source: SideToRun;
  readonly target: SideToRun;
  readonly options: PassOptions;
  /** Compare both sides when every item has its outcome. */
  readonly isVerifying: boolean;
}

export interface SideToRun extends Pick<ConnectorOptions, 'ca' | 'environment'> {
  readonly settings: ConnectionSettings;
  readonly connectionId: string;
  readonly budgets: PaceBudgets;
}

export interface RunningPass {
  /** Never rejects. */
  readonly done: Promise<PassResult>;
  /** Acts within 5 s; may be called again. */
  stop(): void;
  /** From now on; at first it goes as fast as its connections' budgets let it. */
  pace(pace: PassPace): void;
}

/** What runs passes: threads of this process, or the simulator. */
export interface PassRunner {
  run(pass: PassToRun): RunningPass;
}
