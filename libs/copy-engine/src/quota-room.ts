import {
  ConnectorError,
  freeBytes,
  type MailSession,
  type Quota,
} from '@mailhaul/connector-contract';
import type { ItemStanding } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/** A server that does not tell its quota by then is gone on without. */
const askMsMax = 10_000;

/** Tells people, while the pass goes on, when more is to be copied than the target has room for. */
export async function warnOfQuota(run: PassRun): Promise<void> {
  const { bytes } = run.planned;
  if (bytes === undefined || bytes === 0) return;
  const quota = await run.targetControl.run((session) => quotaOf(session));
  const free = quota === undefined ? Infinity : freeBytes(quota);
  if (bytes <= free) return;
  const neededBytes = bytes - bytesSettled(run);
  if (neededBytes <= free) return;
  run.context.report({ kind: 'quota-short', neededBytes, freeBytes: free });
}

/** The error of a full target, with how much is missing, as far as both sides tell. */
export async function withShortfall(run: PassRun, full: ConnectorError): Promise<ConnectorError> {
  const { bytes } = run.planned;
  const left = bytes === undefined ? undefined : bytes - bytesSettled(run);
  const quota = await askAfresh(run);
  const said = [
    ...(left === undefined || left <= 0 ? [] : [`${left} bytes are still to copy`]),
    ...(quota === undefined ? [] : [`${freeBytes(quota)} of ${quota.limitBytes} bytes are free`]),
    ...(left === undefined || quota === undefined || left <= freeBytes(quota)
      ? []
      : [`${left - freeBytes(quota)} bytes are missing`]),
  ];
  if (said.length === 0) return full;
  const { code, scope, disposition, remedy, serverText } = full;
  return new ConnectorError({
    ...{ code, scope, disposition, remedy, cause: full },
    message: `The target mailbox is full: ${said.join(', ')}.`,
    ...(serverText === undefined ? {} : { serverText }),
  });
}

/** On a connection of its own: those of the pass are cut by now. */
async function askAfresh(run: PassRun): Promise<Quota | undefined> {
  const { clock, random, target, stop } = run.context;
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, stop]);
  const asked = target.open({ clock, random, signal }).then(async (session) => {
    const quota = await quotaOf(session);
    await session.close();
    return quota;
  });
  const patience = clock.sleep(askMsMax, signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([asked, patience]);
  } catch {
    // The mailbox is full all the same, and that is told.
    return undefined;
  } finally {
    end.abort();
    asked.catch(() => undefined);
  }
}

/** Of the planned bytes, those that are at the target or are not to go there. */
function bytesSettled({ context }: PassRun): number {
  let bytes = 0;
  for (const folder of context.ledger.folders()) {
    for (const { standing, size } of folder.rows()) if (settled.has(standing)) bytes += size;
  }
  return bytes;
}

const settled: ReadonlySet<ItemStanding> = new Set(['migrated', 'collapsed', 'excluded']);

function quotaOf(session: MailSession): Promise<Quota | undefined> {
  return session.quota?.() ?? Promise.resolve(undefined);
}
