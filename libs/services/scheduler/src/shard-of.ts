/** Which shard a tenant is of: equal for equal names, whoever asks (FNV-1a). */
export function shardOf(tenant: string, shards: number): number {
  if (shards === 1) return 0;
  let hash = 0x811c9dc5;
  for (let at = 0; at < tenant.length; at += 1) {
    hash = Math.imul(hash ^ tenant.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % shards;
}
