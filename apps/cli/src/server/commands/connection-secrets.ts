import type { ConnectionSecrets, ConnectionSettings } from '@mailhaul/contracts';
import { readPasswordFile } from '../../pairs/password-file.ts';
import { askPassword } from '../../pairs/passwords.ts';
import { UsageError } from '../../usage-error.ts';
import type { Server } from '../session/open-server.ts';

/** Never the secrets themselves: where they are. */
export interface RawSecretFlags {
  readonly passwordFile?: string;
  readonly clientSecretFile?: string;
  readonly clientSecretEnv?: string;
  readonly refreshTokenFile?: string;
  readonly refreshTokenEnv?: string;
  readonly directoryPasswordFile?: string;
  readonly directoryPasswordEnv?: string;
}

/**
 * What was given, by file or environment; the admin's password is asked for where `mustAsk` and there is a terminal.
 * @throws UsageError
 */
export async function readConnectionSecrets(
  server: Server,
  raw: RawSecretFlags,
  wanted: { readonly settings: ConnectionSettings; readonly mustAsk: boolean },
): Promise<ConnectionSecrets> {
  const { settings, mustAsk } = wanted;
  const takesPassword = settings.signIn === 'admin' && settings.oauth === undefined;
  if (raw.passwordFile !== undefined && !takesPassword)
    throw new UsageError(
      '--password-file means nothing: no admin signs in by password',
      'give --admin NAME, or the passwords of the mailboxes with mailhaul pairs import',
    );
  const secrets = {
    password: takesPassword ? await adminPassword(server, raw, wanted) : undefined,
    clientSecret: secretOf(server, raw.clientSecretFile, raw.clientSecretEnv),
    refreshToken: secretOf(server, raw.refreshTokenFile, raw.refreshTokenEnv),
  };
  const ofDirectory = directoryPassword(server, raw, settings);
  const given = Object.entries(secrets).filter(([, value]) => value !== undefined);
  if (mustAsk && settings.oauth !== undefined && given.length === 0)
    server.warn('no client secret and no refresh token was given: most token endpoints want one');
  return { ...Object.fromEntries(given), ...ofDirectory };
}

/** @throws UsageError where nobody is named whose it is */
function directoryPassword(
  server: Server,
  { directoryPasswordFile: file, directoryPasswordEnv: variable }: RawSecretFlags,
  { directory }: ConnectionSettings,
): Pick<ConnectionSecrets, 'directoryPassword'> {
  const password = secretOf(server, file, variable);
  if (password === undefined) return {};
  if (directory?.bindDn !== undefined) return { directoryPassword: password };
  throw new UsageError(
    'the password of the directory means nothing: nobody signs in there',
    'give --directory-user NAME',
  );
}

async function adminPassword(
  server: Server,
  { passwordFile }: RawSecretFlags,
  { settings, mustAsk }: { readonly settings: ConnectionSettings; readonly mustAsk: boolean },
): Promise<string | undefined> {
  if (passwordFile !== undefined)
    return readPasswordFile(passwordFile, (message) => server.warn(message));
  const { environment, isInteractive } = server.io;
  // A setting that is changed does not take a password along that stands in the environment by chance.
  if (!mustAsk) return undefined;
  if (environment['MAILHAUL_PASSWORD']) return environment['MAILHAUL_PASSWORD'];
  const label = `${settings.adminUser ?? 'the admin'} at ${settings.host}`;
  if (isInteractive) return askPassword('test', label);
  throw new UsageError(
    `there is no password for ${label}`,
    'give --password-file, set MAILHAUL_PASSWORD, or run on a terminal to be asked',
  );
}

function secretOf(
  server: Server,
  file: string | undefined,
  variable: string | undefined,
): string | undefined {
  if (file !== undefined) return readPasswordFile(file, (message) => server.warn(message));
  if (variable === undefined) return undefined;
  const value = server.io.environment[variable];
  if (value) return value;
  throw new UsageError(
    `the environment has no variable ${JSON.stringify(variable)}, or it is empty`,
  );
}
