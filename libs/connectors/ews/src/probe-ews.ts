import type {
  ConnectorError,
  Folder,
  OpenContext,
  ProbeStep,
  ProbeStepName,
} from '@mailhaul/connector-contract';
import { addressesOf, describeCertificates, withoutSecrets } from '@mailhaul/connector-line';
import { Located } from './autodiscover/located.ts';
import { lineError } from './errors.ts';
import { type EwsSession, openSession } from './ews-session.ts';
import {
  type EwsSettings,
  type ValidEwsSettings,
  ewsSettingsSchema,
  secretsOf,
} from './ews-settings.ts';
import { reach } from './http/reach.ts';
import { placeStep } from './probe/place-step.ts';
import { tryToWrite } from './probe/write-trial.ts';

/** What is tried, in this order. */
export const ewsProbeSteps: readonly ProbeStepName[] = [
  ...(['resolve', 'connect', 'tls', 'sign-in', 'mailbox'] as const),
  ...(['capabilities', 'limits', 'folders', 'write'] as const),
];

/**
 * Tries everything a migration needs of a connection, step by step, until one fails. What it writes stands where nobody sees it, and is taken away
 * again; a mailbox that may not be written to is still a source. Each step is also told to `onStep` once, in order, as soon as it is
 * known how it went.
 */
export async function probeEws(
  settings: EwsSettings,
  context: OpenContext,
  onStep: (step: ProbeStep) => void = () => undefined,
): Promise<readonly ProbeStep[]> {
  const steps: ProbeStep[] = [];
  const tell = (step: ProbeStep) => {
    steps.push(step);
    onStep(step);
  };
  let trying: ProbeStepName = 'resolve';
  const pass = (step: ProbeStep) => {
    tell(step);
    trying = ewsProbeSteps[ewsProbeSteps.indexOf(step.name) + 1] ?? trying;
  };
  let chain: readonly string[] = [];
  const valid = ewsSettingsSchema.parse(settings);
  try {
    const place = await placed(valid, context, pass);
    const onChain = (seen: readonly string[]) => (chain = seen);
    await probeLine(place, context, { pass, onChain });
    await probeMailbox(place, context, pass);
  } catch (error) {
    for (const step of failure(trying, withoutSecrets(lineError(error), secretsOf(valid)), chain))
      tell(step);
  }
  return steps;
}

type Pass = (step: ProbeStep) => void;

async function placed(
  settings: ValidEwsSettings,
  context: OpenContext,
  pass: Pass,
): Promise<ValidEwsSettings> {
  const place = await new Located(settings).settings(context);
  const addresses = await addressesOf(place, context.clock);
  const domain = settings.autodiscover ? settings.host : undefined;
  pass(placeStep(place, { addresses, domain }));
  return place;
}

/** A line of its own, so that what is wrong with it is told apart from what is said on it. */
async function probeLine(
  settings: ValidEwsSettings,
  { clock, signal }: OpenContext,
  { pass, onChain }: { readonly pass: Pass; readonly onChain: (seen: readonly string[]) => void },
): Promise<void> {
  const { port, security } = settings;
  const startMs = clock.monotonicMs();
  let chain: readonly string[] = [];
  const connected = () => {
    const tookMs = Math.round(clock.monotonicMs() - startMs);
    pass({ name: 'connect', ok: true, detail: [`port ${port}`, `made after ${tookMs} ms`] });
  };
  const socket = await reach(settings, {
    ...{ clock, signal },
    onSecured: (tls) => {
      chain = describeCertificates(tls);
      onChain(chain);
      connected();
    },
  });
  socket.destroy();
  if (security === 'none') connected();
  const words = security === 'none' ? ['no encryption, as asked for'] : chain;
  pass({ name: 'tls', ok: true, detail: words });
}

async function probeMailbox(
  settings: ValidEwsSettings,
  context: OpenContext,
  pass: Pass,
): Promise<void> {
  const session = await openSession(settings, context);
  try {
    pass({ name: 'sign-in', ok: true, detail: [`accepted by ${wayWords(session)}`] });
    pass({ name: 'mailbox', ok: true, detail: [mailboxWords(settings)] });
    const folders = await session.listFolders();
    pass(capabilitiesStep(session));
    await lookAtItems(session, folders);
    pass({ name: 'limits', ok: true, detail: ['items are found and numbered'] });
    pass({ name: 'folders', ok: true, detail: describeFolders(folders) });
    await session.close();
  } catch (error) {
    session.abort();
    throw error;
  }
  pass(await writeStep(settings, context));
}

