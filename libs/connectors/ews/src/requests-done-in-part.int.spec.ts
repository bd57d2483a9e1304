import type { ItemForm, MailSession } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { namespaces } from './soap/envelope.ts';
import {
  address,
  failureOf,
  mailText,
  openGate,
  outgoing,
  startStage,
} from './spec-support/ews-stage.ts';

async function read(
  session: MailSession,
  id: string,
  { belowId, forms }: { readonly belowId: number; readonly forms?: readonly ItemForm[] },
) {
  const { generation } = await session.folderState(id);
  const ids = { fromId: 1, belowId };
  const request = {
    generation,
    ids,
    wholeBytesMax: 1e6,
    ...(forms === undefined ? {} : { forms }),
  };
  const items = await Array.fromAsync(session.readItems(id, request));
  return items.map((item) => item.id);
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('a server that gives so much at once', () => {
  it.for([['mime'], ['exchange-item'], ['exchange-stream']] as const)(
    'and is busy then, is asked for the others by themselves: %s',
    async (forms) => {
      const limits = { openObjectsMax: 12, openObjectsCode: 'ErrorServerBusy' };
      const stage = await startStage(limits);
      stage.fill(40);
      const session = await stage.open();
      expect(await read(session, stage.inboxId, { belowId: 41, forms })).toEqual(numbers(40));
    },
  );

  it('and says how long to wait, is not asked at once', async () => {
    const stage = await startStage();
    stage.fill(3);
    const session = await stage.open();
    stage.misbehave(({ operation }) =>
      operation === 'GetItem'
        ? { kind: 'refusal', code: 'ErrorServerBusy', backOffMs: 5000 }
        : undefined,
    );
    const reading = read(session, stage.inboxId, { belowId: 2 });
    expect(await failureOf(reading)).toMatchObject({ code: 'throttled', retryAfterMs: 5000 });
  });
});

describe('a server that stops behind what it cannot do', () => {
  it('gives what stands before, and says of which item it is', async () => {
    const stage = await startStage({ stopsBatches: true, isUnreadable: (number) => number === 3 });
    stage.fill(6);
    const session = await stage.open();
    const { generation } = await session.folderState(stage.inboxId);
    const seen: number[] = [];
    const reading = (async () => {
      const request = { generation, ids: { fromId: 1, belowId: 7 }, wholeBytesMax: 1e6 };
      for await (const { id } of session.readItems(stage.inboxId, request)) seen.push(id);
    })();
    expect(await failureOf(reading)).toMatchObject({ code: 'item-unreadable' });
    expect(seen).toEqual([1, 2]);
    const rest = { generation, ids: { fromId: 4, belowId: 7 }, wholeBytesMax: 1e6 };
    const later = await Array.fromAsync(session.readItems(stage.inboxId, rest));
    expect(later.map(({ id }) => id)).toEqual([4, 5, 6]);
  });

  it('has the others of a batch written by themselves', async () => {
    const stage = await startStage({ stopsBatches: true, itemBytesMax: 500 });
    const session = await stage.open();
    const items = [outgoing(1), outgoing(2, mailText(2) + 'x'.repeat(1000)), outgoing(3)];
    const result = await session.writeBatch(stage.inboxId, items, openGate);
    expect(result).toMatchObject({
      outcomes: [
        { kind: 'written', id: 1 },
        { kind: 'refused', error: { code: 'item-too-large' } },
        { kind: 'written', id: 2 },
      ],
    });
  });
});

describe('a server that fails of one item as a whole', () => {
  it('is not believed to have done nothing: what it made is there', async () => {
    const stage = await startStage({ faultsAt: (mime) => mime.includes('poison') });
    const session = await stage.open();
    const items = [outgoing(1), outgoing(2, `${mailText(2)}poison`), outgoing(3)];
    const result = await session.writeBatch(stage.inboxId, items, openGate);
    expect(result).toMatchObject({ kind: 'batch-refused' });
    expect(stage.server.mailbox(address).distinguished('inbox').items).toHaveLength(1);
    expect(await session.writeBatch(stage.inboxId, [outgoing(3)], openGate)).toMatchObject({
      outcomes: [{ kind: 'written', id: 2 }],
    });
  });
});

const xml = { 'Content-Type': 'text/xml; charset=utf-8' };
const soap12 = 'http://www.w3.org/2003/05/soap-envelope';

describe('faults', () => {
  it.for([
    [
      'of SOAP 1.2',
      `<e:Envelope xmlns:e="${soap12}"><e:Body><e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value ` +
        `xmlns:t="${namespaces.t}">t:ErrorServerBusy</e:Value></e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">Busy.` +
        '</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>',
      { code: 'throttled', serverText: 'ErrorServerBusy: Busy.' },
    ],
    [
      'as Gromox writes them',
      `<SOAP:Envelope xmlns:SOAP="${namespaces.s}" xmlns:xsi="http://www.w3.org/1999/XMLSchema-instance"><SOAP:Header/>` +
        '<SOAP:Body><SOAP:Fault><faultcode xsi:type="xsd:string">ErrorAccessDenied</faultcode><faultstring ' +
        'xsi:type="xsd:string">E-3130: access denied</faultstring></SOAP:Fault></SOAP:Body></SOAP:Envelope>',
      { code: 'permission-denied', serverText: 'ErrorAccessDenied: E-3130: access denied' },
    ],
    [
      'whose parts have a namespace',
      `<s:Envelope xmlns:s="${namespaces.s}"><s:Body><s:Fault><s:faultcode>s:Client</s:faultcode><s:faultstring>no` +
        '</s:faultstring><s:detail><ResponseCode xmlns="urn:x"> ErrorInvalidServerVersion </ResponseCode></s:detail></s:Fault>' +
        '</s:Body></s:Envelope>',
      { code: 'command-refused', serverText: 'ErrorInvalidServerVersion: no' },
    ],
    ['in plain words', 'Invalid context ID', { code: 'server-busy', disposition: 'retry' }],
    ['without a word', '', { code: 'server-busy', disposition: 'retry' }],
  ] as const)('%s', async ([, body, expected]) => {
    const stage = await startStage();
    const session = await stage.open();
    stage.misbehave(() => ({ kind: 'answer', status: 500, headers: xml, body }));
    expect(await failureOf(session.listFolders())).toMatchObject(expected);
  });
});

describe('a server that says little of its items', () => {
  it.for([
    'ItemClass',
    'Size',
    'Subject',
    'DateTimeReceived',
    'DateTimeCreated',
    'IsRead',
    'IsDraft',
    'ExtendedProperty',
  ])('has them copied all the same without %s', async (name) => {
    const stage = await startStage({ leavesOut: [name] });
    stage.fill(3);
    const session = await stage.open();
    const result = await session.writeBatch(stage.inboxId, [outgoing(9)], openGate);
    expect(result).toMatchObject({ outcomes: [{ kind: 'written' }] });
    const pages = await Array.fromAsync(session.listItems(stage.inboxId));
    const items = pages.flatMap((page) => page.items);
    expect(items.map(({ kind }) => kind)).toEqual(['mail', 'mail', 'mail', 'mail']);
    expect(await read(session, stage.inboxId, { belowId: 5 })).toHaveLength(4);
  });

  it('has a message of nothing copied as one of nothing', async () => {
    const write = (answer: string) => answer.replace(/(<t:MimeContent[^>]*>)[^<]*/, '$1');
    const stage = await startStage({ dialect: { write } });
    stage.fill(2);
    const session = await stage.open();
    const { generation } = await session.folderState(stage.inboxId);
    const request = { generation, ids: { fromId: 1, belowId: 3 }, wholeBytesMax: 1e6 };
    const sizes: number[] = [];
    for await (const { body } of session.readItems(stage.inboxId, request)) {
      sizes.push(body.kind === 'whole' ? body.bytes.byteLength : -1);
    }
    expect(sizes).toEqual([0, Buffer.byteLength(mailText(2))]);
  });
});
