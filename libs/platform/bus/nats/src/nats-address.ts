/** Where the servers are and who asks, in the words of the NATS client. */
export interface NatsAddress {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
  readonly tls?: NatsTls;
  readonly name?: string;
}

export interface NatsTls {
  /** PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const portDefault = '4222';

/**
 * `nats://[user:password@|token@]host[:port][,host[:port]…]`, or `tls://…`, as one reads in NATS's own documentation
 * (https://docs.nats.io/using-nats/developer/connecting). The client itself takes no credentials out of a URL.
 * @throws Error that repeats nothing of the URL
 */
export function natsAddress(url: string, tls?: NatsTls): NatsAddress {
  const parts = /^(nats|tls):\/\/(?:([^@/]*)@)?([^@/]+)\/?$/.exec(url);
  const [, scheme, credentials, hosts] = parts ?? [];
  if (hosts === undefined) throw new Error('a NATS address is nats://host[:port][,host…]');
  const servers = hosts.split(',').map((host) => {
    if (!/^(\[[0-9a-fA-F:]+\]|[\w.-]+)(:\d{1,5})?$/.test(host)) {
      throw new Error('a host of the NATS address is neither a name nor an address');
    }
    return /:\d+$/.test(host.replace(/^\[.*\]/, '')) ? host : `${host}:${portDefault}`;
  });
  return {
    servers,
    ...credentialsOf(credentials),
    ...(scheme === 'tls' || tls !== undefined ? { tls: tls ?? {} } : {}),
  };
}

function credentialsOf(text: string | undefined): Pick<NatsAddress, 'user' | 'pass' | 'token'> {
  if (text === undefined) return {};
  const colon = text.indexOf(':');
  if (colon < 0) return { token: decodeURIComponent(text) };
  return {
    user: decodeURIComponent(text.slice(0, colon)),
    pass: decodeURIComponent(text.slice(colon + 1)),
  };
}
