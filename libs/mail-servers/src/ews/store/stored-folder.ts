import { ChangeLog } from './change-log.ts';
import type { EwsItem, PropertyValue } from './ews-item.ts';

/** A folder as it is looked at. */
export interface EwsFolder {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly folderClass: string;
  readonly distinguishedId: string | undefined;
  /** PidTagAttributeHidden. */
  readonly isHidden: boolean;
  /** A search folder holds nothing itself. */
  readonly isSearch: boolean;
  readonly properties: ReadonlyMap<string, PropertyValue>;
  readonly changeNumber: number;
  /** In order of arrival. What is assigned is what a user has done: kept, changed, taken away. */
  items: readonly EwsItem[];
  /** PidTagInternetArticleNumberNext (MS-OXPROPS). */
  readonly nextNumber: number;
}

type Mutable = Omit<EwsFolder, 'items' | 'nextNumber'>;

/** The same with what acts upon it. */
export class StoredFolder implements EwsFolder {
  readonly id: string;
  readonly distinguishedId: string | undefined;
  readonly isHidden: boolean;
  readonly isSearch: boolean;
  readonly log = new ChangeLog();
  parentId: string | undefined;
  name: string;
  folderClass: string;
  properties: ReadonlyMap<string, PropertyValue>;
  changeNumber: number;
  nextNumber = 1;
  readonly #nextChange: () => number;
  readonly #items = new Map<string, EwsItem>();
  #listed: readonly EwsItem[] | undefined;

  constructor(own: Mutable, nextChange: () => number) {
    this.id = own.id;
    this.distinguishedId = own.distinguishedId;
    this.isHidden = own.isHidden;
    this.isSearch = own.isSearch;
    this.parentId = own.parentId;
    this.name = own.name;
    this.folderClass = own.folderClass;
    this.properties = own.properties;
    this.changeNumber = own.changeNumber;
    this.#nextChange = nextChange;
  }

  get items(): readonly EwsItem[] {
    this.#listed ??= [...this.#items.values()];
    return this.#listed;
  }

  set items(wanted: readonly EwsItem[]) {
    const kept = new Map(wanted.map((item) => [item.id, item]));
    for (const item of this.items) {
      const now = kept.get(item.id);
      if (now === undefined) this.remove(item.id);
      else if (now !== item) this.replace(now);
    }
  }

  get(id: string): EwsItem | undefined {
    return this.#items.get(id);
  }

  /** Takes the item with the number that it has now. */
  add(item: EwsItem): void {
    this.#items.set(item.id, item);
    this.#listed = undefined;
    this.nextNumber = item.number + 1;
    this.log.created(item.id, item.changeNumber);
  }

  /** `isReadFlag`: nothing else of it has changed. */
  replace(item: EwsItem, { isReadFlag = false }: { readonly isReadFlag?: boolean } = {}): void {
    const at = this.#nextChange();
    this.#items.set(item.id, { ...item, changeNumber: at });
    this.#listed = undefined;
    if (isReadFlag) this.log.read(item.id, at);
    else this.log.changed(item.id, at);
  }

  remove(id: string): void {
    this.#items.delete(id);
    this.#listed = undefined;
    this.log.removed(id, this.#nextChange());
  }
}
