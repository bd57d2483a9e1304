import type { Sealer } from '@mailhaul/application';
import { memoryConnector, MemoryMailSystem } from '@mailhaul/connector-memory';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { runMailboxPass } from '@mailhaul/pass-runner';
import { giveOrders, type Wish } from './give-orders.ts';
import { inLogOrder, type Recording } from './recorded-streams.ts';

const tenant = 'acme';
const [job, otherJob] = ['job-1', 'job-2'];
const [source, target, spare] = ['connection-1', 'connection-2', 'connection-3'];
const pass = { passId: 'pass-1' };
const worker = { workerId: 'worker-1', untilMs: 1_800_000_600_000 };
const options = {
  order: 'oldest-first',
  onFilledTarget: 'match',
  verifies: true,
  connectionsPerMailbox: 2,
} as const;
const totals = { migrated: 18, excluded: 0, failed: 2, gone: 0, collapsed: 0, pending: 0 };
const findings = { grade: 'Investigate', investigate: 0, surplusReported: 0, parkedFolders: 0 };

/** A tenant's whole life: every event of every aggregate but the ledger's rarer ones, and what is shown of it. */
export async function recordSystem(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const { tenants, connections, jobs, pairs, ...rest } = giveOrders(
    { store, sealer },
    tenant,
    seededRandom(4),
  );
  const { alerts, operators, shards } = rest;

  await operators('operator-1', ...operatorWishes);
  await shards('0', {
    ...{ kind: 'TakeShard', scheduler: 'scheduler-1', untilMs: worker.untilMs },
  });
  const facts = { weight: 10, colour: 'teal' };
  await tenants(tenant, { kind: 'CreateTenant', details: { name: 'Acme' }, ...facts });
  await tenants(tenant, { kind: 'EditTenant', details: { name: 'Acme AG' }, ...facts });
  await tenants('gone', { kind: 'CreateTenant', details: { name: 'Gone' }, ...facts });
  await tenants('gone', { kind: 'RemoveTenant' });
  for (const id of [source, target, spare]) {
    await connections(id, { kind: 'DefineConnection', ...connectionNamed(id) });
  }
  await connections(
    source,
    { kind: 'TellBroken', code: 'host-not-found', words: 'no such host' },
    { kind: 'EditConnection', ...connectionNamed('The old one') },
    { kind: 'TellVerified' },
  );
  await connections(spare, { kind: 'DeleteConnection' });
  const sides = { sourceConnectionId: source, targetConnectionId: target };
  const described = { ...sides, options, details: { name: 'Everybody', excludeFolders: ['Junk'] } };
  await jobs(job, { kind: 'CreateJob', rank: 1, ...described });
  await jobs(otherJob, { kind: 'CreateJob', rank: 2, ...described }, { kind: 'DeleteJob' });
  await jobs(job, { kind: 'EditJob', ...described }, { kind: 'MoveJob', rank: 3 });
  const placing = { jobId: job, priority: 2 };
  for (const id of ['ann', 'bob', 'cleo', 'dora', 'emil', 'fred']) {
    await pairs(id, { kind: 'AddPair', mailboxes: mailboxesOf(id), placing });
  }
  await pairs('emil', { kind: 'RemovePair' });
  await pairs('emil', { kind: 'AddPair', mailboxes: mailboxesOf('emil'), placing });
  await jobs(job, { kind: 'ChangePairs', added: 6, edited: 0, removed: 0 }, { kind: 'StartJob' });
  const edited = { ...mailboxesOf('ann'), externalId: '7' };
  await pairs(
    'ann',
    { kind: 'EditPair', mailboxes: edited, credentials: { source: 1 } },
    { kind: 'SetPriority', priority: 1 },
    { kind: 'SchedulePass', ...pass, pass: 'start', run: 1 },
    { kind: 'GrantLease', ...pass, ...worker },
  );
  await copy(store, sealer);
  await pairs('ann', { kind: 'CompletePass', ...pass, lease: 1, totals: counted, findings });
  await pairs('ann', { kind: 'RequestPass', ...pass, pass: 'delta' });
  const scheduled = { kind: 'SchedulePass', ...pass, pass: 'start', run: 1 };
  const granted = { kind: 'GrantLease', ...pass, ...worker };
  await pairs('bob', scheduled, granted, { kind: 'ReleaseLease', ...pass, lease: 1 });
  await pairs('bob', granted, { kind: 'ExpireLease', ...pass, lease: 2 });
  await pairs('bob', granted, { kind: 'TellDeath', ...pass, lease: 3 });
  const rejection = { code: 'sign-in-rejected', side: 'source', words: 'NO go away' };
  await pairs('bob', granted, { kind: 'FailPass', ...pass, lease: 4, ...rejection });
  const wait = {
    reason: 'throttled',
    retryAt: worker.untilMs,
    progressed: true,
    words: 'slow down',
  };
  await pairs('cleo', scheduled, granted, { kind: 'PausePass', ...pass, lease: 1, ...wait });
  await pairs('dora', { kind: 'HoldPair' }, { kind: 'ReleasePair' }, { kind: 'HoldPair' });
  await pairs('emil', { kind: 'ResetPair' });
  const watched = { ...findings, watchedUntilMs: worker.untilMs };
  const look = { ...scheduled, pass: 'watch', run: undefined };
  await pairs('fred', scheduled, granted);
  await pairs('fred', {
    kind: 'CompletePass',
    ...pass,
    lease: 1,
    totals: counted,
    findings: watched,
  });
  await pairs('fred', look, granted, { kind: 'FailPass', ...pass, lease: 2, code: 'server-busy' });
  await jobs(job, { kind: 'PauseJob' }, { kind: 'StartJob' });
  await jobs(job, { kind: 'FinishJob', run: 2, incomplete: 3 }, { kind: 'RequestDelta' });
  await alerts('alert-1', {
    ...{ kind: 'RaiseAlert', facts: { tone: 'bad', about: 'mailbox-failed', pairId: 'bob' } },
  });
  await alerts('alert-1', { kind: 'ClearAlert' });
  await alerts('alert-2', {
    ...{ kind: 'RaiseAlert', facts: { tone: 'good', about: 'job-finished', jobId: job } },
  });
  return { tenant, pairId: 'ann', events: await inLogOrder(store) };
}

