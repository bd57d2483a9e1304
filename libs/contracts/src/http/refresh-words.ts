import type {
  RefreshedRow,
  SourceRefreshResult,
  TargetRefreshResult,
} from './refreshed-addresses.ts';

/** What each result is called wherever people see it. */
export const refreshResultWords: Readonly<
  Record<SourceRefreshResult | TargetRefreshResult, string>
> = {
  refreshed: 'Refreshed',
  'not-changed': 'Not changed',
  typed: 'Not refreshed – address entered manually',
  'not-created': 'Not refreshed – mailbox not created yet',
  missing: 'Not refreshed – missing mailbox',
};

/** The report of a refresh: a line for each address, below a head. */
export function refreshReport(rows: readonly RefreshedRow[]): readonly (readonly string[])[] {
  const lines = rows.flatMap(({ source, target }) => [
    ...(source === undefined ? [] : [lineOf('source', source)]),
    ...(target === undefined ? [] : [lineOf('target', target)]),
  ]);
  return [['side', 'address', 'result', 'new_address', 'remark'], ...lines];
}

function lineOf(
  side: string,
  { was, result, now = '', words = '' }: NonNullable<RefreshedRow['source' | 'target']>,
): readonly string[] {
  return [side, was, refreshResultWords[result], now, words];
}
