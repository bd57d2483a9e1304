import { ewsConnector } from '@mailhaul/connector-ews';
import type { MailConnector } from '@mailhaul/connector-contract';
import { systemClock } from '@mailhaul/kernel';
import { type EwsServer, type EwsServerOptions, startEwsServer } from '@mailhaul/mail-servers';
import { expect, it, onTestFinished } from 'vitest';
import { startStage } from '../support/engine-stage.ts';
import { RawExchange } from '../support/raw-exchange.ts';

const address = 'ann@example.com';
const password = 'secret';

const talk =
  '<m:CreateItem MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"><m:SavedItemFolderId>' +
  '<t:DistinguishedFolderId Id="calendar"/></m:SavedItemFolderId><m:Items><t:CalendarItem><t:Subject>Talk</t:Subject>' +
  '<t:Body BodyType="Text">talk</t:Body><t:Attachments><t:FileAttachment><t:Name>agenda</t:Name>' +
  '<t:Content>YQ==</t:Content></t:FileAttachment></t:Attachments><t:Start>2024-03-05T09:00:00Z</t:Start>' +
  '<t:End>2024-03-05T10:00:00Z</t:End></t:CalendarItem></m:Items></m:CreateItem>';

async function exchange(options: Partial<EwsServerOptions> = {}): Promise<EwsServer> {
  const server = await startEwsServer({ mailboxes: [{ address, password }], ...options });
  onTestFinished(() => server.stop());
  return server;
}

function connectorTo({ host, port }: EwsServer): MailConnector {
  const connector = ewsConnector({ host, port, security: 'none', user: address, password });
  return {
    ...connector,
    open: (context) => connector.open({ ...context, clock: systemClock }),
  };
}

it('half an item that a dead writer has begun, and that comes when its item was written again, is reported', async () => {
  const source = await exchange({ withoutOperations: ['ExportItems', 'UploadItems'] });
  await new RawExchange({ ...source, user: address, password }).ask(talk);
  let hasCut = false;
  const target = await exchange({
    onRequest({ operation }) {
      if (operation !== 'UpdateItem' || hasCut) return undefined;
      hasCut = true;
      return { kind: 'cut', afterBytes: 0 };
    },
  });
  const stage = await startStage({ folders: [] });
  const pass = () => stage.run({ source: connectorTo(source), target: connectorTo(target) });
  const first = await pass();
  expect([hasCut, first.totals.migrated, first.surplusReported]).toEqual([true, 1, 0]);
  const mailbox = target.mailbox(address);
  const calendar = mailbox.distinguished('calendar');
  const [whole] = calendar.items;
  if (whole === undefined) throw new Error('nothing was written');
  const properties = new Map(
    [...whole.properties].map(([key, value]) => [key.replace(/:ItemKey$/, ':OpenItemKey'), value]),
  );
  mailbox.addItem(calendar, { ...whole, properties });
  const second = await pass();
  expect([second.totals.migrated, second.surplusReported]).toEqual([1, 1]);
  expect(calendar.items).toHaveLength(2);
});

it('half an item whose writer was killed is taken away with its rewriting, and nothing is said of it', async () => {
  const source = await exchange({ withoutOperations: ['ExportItems', 'UploadItems'] });
  await new RawExchange({ ...source, user: address, password }).ask(talk);
  const stage = await startStage({ folders: [] });
  const fallen = Promise.withResolvers<undefined>();
  let kill = () => undefined as void;
  let isAlive = true;
  const target = await exchange({
    onRequest({ operation }) {
      if (operation !== 'UpdateItem' || !isAlive) return undefined;
      isAlive = false;
      kill();
      fallen.resolve(undefined);
      return { kind: 'hang' };
    },
  });
  const sides = () => ({ source: connectorTo(source), target: connectorTo(target) });
  const { process, run } = stage.process(sides());
  kill = () => process.kill();
  void run();
  await fallen.promise;
  const calendar = target.mailbox(address).distinguished('calendar');
  const [half] = calendar.items;
  const report = await stage.run(sides());
  expect([report.totals.migrated, report.surplusReported]).toEqual([1, 0]);
  expect(calendar.items.map(({ id }) => id === half?.id)).toEqual([false]);
});
