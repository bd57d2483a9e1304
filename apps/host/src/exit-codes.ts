export const exitCodes = { usage: 2, failed: 1 } as const;
