import type { AddressGuard, TokenSource } from '@mailhaul/connector-contract';
import type { ProxySettings } from '@mailhaul/connector-line';
import type { ConnectionSettings } from '../connection-settings.ts';
import { ConnectionUrlRefused } from '../connection-url-refused.ts';
import { fillPath, fillTemplate } from './fill-template.ts';
import { type FetchToken, KeptTokens } from './kept-tokens.ts';
import { splitWords } from './split-words.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

export interface TokenSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secret: (name: 'client-secret' | 'refresh-token') => string | undefined;
  readonly proxy: ProxySettings | undefined;
  readonly guard: AddressGuard | undefined;
}

/** Where the tokens of this mailbox come from; undefined where it signs in otherwise. @throws ConnectionUrlRefused */
export function tokenSourceOf(
  settings: ConnectionSettings,
  around: TokenSurroundings,
): TokenSource | undefined {
  const { parameters, user } = settings;
  const { 'token-file': file, 'token-command': command, oauth } = parameters;
  if (file !== undefined) {
    const path = fillPath(file, user);
    return source(async () => (await import('./token-file.ts')).tokenFromFile(path));
  }
  if (command !== undefined) return commandSource(command, user, around);
  return oauth === undefined ? undefined : endpointSource(oauth, settings, around);
}

function commandSource(
  command: string,
  user: string,
  { environment }: TokenSurroundings,
): TokenSource {
  const words = splitWords(command)?.map((word) => fillTemplate(word, user));
  if (words === undefined) {
    throw new ConnectionUrlRefused(
      'the connection URL: token-command has a quote that is not closed, or no word',
    );
  }
  return source(async () =>
    (await import('./token-command.ts')).tokenFromCommand({ words, environment }),
  );
}

function endpointSource(
  oauth: string,
  settings: ConnectionSettings,
  around: TokenSurroundings,
): TokenSource {
  const { parameters, user } = settings;
  const { 'client-id': clientId, 'oauth-tenant': tenant, scope } = parameters;
  const keyFile = parameters['service-account-file'];
  const refreshFile = parameters['refresh-token-file'];
  const text = refreshFile === undefined ? around.secret('refresh-token') : undefined;
  const refreshToken =
    refreshFile !== undefined
      ? { file: fillPath(refreshFile, user) }
      : text === undefined
        ? undefined
        : { text };
  const clientSecret = around.secret('client-secret');
  return source(async () => {
    const { endpointOf, tokenFromEndpoint } = await import('./token-endpoint.ts');
    const preset = endpointOf(oauth, tenant ?? 'common', {
      isApplication: refreshToken === undefined,
      scheme: settings.scheme,
    });
    const connect = await connectingBy(around);
    return tokenFromEndpoint({
      url: preset.url,
      clientId,
      clientSecret,
      scope: scope ?? preset.scope,
      refreshToken,
      serviceAccount: keyFile === undefined ? undefined : { keyFile, subject: user },
      connect,
    });
  });
}

const lookupMsMax = 10_000;

/** Undefined: by Node itself. */
async function connectingBy({
  proxy,
  guard,
}: TokenSurroundings): Promise<TokenEndpoint['connect']> {
  if (proxy === undefined && guard === undefined) return undefined;
  const { openDirectly, openTunnel } = await import('@mailhaul/connector-line');
  return (host, port, clock) => {
    const place = { host, port, clock, lookupMsMax, guard };
    return proxy === undefined
      ? openDirectly(place)
      : openTunnel({ ...place, proxy, onSocket: () => undefined });
  };
}

/** What fetches the tokens is loaded with the first. */
function source(load: () => Promise<FetchToken>): TokenSource {
  let loaded: Promise<FetchToken> | undefined;
  return new KeptTokens(async (clock) => {
    loaded ??= load();
    return (await loaded)(clock);
  });
}
