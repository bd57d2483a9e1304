import type { MessagePort } from 'node:worker_threads';
import type { WorkerIdentity } from '@mailhaul/pass-runner';
import type { PassAssignment, PassNews, PassPace, PassResult } from './pass-assignment.ts';

/** What a runner thread is started with. */
export interface RunnerData {
  /** The event store's far end. */
  readonly storePort: MessagePort;
  readonly worker: Omit<WorkerIdentity, 'id'>;
  /** How often the thread says that it lives. */
  readonly beatEveryMs: number;
  /** What the thread may hold; beyond it, it ends itself. */
  readonly heapBytesMax: number;
}

/** To the thread; `id` names a pass. */
export type RunnerOrder =
  | {
      readonly op: 'run';
      readonly id: number;
      readonly assignment: PassAssignment;
      readonly sealerKey: Uint8Array;
      readonly pace: PassPace;
    }
  | { readonly op: 'pace'; readonly id: number; readonly pace: PassPace }
  | { readonly op: 'stop'; readonly id: number };

/** From the thread. */
export type RunnerNotice =
  | { readonly kind: 'ready' }
  | { readonly kind: 'beat' }
  | { readonly kind: 'news'; readonly id: number; readonly news: PassNews }
  | { readonly kind: 'done'; readonly id: number; readonly result: PassResult };
