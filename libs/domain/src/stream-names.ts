/** Streams carry the tenant, so that nothing of another tenant can be read by a wrong id. */
export function ledgerStream(tenant: string, pairId: string, generation: number): string {
  return `ledger-${tenant}.${pairId}.${generation}`;
}

export function pairStream(tenant: string, pairId: string): string {
  return `pair-${tenant}.${pairId}`;
}
