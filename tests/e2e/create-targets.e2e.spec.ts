import type { Client } from '@mailhaul/api-client';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { Attribute, Change, Client as LdapClient } from 'ldapts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  actOn,
  addSources,
  defineConnection,
  freshKey,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
  untilJob,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { defineWithDirectory, withDirectory } from '../support/directories.ts';
import { HookFolder } from '../support/hook-folder.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { openSystem } from '../support/system-stage.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const unit = `ou=New,${directoryBase}`;

describeWithServer('dovecot', 'a job whose mailboxes have none at the target', () => {
  describeWithServer('slapd', 'with a directory of the target', () => {
    const cleanUps = new CleanUps();
    let client: Client;
    let servers: TwoDovecots;
    let path: JobPath;
    let hooks: HookFolder;
    let directory: SlapdServer;

    beforeAll(async () => {
      servers = cleanUps.stopping(
        await startTwoDovecots(['ann@old.example', 'bob@old.example', 'ann@new.example']),
      );
      await putLetters(servers.at('source', 'ann@old.example'), [
        { subject: '1' },
        { subject: '2' },
      ]);
      const entries = [{ dn: unit, objectClass: 'organizationalUnit', ou: 'New' }];
      const more = [`rootdn "${directoryReader}"`];
      directory = cleanUps.stopping(await startSlapd({ entries, more }));
      hooks = new HookFolder(cleanUps);
      const { environment } = hooks;
      const system = cleanUps.keep(await openSystem({ environment }), (one) => one.close());
      ({ client } = system);
      const tenant = await makeTenant(client);
      const [old, next] = [
        loopbackSettings('Old', servers.source.port),
        loopbackSettings('New', servers.target.port),
      ];
      const source = await defineConnection(client, tenant, old);
      const target = await defineWithDirectory(client, tenant, withDirectory(next, directory));
      path = await makeJob(client, { tenant, name: 'Spring', source, target });
      const { revision } = await client.call('readJob', { path });
      await client.call('setCreation', {
        path,
        ifMatch: revision,
        body: {
          creation: { domain: 'new.example', unit, hook: 'enable', password: { length: 20 } },
        },
      });
      const names = ['ann@old.example', 'bob@old.example'];
      const passwords = { sourcePassword: mailboxPassword, targetPassword: mailboxPassword };
      await addSources(
        client,
        path,
        names.map((source) => ({ source, ...passwords })),
      );
    });
    afterAll(() => cleanUps.run());
    stepByStep();

    const pairOf = async (name: string) => {
      const pair = (await pairsOf(client, path)).find(({ source }) => source === name);
      if (pair === undefined) throw new Error(`no ${name}`);
      return pair;
    };

    it('plans users for them, and shows what is made', async () => {
      const answer = await client.call('planTargets', {
        path,
        body: { plan: 'create', selection: { ids: [(await pairOf('ann@old.example')).id] } },
        idempotencyKey: freshKey(),
      });
      expect(answer.rows[0]?.planned).toMatchObject({ address: 'ann@new.example', alias: 'ann' });
      await actOn(client, path, {
        action: 'leave-out',
        ids: [(await pairOf('bob@old.example')).id],
      });
    });

    const refreshTarget = () =>
      client.call('refreshAddresses', {
        ...{ path, body: { selection: { matching: {} }, sides: ['target'] } },
        idempotencyKey: freshKey(),
      });

    it('have no address to refresh before they are made, and the results say so', async () => {
      const { target, rows } = await refreshTarget();
      expect(target).toMatchObject({
        refreshed: 0,
        'not-changed': 0,
        'not-created': 1,
        missing: 0,
      });
      const told = rows.find(({ target: one }) => one?.result === 'not-created');
      expect(told?.target?.words).toMatch(/not made it yet.*settings for new mailboxes/);
    });

    it('says what the hook says, and ends its run without them', async () => {
      hooks.write(path.tenant, 'enable', 'printf "\\033[31mno licence left\\n"; exit 3');
      await order(client, 'startJob', path);
      await untilJob(client, path, 'finished');
      expect(await pairOf('ann@old.example')).toMatchObject({
        ...{ status: 'needs-you', reason: 'hook-denied', target: '' },
        serverText: '[31mno licence left',
      });
      expect(await pairOf('bob@old.example')).toMatchObject({ status: 'not-migrated' });
    });

    it('makes the mailbox with the next start, and copies into it', async () => {
      hooks.keepWhatItIsTold(path.tenant, 'enable');
      await order(client, 'startJob', path);
      await untilJob(client, path, 'finished');
      expect(await pairOf('ann@old.example')).toMatchObject({
        ...{ status: 'completed', target: 'ann@new.example', matchedBy: 'created', migrated: 2 },
        hasInitialPassword: true,
      });
      expect(await countLetters(servers.at('target', 'ann@new.example'))).toBe(2);
      const told = hooks.told();
      expect(told).toContain('--action=create');
      expect(told).toContain(`--dn=cn=ann,${unit}`);
      expect(told.some((line) => line.startsWith('--id=entryUUID:'))).toBe(true);
    });

    it('are refreshed like any other once they are made', async () => {
      const before = await refreshTarget();
      expect(before.target).toMatchObject({ 'not-changed': 1, 'not-created': 0 });
      const people = new LdapClient({ url: `ldap://127.0.0.1:${directory.port}` });
      await people.bind(directoryReader, directoryReaderPassword);
      const modification = new Attribute({ type: 'mail', values: ['anna@new.example'] });
      await people.modify(`cn=ann,${unit}`, new Change({ operation: 'replace', modification }));
      await people.unbind();
      const { target } = await refreshTarget();
      expect(target).toMatchObject({ refreshed: 1, 'not-created': 0, missing: 0 });
      expect(await pairOf('ann@old.example')).toMatchObject({ target: 'anna@new.example' });
    });

    it('tells the initial password once', async () => {
      const ask = async () => {
        const selection = { ids: [(await pairOf('ann@old.example')).id] };
        const body = { selection };
        return client.call('tellInitialPasswords', { path, body, idempotencyKey: freshKey() });
      };
      const { rows } = await ask();
      expect(rows[0]?.password).toHaveLength(20);
      expect((await ask()).rows).toEqual([]);
    });
  });
});
