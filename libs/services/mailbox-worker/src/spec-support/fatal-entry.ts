import {
  type ConnectionSettings,
  type ConnectorOptions,
  type EarlyConnector,
  openConnector,
} from '@mailhaul/connector-registry';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { servePasses } from '../isolation/serve-passes.ts';
import { SpecSealer } from './spec-sealer.ts';

// A runner entry for specs: a URL that ends in `#throw-300` is that mailbox, and 300 ms after it was first opened something
// in its thread goes wrong for good.

type Fate = 'throw' | 'reject' | 'exit' | 'memory' | 'growth' | 'loop' | 'deaf';

const fates: Record<Exclude<Fate, 'deaf'>, () => void> = {
  throw: () => {
    throw new Error('imap://ann:secret-of-ann@host is a poisoned mailbox');
  },
  reject: () => void Promise.reject(new Error('nobody looks at it')),
  exit: () => process.exit(3),
  memory: () => {
    const held: string[][] = [];
    for (;;) held.push(Array.from({ length: 100_000 }, (_, n) => `held ${held.length} ${n}`));
  },
  growth: () => {
    const held = new Map<number, object>();
    const grow = () => {
      for (let i = 0; i < 200_000; i += 1) held.set(held.size, { i });
      void systemClock.sleep(1).then(grow);
    };
    grow();
  },
  loop: () => {
    for (;;);
  },
};

function connect(
  connection: ConnectionSettings | string,
  options: ConnectorOptions,
): EarlyConnector {
  if (typeof connection !== 'string') return openConnector(connection, options);
  const url = connection;
  const [, place = '', fate, afterMs] = /^(.*)#(\w+)-(\d+)$/.exec(url) ?? [];
  if (fate === undefined) return openConnector(url, options);
  const connector = openConnector(place, options);
  if (fate === 'deaf') return deaf(connector);
  let isDoomed = false;
  return {
    ...connector,
    open(context) {
      if (!isDoomed) {
        const strike = fates[fate as Exclude<Fate, 'deaf'>];
        void systemClock.sleep(Number(afterMs)).then(() => process.nextTick(strike));
      }
      isDoomed = true;
      return connector.open(context);
    },
  };
}

/** Its sessions answer nothing and cannot be ended. */
function deaf(connector: EarlyConnector): EarlyConnector {
  const never = () => new Promise<never>(() => undefined);
  return {
    ...connector,
    beginOpening: () => undefined,
    async open(context) {
      const session = await connector.open({ ...context, signal: new AbortController().signal });
      session.listFolders = never;
      session.close = never;
      session.abort = () => undefined;
      return session;
    },
  };
}

servePasses({
  clock: systemClock,
  random: systemRandom,
  makeSealer: (key) => new SpecSealer(key),
  connect,
});
