import type { TargetLink } from './mail-lines.ts';
import type { PairFacts } from './pair-facts.ts';
import type { Stage } from './stage.ts';

/** Where a writer stood when it was struck: by the bytes that the wire and the facts that the log had of it. */
export const writerStates = [
  'intent, no byte',
  'mid-literal',
  'last byte, no CRLF',
  'CRLF, no OK',
  'OK, not settled',
  'in recovery',
] as const;
export type WriterState = (typeof writerStates)[number];

const byWire: readonly WriterState[] = ['mid-literal', 'last byte, no CRLF', 'CRLF, no OK'];

/** All states that at least one pass of the process was in. Its log must have been read up to now. */
export function statesOf(stage: Stage, links: readonly TargetLink[]): ReadonlySet<WriterState> {
  const states = new Set<WriterState>();
  for (const { link } of links) {
    const state = byWire.find((one) => one === link.observer?.writeState);
    if (state !== undefined) states.add(state);
  }
  for (const pair of pairsOn(stage, links)) {
    if (pair.intents > pair.wire.begun) states.add('intent, no byte');
    if (pair.wire.answered > pair.settles) states.add('OK, not settled');
    if (pair.isRecovering) states.add('in recovery');
  }
  return states;
}

/** Of which mailboxes the passes have connections open. */
export function pairsOn(stage: Stage, links: readonly TargetLink[]): ReadonlySet<PairFacts> {
  const pairs = links.map(({ user }) => stage.factsOf(user));
  return new Set(pairs.filter((one) => one !== undefined));
}
