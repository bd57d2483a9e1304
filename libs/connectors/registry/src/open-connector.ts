import type { AddressGuard, MailConnector } from '@mailhaul/connector-contract';
import {
  type EarlyConnector,
  OperationMeter,
  type PaceListener,
  PaceGovernor,
  type RetryNotice,
  type RetryPolicy,
  defaultRetryPolicy,
  withEarlyOpening,
  withMeter,
  withPace,
  withRetry,
} from '@mailhaul/connector-decorators';
import { ewsConnector } from '@mailhaul/connector-ews';
import { imapConnector } from '@mailhaul/connector-imap';
import type { ConnectionSettings } from './connection-settings.ts';
import { ConnectionUrlRefused } from './connection-url-refused.ts';
import { ewsSettingsOf } from './ews-settings-of.ts';
import { imapSettingsOf } from './imap-settings-of.ts';
import type { PaceGovernors } from './pace-governors.ts';
import { parseConnectionUrl } from './parse-connection-url.ts';

export interface ConnectorOptions {
  /** The tenant's share of the process; without it the connector paces itself alone. */
  readonly pace?: { readonly governors: PaceGovernors; readonly tenant: string };
  /** Told why operations wait and until when. */
  readonly paceListener?: PaceListener;
  readonly retry?: RetryPolicy;
  /** Told before each wait of an operation that is tried again. */
  readonly onRetry?: (notice: RetryNotice) => void;
  readonly meter?: OperationMeter;
  /** PEM of certificate authorities to trust instead of the system's. */
  readonly ca?: string;
  readonly deadlines?: ConnectionDeadlines;
  /** Asked before every connection that is made for this one, also to proxies and token endpoints; absent: all are allowed. */
  readonly addressGuard?: AddressGuard;
  /** Where variables are that parameters name, and what a token command is run with. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How long a server is waited for, milliseconds from 100 to an hour; what is absent is the connector's own. */
export interface ConnectionDeadlines {
  /** From the first packet until signed in. */
  readonly connectMsMax?: number;
  /** No byte moves while the server owes an answer. */
  readonly silenceMsMax?: number;
  /** Bytes move, and nothing that was asked for is among them. */
  readonly answerMsMax?: number;
}

/**
 * The connector that the scheme names, wrapped retry → early opening → pace → meter from the outside. Connects nothing
 * yet. An early opening is one try; what `open` takes over from it and then tries again, waits and tells as ever.
 * @throws {ConnectionUrlRefused} the text is no connection URL, there is no password, or a file that it names is not there.
 */
export function openConnector(
  connection: ConnectionSettings | string,
  options: ConnectorOptions = {},
): EarlyConnector {
  const settings = typeof connection === 'string' ? parsed(connection) : connection;
  const metered = withMeter(
    bareConnector(settings, options),
    options.meter ?? new OperationMeter(),
  );
  const { retry = defaultRetryPolicy, onRetry } = options;
  const early = withEarlyOpening(paced(metered, settings, options));
  const retried = withRetry(early, onRetry === undefined ? retry : { ...retry, onRetry });
  return { ...retried, beginOpening: (context) => early.beginOpening(context) };
}

function parsed(url: string): ConnectionSettings {
  const result = parseConnectionUrl(url);
  if (result.ok) return result.settings;
  throw new ConnectionUrlRefused(result.problem);
}

function bareConnector(settings: ConnectionSettings, options: ConnectorOptions): MailConnector {
  switch (settings.scheme) {
    case 'imap':
      return imapConnector(imapSettingsOf(settings, options));
    case 'exchange':
      return ewsConnector(ewsSettingsOf(settings, options));
  }
}

function paced(
  connector: MailConnector,
  settings: ConnectionSettings,
  options: ConnectorOptions,
): MailConnector {
  const { pace, paceListener = {} } = options;
  if (pace !== undefined) {
    const governor = pace.governors.governorOf(pace.tenant, settings);
    return withPace(connector, { ...paceListener, governor });
  }
  let own: MailConnector | undefined;
  return {
    kind: connector.kind,
    identity: connector.identity,
    open: (context) => {
      own ??= withPace(connector, { ...paceListener, governor: new PaceGovernor(context.clock) });
      return own.open(context);
    },
  };
}