/** A refusal is a warning: the connection may be meant as a source. */
async function writeStep(settings: ValidEwsSettings, context: OpenContext): Promise<ProbeStep> {
  try {
    const done = await tryToWrite(settings, context);
    return { name: 'write', ok: true, detail: done ?? ['not tried: it would be seen'] };
  } catch (error) {
    const known = lineError(error);
    if (known.scope === 'connection') throw known;
    const { remedy, detail } = failed('write', known);
    return {
      ...{ name: 'write', ok: true, isWarning: true },
      detail: ['it can be a source, and not a target', ...detail],
      ...(remedy === undefined ? {} : { remedy }),
    };
  }
}

/** The fullest folder of mail shows whether its items can be told apart. @throws ConnectorError */
async function lookAtItems(session: EwsSession, folders: readonly Folder[]): Promise<void> {
  const [fullest] = folders
    .filter(({ nature }) => nature === undefined)
    .toSorted((a, b) => (b.state?.itemCount ?? 0) - (a.state?.itemCount ?? 0));
  if (fullest === undefined) return;
  for await (const _ of session.listItems(fullest.id)) break;
}

function capabilitiesStep({ capabilities }: EwsSession): ProbeStep {
  const { serverName, listsStates } = capabilities;
  const numbers = listsStates ? 'told by folders' : 'told by the newest item only, or our own';
  return {
    name: 'capabilities',
    ok: true,
    detail: [`server: ${versionWords(serverName)}`, `next item numbers: ${numbers}`],
  };
}

/** Page "Exchange Server build numbers and release dates". */
const productNames: Readonly<Record<string, string>> = {
  '8': '2007',
  '14': '2010',
  '15.0': '2013',
  '15.1': '2016',
  '15.2': '2019 or Subscription Edition',
  '15.20': 'Online',
};

function versionWords(serverName: string | undefined): string {
  const [, major = '', minor = ''] = /^Exchange (\d+)\.(\d+)/.exec(serverName ?? '') ?? [];
  const product = productNames[`${major}.${minor}`] ?? productNames[major];
  if (serverName === undefined) return 'does not say';
  return product === undefined ? serverName : `${serverName} (Exchange ${product})`;
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

function wayWords({ signInWay }: EwsSession): string {
  switch (signInWay) {
    case 'ntlm':
      return 'NTLM';
    case 'negotiate':
      return 'NTLM (as Negotiate)';
    case 'bearer':
      return 'an access token (OAuth)';
    case 'basic':
    case undefined:
      return 'Basic';
  }
}

function mailboxWords({ mailbox, access, mailboxKind }: ValidEwsSettings): string {
  const tree = mailboxKind === 'archive' ? 'the archive' : 'the mailbox';
  const what = mailboxKind === 'public' ? 'the public folders' : tree;
  if (mailbox === undefined) return `${what} of the one who signs in`;
  return access === 'delegate'
    ? `${what} is opened by the account's own rights`
    : `${what} is opened in its owner's place (ApplicationImpersonation)`;
}

/** The step that an error belongs to, after those before it that went well without a word. */
function* failure(
  trying: ProbeStepName,
  error: ConnectorError,
  chain: readonly string[],
): Generator<ProbeStep> {
  if (trying === 'connect' && tlsCodes.has(error.code)) {
    yield { name: 'connect', ok: true, detail: ['the server answers'] };
    yield failed('tls', error, chain);
    return;
  }
  if (trying === 'sign-in' && mailboxCodes.has(error.code)) {
    yield { name: 'sign-in', ok: true, detail: ['accepted'] };
    yield failed('mailbox', error);
    return;
  }
  yield failed(trying, error, trying === 'tls' ? chain : []);
}

const tlsCodes: ReadonlySet<string> = new Set([
  ...['tls-failed', 'certificate-rejected', 'certificate-changed'],
]);
const mailboxCodes: ReadonlySet<string> = new Set([
  ...['impersonation-denied', 'mailbox-unavailable', 'permission-denied', 'folder-missing'],
]);

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