const counted = { ...totals, bytesMigrated: 4_000 };

const operatorWishes: readonly Wish[] = [
  {
    kind: 'AddOperator',
    details: { login: 'ann', name: 'Ann' },
    roles: [{ tenant: '*', role: 'provider-admin' }],
  },
  { kind: 'SetRoles', roles: [{ tenant, role: 'viewer' }] },
  { kind: 'SetPassword', version: 1, mustChange: true },
  {
    kind: 'IssueToken',
    token: { tokenId: 'token-1', hash: '0'.repeat(64), scopes: ['read'] },
    label: 'mine',
  },
  { kind: 'RevokeToken', tokenId: 'token-1' },
  { kind: 'RemoveOperator' },
];

function connectionNamed(name: string) {
  const details = { name, host: 'mail.example', security: 'tls', signIn: 'mailbox' };
  return { facts: { kind: 'imap', credential: 1, mailboxesMax: 4 }, details };
}

function mailboxesOf(name: string) {
  return { source: `${name}@old.example`, target: `${name}@new.example` };
}

/** Twenty items, two of them too large for the filter. */
async function copy(store: MemoryEventStore, sealer: Sealer): Promise<void> {
  const from = new MemoryMailSystem('source');
  const inbox = from.mailbox('ann').ensureFolder(['INBOX']);
  for (let n = 0; n < 20; n += 1) {
    const bytes = Buffer.from(`Subject: ${n}\r\n\r\n${'x'.repeat(n < 2 ? 2000 : n)}\r\n`);
    const receivedAt = { epochSeconds: 1_000_000_000 + n, zoneMinutes: 0 };
    inbox.add({ bytes, receivedAt, flags: [] });
  }
  await runMailboxPass({
    ...{ tenant, pairId: 'ann', store, sealer, tellsProgress: true },
    source: memoryConnector(from, 'ann'),
    target: memoryConnector(new MemoryMailSystem('target'), 'ann'),
    options: { ...defaultPassOptions, filters: { itemBytesMax: 1000 } },
    worker: { id: 'worker-1', host: 'h', isAloneOnHost: true },
    clock: systemClock,
    random: seededRandom(5),
    stop: new AbortController().signal,
  });
}
