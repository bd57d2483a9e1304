/** Another process, or this one, works with this file now; it ends by itself when that process does. */
export class ReadStoreInUse extends Error {
  override readonly name = 'ReadStoreInUse';
  constructor(path: string) {
    super(`another process is working with the read models ${path}: wait for it, or stop it`);
  }
}
