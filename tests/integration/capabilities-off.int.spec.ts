import { Sealer } from '@mailhaul/application';
import { imapConnector } from '@mailhaul/connector-imap';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type PassReport, runMailboxPass } from '@mailhaul/pass-runner';
import { countMessages, loadCorpus, nastyCorpus } from '@mailhaul/testing/corpus';
import {
  compareMailboxes,
  describeComparison,
  type MailboxScan,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import {
  type AbilityName,
  allAbilities,
  type CapabilityFilter,
  startCapabilityFilter,
} from '@mailhaul/testing/proxies';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';

const cases: readonly { readonly title: string; readonly hidden: readonly AbilityName[] }[] = [
  ...(
    [
      'LITERAL+',
      'MULTIAPPEND',
      'UIDPLUS',
      'CONDSTORE',
      'QRESYNC',
      'ESEARCH',
      'LIST-STATUS',
      'LIST-EXTENDED',
      'SPECIAL-USE',
      'NAMESPACE',
      'BINARY',
      'OBJECTID',
      'UNSELECT',
      'MOVE',
      'COMPRESS',
      'STATUS=SIZE',
    ] as const
  ).map((name) => ({ title: `without ${name}`, hidden: [name] })),
  { title: 'with LITERAL- in place of LITERAL+', hidden: ['LITERAL+ beyond 4096'] },
  {
    title: 'without MULTIAPPEND, UIDPLUS and LITERAL+',
    hidden: ['MULTIAPPEND', 'UIDPLUS', 'LITERAL+'],
  },
  { title: 'with everything', hidden: [] },
  { title: 'of RFC 3501 only', hidden: allAbilities },
];

const style = { separator: '/', prefix: '' };
const corpus = nastyCorpus({ seed: 700, messages: 60 });

describeWithServer('dovecot', 'servers with fewer abilities, on both sides', () => {
  let server: DovecotServer;
  let before: MailboxScan;
  const accessTo = (user: string) => ({
    host: '127.0.0.1',
    port: server.port,
    user,
    password: anyUserPassword,
  });

  beforeAll(async () => {
    server = await startDovecot({ separator: '/' });
    await loadCorpus(corpus, accessTo('source'), style);
    before = await scanMailbox(accessTo('source'));
  });
  afterAll(() => server.stop());

  it.for(cases.map((each, index) => ({ ...each, index })))(
    '$title: the same result, and nothing twice',
    { timeout: 180_000 },
    async ({ hidden, index }) => {
      const filter = await startCapabilityFilter({ port: server.port, hidden });
      try {
        const user = `target${index}`;
        const store = new MemoryEventStore({ clock: systemClock });
        const first = await pass(filter, user, store);
        expect(first).toMatchObject({
          end: { kind: 'completed' },
          totals: { migrated: countMessages(corpus), failed: 0, pending: 0 },
        });
        expectIdentical(before, await scanMailbox(accessTo(user)));

        const appended = filter.passed.get('APPEND');
        const delta = await pass(filter, user, store);
        expect(delta).toMatchObject({ end: { kind: 'completed' }, passCounts: { migrated: 0 } });
        expect(filter.passed.get('APPEND')).toBe(appended);

        // The ledger is lost: what is there is matched.
        const afresh = new MemoryEventStore({ clock: systemClock });
        const again = await pass(filter, user, afresh);
        expect(again).toMatchObject({ end: { kind: 'completed' }, totals: first.totals });
        expect(filter.passed.get('APPEND')).toBe(appended);
        expectIdentical(before, await scanMailbox(accessTo(user)));
        expect(filter.violations).toEqual([]);
      } finally {
        await filter.stop();
      }
    },
  );

  it('reading has changed nothing at the source', async () => {
    expectIdentical(before, await scanMailbox(accessTo('source')));
  });
});

let workers = 0;

function pass(
  { port }: CapabilityFilter,
  target: string,
  store: MemoryEventStore,
): Promise<PassReport> {
  const connectorTo = (user: string) =>
    imapConnector({ host: '127.0.0.1', port, security: 'none', user, password: anyUserPassword });
  return runMailboxPass({
    tenant: 'local',
    pairId: target,
    store,
    sealer: new PlainSealer(),
    source: connectorTo('source'),
    target: connectorTo(target),
    options: { ...defaultPassOptions, connectionPairs: 2 },
    worker: { id: `worker ${(workers += 1)}`, host: 'here', isAloneOnHost: true },
    clock: systemClock,
    random: systemRandom,
    stop: new AbortController().signal,
  });
}

function expectIdentical(expected: MailboxScan, found: MailboxScan): void {
  expect(describeComparison(compareMailboxes(expected, found))).toMatch(/: identical$/);
}

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}
