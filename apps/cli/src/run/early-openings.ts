import type { Io } from '../io.ts';
import type { OpenedPair } from './opened-pair.ts';

/** Pairs whose connections are opened early; where there are more, the time is not lost in opening. */
const earlyPairsMax = 4;

export interface EarlyOpenings {
  /** Ends what nobody took over, of this pair or of all. */
  end(pair?: OpenedPair): void;
}

/** Lets both sides of these pairs connect and sign in while the state is being opened. A failure is told to who opens. */
export function beginOpenings(
  pairs: readonly OpenedPair[],
  { clock, random }: Pick<Io, 'clock' | 'random'>,
): EarlyOpenings {
  const ends = new Map<OpenedPair, AbortController>();
  for (const pair of pairs.slice(0, earlyPairsMax)) {
    const controller = new AbortController();
    ends.set(pair, controller);
    const context = { clock, random, signal: controller.signal };
    pair.source.beginOpening(context);
    pair.target.beginOpening(context);
  }
  return {
    end(pair) {
      const controllers = pair === undefined ? ends.values() : [ends.get(pair)];
      for (const controller of controllers)
        controller?.abort(new Error('nobody needs it any more'));
    },
  };
}
