/** Upcasters of pair events by type, oldest first; none yet, since every event is in its first version. */
export const pairUpcasters = {};
