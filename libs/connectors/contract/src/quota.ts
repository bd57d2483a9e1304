/** Room in a mailbox, in bytes, as its system counts them. */
export interface Quota {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

export function freeBytes({ usedBytes, limitBytes }: Quota): number {
  return Math.max(0, limitBytes - usedBytes);
}
