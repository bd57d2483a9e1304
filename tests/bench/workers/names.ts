/** Who opens every mailbox of the bench's servers. */
export const admin = { user: 'bench-admin', password: 'bench-password' } as const;

export function mailboxName(n: number): string {
  return `user${n}@bench.example`;
}
