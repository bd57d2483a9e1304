import type { SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';

/** Before the next items, once the line was seen to be slow: undefined where there is nothing to do. */
export function compressSlowLine(core: SessionCore, turn: WriteTurn): Promise<unknown> | undefined {
  if (core.isCompressionSettled || !core.speed.isSlow) return undefined;
  core.isCompressionSettled = true;
  return turn.compress();
}

/** True once for all connections of a connector, where packing may pay and nothing is known of the line yet. */
export function mustLookAtLine({ isCompressionSettled, speed }: SessionCore): boolean {
  if (isCompressionSettled || speed.isLookedAt) return false;
  speed.isLookedAt = true;
  return true;
}
