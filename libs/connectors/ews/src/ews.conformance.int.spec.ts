import { type Waiver, connectorConformance } from '@mailhaul/connector-conformance';
import { type EwsServerOptions, type NewEwsItem, startEwsServer } from '@mailhaul/mail-servers';
import { ewsConnector } from './ews-connector.ts';
import { ewsClaims } from './spec-support/ews-claims.ts';

const date = '2026-11-23';
const regenerated: Waiver = {
  reason:
    'Exchange keeps properties and makes MIME anew: bytes come back with the same meaning only',
  date,
};

const losesMarkers: Waiver = {
  reason: 'that a server forgets them shows when the first was written',
  date,
};

const appointment: NewEwsItem = {
  ...{ mime: Buffer.alloc(0), itemClass: 'IPM.Appointment', isRead: true, isDraft: false },
  ...{ receivedAt: new Date(1.7e12), categories: [], properties: new Map() },
};

interface Against {
  readonly options?: Omit<EwsServerOptions, 'mailboxes'>;
  readonly expected?: typeof ewsClaims;
  readonly waived?: Readonly<Record<string, Waiver>>;
  /** One account opens another's mailbox. */
  readonly impersonates?: boolean;
}

function against(name: string, { options = {}, expected = ewsClaims, ...rest }: Against): void {
  const { waived = {}, impersonates = false } = rest;
  connectorConformance({
    name: `ews, ${name}`,
    expected,
    waived,
    create: async () => {
      const [address, password] = ['ann@example.com', 'secret'];
      const admin = { address: 'admin@example.com', password: 'root', mayImpersonate: true };
      const mailboxes = [{ address, password }, admin];
      const server = await startEwsServer({ mailboxes, ...options });
      const { host, port } = server;
      const who = impersonates
        ? { user: admin.address, password: admin.password, mailbox: address }
        : { user: address, password };
      const connector = ewsConnector({ host, port, security: 'none', ...who });
      const addAppointment = ([name = '']: readonly string[]) => {
        const mailbox = server.mailbox(address);
        const folder = mailbox.below(mailbox.root.id).find((one) => one.name === name);
        if (folder !== undefined) mailbox.addItem(folder, appointment);
        return Promise.resolve();
      };
      return { connector, addAppointment, dispose: () => server.stop() };
    },
  });
}

against('a server that keeps MIME', { options: { mime: 'kept' } });
against('MIME made anew', {
  waived: {
    'hostile: odd bodies come back byte by byte': regenerated,
    'hostile: bare CR and bare LF come back as they were sent': regenerated,
    'items: large ones come streamed, small ones whole, bytes equal': regenerated,
  },
});
against('by impersonation, small pages', {
  impersonates: true,
  options: { mime: 'kept', foundMax: { restricted: 8, plain: 9 } },
});
against('Exchange 2010', {
  options: { mime: 'kept', version: { major: 14, minor: 3 } },
  expected: { ...ewsClaims, sessionsAtWorkMax: 5 },
});
against('a server that keeps no named properties, and so no markers', {
  options: { mime: 'kept', keepsNamedProperties: false },
  waived: {
    'markers: an item keeps the one that it was written with; listings and reads tell it, also to others and of twins':
      losesMarkers,
  },
});
against('folders that do not tell their next number', {
  options: { mime: 'kept', tellsNextNumber: false },
  expected: { ...ewsClaims, listsStates: false, areIdsOwn: true },
});
against('a server that numbers nothing', {
  options: { mime: 'kept', numbersItems: false },
  expected: { ...ewsClaims, listsStates: false, areIdsOwn: true },
});
against('a server without streams and with little else', {
  waived: {
    'markers: an item keeps the one that it was written with; listings and reads tell it, also to others and of twins':
      losesMarkers,
    'forms: an item that has none of those that were asked for says so and has no body; the others come as ever':
      { reason: 'what others put there is numbered when the folder is listed next', date },
  },
  options: {
    mime: 'kept',
    sortsItems: false,
    takesRestrictions: false,
    keepsNamedProperties: false,
    withoutOperations: ['ExportItems', 'UploadItems', 'SyncFolderItems'],
    addsUnknown: true,
  },
  expected: {
    ...ewsClaims,
    listsStates: false,
    areIdsOwn: true,
    givesForms: ['mime', 'exchange-item'],
    takesForms: ['mime', 'exchange-item'],
  },
});
