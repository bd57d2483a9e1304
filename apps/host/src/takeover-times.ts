/**
 * Of schedulers and workers of their own: a standby has a shard within 15 s, and what a dead worker did goes on elsewhere within
 * 30 s, also where the scheduler died with it. What a new scheduler must wait for beats of the living (`graceMs`) comes on top
 * of the time that its predecessor had the shard for.
 */
export const takeoverLimits = {
  shardMs: 10_000,
  leaseMs: 20_000,
  graceMs: 14_000,
  askAgainMs: 2_000,
};

/** Two beats in a row may be lost, and the next is still heard within the grace. */
export const takeoverTimes = { heartbeatMs: 5_000, askAgainMs: 2_000, answerMs: 3_000 };
