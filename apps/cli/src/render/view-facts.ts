import { formatCount } from '../text/format.ts';
import type { BarFacts } from './progress-line.ts';
import type { MailboxView, ProgressModel } from './progress-model.ts';
import { phaseText, waitText } from './words.ts';

const waitShownAfterMs = 1_000;

export interface Now {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export function mailboxFacts(view: MailboxView, now: Now): BarFacts {
  return {
    label: view.label,
    share: shareOf(view.itemsDone, view.planned?.items),
    itemsDone: view.itemsDone,
    itemsPlanned: view.planned?.items,
    bytesDone: view.bytesDone,
    failed: view.failed,
    speed: view.meter.speed(now.monotonicMs),
    eta:
      view.planned === undefined ? undefined : view.meter.timeLeft(now.monotonicMs, view.planned),
    remark: remarkOf(view, now.wallMs),
  };
}

export function totalFacts(model: ProgressModel, now: Now): BarFacts {
  const planned = model.planned();
  const isAnyPlanned = planned.items > 0;
  const count = model.mailboxes.length;
  return {
    label:
      count === 1
        ? 'total'
        : `total, ${formatCount(model.finishedCount())}/${formatCount(count)} done`,
    share: isAnyPlanned ? shareOf(model.itemsDone(), planned.items) : undefined,
    itemsDone: model.itemsDone(),
    itemsPlanned: isAnyPlanned ? planned.items : undefined,
    bytesDone: model.bytesDone(),
    failed: model.mailboxes.reduce((failed, view) => failed + view.failed, 0),
    speed: model.speed(now.monotonicMs),
    eta: model.timeLeft(now.monotonicMs),
    remark: undefined,
  };
}

function remarkOf(view: MailboxView, nowWallMs: number): string | undefined {
  const { waiting } = view;
  // Over when its time is, also where nobody says so.
  if (waiting !== undefined && (waiting.untilMs ?? Infinity) > nowWallMs - waitShownAfterMs) {
    return waitText(waiting, nowWallMs);
  }
  if (view.phase === 'copying') return undefined;
  if (view.verifying !== undefined && view.phase === 'verifying') {
    return `${phaseText('verifying')}: ${view.verifying.done}/${view.verifying.total} folders`;
  }
  return phaseText(view.phase);
}

function shareOf(done: number, planned: number | undefined): number | undefined {
  if (planned === undefined) return undefined;
  return planned === 0 ? 1 : Math.min(1, done / planned);
}
