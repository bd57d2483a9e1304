import { ewsConnector } from '@mailhaul/connector-ews';
import type { MailConnector } from '@mailhaul/connector-contract';
import { systemClock } from '@mailhaul/kernel';
import { expect, it } from 'vitest';
import { startStage } from '../../support/engine-stage.ts';
import { loseSecondBatch } from '../../support/lost-batch.ts';
import { address, type Exchange, startExchange } from './stage-of-kinds.ts';
import { writeContact } from './written-by-client.ts';

function connectorTo({ server: { host, port } }: Exchange): MailConnector {
  const who = { user: address, password: 'secret' };
  const connector = ewsConnector({ host, port, security: 'none', ...who });
  return { ...connector, open: (context) => connector.open({ ...context, clock: systemClock }) };
}

function itemsIn({ server }: Exchange, name: string) {
  const mailbox = server.mailbox(address);
  const folder = mailbox.below(mailbox.root.id).find((one) => one.name === name);
  return { mailbox, folder, items: folder?.items ?? [] };
}

it('contacts that are there twice go to a folder of contacts, in one step', async () => {
  const [source, target] = [await startExchange(), await startExchange()];
  for (const surname of ['One', 'Two', 'Three', 'Four'])
    await writeContact(source.service, surname);
  const stage = await startStage({ folders: [] });
  const sides = { source: connectorTo(source), target: connectorTo(target) };
  await loseSecondBatch(stage, sides);
  expect((await stage.run(sides)).totals).toMatchObject({ migrated: 4, failed: 0 });
  const { mailbox, folder, items } = itemsIn(target, 'Contacts');
  expect(items).toHaveLength(4);
  // As the lost write would make them, had it arrived after all: two of its three items.
  if (folder !== undefined) for (const item of items.slice(1, 3)) mailbox.addItem(folder, item);
  expect((await stage.run(sides)).surplusReported).toBe(2);
  const asked = await stage.run({ ...sides, options: { setsSurplusAside: true } });
  expect(asked).toMatchObject({ end: { kind: 'completed' }, surplusReported: 0 });
  expect(itemsIn(target, 'Contacts').items).toHaveLength(4);
  const aside = itemsIn(target, 'Duplicates found (contacts)');
  expect([aside.items.length, aside.folder?.folderClass]).toEqual([2, 'IPF.Contact']);
  expect((await stage.run(sides)).passCounts).toMatchObject({ migrated: 0, failed: 0 });
});
