import type { Capabilities } from '@mailhaul/connector-contract';
import type { Chance } from './chance.ts';

/** How one side's server, and the line to it, behave in this run. */
export interface ServerProfile {
  readonly capabilities: Capabilities;
  /** One way. */
  readonly latencyMs: number;
  readonly bytesPerSecond: number;
  /** What the client's kernel takes before the line has carried it. */
  readonly kernelBufferBytes: number;
  readonly processingMsMax: number;
  /** How often, and by how much, the server acts late on a finished write. */
  readonly lateCommits: { readonly probability: number; readonly msMax: number };
  /** `atomic`: a write is stored whole, when its last bytes came. `per-message`: each message once it is complete. */
  readonly commits: 'atomic' | 'per-message';
  readonly mergesTwins: boolean;
  /** Stores a header line of its own on top of every message. */
  readonly rewritesBytes: boolean;
  /** What it does to odd messages only: puts their headers right, or stores a header line of its own on top. */
  readonly rewritesOdd: 'no' | 'mended' | 'longer';
  /** A refused write of one item is answered as a refused batch. */
  readonly refusesOneAsBatch: boolean;
  /** When it really closes a silent connection; `capabilities.lettingGoMs` is what it says, if anything. */
  readonly autologoutMs: number;
  readonly clientTimeoutMs: number;
  /** Says what two copies of one item have in common. */
  readonly tellsLikeness: boolean;
  /** Each so many-th item, by its bytes, has no stream though the system gives them; 0: all have. */
  readonly unexportableEvery: number;
  /** The connector numbers its items, and keeps that in the session's memory; `forgetful`: it keeps none. */
  readonly numbers: 'own' | 'kept' | 'forgetful';
}

const minuteMs = 60_000;

export function drawServerProfile(chance: Chance): ServerProfile {
  const isSlowLine = chance.happens(0.2);
  const isLate = chance.happens(0.35);
  const writesBatches = chance.happens(0.7);
  const autologoutMs = chance.pick([2, 30, 35, 60]) * minuteMs;
  return {
    capabilities: {
      itemBytesMax: 8_000,
      batchItemsMax: writesBatches ? chance.pick([4, 8, 12]) : chance.pick([3, 8]),
      batchBytesMax: chance.pick([1_500, 6_000, 20_000]),
      writesInFlightMax: chance.int(1, 3),
      dateGranularityMs: 1_000,
      isCaseInsensitive: false,
      ...(chance.happens(0.5) ? { lettingGoMs: autologoutMs } : {}),
      serverName: 'simulated',
      reportsDeltas: chance.happens(0.7),
      listsStates: chance.happens(0.7),
      returnsIdOnWrite: chance.happens(0.6),
      writesBatches,
      removesItems: chance.happens(0.6),
      preservesReceivedDate: true,
      preservesFlags: true,
      preservesCategories: true,
      subscribesFolders: true,
    },
    latencyMs: chance.pick([0.5, 5, 25, 80]),
    bytesPerSecond: isSlowLine ? chance.pick([200, 1_000]) : chance.pick([50_000, 1_000_000]),
    kernelBufferBytes: chance.pick([1_000, 20_000]),
    processingMsMax: chance.pick([2, 20, 200]),
    lateCommits: {
      probability: isLate ? chance.pick([0.01, 0.1]) : 0,
      msMax: chance.pick([5_000, minuteMs, minuteMs, 20 * minuteMs]),
    },
    commits: chance.happens(0.75) ? 'atomic' : 'per-message',
    mergesTwins: chance.happens(0.12),
    rewritesBytes: chance.happens(0.12),
    rewritesOdd: 'no',
    refusesOneAsBatch: chance.happens(0.5),
    autologoutMs,
    clientTimeoutMs: chance.pick([30_000, minuteMs, 5 * minuteMs]),
    tellsLikeness: false,
    unexportableEvery: 0,
    numbers: 'own',
  };
}

/** Two systems that know more than mail, markers or no numbers; drawn apart, so that other seeds stay as they are. */
export function withKinds(
  chance: Chance,
  sides: { readonly source: ServerProfile; readonly target: ServerProfile },
): { readonly source: ServerProfile; readonly target: ServerProfile; readonly hasKinds: boolean } {
  let { source, target } = sides;
  if (!chance.happens(0.35)) return { source, target, hasKinds: false };
  const hasKinds = chance.happens(0.6);
  if (hasKinds) {
    source = {
      ...withAbilities(source, { givesForms: ['exchange-item', 'mime'] }),
      tellsLikeness: true,
    };
    if (chance.happens(0.75)) {
      const forms = ['exchange-item', 'mime'] as const;
      target = withAbilities(target, { givesForms: forms, takesForms: forms });
      target = { ...target, tellsLikeness: true };
    }
  }
  // What merges equal items stores no second marker.
  if (chance.happens(0.5)) {
    target = { ...withAbilities(target, { keepsMarkers: true }), mergesTwins: false };
  }
  if (chance.happens(0.3)) source = unnumbered(source);
  if (chance.happens(0.3)) target = { ...unnumbered(target), mergesTwins: false };
  return { source, target, hasKinds };
}

/** Two systems that know more than mail may also give each other's streams; drawn apart as well. */
export function withStreams(
  chance: Chance,
  sides: { readonly source: ServerProfile; readonly target: ServerProfile },
): { readonly source: ServerProfile; readonly target: ServerProfile } {
  const { source, target } = sides;
  const { takesForms = [] } = target.capabilities;
  if (!takesForms.includes('exchange-item') || !chance.happens(0.6)) return sides;
  const forms = ['exchange-stream', 'exchange-item', 'mime'] as const;
  const unexportableEvery = chance.pick([0, 2, 5, 20]);
  return {
    source: { ...withAbilities(source, { givesForms: forms }), unexportableEvery },
    target: withAbilities(target, { givesForms: forms, takesForms: forms }),
  };
}

function withAbilities(profile: ServerProfile, more: Partial<Capabilities>): ServerProfile {
  const sizes = more.givesForms === undefined ? {} : { areSizesEstimates: true as const };
  return { ...profile, capabilities: { ...profile.capabilities, ...more, ...sizes } };
}

function unnumbered(profile: ServerProfile): ServerProfile {
  const less = {
    ...{ listsStates: false, returnsIdOnWrite: false, removesItems: false },
    areIdsOwn: true as const,
  };
  return { ...withAbilities(profile, less), numbers: 'kept' };
}
