import type { Chance } from './chance.ts';

/** When something is done to the worker that happens to be there. */
export type Trigger =
  | { readonly kind: 'at'; readonly ms: number }
  /** Inside the nth call across a seam whose name starts with `what`, before that call takes place. */
  | { readonly kind: 'seam'; readonly what: string; readonly nth: number };

export type DisruptionAct =
  | { readonly kind: 'kill'; readonly successorAfterMs: number; readonly onSameHost: boolean }
  | { readonly kind: 'stop'; readonly forMs: number; readonly successorAfterMs: number | undefined }
  | {
      readonly kind: 'pause';
      readonly forMs: number;
      readonly successorAfterMs: number | undefined;
      readonly wallCatchesUpAfterMs: number | undefined;
    }
  /** Another worker believes the pair is its own. */
  | { readonly kind: 'second'; readonly onSameHost: boolean }
  | { readonly kind: 'graceful-stop'; readonly successorAfterMs: number }
  | { readonly kind: 'cut-all' }
  | { readonly kind: 'jump-wall'; readonly byMs: number }
  | { readonly kind: 'rename-source-folder' }
  | { readonly kind: 'renumber'; readonly side: 'source' | 'target' }
  | { readonly kind: 'delete-target-folder' };

export interface Disruption {
  readonly trigger: Trigger;
  readonly act: DisruptionAct;
}

const minuteMs = 60_000;

/** Seams worth aiming at: where the protocol's own steps begin. The empty name is any call at all. */
export const aims = [
  '',
  'target:open',
  'target:message',
  'target:commit',
  'target:answer',
  'target:listItems',
  'target:readItems',
  'target:removeItems',
  'source:readItems',
  'source:listItems',
  'store:readLast',
  'store:append:PassOpened',
  'store:append:ItemsIntended',
  'store:append:ItemsSettled',
  'store:append:ItemsRecovered',
  'store:append:TargetProfiled',
  'store:append:SurplusFound',
  'sleep',
] as const;

export function drawDisruptions(chance: Chance): readonly Disruption[] {
  const count = chance.pick([0, 1, 1, 2, 2, 3, 4]);
  return Array.from({ length: count }, () => ({
    trigger: drawTrigger(chance),
    act: drawAct(chance),
  }));
}

/** Drawn from a stream of their own: the other disruptions of a seed stay as they are. */
export function drawRenames(chance: Chance): readonly Disruption[] {
  const count = chance.pick([0, 0, 0, 0, 0, 1, 1, 2]);
  return Array.from({ length: count }, () => ({
    trigger: drawTrigger(chance),
    act: { kind: 'rename-source-folder' },
  }));
}

function drawTrigger(chance: Chance): Trigger {
  if (chance.happens(0.15)) return { kind: 'at', ms: chance.span(10, 60 * minuteMs) };
  const what = chance.pick(aims);
  const isRare = what.startsWith('store:append:') && !/Intended|Settled/u.test(what);
  const nthMax = what === '' ? 3_000 : isRare ? 4 : 60;
  return { kind: 'seam', what, nth: chance.span(1, nthMax) };
}

function drawAct(chance: Chance): DisruptionAct {
  const kind = chance.weighted({
    kill: 30,
    stop: 14,
    pause: 14,
    second: 8,
    'graceful-stop': 3,
    'cut-all': 6,
    'jump-wall': 4,
    renumber: 4,
    'delete-target-folder': 2,
  });
  const successorAfterMs = chance.span(50, 10 * minuteMs);
  const forMs = chance.span(500, 80 * minuteMs);
  const maybeSuccessor = chance.happens(0.75) ? Math.min(successorAfterMs, forMs / 2) : undefined;
  switch (kind) {
    case 'kill':
      return { kind, successorAfterMs, onSameHost: chance.happens(0.6) };
    case 'stop':
      return { kind, forMs, successorAfterMs: maybeSuccessor };
    case 'pause': {
      const wallCatchesUpAfterMs = chance.happens(0.7) ? chance.span(1, 20 * minuteMs) : undefined;
      return { kind, forMs, successorAfterMs: maybeSuccessor, wallCatchesUpAfterMs };
    }
    case 'second':
      return { kind, onSameHost: chance.happens(0.3) };
    case 'graceful-stop':
      return { kind, successorAfterMs };
    case 'jump-wall':
      return {
        kind,
        byMs: chance.happens(0.6) ? -chance.span(1_000, 60 * minuteMs) : chance.span(100, 2_000),
      };
    case 'renumber':
      return { kind, side: chance.pick(['source', 'target']) };
    case 'cut-all':
    case 'delete-target-folder':
      return { kind };
  }
}
