import { describe, expect, it } from 'vitest';
import type { EwsServer } from './start-ews-server.ts';
import { address, allOf, ask, codeOf, post, soap, startEws } from '../spec-support/ews-for-spec.ts';

const getInbox =
  '<m:GetFolder><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>';
const mark =
  '<t:ExtendedFieldURI PropertySetId="6f1a3c57-0b3d-4e1e-9d52-3f0a3a2b1c0d" PropertyName="Mark" PropertyType="String"/>';

function create(properties: string): string {
  return `<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId><t:DistinguishedFolderId Id="inbox"/></m:SavedItemFolderId><m:Items><t:Message>${properties}</t:Message></m:Items></m:CreateItem>`;
}

function find(rest: string, shape = ''): string {
  return `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>${shape}</m:ItemShape>${rest}<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>`;
}

const restriction = (test: string) => `<m:Restriction>${test}</m:Restriction>`;
const equal = (value: string) =>
  `<t:IsEqualTo>${mark}<t:FieldURIOrConstant><t:Constant Value="${value}"/></t:FieldURIOrConstant></t:IsEqualTo>`;
const withMark = (value: string) =>
  `<t:ExtendedProperty>${mark}<t:Value>${value}</t:Value></t:ExtendedProperty>`;

async function found(server: EwsServer, operation: string): Promise<number | string> {
  const [message] = await ask(server, operation);
  const code = codeOf(message);
  return code === 'NoError' ? allOf(message, 't:Message').length : code;
}

