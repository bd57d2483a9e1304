export interface Layer {
  /** Without the scope: `kernel` is `@mailhaul/kernel`. */
  readonly name: string;
  readonly folder: string;
  /** Names of the layers that it may import. */
  readonly imports: readonly string[] | 'any';
  /** npm packages that it may use. */
  readonly packages: readonly string[] | 'any';
  /** Made by a tool of its own; it is no part of the TypeScript build, and nobody imports it. */
  readonly buildsItself?: true;
  /** Started and never imported: it has a `main.ts` and no index. */
  readonly isProgram?: true;
  /** Only specs and tests/ import it. */
  readonly isForSpecs?: true;
}
