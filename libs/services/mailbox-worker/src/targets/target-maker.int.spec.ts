import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, handleCommand, Sealer, type SecretPlace } from '@mailhaul/application';
import { describedSecretsText } from '@mailhaul/connector-registry';
import { searchDirectoryMailboxes } from '@mailhaul/directory';
import {
  connectionDecider,
  connectionStream,
  type CreationRules,
  jobDecider,
  jobStream,
  type KnownPair,
  pairDecider,
  pairStream,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Clock, systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import {
  type DirectoryEntry,
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readFold } from '../read-fold.ts';
import { TargetMaker } from './target-maker.ts';

const tenant = 'acme';
const people = `ou=People,${directoryBase}`;

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}
const sealer = new PlainSealer();

/** The machine's, but for the wall, which a spec moves. */
class MovedClock implements Clock {
  aheadMs = 0;
  wallMs(): number {
    return systemClock.wallMs() + this.aheadMs;
  }
  monotonicMs(): number {
    return systemClock.monotonicMs();
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }
}

describeWithServer('slapd', 'a target mailbox that is made', () => {
  let server: SlapdServer;
  let root = '';
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'mailhaul-maker-'));
    mkdirSync(join(root, tenant));
    const unit: DirectoryEntry = { dn: people, objectClass: 'organizationalUnit', ou: 'People' };
    server = await startSlapd({ entries: [unit], more: [`rootdn "${directoryReader}"`] });
  }, 90_000);
  afterAll(async () => {
    rmSync(root, { recursive: true, force: true });
    await server.stop();
  });

  let number = 0;
  let clock: MovedClock;
  let store: MemoryEventStore;
  let ids: { readonly pairId: string; readonly jobId: string; readonly target: string };
  let secrets: Map<string, string>;
  beforeEach(() => {
    number += 1;
    clock = new MovedClock();
    store = new MemoryEventStore({ clock });
    secrets = new Map();
    ids = { pairId: uuid4(systemRandom), jobId: uuid4(systemRandom), target: uuid4(systemRandom) };
  });

  const keyOf = ({ owner, version }: SecretPlace) => `${owner} ${version}`;
  const secretStore = {
    get: (place: SecretPlace) => Promise.resolve(secrets.get(keyOf(place))),
    put: (place: SecretPlace, secret: string) => {
      secrets.set(keyOf(place), secret);
      return Promise.resolve();
    },
  };

  function tell(stream: string, decider: object, wish: object) {
    const identity = { commandId: uuid4(systemRandom), atMs: clock.wallMs(), actor: 'ann' };
    return handleCommand({ store, sealer, stream, decider: decider as never }, {
      ...wish,
      ...identity,
    } as never);
  }
  const tellPair = (wish: object) => tell(pairStream(tenant, ids.pairId), pairDecider, wish);
  const tellJob = (wish: object) => tell(jobStream(tenant, ids.jobId), jobDecider, wish);
  const pair = async () => {
    const stream = pairStream(tenant, ids.pairId);
    return (await readFold({ store, sealer }, stream, pairDecider)).state as KnownPair;
  };
  const eventTypes = async () => {
    const types: string[] = [];
    for await (const { type } of store.readStream(pairStream(tenant, ids.pairId))) types.push(type);
    return types;
  };

  const eventTexts = async () => {
    const texts: string[] = [];
    for await (const { data, metadata } of store.readStream(pairStream(tenant, ids.pairId))) {
      texts.push(JSON.stringify([data, metadata]));
    }
    return texts;
  };

  const planned = () => ({
    ...{ dn: `cn=Ann ${number},${people}`, address: `ann${number}@new.example` },
    ...{ alias: `ann${number}`, name: `Ann ${number}` },
  });

  async function world(more: Partial<CreationRules> = {}): Promise<void> {
    const { target: connection, jobId } = ids;
    secrets.set(
      `connection.${connection} 1`,
      describedSecretsText({ directoryPassword: directoryReaderPassword }),
    );
    await tell(connectionStream(tenant, connection), connectionDecider, {
      ...{ kind: 'DefineConnection', facts: { kind: 'imap', credential: 1 } },
      details: {
        ...{ name: 'New', host: 'new.example', security: 'tls', signIn: 'own' },
        directory: {
          ...{ host: server.host, port: server.port, security: 'none' },
          ...{ baseDn: directoryBase, bindDn: directoryReader },
        },
      },
    });
    const options = {
      ...{ order: 'oldest-first', onFilledTarget: 'match', verifies: true },
      connectionsPerMailbox: 1,
    };
    await tellJob({
      ...{ kind: 'CreateJob', rank: 1, details: { name: 'J' }, options },
      ...{ sourceConnectionId: uuid4(systemRandom), targetConnectionId: connection },
    });
    const password = { length: 16, classes: ['lower', 'upper', 'digits'], mustChange: false };
    await tellJob({
      kind: 'SetCreation',
      creation: {
        rules: { password, hookMsMax: 5_000, ...more },
        names: { domain: 'new.example', unit: people, name: '{displayname}', alias: '{localpart}' },
      },
    });
    await tellPair({ kind: 'AddPair', mailboxes: { source: 'ann@old' }, placing: { jobId } });
    await tellPair({ kind: 'PlanTarget', plan: 'create', planned: planned() });
    await tellPair({ kind: 'AskTarget' });
  }

  function hook(text: string): string {
    const name = `hook${number}`;
    writeFileSync(join(root, tenant, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(root, tenant, name), 0o755);
    return name;
  }

  async function make(through: EventStore = store, id = uuid4(systemRandom)): Promise<boolean> {
    const maker = new TargetMaker({
      ...{ id, store: through, sealers: { of: () => Promise.resolve(sealer) } },
      ...{ secrets: secretStore, clock, random: systemRandom },
      ...{ hooksFolder: root, addressGuard: undefined },
    });
    const isTaken = await maker.take({ tenant, pairId: ids.pairId });
    await maker.settled();
    return isTaken;
  }

  const usersMade = async () => {
    const settings = {
      ...{ host: server.host, port: server.port, security: 'none' as const },
      ...{ bindDn: directoryReader, password: directoryReaderPassword },
    };
    const context = {
      ...{ clock: systemClock, random: systemRandom },
      signal: new AbortController().signal,
    };
    const wish = { text: `ann${number}@` };
    return (await searchDirectoryMailboxes(settings, wish, context)).mailboxes.map(({ dn }) => dn);
  };

  it('is matched, and its password kept for whoever is to have it', async () => {
    await world({ hook: hook('echo "$@" > args.txt; exit 0') });
    expect(await make()).toBe(true);
    expect(await usersMade()).toEqual([planned().dn]);
    const { mailboxes, isMatched, making } = await pair();
    expect(isMatched).toBe(true);
    expect(mailboxes).toMatchObject({ target: planned().address, matchedBy: 'created' });
    const password = secrets.get(`pair.${ids.pairId} ${making.password}`);
    expect(password).toHaveLength(16);
    const told = readFileSync(join(root, tenant, 'args.txt'), 'utf8');
    expect(told).toContain(`--address=${planned().address}`);
    expect(told).not.toContain(password);
    for (const text of await eventTexts()) expect(text).not.toContain(password);
  });

  it.each([
    ['denies', 'echo "no licence left"; exit 3', 'hook-denied', 'no licence left'],
    ['fails', 'printf "\\033[31mbad\\033[0m"; exit 9', 'hook-failed', 'bad'],
    ['hangs', 'echo still; sleep 60', 'hook-timeout', 'still'],
  ])('needs a person where the hook %s, and goes on when asked', async (...row) => {
    const [, text, code, words] = row;
    await world({ hook: hook(text), hookMsMax: 700 });
    await make();
    expect((await pair()).making.refused?.code).toBe(code);
    const said = (await eventTexts()).at(-1);
    expect(said).toContain(words);
    expect(said).not.toContain('u001b');
    // Nobody asked: nothing is tried again by itself.
    expect((await pair()).isMatched).toBe(false);
    await make();
    expect((await eventTypes()).filter((type) => type === 'TargetBegun')).toHaveLength(1);
    hook('exit 0');
    await tellPair({ kind: 'AskTarget' });
    await make();
    expect((await pair()).isMatched).toBe(true);
    expect(await usersMade()).toHaveLength(1);
  });

  it('is refused before a user is made where the hook is not there', async () => {
    await world({ hook: 'nowhere' });
    await make();
    expect((await pair()).making.refused?.code).toBe('hook-missing');
    expect(await usersMade()).toEqual([]);
  });

  it('is one user and one match, whatever dies when', async () => {
    await world({ hook: hook(`echo run >> ran${number}.txt`) });
    let calls = 0;
    let diesAt = 0;
    let hasFinished = false;
    // Dead from that call of the log on: what was done outside before it stays done.
    const dying = new Proxy(store, {
      get: (target, name) => {
        const own: unknown = Reflect.get(target, name);
        if (typeof own !== 'function') return own;
        return (...given: unknown[]) => {
          calls += 1;
          if (calls >= diesAt) throw new Error('killed');
          return (own as (...all: unknown[]) => unknown).apply(target, given);
        };
      },
    });
    while (!hasFinished) {
      diesAt += 1;
      calls = 0;
      await make(dying);
      expect((await usersMade()).length).toBeLessThanOrEqual(1);
      hasFinished = (await pair()).isMatched;
      // Whoever comes next waits until the one before must have let go.
      clock.aheadMs += 200_000;
      expect(diesAt).toBeLessThan(60);
    }
    expect(diesAt).toBeGreaterThan(10);
    const types = await eventTypes();
    expect(types.filter((type) => type === 'PairMatched')).toHaveLength(1);
    expect(types.filter((type) => type === 'TargetBegun').length).toBeGreaterThan(3);
    expect(await usersMade()).toEqual([planned().dn]);
    expect([...secrets.keys()].filter((key) => key.startsWith('pair.')).length).toBeGreaterThan(0);
    expect(secrets.has(`pair.${ids.pairId} ${(await pair()).making.password}`)).toBe(true);
  });

  it('is made by one of many workers that were asked at once', async () => {
    await world({ hook: hook(`echo run >> ran${number}.txt; sleep 0.3`) });
    await Promise.all(Array.from({ length: 6 }, () => make()));
    expect(readFileSync(join(root, tenant, `ran${number}.txt`), 'utf8')).toBe('run\n');
    expect((await eventTypes()).filter((type) => type === 'TargetBegun')).toHaveLength(1);
    expect((await pair()).isMatched).toBe(true);
  });

  it('is left to the next worker by one whose time is over', async () => {
    await world({ hook: hook('exit 0') });
    const begin = { kind: 'BeginTarget', workerId: 'slow', untilMs: clock.wallMs() + 1_000 };
    await tellPair(begin);
    await make();
    expect((await eventTypes()).filter((type) => type === 'TargetBegun')).toHaveLength(1);
    clock.aheadMs = 2_000;
    await make();
    expect((await pair()).isMatched).toBe(true);
    // The slow one tells its end at last, and is not believed.
    expect(await tellPair({ kind: 'TellTargetMade', making: 1, address: 'x@y' })).toMatchObject({
      reason: 'MakingNotCurrent',
    });
  });
});
