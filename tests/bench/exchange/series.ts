/** One setting in which all peers run. Only ratios within one series mean anything. */
export interface ExchangeSeries {
  readonly title: string;
  readonly source: 'imap' | 'exchange';
  readonly messages: number;
  /** How long the servers of Exchange think before each answer: that of a real one takes tens of milliseconds. */
  readonly thinkingMs: number;
}

export const exchangeSeries: readonly ExchangeSeries[] = [
  { title: 'From IMAP to Exchange', source: 'imap', messages: 2_000, thinkingMs: 0 },
  { title: 'From Exchange to Exchange', source: 'exchange', messages: 2_000, thinkingMs: 0 },
  {
    title: 'From IMAP to Exchange, which takes 10 ms for each answer',
    ...{ source: 'imap', messages: 1_000, thinkingMs: 10 },
  },
  {
    title: 'From Exchange to Exchange, which take 10 ms for each answer',
    ...{ source: 'exchange', messages: 1_000, thinkingMs: 10 },
  },
];
