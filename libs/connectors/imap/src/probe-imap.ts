import {
  type ConnectorError,
  freeBytes,
  type OpenContext,
  type ProbeStep,
  type ProbeStepName,
  type Quota,
} from '@mailhaul/connector-contract';
import { addressesOf } from '@mailhaul/connector-line';
import { capabilitiesOf } from './capabilities.ts';
import { toConnectorError } from './errors.ts';
import { imapSettingsSchema, type ImapSettings, type ValidImapSettings } from './imap-settings.ts';
import { openSessionOn } from './imap-session.ts';
import { type OpenedConnection, openConnection } from './open-connection.ts';
import type { Line } from './open-socket.ts';
import { openingError } from './opening-errors.ts';

/** What is tried, in this order. */
export const imapProbeSteps: readonly ProbeStepName[] = [
  ...(['resolve', 'connect', 'tls', 'sign-in', 'capabilities', 'limits', 'folders'] as const),
];

/**
 * Tries everything a migration needs of a connection, step by step, until one fails. Changes nothing. Each step is also told
 * to `onStep` once, in order, as soon as it is known how it went.
 */
export async function probeImap(
  settings: ImapSettings,
  context: OpenContext,
  onStep: (step: ProbeStep) => void = () => undefined,
): Promise<readonly ProbeStep[]> {
  const valid = imapSettingsSchema.parse(settings);
  const steps: ProbeStep[] = [];
  const tell = (...told: readonly ProbeStep[]) => {
    steps.push(...told);
    told.forEach(onStep);
  };
  try {
    tell({ name: 'resolve', ok: true, detail: await addressesOf(valid, context.clock) });
  } catch (error) {
    tell(failed('resolve', openingError(error)));
    return steps;
  }
  const line: Line = { raw: undefined, tls: undefined, chain: [] };
  const startMs = context.clock.monotonicMs();
  const opened = await openConnection(valid, context, { line }).catch((error: unknown) =>
    toConnectorError(error),
  );
  const tookMs = Math.round(context.clock.monotonicMs() - startMs);
  if (opened instanceof Error) {
    tell(...failedOpening(opened, valid, line));
    return steps;
  }
  tell({
    name: 'connect',
    ok: true,
    detail: [`port ${valid.port}`, `signed in after ${tookMs} ms`],
  });
  tell(tlsStep(valid, line));
  tell({ name: 'sign-in', ok: true, detail: [signInWords(opened.way)] });
  const { features } = opened;
  tell({ name: 'capabilities', ok: true, detail: [...features.names].slice(0, 100) });
  const session = openSessionOn(opened, valid, context);
  try {
    const folders = await session.listFolders();
    const facts = capabilitiesOf(features, session.capabilities.serverName);
    const detail = describeLimits(facts, await session.quota?.());
    tell({ name: 'limits', ok: true, detail });
    const items = folders.reduce((sum, { state }) => sum + (state?.itemCount ?? 0), 0);
    tell({
      name: 'folders',
      ok: true,
      detail: [`${folders.length} folders`, `${items} items`],
    });
    await session.close();
  } catch (error) {
    session.abort();
    tell(failed('folders', toConnectorError(error)));
  }
  return steps;
}

function signInWords(way: OpenedConnection['way']): string {
  return way === undefined ? 'the server lets us in by itself' : `accepted by ${way}`;
}

function describeLimits(
  facts: ReturnType<typeof capabilitiesOf>,
  quota: Quota | undefined,
): string[] {
  const size = facts.itemBytesMax;
  return [
    `server: ${facts.serverName ?? 'does not say'}`,
    `largest item: ${size === undefined ? 'not told' : `${size} bytes`}`,
    quota === undefined
      ? 'room: not told'
      : `room: ${freeBytes(quota)} of ${quota.limitBytes} bytes free`,
    `writes: ${facts.writesBatches ? 'in batches (MULTIAPPEND)' : 'one by one'}`,
    `ids of written items: ${facts.returnsIdOnWrite ? 'told (UIDPLUS)' : 'not told'}`,
    `changes: ${facts.reportsDeltas ? 'marked (CONDSTORE)' : 'found by listing'}`,
  ];
}

function tlsStep({ security }: ValidImapSettings, line: Line): ProbeStep {
  if (line.tls === undefined) {
    const detail = security === 'none' ? ['no encryption, as asked for'] : ['no encryption'];
    return { name: 'tls', ok: security === 'none', detail };
  }
  return { name: 'tls', ok: true, detail: line.chain ?? [] };
}

/** Which step an error of opening belongs to: those before it went well. */
function failedOpening(
  error: ConnectorError,
  settings: ValidImapSettings,
  line: Line,
): ProbeStep[] {
  const connected: ProbeStep = { name: 'connect', ok: true, detail: [`port ${settings.port}`] };
  switch (error.code) {
    case 'tls-failed':
    case 'tls-required':
    case 'certificate-rejected':
    case 'certificate-changed':
      return [connected, failed('tls', error, line.chain)];
    case 'token-unavailable':
      // It is asked for before anything is connected.
      return [failed('sign-in', error)];
    case 'sign-in-rejected':
    case 'sign-in-method-missing':
    case 'token-rejected':
    case 'app-password-needed':
    case 'imap-disabled':
    case 'account-blocked':
    case 'mailbox-unavailable':
    case 'throttled':
    case 'too-many-connections':
      return [connected, tlsStep(settings, line), failed('sign-in', error)];
    default:
      return [failed('connect', error)];
  }
}

function failed(
  name: ProbeStepName,
  error: ConnectorError,
  seen: readonly string[] = [],
): ProbeStep {
  const { code, message, remedy, serverText } = error;
  const words = serverText === undefined ? [] : [`the server says: ${serverText}`];
  return {
    ...{ name, ok: false, detail: [message, ...words, ...seen], remedy, code },
    ...(serverText === undefined ? {} : { serverText }),
  };
}
