/** The ports whose adapters speak to a server, by their options on the command line. */
export const serverPorts = ['store', 'bus', 'read-store'] as const;

export type ServerPort = (typeof serverPorts)[number];

interface PortOfServer {
  /** Carries the address to the suite. */
  readonly variable: string;
  /** One sentence, without the address: it may hold a password. */
  problemOf(address: string): string[];
}

const ports: Readonly<Record<ServerPort, PortOfServer>> = {
  store: portOf('--store', 'CONFORMANCE_STORE', ['esdb://', 'esdb+discover://']),
  bus: portOf('--bus', 'CONFORMANCE_BUS', ['nats://', 'tls://']),
  'read-store': portOf('--read-store', 'CONFORMANCE_READ_STORE', ['mongodb://', 'mongodb+srv://']),
};

export function portOfServer(port: ServerPort): PortOfServer {
  return ports[port];
}

/** The address that the suite was started with. @throws Error it was started otherwise */
export function addressOf(port: ServerPort): string {
  const address = process.env[ports[port].variable];
  if (address === undefined) throw new Error('start it with `npm run conformance`');
  return address;
}

/** PEM file; undefined for the authorities of the system. */
export function authoritiesFile(): string | undefined {
  return process.env['CONFORMANCE_CA'];
}

function portOf(option: string, variable: string, schemes: readonly string[]): PortOfServer {
  return {
    variable,
    problemOf: (address) =>
      schemes.some((scheme) => address.startsWith(scheme))
        ? []
        : [`${option} is no address that begins with ${schemes.join(' or ')}`],
  };
}
