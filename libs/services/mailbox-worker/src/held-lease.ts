/** A lease of this worker, as it runs from learning of it until its end was told. */
export interface HeldLease {
  readonly tenant: string;
  readonly pairId: string;
  readonly passId: string;
  readonly lease: number;
}

/** Why a pass is to stop. */
export type StopCause =
  /** Its job was paused or deleted, or the pair is held. */
  | 'asked'
  /** The schedule of its job has closed: it is given back, and granted again when that opens. */
  | 'outside-schedule'
  /** The worker itself ends. */
  | 'draining'
  /** The lease is another worker's, or nobody's. */
  | 'lost';
