import { clipEnd } from '../text/clean-text.ts';
import { formatBytes, formatCount } from '../text/format.ts';
import { type EtaRange, type Speed, formatEta } from './eta.ts';

/** What one bar shows; the same for a mailbox and for the total. */
export interface BarFacts {
  readonly label: string;
  /** 0 to 1; undefined: not known yet. */
  readonly share: number | undefined;
  readonly itemsDone: number;
  readonly itemsPlanned: number | undefined;
  readonly bytesDone: number;
  readonly failed: number;
  readonly speed: Speed;
  readonly eta: EtaRange | undefined;
  /** Shown instead of speed and time left. */
  readonly remark: string | undefined;
}

/** One line that fits `columns`: label, bar, per cent, items, bytes, speed, time left; what does not fit is cut. */
export function barLine(facts: BarFacts, columns: number): string {
  const room = Math.max(20, columns - 1);
  const labelWidth = Math.max(10, Math.min(40, Math.floor(room * 0.23)));
  const isWide = columns >= wideColumns;
  const barRoom = isWide ? room - labelWidth - wideTailWidth : Math.floor((room - 66) / 1.6);
  const barWidth = Math.max(6, Math.min(30, barRoom));
  const percent = facts.share === undefined ? '' : `${Math.floor(facts.share * 100)}%`;
  const head = `${padded(facts.label, labelWidth)} ${bar(facts.share, barWidth)}${percent.padStart(5)}`;
  return clipEnd(`${head}${tailOf(facts, isWide)}`, room);
}

/** From here on there is room for words. */
const wideColumns = 100;
/** What stands beside label and bar, with a time left that is not known. */
const wideTailWidth = 68;

function tailOf(facts: BarFacts, isWide: boolean): string {
  const failed = facts.failed > 0 ? ` ${formatCount(facts.failed)} failed` : '';
  const items =
    facts.itemsPlanned === undefined
      ? formatCount(facts.itemsDone)
      : `${formatCount(facts.itemsDone)}/${formatCount(facts.itemsPlanned)}`;
  if (facts.remark !== undefined) {
    return `${facts.itemsPlanned === undefined ? '' : ` ${items.padStart(11)}`}${failed}  ${facts.remark}`;
  }
  const eta = facts.share === 1 ? '' : etaText(facts.eta, isWide);
  const cells = [
    ` ${items.padStart(11)}`,
    failed,
    ` ${formatBytes(facts.bytesDone).padStart(8)}`,
    ` ${`${formatCount(facts.speed.itemsPerSecond)}/s`.padStart(isWide ? 8 : 6)}`,
    ` ${`${formatBytes(facts.speed.bytesPerSecond)}/s`.padStart(isWide ? 11 : 9)}`,
    eta === '' ? '' : `  ${eta}`,
  ];
  return cells.join('');
}

/** The same facts as words, for a log that is not a terminal. */
export function wordLine(facts: BarFacts): string {
  const items =
    facts.itemsPlanned === undefined
      ? `${formatCount(facts.itemsDone)} items`
      : `${formatCount(facts.itemsDone)} of ${formatCount(facts.itemsPlanned)} items`;
  const share = facts.share === undefined ? '' : ` (${Math.floor(facts.share * 100)}%)`;
  const failed = facts.failed > 0 ? `, ${formatCount(facts.failed)} failed` : '';
  const rest =
    facts.remark ??
    [
      `${formatCount(facts.speed.itemsPerSecond)} items/s`,
      `${formatBytes(facts.speed.bytesPerSecond)}/s`,
      formatEta(facts.eta),
    ].join(', ');
  return `${facts.label}: ${items}${share}${failed}, ${formatBytes(facts.bytesDone)}, ${rest}`;
}

function bar(share: number | undefined, width: number): string {
  if (share === undefined) return '·'.repeat(width);
  const full = Math.min(width, Math.floor(share * width));
  return '█'.repeat(full) + '░'.repeat(width - full);
}

function etaText(eta: EtaRange | undefined, isWide: boolean): string {
  if (isWide) return formatEta(eta);
  return eta === undefined ? 'left: ?' : formatEta(eta).replace(/ left$/u, '');
}

function padded(label: string, width: number): string {
  const clipped = clipEnd(label, width);
  return clipped + ' '.repeat(Math.max(0, width - [...clipped].length));
}
