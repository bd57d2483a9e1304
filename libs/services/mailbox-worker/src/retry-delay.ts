/** First and longest pause of a pass that failed for a while. */
export const retryDelayMsMin = 30_000;
export const retryDelayMsMax = 1_800_000;
/** By so much a pause is longer at most, so that many mailboxes of one server do not come back at once. */
const spread = 0.2;

/** Doubles with each pause in a row that brought nothing; never sooner than the server asked for. */
export function retryDelayMs(paused: {
  readonly pauses: number;
  /** 0 to 1. */
  readonly chance: number;
  readonly hintMs?: number;
}): number {
  const { pauses, chance, hintMs = 0 } = paused;
  const grown = Math.min(retryDelayMsMax, retryDelayMsMin * 2 ** Math.min(pauses, 20));
  return Math.max(grown, hintMs) * (1 + spread * chance);
}
