import { benchCorpus, type Corpus } from '@mailhaul/testing/corpus';

/** One setting in which all peers run. Only ratios within one series mean anything. */
export interface Series {
  /** As it is asked for. */
  readonly name: string;
  readonly title: string;
  /** The mail of one mailbox; equal for equal seeds. */
  readonly mail: MailPlan;
  readonly mailboxes: number;
  /** Mailboxes at a time. */
  readonly parallel: number;
  readonly rttMs: number;
  /** Of the line to each server, each way; absent: as fast as the machine is. */
  readonly bitsPerSecond?: number;
  readonly isTls: boolean;
  /** Where the servers keep their mail, with their usual fsync on the disk. */
  readonly medium: 'tmpfs' | 'disk';
  /** The first copy; or a further run over a copied mailbox, with nothing or a hundredth of new mail. */
  readonly measures: 'copy' | 'delta' | 'delta with new mail';
  /** Shows where the time of a run goes. */
  readonly showsPhases: boolean;
}

export interface MailPlan {
  readonly seed: number;
  readonly messages: number;
  readonly medianBytes?: number;
}

const s: MailPlan = { seed: 1, messages: 2_000 };
const xs: MailPlan = { seed: 2, messages: 400 };
const m: MailPlan = { seed: 3, messages: 10_000 };
const manySmall: MailPlan = { seed: 4, messages: 100_000, medianBytes: 1_200 };
const ofMany: MailPlan = { seed: 5, messages: 500 };

const usual = {
  mailboxes: 1,
  parallel: 1,
  rttMs: 0,
  isTls: false,
  medium: 'tmpfs',
  measures: 'copy',
  showsPhases: false,
} as const;

/** Share of a mailbox that is new in a delta with new mail. */
export const newShare = 0.01;

export const quickSeries: readonly string[] = ['s', 'xs-20'];

export const allSeries: readonly Series[] = [
  { ...usual, name: 's', title: 'S', mail: s, showsPhases: true },
  { ...usual, name: 'xs-20', title: 'XS, RTT 20 ms', mail: xs, rttMs: 20 },
  { ...usual, name: 'xs-100', title: 'XS, RTT 100 ms', mail: xs, rttMs: 100 },
  { ...usual, name: 'm', title: 'M', mail: m },
  { ...usual, name: 'small', title: 'many small messages', mail: manySmall },
  {
    ...usual,
    name: 'mailboxes-4',
    title: '20 mailboxes, 4 at a time',
    mail: ofMany,
    mailboxes: 20,
    parallel: 4,
  },
  {
    ...usual,
    name: 'mailboxes-20',
    title: '20 mailboxes, all at a time',
    mail: ofMany,
    mailboxes: 20,
    parallel: 20,
  },
  {
    ...usual,
    name: 'mailboxes-deep',
    title:
      '4 mailboxes ten times as large, all at a time: is memory flat in the number of messages?',
    mail: { ...ofMany, messages: 5_000 },
    mailboxes: 4,
    parallel: 4,
  },
  { ...usual, name: 'delta', title: 'S again, nothing new', mail: s, measures: 'delta' },
  {
    ...usual,
    name: 'delta-small',
    title: 'many small messages again, nothing new',
    mail: manySmall,
    measures: 'delta',
  },
  {
    ...usual,
    name: 'delta-new',
    title: 'S again, a hundredth is new',
    mail: s,
    measures: 'delta with new mail',
  },
  { ...usual, name: 'tls', title: 'S over TLS', mail: s, isTls: true },
  { ...usual, name: 'disk', title: 'S on a disk with fsync', mail: s, medium: 'disk' },
  {
    ...usual,
    name: 'line',
    title: 'S on a line of 20 Mbit/s, RTT 20 ms',
    mail: s,
    rttMs: 20,
    bitsPerSecond: 20e6,
  },
];

export function corpusOf({ seed, messages, medianBytes }: MailPlan): Corpus {
  return benchCorpus({ seed, messages, ...(medianBytes === undefined ? {} : { medianBytes }) });
}
