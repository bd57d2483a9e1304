/** One run of schedulers and workers over many tenants, whose passes are modelled: what it measures is who gets which slot when. */
export interface FairnessPlan {
  readonly seed: number;
  readonly tenants: readonly FairTenant[];
  readonly schedulers: number;
  /** Slots of each. */
  readonly workers: readonly number[];
  readonly acts: readonly FairnessAct[];
  /** When the run ends at the latest; virtual. */
  readonly endMs: number;
  /** Ends the run as soon as each job is done. */
  readonly untilDone: boolean;
  /** Mailboxes at once on a server, over all tenants. */
  readonly serversMax?: ReadonlyMap<string, number>;
}

export interface FairTenant {
  readonly weight: number;
  /** When a person starts its job. */
  readonly startMs: number;
  /** Items of each of its mailboxes. */
  readonly mailboxes: readonly number[];
  /** How long its servers take over one item. */
  readonly itemMs: number;
  /** Its target asks to wait after so many items; undefined: never. */
  readonly waits?: { readonly everyItems: number; readonly forMs: number };
  /** Mailboxes at once over its source and its target; undefined: no limit. */
  readonly mailboxesMax?: number;
  /** A server that other tenants' mail comes from as well; undefined: one of its own. */
  readonly sourceHost?: string;
}

/** To the one that decides, or to the first worker that lives. */
export interface FairnessAct {
  readonly atMs: number;
  readonly kind: 'kill' | 'stop';
  readonly victim: 'scheduler' | 'worker';
  /** Until it goes on, or another one takes its place. */
  readonly forMs: number;
}
