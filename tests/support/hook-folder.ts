import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CleanUps } from './clean-ups.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Where a system finds the hooks of its tenants. */
export class HookFolder {
  readonly #path: string;

  constructor(cleanUps: CleanUps) {
    this.#path = cleanUps.keep(temporaryFolder('hooks'), (one) => one.remove()).path;
  }

  /** Of the system that runs them. */
  get environment(): Readonly<Record<string, string>> {
    return { MAILHAUL_HOOKS: this.#path };
  }

  /** Lines of a shell, in the place of what that hook did before. */
  write(tenant: string, name: string, lines: string): void {
    const folder = join(this.#path, tenant);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${lines}\n`);
    chmodSync(file, 0o755);
  }

  /** The hook keeps what it is told, and has nothing against it. */
  keepWhatItIsTold(tenant: string, name: string): void {
    this.write(tenant, name, `for one in "$@"; do echo "$one"; done > "${this.#told}"`);
  }

  told(): readonly string[] {
    return readFileSync(this.#told, 'utf8').split('\n');
  }

  get #told(): string {
    return join(this.#path, 'told');
  }
}
