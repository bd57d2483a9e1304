import type { CatalogueEntry } from './catalogue-entry.ts';
import { connectionEntries } from './connection-entries.ts';
import type { ErrorCode } from './connector-error.ts';
import { mailboxEntries } from './mailbox-entries.ts';

/** Every code that a ConnectorError can have; docs/reference/errors.md is made from it. */
export const errorCatalogue: Readonly<Record<ErrorCode, CatalogueEntry>> = {
  ...connectionEntries,
  ...mailboxEntries,
};
