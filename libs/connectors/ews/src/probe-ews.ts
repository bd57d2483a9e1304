import type { ConnectorError, ErrorCode, Folder, OpenContext } from '@mailhaul/connector-contract';
import { errorOf, lineError } from './errors.ts';
import { type EwsSession, openSession } from './ews-session.ts';
import { type EwsSettings, type ValidEwsSettings, ewsSettingsSchema } from './ews-settings.ts';
import { addressesOf } from '@mailhaul/connector-line';

/** One thing that was tried. Details are for people and hold no secrets. */
export interface EwsProbeStep {
  readonly name: 'resolve' | 'connect' | 'tls' | 'sign-in' | 'capabilities' | 'limits' | 'folders';
  readonly ok: boolean;
  readonly detail: readonly string[];
  /** What the operator can do; with a step that failed. */
  readonly remedy?: string;
  /** With a step that failed. */
  readonly code?: ErrorCode;
  /** The server's own words, which the detail has as well. */
  readonly serverText?: string;
}

/**
 * Tries everything a migration needs of a connection, step by step, until one fails. Changes nothing. Each step is also told
 * to `onStep` once, in order, as soon as it is known how it went.
 */
export async function probeEws(
  settings: EwsSettings,
  context: OpenContext,
  onStep: (step: EwsProbeStep) => void = () => undefined,
): Promise<readonly EwsProbeStep[]> {
  const valid = ewsSettingsSchema.parse(settings);
  const steps: EwsProbeStep[] = [];
  const tell = (...told: readonly EwsProbeStep[]) => {
    steps.push(...told);
    told.forEach(onStep);
  };
  try {
    tell({ name: 'resolve', ok: true, detail: await addressesOf(valid, context.clock) });
  } catch (error) {
    tell(failed('resolve', lineError(error)));
    return steps;
  }
  const startMs = context.clock.monotonicMs();
  let session: EwsSession;
  try {
    session = await openSession(valid, context);
  } catch (error) {
    tell(...failedOpening(lineError(error), valid));
    return steps;
  }
  const tookMs = Math.round(context.clock.monotonicMs() - startMs);
  tell(
    { name: 'connect', ok: true, detail: [`port ${valid.port}`, `opened after ${tookMs} ms`] },
    tlsStep(valid),
    { name: 'sign-in', ok: true, detail: [signInWords(valid)] },
  );
  let trying: EwsProbeStep['name'] = 'folders';
  try {
    const folders = await session.listFolders();
    tell(capabilitiesStep(session));
    trying = 'limits';
    await checkNumbers(session, folders);
    tell({ name: 'limits', ok: true, detail: ['items are numbered, found and sorted by number'] });
    tell({ name: 'folders', ok: true, detail: describeFolders(folders) });
    await session.close();
  } catch (error) {
    session.abort();
    tell(failed(trying, lineError(error)));
  }
  return steps;
}

/** The fullest folder of mail shows whether its items can be told apart by number. @throws ConnectorError */
async function checkNumbers(session: EwsSession, folders: readonly Folder[]): Promise<void> {
  const [fullest] = folders
    .filter(({ nature }) => nature === undefined)
    .toSorted((a, b) => (b.state?.itemCount ?? 0) - (a.state?.itemCount ?? 0));
  if (fullest === undefined) throw errorOf('mailbox-unavailable');
  for await (const _ of session.listItems(fullest.id)) break;
}

function capabilitiesStep({ capabilities }: EwsSession): EwsProbeStep {
  const { serverName, listsStates } = capabilities;
  const numbers = listsStates ? 'told by folders' : 'told by the newest item only';
  return {
    name: 'capabilities',
    ok: true,
    detail: [`server: ${serverName ?? 'does not say'}`, `next item numbers: ${numbers}`],
  };
}

function describeFolders(folders: readonly Folder[]): string[] {
  const items = folders.reduce((sum, { state }) => sum + (state?.itemCount ?? 0), 0);
  const others = folders.filter(({ nature }) => nature === 'not-mail').length;
  return [
    `${folders.length} folders`,
    `${items} items`,
    ...(others === 0 ? [] : [`${others} of calendars, contacts, tasks or notes`]),
  ];
}

function signInWords({ mailbox }: ValidEwsSettings): string {
  const way = mailbox === undefined ? '' : ', the mailbox is opened by impersonation';
  return `accepted by Basic${way}`;
}

function tlsStep({ security }: ValidEwsSettings): EwsProbeStep {
  const detail = security === 'none' ? ['no encryption, as asked for'] : ['encrypted, trusted'];
  return { name: 'tls', ok: true, detail };
}

/** Which step an error of opening belongs to: those before it went well. */
function failedOpening(error: ConnectorError, settings: ValidEwsSettings): EwsProbeStep[] {
  const connected: EwsProbeStep = {
    name: 'connect',
    ok: true,
    detail: [`port ${settings.port}`],
  };
  switch (error.code) {
    case 'tls-failed':
    case 'certificate-rejected':
      return [connected, failed('tls', error)];
    case 'sign-in-rejected':
    case 'impersonation-denied':
    case 'ews-disabled':
    case 'account-blocked':
    case 'mailbox-unavailable':
    case 'permission-denied':
    case 'throttled':
    case 'server-busy':
    case 'too-many-connections':
      return [connected, tlsStep(settings), failed('sign-in', error)];
    default:
      return [failed('connect', error)];
  }
}

function failed(name: EwsProbeStep['name'], error: ConnectorError): EwsProbeStep {
  const { code, message, remedy, serverText } = error;
  const words = serverText === undefined ? [] : [`the server says: ${serverText}`];
  return {
    ...{ name, ok: false, detail: [message, ...words], remedy, code },
    ...(serverText === undefined ? {} : { serverText }),
  };
}
