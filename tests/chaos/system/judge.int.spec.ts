import { describeWithServer } from '@mailhaul/testing/specs';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { RawImap } from '@mailhaul/testing/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliverMailbox } from './corpus.ts';
import { Judge } from './judge.ts';
import type { StagedTenant } from './tenants.ts';

const user = 'ann';

describeWithServer('dovecot', 'who judges both sides', () => {
  let source: DovecotServer;
  let target: DovecotServer;
  beforeAll(async () => {
    [source, target] = await Promise.all([startDovecot(), startDovecot()]);
    for (const server of [source, target]) deliverMailbox(server, { user, seed: 1, messages: 60 });
  });
  afterAll(async () => {
    await Promise.all([source.stop(), target.stop()]);
  });

  async function judged() {
    const lines = undefined as never;
    const tenant: StagedTenant = {
      ...{ path: { tenant: 't', job: 'j' }, users: [user] },
      ...{ source, target, lines },
    };
    return new Judge().judge(tenant);
  }

  async function atTarget(...commands: readonly string[]): Promise<void> {
    const { host, port } = target;
    const client = await RawImap.open({ host, port, user, password: anyUserPassword });
    try {
      for (const command of commands) await client.ok(command);
    } finally {
      await client.close();
    }
  }

  it('sees no difference where none is, and each that is', async () => {
    const same = { items: 60, lost: 0, doubled: 0, others: 0, words: [] };
    expect(await judged()).toMatchObject(same);
    await atTarget('SELECT INBOX', 'UID COPY 1 INBOX');
    expect(await judged()).toMatchObject({ lost: 0, doubled: 1, others: 0 });
    await atTarget('SELECT INBOX', 'UID STORE 2 +FLAGS.SILENT (\\Deleted)', 'EXPUNGE');
    expect(await judged()).toMatchObject({ lost: 1, doubled: 1, others: 0 });
    await atTarget('SELECT INBOX', 'UID STORE 3 FLAGS.SILENT (\\Draft)');
    expect(await judged()).toMatchObject({ lost: 1, doubled: 1, others: 1 });
  });
});
