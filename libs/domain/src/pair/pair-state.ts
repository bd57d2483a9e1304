import type { KnownPair, Lease } from './known-pair.ts';
import type { PassKind } from './pair-events.ts';

export type Pair =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'removed';
      readonly generation: number;
      readonly leaseCount: number;
      /** As it left by its job's conditions; undefined: somebody removed it, and nothing of it counts any more. */
      readonly left: KeptPair | undefined;
    }
  /** No pass is asked for: none yet, or the last one has ended. */
  | ({ readonly status: 'ready' } & KnownPair)
  /** A pass was scheduled and has not told its end: it waits for a worker, runs, or its worker died. */
  | ({
      readonly status: 'under-way';
      readonly passId: string;
      readonly pass: PassKind;
      /** When it was scheduled, wall milliseconds: ages are counted back from it, whoever runs the pass. */
      readonly scheduledAtMs: number;
      readonly run: number | undefined;
      /** Somebody wants copies set aside that may be there twice. */
      readonly setsAside: boolean;
      /** Undefined: no worker has it. */
      readonly lease: Lease | undefined;
      /** A worker had it, or the pass that it took over from: one that was silent may still write. */
      readonly wasLeased: boolean;
    } & KnownPair)
  | ({
      readonly status: 'paused';
      readonly reason: string;
      /** Wall milliseconds; undefined: when somebody asks. */
      readonly retryAt: number | undefined;
      /** Of the pass that goes on. */
      readonly pass: PassKind;
      readonly run: number | undefined;
      readonly setsAside: boolean;
    } & KnownPair);

/** What a pair that left goes on from. */
export type KeptPair = Extract<Pair, { readonly status: 'ready' | 'under-way' | 'paused' }>;
