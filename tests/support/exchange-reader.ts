import type { EwsServer } from '@mailhaul/mail-servers';
import type * as Ews from 'ews-javascript-api';
import { clientOf, ews } from '../integration/ews/independent-client.ts';

/** Who may open every mailbox. */
export interface Administrator {
  readonly address: string;
  readonly password: string;
}

/** A message as a reader of one system or the other tells it. */
export interface ReadMessage {
  readonly folder: string;
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
}

/** A mailbox of Exchange as a client sees it that others wrote: nothing of ours is between. */
export class ExchangeReader {
  readonly #service: Ews.ExchangeService;

  constructor(server: EwsServer, { address, password }: Administrator, mailbox: string) {
    this.#service = clientOf(server, { user: address, password });
    this.#service.ImpersonatedUserId = new ews.ImpersonatedUserId(
      ews.ConnectingIdType.SmtpAddress,
      mailbox,
    );
  }

  /** All mail, in the order in which folders and items are found. */
  async messages(): Promise<ReadMessage[]> {
    const read: ReadMessage[] = [];
    for (const { name, id } of await this.#filledFolders()) {
      for (const item of await this.#items(id)) {
        const properties = new ews.PropertySet(ews.BasePropertySet.FirstClassProperties);
        properties.RequestedBodyType = ews.BodyType.Text;
        const message = await ews.EmailMessage.Bind(this.#service, item.Id, properties);
        read.push({
          ...{ folder: name, subject: message.Subject, messageId: message.InternetMessageId },
          text: message.Body.Text.trim(),
        });
      }
    }
    return read;
  }

  /** Takes away all mail for good, as an administrator does who cleans a mailbox. */
  async empty(): Promise<void> {
    for (const { id } of await this.#filledFolders()) {
      for (const item of await this.#items(id)) await item.Delete(ews.DeleteMode.HardDelete);
    }
  }

  async #filledFolders(): Promise<{ readonly name: string; readonly id: Ews.FolderId }[]> {
    const view = new ews.FolderView(200);
    view.Traversal = ews.FolderTraversal.Deep;
    const root = ews.WellKnownFolderName.MsgFolderRoot as unknown as Ews.FolderId;
    const { Folders: folders } = await this.#service.FindFolders(root, view);
    return folders
      .filter(({ TotalCount: count }) => count > 0)
      .map(({ DisplayName: name, Id: id }) => ({ name, id }));
  }

  async #items(folder: Ews.FolderId): Promise<Ews.Item[]> {
    return (await this.#service.FindItems(folder, new ews.ItemView(500))).Items;
  }
}
