import { createSecureContext } from 'node:tls';
import type { TokenSource } from '@mailhaul/connector-contract';
import type { LineSettings } from '@mailhaul/connector-line';
import type { ConnectionSettings } from './connection-settings.ts';
import { ConnectionUrlRefused } from './connection-url-refused.ts';
import { FileUnreadable, readFirstLine, readSmallFile } from './credentials/read-small-file.ts';
import { readPem } from './credentials/read-pem.ts';
import { tokenSourceOf } from './credentials/token-source-of.ts';
import type { ConnectorOptions } from './open-connector.ts';

export type Surroundings = Pick<
  ConnectorOptions,
  'ca' | 'deadlines' | 'environment' | 'addressGuard'
>;

/** What a connection says of the line to its server, whatever is spoken on it. */
type SaidOfLine = Partial<
  Pick<LineSettings, 'ca' | 'pins' | 'clientCertificate' | 'proxy' | 'addressGuard'>
>;

/**
 * What the line is made with. Files of certificates and passphrases are read here, so that what is missing is said before anything
 * begins. @throws ConnectionUrlRefused, FileUnreadable
 */
export function lineSettingsOf(
  settings: ConnectionSettings,
  around: Surroundings,
): SaidOfLine & NonNullable<Surroundings['deadlines']> {
  const { pin, 'ca-file': caFile } = settings.parameters;
  const ca = caFile === undefined ? around.ca : readPem(caFile);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(pin === undefined ? {} : { pins: [...pin] }),
    ...certificateOf(settings, around),
    ...proxyOf(settings, around),
    ...(around.addressGuard === undefined ? {} : { addressGuard: around.addressGuard }),
    ...around.deadlines,
  };
}

/** A password or where tokens come from. @throws ConnectionUrlRefused where there is neither */
export function credentialOf(
  settings: ConnectionSettings,
  around: Surroundings,
): { readonly password: string } | { readonly token: TokenSource } {
  const token = tokenSourceOf(settings, {
    environment: around.environment ?? {},
    secret: (name) => secretOf(settings, around, name),
    proxy: proxyOf(settings, around).proxy,
    guard: around.addressGuard,
  });
  if (token !== undefined) return { token };
  const { password } = settings;
  if (password === undefined) throw refused('it has no password');
  return { password };
}

/** Runs what reads files. @throws ConnectionUrlRefused also for what cannot be read */
export function readingFiles<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileUnreadable) throw refused(error.message);
    throw error;
  }
}

function certificateOf(
  settings: ConnectionSettings,
  around: Surroundings,
): Pick<SaidOfLine, 'clientCertificate'> {
  const { parameters } = settings;
  const { 'cert-file': cert, 'key-file': key, 'pfx-file': pfx } = parameters;
  const passphrase = secretOf(settings, around, 'key-passphrase');
  const more = passphrase === undefined ? {} : { passphrase };
  if (pfx !== undefined)
    return { clientCertificate: checked({ pfx: new Uint8Array(readSmallFile(pfx)), ...more }) };
  if (cert === undefined || key === undefined) return {};
  return { clientCertificate: checked({ cert: readPem(cert), key: readPem(key), ...more }) };
}

type ClientCertificate = NonNullable<LineSettings['clientCertificate']>;

/** Certificate and key fit together, and the passphrase opens them. @throws ConnectionUrlRefused */
function checked(certificate: ClientCertificate): ClientCertificate {
  try {
    const { passphrase, ...rest } = certificate;
    const files = 'pfx' in rest ? { pfx: Buffer.from(rest.pfx) } : rest;
    createSecureContext(passphrase === undefined ? files : { ...files, passphrase });
    return certificate;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw refused(`the client certificate cannot be used: wrong files or passphrase${code}`);
  }
}

function proxyOf(settings: ConnectionSettings, around: Surroundings): Pick<SaidOfLine, 'proxy'> {
  const { proxy, 'proxy-user': user } = settings.parameters;
  if (proxy === undefined) return {};
  const password = secretOf(settings, around, 'proxy-password');
  return {
    proxy: {
      ...proxy,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    },
  };
}

/** Names that have a parameter with `-file` and one with `-env`. */
type SecretName = 'key-passphrase' | 'proxy-password' | 'client-secret' | 'refresh-token';

function secretOf(
  { parameters }: ConnectionSettings,
  { environment = {} }: Surroundings,
  name: SecretName,
): string | undefined {
  const file = parameters[`${name}-file`];
  if (file !== undefined) return readFirstLine(file);
  const variable = parameters[`${name}-env`];
  if (variable === undefined) return undefined;
  const value = environment[variable];
  if (value === undefined || value === '')
    throw refused(`the variable that ${name}-env names is not set`);
  return value;
}

export function refused(problem: string): ConnectionUrlRefused {
  return new ConnectionUrlRefused(`the connection URL: ${problem}`);
}