describe('what an EWS server may be like', () => {
  it('finds by named properties: equal, there at all, part of it, and both', async () => {
    const server = await startEws();
    for (const value of ['one', 'two', 'twofold']) await ask(server, create(withMark(value)));
    await ask(server, create('<t:Subject>plain</t:Subject>'));
    const exists = `<t:Exists>${mark}</t:Exists>`;
    const begins = `<t:Contains ContainmentMode="Prefixed" ContainmentComparison="IgnoreCase">${mark}<t:Constant Value="TWO"/></t:Contains>`;
    const counts = [
      await found(server, find(restriction(equal('two')))),
      await found(server, find(restriction(exists))),
      await found(server, find(restriction(begins))),
      await found(server, find(restriction(`<t:And>${exists}${begins}</t:And>`))),
      await found(server, find(restriction(`<t:Or>${equal('one')}${begins}</t:Or>`))),
      await found(server, find(restriction(`<t:Not>${exists}</t:Not>`))),
    ];
    expect(counts).toEqual([1, 3, 2, 2, 3, 1]);
  });

  it('finds folders by name', async () => {
    const server = await startEws();
    const test =
      '<t:IsEqualTo><t:FieldURI FieldURI="folder:DisplayName"/><t:FieldURIOrConstant><t:Constant Value="journal"/></t:FieldURIOrConstant></t:IsEqualTo>';
    const [message] = await ask(
      server,
      `<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>${restriction(test)}<m:ParentFolderIds><t:DistinguishedFolderId Id="msgfolderroot"/></m:ParentFolderIds></m:FindFolder>`,
    );
    expect(allOf(message, 't:DisplayName').map(({ text }) => text)).toEqual(['Journal']);
  });

  it.for([
    [{ takesRestrictions: false }, find(restriction(equal('x'))), 'ErrorRestrictionTooComplex'],
    [
      { sortsItems: false },
      find(
        '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="item:Subject"/></t:FieldOrder></m:SortOrder>',
      ),
      'ErrorUnsupportedPathForSortGroup',
    ],
    [
      { takesBinaryProperties: false },
      create(
        '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x3014" PropertyType="Binary"/><t:Value>QUJD</t:Value></t:ExtendedProperty>',
      ),
      'ErrorInvalidExtendedProperty',
    ],
    [{ openObjectsMax: 0 }, getInbox, 'ErrorTooManyObjectsOpened'],
    [
      { onRequest: () => ({ kind: 'refusal', code: 'ErrorServerBusy', backOffMs: 5 }) as const },
      getInbox,
      'ErrorServerBusy',
    ],
  ] as const)('refuses by choice %#', async ([options, operation, code]) => {
    const server = await startEws(options);
    const [message] = await ask(server, operation);
    expect(codeOf(message)).toBe(code);
    if (code === 'ErrorServerBusy') expect(allOf(message, 't:Value')[0]?.text).toBe('5');
  });

  it('drops named properties silently, and fields, and adds what nobody knows', async () => {
    const server = await startEws({ keepsNamedProperties: false, leavesOut: ['Subject'] });
    await ask(server, create(`<t:Subject>s</t:Subject>${withMark('x')}`));
    const shape = `<t:AdditionalProperties><t:FieldURI FieldURI="item:Subject"/>${mark}</t:AdditionalProperties>`;
    const [message] = await ask(server, find('', shape));
    expect(allOf(message, 't:Message')[0]?.children.map(({ name }) => name)).toEqual(['t:ItemId']);
    const strange = await startEws({ addsUnknown: true });
    await ask(strange, create('<t:Subject>s</t:Subject>'));
    expect((await post(strange, soap(find('')))).text).toContain('urn:example:vendor');
  });

  it.for([
    ['ignored', 'NoError', false],
    ['kept', 'NoError', true],
    ['refused', 'ErrorInvalidPropertySet', false],
  ] as const)('times of the store are %s', async ([storeTimes, code, isKept]) => {
    const server = await startEws({ storeTimes });
    const path = '<t:ExtendedFieldURI PropertyTag="0x3007" PropertyType="SystemTime"/>';
    const own = `<t:ExtendedProperty>${path}<t:Value>2001-02-03T04:05:06Z</t:Value></t:ExtendedProperty>`;
    const [message] = await ask(server, create(own));
    const [item] = server.mailbox(address).distinguished('inbox').items;
    const isThere = item?.createdAt.toISOString().startsWith('2001-02-03T04:05:06') ?? false;
    expect([codeOf(message), isThere]).toEqual([code, isKept]);
  });

  it('counts the requests of a user, ten at a time on Exchange 2010', async () => {
    let release = () => {};
    const free = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    let underWay = 0;
    const onRequest = () => {
      underWay += 1;
      return free;
    };
    const server = await startEws({ version: { major: 14, minor: 3 }, onRequest });
    const one = () => post(server, soap(getInbox, 'Exchange2010'));
    const asked = Array.from({ length: 10 }, one);
    await expect.poll(() => underWay).toBe(10);
    expect((await one()).text).toContain('ErrorExceededConnectionCount');
    release();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 200));
    expect((await one()).status).toBe(200);
  });

  it('wants lengths, compresses, closes, and drips', async () => {
    const lengths = await startEws({ refusesChunked: true });
    expect((await post(lengths, soap(getInbox), { isChunked: true })).status).toBe(411);
    expect((await post(lengths, soap(getInbox))).status).toBe(200);
    const small = await startEws({ compresses: true, closesConnections: true });
    const answer = await post(small, soap(getInbox), { headers: { 'accept-encoding': 'gzip' } });
    expect([answer.headers['content-encoding'], answer.headers['connection']]).toEqual([
      'gzip',
      'close',
    ]);
    expect(answer.text).toContain('NoError');
    let pieces = 0;
    const wait = () => Promise.resolve(void (pieces += 1));
    const slow = await startEws({ onRequest: () => ({ kind: 'drip', pieceBytes: 100, wait }) });
    expect((await post(slow, soap(getInbox))).text).toContain('Inbox');
    expect(pieces).toBeGreaterThan(3);
  });

  it('knows the schema of its version, and which one it is asked to speak', async () => {
    const old = await startEws({ version: { major: 14, minor: 1 } });
    const flag = create('<t:Flag><t:FlagStatus>Flagged</t:FlagStatus></t:Flag>');
    const say = async (server: EwsServer, operation: string, version: string) =>
      /<e:ResponseCode[^>]*>(\w+)</.exec((await post(server, soap(operation, version))).text)?.[1];
    const now = await startEws();
    expect([
      await say(old, flag, 'Exchange2010_SP1'),
      await say(old, getInbox, 'Exchange2013'),
      await say(now, flag, 'Exchange2010_SP1'),
      await say(now, flag, 'Exchange2013'),
      await say(now, getInbox.replace('inbox', 'syncissues'), 'Exchange2013'),
      await say(old, getInbox.replace('inbox', 'syncissues'), 'Exchange2010_SP1'),
    ]).toEqual([
      'ErrorSchemaValidation',
      'ErrorInvalidServerVersion',
      'ErrorIncorrectSchemaVersion',
      undefined,
      undefined,
      'ErrorSchemaValidation',
    ]);
    const { items } = now.mailbox(address).distinguished('inbox');
    expect(items.map(({ fields }) => fields.has('t:Flag'))).toEqual([true]);
  });
});
