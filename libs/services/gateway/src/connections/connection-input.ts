import {
  ConnectionUrlRefused,
  type DescribedSecrets,
  settingsFromDetails,
} from '@mailhaul/connector-registry';
import type { ConnectionSecrets, ConnectionSettings } from '@mailhaul/contracts';
import type { ConnectionDetails, ConnectionFacts } from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';
import { ApiProblem } from '../http/api-problem.ts';

/** As the domain wants it. */
export function detailsOf(settings: ConnectionSettings): ConnectionDetails {
  const { kind: _kind, mailboxesMax: _max, bytesPerSecond: _bytes, ...rest } = settings;
  const { operationsPerSecond: _operations, oauth, ...details } = rest;
  return {
    ...defined(details),
    ...(oauth === undefined ? {} : { oauth: defined(oauth) }),
  };
}

export function factsOf(settings: ConnectionSettings, credential: number): ConnectionFacts {
  const { kind, mailboxesMax, bytesPerSecond, operationsPerSecond } = settings;
  const limits = defined({ mailboxesMax, bytesPerSecond, operationsPerSecond });
  return { kind, credential, ...limits };
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
  });
}

export function hasAny(secrets: DescribedSecrets): boolean {
  return Object.values(secrets).some((secret) => secret !== undefined);
}

/**
 * The saved secrets with those given now. A secret goes only where it was given for: with another server, or a line that
 * shows it, all must be given anew. @throws {ApiProblem}
 */
export function secretsFor(
  saved: { readonly details: ConnectionDetails; readonly secrets: DescribedSecrets },
  settings: ConnectionSettings,
  given: ConnectionSecrets,
): DescribedSecrets {
  if (leadsToTheSame(saved.details, detailsOf(settings))) {
    return mergedSecrets(saved.secrets, given);
  }
  const isGiven = Object.values(given).some((secret) => secret !== undefined);
  if (!isGiven && hasAny(saved.secrets)) {
    const message = 'must be given again: they were saved for another server';
    throw new ApiProblem('body-invalid', { faults: [{ place: 'secrets', message }] });
  }
  return mergedSecrets({}, given);
}

function leadsToTheSame(saved: ConnectionDetails, next: ConnectionDetails): boolean {
  return (
    saved.host.toLowerCase() === next.host.toLowerCase() &&
    saved.port === next.port &&
    saved.security === next.security &&
    saved.oauth?.endpoint === next.oauth?.endpoint &&
    saved.oauth?.tenant === next.oauth?.tenant
  );
}

/** What no server need be asked for. @throws {ApiProblem} */
export function checkSettings(settings: ConnectionSettings, secrets: DescribedSecrets): void {
  const isAdmin = settings.signIn === 'admin';
  const hasUser = settings.adminUser !== undefined || settings.login !== undefined;
  const faults = [
    ...(isAdmin && !hasUser && settings.oauth === undefined
      ? [{ place: 'settings.adminUser', message: 'is needed: who opens the mailboxes?' }]
      : []),
    ...(isAdmin && settings.oauth === undefined && (secrets.password ?? '') === ''
      ? [{ place: 'secrets.password', message: 'is needed: the admin account signs in with it' }]
      : []),
    ...(settings.oauth !== undefined && !hasAny(secrets)
      ? [{ place: 'secrets', message: 'has neither a client secret nor a refresh token' }]
      : []),
  ];
  if (faults.length > 0) throw new ApiProblem('body-invalid', { faults });
  try {
    settingsFromDetails(settings, secrets, { user: 'somebody@example.org', password: 'some' });
  } catch (error) {
    if (!(error instanceof ConnectionUrlRefused)) throw error;
    throw new ApiProblem('body-invalid', {
      faults: [{ place: 'settings', message: error.message }],
    });
  }
}
