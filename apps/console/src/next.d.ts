/// <reference types="next" />

declare namespace NodeJS {
  interface ProcessEnv {
    /** Where the documentation stands; next.config.mjs names it. */
    readonly DOCS_FOLDER: string;
  }
}
