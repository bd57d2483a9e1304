/** Run by large-items.int.spec.ts in a process of its own: one pass between two ports of this machine, and its memory. */
import { Sealer } from '@mailhaul/application';
import { imapConnector } from '@mailhaul/connector-imap';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { runMailboxPass } from '@mailhaul/pass-runner';

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}

const [sourcePort, targetPort] = process.argv.slice(2).map(Number);
const connectorTo = (port = 0) =>
  imapConnector({ host: '127.0.0.1', port, security: 'none', user: 'ann', password: 'secret' });
let beforeKb = 0;
const report = await runMailboxPass({
  tenant: 'local',
  pairId: 'ann',
  store: new MemoryEventStore({ clock: systemClock }),
  sealer: new PlainSealer(),
  source: connectorTo(sourcePort),
  target: connectorTo(targetPort),
  options: { ...defaultPassOptions, connectionPairs: 1 },
  worker: { id: 'measured', host: 'here', isAloneOnHost: true },
  clock: systemClock,
  random: systemRandom,
  stop: new AbortController().signal,
  onProgress(news) {
    // The first small message is through: everything is loaded and warm.
    if (news.kind === 'settled' && beforeKb === 0) beforeKb = process.resourceUsage().maxRSS;
  },
});
const extraMb = (process.resourceUsage().maxRSS - beforeKb) / 1024;
const { migrated } = report.totals;
process.stdout.write(JSON.stringify({ end: report.end.kind, migrated, extraMb }));
