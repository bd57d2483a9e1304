import { freeBytes, type Quota } from '@mailhaul/connector-contract';
import type { SessionCore } from '../session-core.ts';
import type { Untagged } from '../wire/untagged.ts';
import { noMore, valueText } from '../wire/value-reader.ts';

/** RFC 9208 §5: STORAGE counts units of 1024 bytes. */
const storageUnitBytes = 1024;
/** Resources of one root. */
const resourcesMax = 50;

/** The tightest storage quota of the mailbox (RFC 9208 §4.1.3); undefined where there is none, or none is told. */
export async function askQuota({ wire, features }: SessionCore): Promise<Quota | undefined> {
  if (!features.quota) return undefined;
  let tightest: Quota | undefined;
  const answer = await wire.run('GETQUOTAROOT INBOX', {
    name: 'GETQUOTAROOT',
    onData: (untagged) => {
      if (untagged.kind === 'QUOTAROOT') return true;
      if (untagged.kind !== 'QUOTA') return false;
      const quota = parseQuota(untagged);
      if (quota === undefined) return true;
      if (tightest === undefined || freeBytes(quota) < freeBytes(tightest)) tightest = quota;
      return true;
    },
  });
  return answer.status === 'OK' ? tightest : undefined;
}

/** `* QUOTA root (STORAGE used limit MESSAGE used limit ...)`. */
function parseQuota(untagged: Untagged): Quota | undefined {
  const values = untagged.values();
  if (valueText(values.next()) === undefined || !values.enterList()) return undefined;
  for (let resource = 0; resource < resourcesMax; resource += 1) {
    const name = valueText(values.next());
    const used = valueText(values.next());
    const limitValue = values.next();
    if (name === undefined || used === undefined || limitValue === noMore) return undefined;
    const limit = valueText(limitValue);
    const areNumbers = /^\d{1,15}$/.test(used) && limit !== undefined && /^\d{1,15}$/.test(limit);
    if (name.toUpperCase() !== 'STORAGE' || !areNumbers) continue;
    return {
      usedBytes: Number(used) * storageUnitBytes,
      limitBytes: Number(limit) * storageUnitBytes,
    };
  }
  return undefined;
}
