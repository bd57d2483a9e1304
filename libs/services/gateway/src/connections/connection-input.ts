import {
  ConnectionUrlRefused,
  type DescribedSecrets,
  settingsFromDetails,
} from '@mailhaul/connector-registry';
import type { ConnectionSecrets, ConnectionSettings, ProblemFault } from '@mailhaul/contracts';
import type { ConnectionDetails, ConnectionFacts } from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { faultsOfDirectory } from './directory-input.ts';

/** As the domain wants it. */
export function detailsOf(settings: ConnectionSettings): ConnectionDetails {
  const { kind: _kind, mailboxesMax: _max, bytesPerSecond: _bytes, ...rest } = settings;
  const { operationsPerSecond: _operations, workerTag: _tag, ...told } = rest;
  const { oauth, exchange, directory, ...details } = told;
  return {
    ...defined(details),
    ...(oauth === undefined ? {} : { oauth: defined(oauth) }),
    ...(exchange === undefined ? {} : { exchange: defined(exchange) }),
    ...(directory === undefined ? {} : { directory: defined(directory) }),
  };
}

export function factsOf(settings: ConnectionSettings, credential: number): ConnectionFacts {
  const { kind, mailboxesMax, bytesPerSecond, operationsPerSecond, workerTag } = settings;
  const limits = defined({ mailboxesMax, bytesPerSecond, operationsPerSecond });
  return { kind, credential, ...limits, ...defined({ workerTag }) };
}

/** What is absent stays as it is, null removes it. */
export function mergedSecrets(
  stored: DescribedSecrets,
  given: ConnectionSecrets,
): DescribedSecrets {
  const one = (name: keyof ConnectionSecrets) =>
    given[name] === undefined ? stored[name] : (given[name] ?? undefined);
  return defined({
    password: one('password'),
    clientSecret: one('clientSecret'),
    refreshToken: one('refreshToken'),
    directoryPassword: one('directoryPassword'),
  });
}

export function hasAny(secrets: DescribedSecrets): boolean {
  return Object.values(secrets).some((secret) => secret !== undefined);
}

/**
 * The saved secrets with those given now. A secret goes only where it was given for: with another server, or a line that
 * shows it, all of that server must be given anew. @throws {ApiProblem}
 */
export function secretsFor(
  saved: { readonly details: ConnectionDetails; readonly secrets: DescribedSecrets },
  settings: ConnectionSettings,
  given: ConnectionSecrets,
): DescribedSecrets {
  const next = detailsOf(settings);
  const { directoryPassword: ofDirectory, ...ofMail } = saved.secrets;
  const { directoryPassword: givenOfDirectory, ...givenOfMail } = given;
  const keepsMail = leadsToTheSame(saved.details, next);
  if (!keepsMail && hasAny(ofMail) && !isGiven(givenOfMail)) refuseSaved('secrets');
  const keepsDirectory = leadsToTheSameDirectory(saved.details.directory, next.directory);
  const isReadBySomebody = next.directory?.bindDn !== undefined;
  if (!keepsDirectory && isReadBySomebody && ofDirectory !== undefined) {
    if (givenOfDirectory === undefined) refuseSaved('secrets.directoryPassword');
  }
  const kept = {
    ...(keepsMail ? ofMail : {}),
    ...(keepsDirectory && isReadBySomebody ? defined({ directoryPassword: ofDirectory }) : {}),
  };
  return mergedSecrets(kept, given);
}

function isGiven(secrets: ConnectionSecrets): boolean {
  return Object.values(secrets).some((secret) => secret !== undefined);
}

function refuseSaved(place: string): never {
  const message = 'must be given again: they were saved for another server';
  throw new ApiProblem('body-invalid', { faults: [{ place, message }] });
}

export function leadsToTheSameDirectory(
  saved: ConnectionDetails['directory'],
  next: ConnectionDetails['directory'],
): boolean {
  return (
    saved?.host.toLowerCase() === next?.host.toLowerCase() &&
    saved?.port === next?.port &&
    saved?.security === next?.security
  );
}

function leadsToTheSame(saved: ConnectionDetails, next: ConnectionDetails): boolean {
  return (
    saved.host.toLowerCase() === next.host.toLowerCase() &&
    saved.port === next.port &&
    saved.security === next.security &&
    saved.oauth?.endpoint === next.oauth?.endpoint &&
    saved.oauth?.tenant === next.oauth?.tenant &&
    isLedAlike(saved.exchange, next.exchange)
  );
}

/** Autodiscover shows what signs in to whomever it is led to. */
function isLedAlike(
  saved: ConnectionDetails['exchange'],
  next: ConnectionDetails['exchange'],
): boolean {
  const led = ({ path, autodiscover }: NonNullable<ConnectionDetails['exchange']> = {}) =>
    JSON.stringify([path, autodiscover?.hosts.map((host) => host.toLowerCase()).toSorted()]);
  return led(saved) === led(next);
}

/** What goes with one kind of connection and not with another. */
function faultsOfKind(settings: ConnectionSettings): readonly ProblemFault[] {
  const { kind, security, exchange, oauth, login } = settings;
  if (kind === 'imap') {
    return exchange === undefined
      ? []
      : [{ place: 'settings.exchange', message: 'goes with Exchange alone' }];
  }
  const isOnline = kind === 'office365';
  const needsTls = security === 'starttls' || (isOnline && security === 'none');
  return [
    ...(needsTls
      ? [{ place: 'settings.security', message: 'must be tls: Exchange speaks HTTPS' }]
      : []),
    ...(login === undefined
      ? []
      : [{ place: 'settings.login', message: 'goes with IMAP alone: name the account instead' }]),
    ...(isOnline && oauth === undefined
      ? [{ place: 'settings.oauth', message: 'is needed: Exchange Online takes tokens alone' }]
      : []),
  ];
}

/** What no server need be asked for. @throws {ApiProblem} */
export function checkSettings(settings: ConnectionSettings, secrets: DescribedSecrets): void {
  const { directoryPassword, ...ofMail } = secrets;
  const isAdmin = settings.signIn === 'admin';
  const hasUser = settings.adminUser !== undefined || settings.login !== undefined;
  const faults = [
    ...faultsOfKind(settings),
    ...faultsOfDirectory(settings.directory, directoryPassword),
    ...(isAdmin && !hasUser && settings.oauth === undefined
      ? [{ place: 'settings.adminUser', message: 'is needed: who opens the mailboxes?' }]
      : []),
    ...(isAdmin && settings.oauth === undefined && (secrets.password ?? '') === ''
      ? [{ place: 'secrets.password', message: 'is needed: the admin account signs in with it' }]
      : []),
    ...(isAdmin && settings.oauth !== undefined && !hasAny(ofMail)
      ? [{ place: 'secrets', message: 'has neither a client secret nor a refresh token' }]
      : []),
  ];
  if (faults.length > 0) throw new ApiProblem('body-invalid', { faults });
  try {
    // What a mailbox brings with it is looked at when it signs in.
    const own = isAdmin ? {} : { refreshToken: 'some' };
    const somebody = { user: 'somebody@example.org', password: 'some', ...own };
    settingsFromDetails(settings, secrets, somebody);
  } catch (error) {
    if (!(error instanceof ConnectionUrlRefused)) throw error;
    throw new ApiProblem('body-invalid', {
      faults: [{ place: 'settings', message: error.message }],
    });
  }
}
